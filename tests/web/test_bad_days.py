"""What goes wrong around a page: said in words, nothing lost, nothing disclosed."""

import logging
import re
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from palier.cases.models import Note
from palier.organisations.services import SESSION_KEY
from palier.platform import clock
from palier.platform.context import acting
from tests.factories.world import AT


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def test_a_share_that_ends_in_an_open_tab(world, signed_in):
    """The page is open, the day passes: the next click is answered as a missing case, and nothing is written."""
    case = world.case(authorised=(world.services["support"].id,))
    client = signed_in("social_worker")
    page = client.get(reverse("case", args=[case.id]))
    assert page.status_code == 200
    note = {"id": str(uuid4()), "audience": "social", "body": "Typed before the end."}
    with clock.frozen(AT + timedelta(days=400)):
        assert client.get(reverse("case", args=[case.id])).status_code == 404
        assert client.post(reverse("case_note", args=[case.id]), note).status_code == 404
    with acting(world.actor("adviser")):
        assert not Note.objects.exists()


def test_a_share_that_narrows_in_an_open_tab(world, signed_in):
    """Fifteen days after a spoken word only the envelope is left: no phone, no name, no tab that opens the file."""
    case = world.case(authorised=(world.services["support"].id,), phone="06 39 98 77 77")
    client = signed_in("social_worker")
    assert "06 39 98 77 77" in client.get(reverse("case", args=[case.id])).text
    with clock.frozen(AT + timedelta(days=16)):
        page = client.get(reverse("case", args=[case.id]))
        assert page.status_code == 200
        assert "06 39 98 77 77" not in page.text
        assert "BENALI" not in page.text
        assert client.get(reverse("case_household", args=[case.id])).status_code == 404


def test_a_forged_service_does_not_exist(world, signed_in):
    client = signed_in("adviser")
    elsewhere = str(world.services["elsewhere"].id)
    assert client.post(reverse("switch_service"), {"service": elsewhere}).status_code == 404
    session = client.session
    session[SESSION_KEY] = elsewhere
    session.save()
    theirs = world.case("stranger")
    page = client.get(reverse("cases"))
    assert page.status_code == 200
    assert theirs.reference not in page.text
    assert client.get(reverse("case", args=[theirs.id])).status_code == 404


def test_a_member_who_left_has_nothing_at_the_next_request(world, signed_in):
    case = world.case()
    client = signed_in("colleague")
    assert client.get(reverse("case", args=[case.id])).status_code == 200
    world.people["colleague"].memberships.update(ended_on=AT.date())
    answer = client.get(reverse("case", args=[case.id]))
    assert (answer.status_code, answer.url) == (302, reverse("join"))


def test_a_stale_form_is_said_in_words(world):
    """The cookie of the form is gone or another: 409, and what was typed is still in the browser's Back."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(world.people["adviser"])
    answer = client.post(reverse("call"), {"last_name": "Benali"})
    assert answer.status_code == 409
    assert "Back" in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_failure_gives_a_reference_and_logs_no_word_of_it(world, signed_in, monkeypatch, caplog):
    case = world.case()
    client = signed_in("adviser")
    client.raise_request_exception = False

    def broken(*args, **kwargs):
        raise RuntimeError("Nadia Benali lives at a secret address")

    monkeypatch.setattr("palier.web.cases.views.Story", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get(reverse("case", args=[case.id]))
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    failures = [record for record in caplog.records if record.message == "failure"]
    assert [record.route for record in failures] == ["case"]
    assert str(case.id) not in "".join(record.getMessage() for record in failures)


def test_a_failure_keeps_nothing_half_written(committed_world, monkeypatch):
    """The call is written, then the page breaks: the transaction goes as a whole."""
    from tests.web.test_cases import said

    client = Client(raise_request_exception=False)
    client.force_login(committed_world.people["adviser"])

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("palier.web.cases.views.redirect", broken)
    sent = said(agreement=committed_world.agreement.id)
    assert client.post(reverse("call"), sent).status_code == 500
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM procrastinate_jobs)")
        assert cursor.fetchone() == (0,)
    monkeypatch.undo()
    assert client.post(reverse("call"), sent).status_code == 302


def test_a_lost_connection_is_said_and_the_next_click_works(committing_db, committed_world):
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(committed_world.people["adviser"])
    assert client.get(reverse("cases")).status_code == 200
    connection.ensure_connection()
    with psycopg.connect(committing_db["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    answer = client.get(reverse("cases"))
    assert answer.status_code == 503
    assert "what you typed is still there" in answer.text
    connection.close()
    assert client.get(reverse("cases")).status_code == 200


HELD = {
    "en": "Somebody is changing this at the moment. Nothing was written: try again in a few seconds.",
    "fr": "Quelqu’un modifie ceci en ce moment. Rien n’a été enregistré : réessayez dans quelques secondes.",
}


@pytest.mark.parametrize("part", [False, True], ids=["page", "part of a page"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_somebody_else_holds_is_said_and_can_be_tried_again(committing_db, committed_world, language, part):
    """Two real connections: the other one holds the case for longer than the pages wait."""
    with transaction.atomic():
        case = committed_world.case()
    adviser = committed_world.people["adviser"]
    adviser.language = language
    adviser.save()
    client = Client(raise_request_exception=False)
    client.force_login(adviser)
    note = {"id": str(uuid4()), "audience": "file", "body": "Typed meanwhile."}
    headers = {"hx-request": "true"} if part else {}
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    with psycopg.connect(committing_db["DATABASE_OWNER_URL"]) as other:
        other.execute('SELECT 1 FROM "case" WHERE id = %s FOR UPDATE', [case.id])
        answer = client.post(reverse("case_note", args=[case.id]), note, headers=headers)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    # What palier.js says beside a part of a page is the one sentence that is marked.
    (said,) = re.findall(r"<p data-failure>(.*?)</p>", answer.text)
    assert said.replace("\xa0", " ").replace("\u202f", " ").startswith(HELD[language])
    assert answer.headers["X-Request-Id"] in said
    assert "Typed meanwhile." in answer.text
    with transaction.atomic(), acting(committed_world.actor("adviser")):
        assert not Note.objects.exists()
    assert client.post(reverse("case_note", args=[case.id]), note, headers=headers).status_code == 302
    with transaction.atomic(), acting(committed_world.actor("adviser")):
        assert [one.body for one in Note.objects.all()] == ["Typed meanwhile."]


def test_no_page_of_a_signed_in_person_is_kept_by_the_browser(world, signed_in):
    case = world.case()
    for address in (reverse("case", args=[case.id]), reverse("case", args=[uuid4()]), reverse("today")):
        assert "no-store" in signed_in("adviser").get(address).headers["Cache-Control"]
