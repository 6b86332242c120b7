"""Logs tell what happened and to which request, never to whom."""

import json
import logging
import sys

import pytest
from django.urls import reverse

from palier.platform.logs import Formatter, request_id


def written(**fields) -> dict:
    record = logging.LogRecord("palier.test", logging.ERROR, __file__, 1, "it broke", (), fields.get("exc_info"))
    return json.loads(Formatter("%(asctime)s %(name)s %(message)s").format(record))


def test_a_line_is_json_in_utc_with_the_request():
    token = request_id.set("abc123")
    line = written()
    request_id.reset(token)
    assert (line["level"], line["request"], line["message"]) == ("error", "abc123", "it broke")
    assert line["asctime"].endswith("Z")


def test_an_exception_is_told_by_its_place_not_by_its_words():
    try:
        raise ValueError("Nadia Benali, 06 39 98 00 01")
    except ValueError:
        line = written(exc_info=sys.exc_info())
    assert "Benali" not in json.dumps(line)
    assert "ValueError at " in line["exc_info"]
    assert "test_logs.py" in line["exc_info"]


def test_no_personal_data_in_the_lines_of_a_day(world, signed_in, caplog):
    """A search, a case, a refusal: routes and statuses, no name, no number, no id of a person."""
    case = world.case(last_name="Zzbenali", phone="06 39 98 77 77")
    client = signed_in("adviser")
    with caplog.at_level(logging.DEBUG):
        client.post(reverse("search"), {"q": "Zzbenali"})
        client.get(reverse("case", args=[case.id]))
        signed_in("stranger").get(reverse("case", args=[case.id]))
    formatter = Formatter("%(asctime)s %(name)s %(message)s")
    lines = [formatter.format(record) for record in caplog.records if not record.name.startswith("django.db")]
    assert any('"route": "case"' in line for line in lines)
    for secret in ("benali", "98 77 77", str(world.people["adviser"].id), "adviser@"):
        assert not [line for line in lines if secret in line.lower()]


@pytest.mark.parametrize(("path", "body"), [("/healthz", {"status": "ok"}), ("/readyz", {"status": "ok"})])
def test_health_needs_no_sign_in_and_no_known_host(db, client, path, body):
    answer = client.get(path, headers={"host": "elsewhere.invalid"})
    assert (answer.status_code, answer.json()) == (200, body)
