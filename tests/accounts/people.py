"""Somebody who can sign in, and what a page says to her."""

import re

from allauth.account.models import EmailAddress
from django.urls import reverse

from palier.accounts.models import User

PASSWORD = "four quiet landings uphill"


def make_person(email: str, **fields) -> User:
    """With a password and a confirmed address."""
    names = {"first_name": "Noor", "last_name": "Haddad", "language": "en"}
    user = User.objects.create_user(email, PASSWORD, **(names | fields))
    confirm(user)
    return user


def confirm(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


def sign_in(client, email: str, password: str = PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def words(response) -> str:
    """The words of a page, without what differs from one request to the next."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return re.sub(r"hx-headers='[^']+'", "", text)
