"""A page of failure gives back what was typed: browsers forget some of it in Back."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.test_cases import said

TYPED = {"last_name": "Benali <b>", "phone": "06 39 98 00 01", "note": "One line\nand another", "password": "secret"}


@pytest.fixture
def strict(world) -> Client:
    """A browser whose forms are checked."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(world.people["adviser"])
    return client


def send(client: Client, name: str, said: dict[str, object], *ids: object, **headers: str):
    """As a browser does."""
    body = urlencode(said, doseq=True)
    return client.post(reverse(name, args=ids), body, content_type="application/x-www-form-urlencoded", headers=headers)


def test_a_stale_form_gives_back_the_words_and_no_secret(strict):
    answer = send(strict, "call", TYPED | {"id": "9a2f3c6e-58b8-4c8f-9d55-5f1f2b0f9d10"})
    assert answer.status_code == 409
    for words in ("Benali &lt;b&gt;", "06 39 98 00 01", "One line<br>and another"):
        assert words in answer.text
    assert "secret" not in answer.text
    assert "9a2f3c6e" not in answer.text


def test_what_another_site_sends_is_not_shown(strict):
    answer = send(strict, "call", TYPED, origin="https://elsewhere.example")
    assert answer.status_code == 409
    assert "06 39 98 00 01" not in answer.text


def test_a_refusal_gives_back_the_words_and_still_says_nothing_of_the_case(world, signed_in):
    case = world.case()
    client = signed_in("stranger")
    bodies = []
    for case_id in (case.id, uuid4()):
        answer = send(client, "case_note", {"body": "A long note."}, case_id)
        assert answer.status_code == 404
        assert "A long note." in answer.text
        own = f"{case_id}|{answer.headers['X-Request-Id']}|[A-Za-z0-9]{{64}}"
        bodies.append(re.sub(own, "", answer.text))
    assert bodies[0] == bodies[1]


def test_a_failure_gives_back_the_words(world, signed_in, monkeypatch):
    client = signed_in("adviser")
    client.raise_request_exception = False

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("palier.web.cases.views.services.receive_call", broken)
    answer = send(client, "call", said(agreement=world.agreement.id))
    assert answer.status_code == 500
    assert "06 39 98 00 01" in answer.text
