"""Signing in with a password: the same answer to every mistake, a limit to their number, a session of one's own."""

import psycopg
import pytest
from django.urls import reverse

from palier.platform.models import Event
from tests.accounts.people import PASSWORD, make_person, sign_in, words


def test_the_right_password_signs_in(client, person):
    answer = sign_in(client, person.email)
    assert answer.status_code == 302
    assert answer.url == reverse("join")
    assert client.get(reverse("account")).status_code == 200


def test_signing_in_gives_another_session(client, person):
    client.get(reverse("account_login"))
    client.session["seen"] = True
    before = client.session.session_key
    sign_in(client, person.email)
    assert client.session.session_key != before


def test_it_is_written_in_the_record_which_no_organisation_reads(client, committing_db):
    person = make_person("record@tests.invalid")
    sign_in(client, person.email)
    assert not Event.objects.filter(kind="account.signed_in").exists()
    with psycopg.connect(committing_db["DATABASE_OWNER_URL"]) as owner:
        row = owner.execute("SELECT kind, actor_id, organisation_id FROM event").fetchone()
    assert row == ("account.signed_in", person.id, None)


def test_a_member_goes_to_her_day(client, world):
    from tests.accounts.people import confirm

    adviser = world.people["adviser"]
    adviser.set_password(PASSWORD)
    adviser.save()
    confirm(adviser)
    assert sign_in(client, adviser.email).url == reverse("today")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person, language):
    client.cookies.load({"django_language": language})
    wrong = sign_in(client, person.email, "not this one")
    unknown = sign_in(client, "nobody@tests.invalid", "not this one")
    assert wrong.status_code == unknown.status_code == 200
    assert words(wrong).replace(person.email, "…") == words(unknown).replace("nobody@tests.invalid", "…")
    assert "_auth_user_id" not in client.session


def test_an_address_is_read_without_regard_to_case(client, person):
    assert sign_in(client, person.email.upper()).status_code == 302


def test_who_fails_too_often_waits_even_with_the_right_password(client, person):
    for _round in range(5):
        sign_in(client, person.email, "not this one")
    answer = sign_in(client, person.email)
    assert answer.status_code == 200
    assert "Trop d’essais" in words(answer) or "Too many attempts" in words(answer)
    assert "_auth_user_id" not in client.session


def test_an_address_that_does_not_exist_has_the_same_limit(client, person):
    for _round in range(5):
        sign_in(client, "nobody@tests.invalid", "not this one")
    unknown = sign_in(client, "nobody@tests.invalid", "not this one")
    for _round in range(5):
        sign_in(client, person.email, "not this one")
    known = sign_in(client, person.email, "not this one")
    assert words(known).replace(person.email, "…") == words(unknown).replace("nobody@tests.invalid", "…")


def test_a_closed_account_does_not_sign_in(client, person):
    person.is_active = False
    person.save()
    answer = sign_in(client, person.email)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 302}


def test_closing_an_account_ends_its_sessions(client, person):
    sign_in(client, person.email)
    person.is_active = False
    person.save()
    assert client.get(reverse("account")).status_code == 302


def test_the_session_ends_with_the_browser_and_the_day(client, person, settings):
    sign_in(client, person.email)
    assert client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_next_leads_only_to_our_own_pages(client, person):
    address = reverse("account_login")
    for wished in ("https://elsewhere.invalid/", "//elsewhere.invalid/", "javascript:alert(1)"):
        answer = client.post(address, {"login": person.email, "password": PASSWORD, "next": wished})
        assert answer.url == reverse("join")
        client.logout()
    answer = client.post(address, {"login": person.email, "password": PASSWORD, "next": reverse("account")})
    assert answer.url == reverse("account")


def test_signing_out_needs_a_post(client, person):
    sign_in(client, person.email)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_fragment_whose_session_has_ended_takes_the_whole_page_to_sign_in(client, db):
    answer = client.get(reverse("account"), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == reverse("account_login")


def test_somebody_without_a_role_is_sent_to_ask_for_one(client, person):
    sign_in(client, person.email)
    assert client.get(reverse("members")).url == reverse("join")


def test_a_page_of_an_account_is_kept_by_no_shared_browser(client, person):
    sign_in(client, person.email)
    assert "no-store" in client.get(reverse("account"))["Cache-Control"]


def test_two_people_on_one_browser_leave_nothing_to_each_other(client, person):
    other = make_person("other@tests.invalid", first_name="Other")
    sign_in(client, person.email)
    client.session["service"] = "mine"
    client.post(reverse("account_logout"))
    sign_in(client, other.email)
    assert "service" not in client.session
    assert "Noor" not in words(client.get(reverse("account")))
