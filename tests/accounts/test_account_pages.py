"""My account: name, language, password, address, sessions; every page in both languages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from palier.accounts.models import User
from tests.accounts.people import PASSWORD, make_person, sign_in, words

OWN_PAGES = [
    "account",
    "account_email",
    "account_change_password",
    "account_logout",
    "usersessions_list",
    "mfa_index",
    "mfa_activate_totp",
    "socialaccount_connections",
]
OPEN_PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "socialaccount_login_cancelled",
]


@pytest.mark.parametrize("name", OPEN_PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_of_strangers(client, db, name, language):
    client.cookies.load({"django_language": language})
    well_made(client.get(reverse(name)), language)


@pytest.mark.parametrize("name", OWN_PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_of_an_account(client, db, name, language):
    sign_in(client, make_person("langue@tests.invalid", language=language).email)
    well_made(client.get(reverse(name)), language)


def well_made(answer, language: str) -> None:
    page = words(answer)
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert not re.search(r"<title>\s*·", page)
    assert 'placeholder="' not in page.split("<main")[1]
    assert not re.search(r"\son\w+=|style=|<script(?![^>]*src=|[^>]*application/json)", page)
    labels, fields = (
        re.findall(r'<label[^>]* for="(\w+)"', page),
        re.findall(r'<input(?![^>]*hidden)[^>]* id="(\w+)"', page),
    )
    assert set(fields) <= set(labels)


def test_the_failure_of_a_provider_has_a_page_of_its_own(client, db):
    assert client.get(reverse("socialaccount_login_error")).status_code == 401


def test_name_and_language_are_changed_and_kept(client, person):
    sign_in(client, person.email)
    said = {"first_name": "Nour", "last_name": "Haddad", "language": "fr"}
    assert client.post(reverse("account"), said).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.language) == ("Nour", "fr")
    assert '<html lang="fr">' in words(client.get(reverse("account")))


def test_a_form_with_a_gap_keeps_what_was_typed(client, person):
    sign_in(client, person.email)
    answer = client.post(reverse("account"), {"first_name": "Nour", "last_name": "", "language": "fr"})
    assert answer.status_code == 422
    assert 'value="Nour"' in words(answer)


def test_the_language_of_a_stranger_is_kept_in_the_browser_and_read_back(client, db):
    answer = client.post(reverse("set_language"), {"language": "en", "next": reverse("account_signup")})
    assert answer.url == reverse("account_signup")
    assert '<html lang="en">' in words(client.get(answer.url))


def test_the_language_of_an_account_follows_it_to_another_browser(client, person):
    sign_in(client, person.email)
    client.post(reverse("set_language"), {"language": "fr"})
    elsewhere = Client()
    elsewhere.cookies.load({"django_language": "en"})
    sign_in(elsewhere, person.email)
    assert '<html lang="fr">' in words(elsewhere.get(reverse("account")))


def test_a_language_we_do_not_speak_and_a_way_out_are_refused(client, db):
    assert client.post(reverse("set_language"), {"language": "tlh"}).status_code == 404
    answer = client.post(reverse("set_language"), {"language": "en", "next": "https://elsewhere.invalid/"})
    assert answer.url == "/"


def test_french_is_the_language_of_who_has_not_chosen(client, db):
    assert '<html lang="fr">' in words(client.get(reverse("account_login")))


def test_sessions_are_listed_and_ended_one_by_one(client, person):
    elsewhere = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    sign_in(elsewhere, person.email)
    sign_in(client, person.email)
    page = words(client.get(reverse("usersessions_list")))
    assert "Firefox · Windows" in page
    other = re.search(r'name="session" value="(\d+)"', page)[1]
    client.post(reverse("usersessions_list"), {"session": other})
    assert elsewhere.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200


def test_all_other_sessions_are_ended_at_once(client, person):
    others = [Client(), Client()]
    for browser in [*others, client]:
        sign_in(browser, person.email)
    client.post(reverse("usersessions_list"))
    assert [browser.get(reverse("account")).status_code for browser in [*others, client]] == [302, 302, 200]


def test_nobody_ends_the_session_of_somebody_else(client, person):
    from allauth.usersessions.models import UserSession

    victim = Client()
    sign_in(victim, make_person("victim@tests.invalid").email)
    theirs = UserSession.objects.get()
    sign_in(client, person.email)
    assert client.post(reverse("usersessions_list"), {"session": str(theirs.pk)}).status_code == 404
    assert victim.get(reverse("account")).status_code == 200


def test_changing_the_password_asks_for_the_old_one_and_ends_the_other_sessions(client, person, mailoutbox):
    elsewhere = Client()
    for browser in (elsewhere, client):
        sign_in(browser, person.email)
    new = "another quiet landing uphill"
    form = {"oldpassword": "not this one", "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), form).status_code == 200
    assert client.post(reverse("account_change_password"), form | {"oldpassword": PASSWORD}).status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert mailoutbox[-1].to == [person.email]


def test_an_address_changes_only_with_the_code_sent_to_it(client, person, mailoutbox):
    sign_in(client, person.email)
    client.post(reverse("account_email"), {"email": "new@tests.invalid", "action_add": ""})
    person.refresh_from_db()
    assert person.email == "noor@tests.invalid"
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mailoutbox[-1].body)[0]
    assert mailoutbox[-1].to == ["new@tests.invalid"]
    client.post(reverse("account_email_verification_sent"), {"code": code})
    person.refresh_from_db()
    assert person.email == "new@tests.invalid"


def test_asking_for_the_address_of_somebody_else_tells_nothing(client, person, mailoutbox):
    make_person("taken@tests.invalid")
    sign_in(client, person.email)
    free = client.post(reverse("account_email"), {"email": "free@tests.invalid", "action_add": ""})
    taken = client.post(reverse("account_email"), {"email": "taken@tests.invalid", "action_add": ""})
    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    assert User.objects.filter(email="taken@tests.invalid").count() == 1


def test_a_password_typed_long_ago_is_asked_again_before_the_address_changes(client, person, settings, mailoutbox):
    sign_in(client, person.email)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    answer = client.post(reverse("account_email"), {"email": "new@tests.invalid", "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not mailoutbox
