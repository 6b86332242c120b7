"""Creating an account: open to anybody, it opens nothing, and never says who has one already."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from palier.accounts.models import User
from tests.accounts.people import PASSWORD, words

FORM = {
    "first_name": "Ada",
    "last_name": "Lenoir",
    "email": "ada@tests.invalid",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "language": "fr",
}


def sign_up(client, **said):
    return client.post(reverse("account_signup"), FORM | said)


def code_in(mail) -> str:
    return re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail.body)[0]


def test_an_account_is_confirmed_by_the_code_and_opens_nothing(client, db, mailoutbox):
    assert sign_up(client).url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert answer.url == reverse("join")
    user = User.objects.get(email="ada@tests.invalid")
    assert (user.first_name, user.last_name, user.language) == ("Ada", "Lenoir", "fr")
    assert EmailAddress.objects.get(user=user).verified
    assert not user.memberships.exists()


def test_a_known_address_gets_the_same_answer_and_another_mail(client, person, mailoutbox):
    new = sign_up(client)
    page_of_new = words(client.get(new.url))
    client.cookies.clear()
    known = sign_up(client, email=person.email)
    assert (known.status_code, known.url) == (new.status_code, new.url)
    page_of_known = words(client.get(known.url))
    assert page_of_known.replace(person.email, "…") == page_of_new.replace("ada@tests.invalid", "…")
    assert mailoutbox[1].to == [person.email]
    assert reverse("account_reset_password") in mailoutbox[1].body
    assert User.objects.filter(email=person.email).count() == 1


def test_no_code_opens_the_account_of_a_known_address(client, person, mailoutbox):
    sign_up(client, email=person.email)
    client.post(reverse("account_email_verification_sent"), {"code": "BCDF-GHJK"})
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_is_refused_and_five_of_them_end_it(client, db, mailoutbox):
    sign_up(client)
    address = reverse("account_email_verification_sent")
    for _round in range(4):
        assert client.post(address, {"code": "BCDF-GHJK"}).status_code == 200
    client.post(address, {"code": "BCDF-GHJK"})
    client.post(address, {"code": code_in(mailoutbox[0])})
    assert not EmailAddress.objects.filter(verified=True).exists()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "12"),
        ("password1234", "common"),
        ("lenoir-vandenberg", "similar"),
        ("ada@tests.invalid", "similar"),
    ],
)
def test_a_password_too_short_too_common_or_too_like_its_owner_is_refused(client, db, password, why):
    client.cookies.load({"django_language": "en"})
    answer = sign_up(client, last_name="Lenoir Vandenberg", password1=password, password2=password)
    assert answer.status_code == 200
    assert why in words(answer)
    assert not User.objects.exists()


def test_a_long_password_needs_neither_figures_nor_capitals(client, db, mailoutbox):
    assert sign_up(client, password1="river bench lantern oat", password2="river bench lantern oat").status_code == 302


def test_an_address_too_long_for_its_column_is_refused_in_words(client, db):
    answer = sign_up(client, email="a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".invalid")
    assert answer.status_code == 200
    assert "error-summary" in words(answer)


def test_what_the_form_does_not_offer_cannot_be_set(client, db, mailoutbox):
    sign_up(client, is_active="0", id="00000000-0000-0000-0000-000000000001", joined_at="2001-01-01")
    user = User.objects.get()
    assert user.is_active
    assert user.joined_at.year > 2001


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mail_is_in_the_language_of_the_account(client, db, mailoutbox, language):
    sign_up(client, language=language)
    assert ("Bonjour" in mailoutbox[0].body) == (language == "fr")


def test_mails_hold_no_name(client, db, mailoutbox):
    sign_up(client)
    assert "Ada" not in mailoutbox[0].body
    assert "Lenoir" not in mailoutbox[0].body
