"""Forgotten password: the same answer for every address, a link that works once, and nothing left open behind it."""

import re

import pytest
from django.urls import reverse

from tests.accounts.people import make_person, sign_in, words

NEW = "another quiet landing uphill"


def ask(client, email: str):
    return client.post(reverse("account_reset_password"), {"email": email})


def link_in(mail) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", mail.body)[1]


def choose(client, link: str, password: str = NEW):
    return client.post(client.get(link).url, {"password1": password, "password2": password})


def test_every_address_gets_the_same_answer(client, person, mailoutbox):
    known, unknown = ask(client, person.email), ask(client, "nobody@tests.invalid")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert words(client.get(known.url))
    # Both are written to, so that neither answer is slower than the other.
    assert [mail.to for mail in mailoutbox] == [[person.email], ["nobody@tests.invalid"]]
    assert reverse("account_signup") in mailoutbox[1].body


def test_the_link_changes_the_password_once(client, person, mailoutbox):
    ask(client, person.email)
    link = link_in(mailoutbox[0])
    assert choose(client, link).status_code == 302
    assert sign_in(client, person.email, NEW).status_code == 302
    client.logout()
    again = client.get(link)
    assert again.status_code == 200
    assert reverse("account_reset_password") in words(again)


def test_the_secret_leaves_the_address_before_the_form_is_shown(client, person, mailoutbox):
    ask(client, person.email)
    link = link_in(mailoutbox[0])
    assert client.get(link).url.endswith("-set-password/")


def test_a_link_of_yesterday_no_longer_works(client, person, mailoutbox, settings):
    ask(client, person.email)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get(link_in(mailoutbox[0])).status_code == 200


def test_changing_the_password_ends_the_sessions_elsewhere(client, person, mailoutbox, elsewhere):
    sign_in(elsewhere, person.email)
    ask(client, person.email)
    choose(client, link_in(mailoutbox[0]))
    assert elsewhere.get(reverse("account")).status_code == 302


def test_the_person_is_told_and_the_mail_says_neither_where_nor_with_what(client, person, mailoutbox):
    ask(client, person.email)
    choose(client, link_in(mailoutbox[0]))
    told = mailoutbox[-1]
    assert told.to == [person.email]
    assert "127.0.0.1" not in told.body
    assert "forgotten password" in told.body


def test_a_closed_account_gets_no_link(client, person, mailoutbox):
    person.is_active = False
    person.save()
    ask(client, person.email)
    assert "/password/reset/key/" not in mailoutbox[0].body


def test_one_address_is_not_flooded(client, person, mailoutbox):
    answers = [ask(client, person.email).status_code for _round in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mailoutbox) == 3


def test_what_is_undone_is_counted_all_the_same(client, committing_db, settings):
    """The mail cannot leave, the request is rolled back; the attempts stay, on the connection that nothing undoes."""
    settings.EMAIL_BACKEND = "palier.accounts.mail.PageBackend"
    answers = [ask(client, "somebody@tests.invalid").status_code for _round in range(4)]
    assert answers == [422, 422, 422, 429]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mail_speaks_the_language_of_the_account(client, db, mailoutbox, language):
    ask(client, make_person("langue@tests.invalid", language=language).email)
    assert ("Bonjour" in mailoutbox[0].body) == (language == "fr")


@pytest.fixture
def elsewhere():
    """A second browser."""
    from django.test import Client

    return Client()
