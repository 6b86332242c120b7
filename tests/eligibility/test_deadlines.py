"""The document of `palier deadline`: what it takes, what it refuses, and how."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.eligibility.documents.deadlines import FRENCH_STAGES, KINDS, answer
from palier.eligibility.documents.fields import DocumentRefused
from palier.rules.sentences import LANGUAGES

COMPLETE = {
    "payment_order": {"served_on": "2026-03-20", "lease_signed_on": "2019-06-15"},
    "summons": {"hearing_on": "2026-09-10"},
    "order_to_leave": {"served_on": "2026-10-01"},
    "eviction": {"granted_on": "2026-11-01"},
    "applicant_answer": {"notified_on": "2026-10-14"},
    "registration_renewal": {"registered_on": "2026-01-21"},
    "review": {"signed_on": "2026-05-04", "number": 1},
    "landlord_notice": {"period_ends_on": "2026-11-04"},
    "over_indebtedness": {"stage": "admissible", "on": "2026-04-02"},
}


def one(kind: str, **facts: object) -> dict:
    (row,) = answer([{"id": "a", "kind": kind, **facts}])
    return row


def error(row: dict) -> tuple[str, str]:
    return row["error"]["field"], row["error"]["code"]


def test_there_is_an_example_of_every_kind():
    assert COMPLETE.keys() == KINDS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_come_in_the_order_of_the_document_and_in_its_form(language):
    document = [{"id": kind, "kind": kind, **facts} for kind, facts in COMPLETE.items()]
    rows = answer(list(reversed(document)), language)
    assert [row["id"] for row in rows] == list(reversed(COMPLETE))
    for row in rows:
        assert list(row) == ["id", "due_on", "law", "confidence", "provisional", "why", "steps"]
        assert row["why"] is None
        assert all(set(step) == {"on", "why"} for step in row["steps"])
        assert [step["on"] for step in row["steps"]] == sorted(step["on"] for step in row["steps"])


def test_a_whole_answer():
    assert one("payment_order", served_on="2026-03-20") == {
        "id": "a",
        "due_on": None,
        "law": None,
        "confidence": None,
        "provisional": False,
        "why": "The delay depends on the day the lease was signed, and that day is not given.",
        "steps": [],
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stranger", sorted({name for facts in COMPLETE.values() for name in facts} | {"why"}))
def test_a_field_of_another_kind_is_an_error_that_names_it(kind, stranger):
    row = one(kind, **COMPLETE[kind], **({} if stranger in COMPLETE[kind] else {stranger: "2026-01-01"}))
    assert ("error" in row) == (stranger not in COMPLETE[kind])
    if "error" in row:
        assert error(row) == (stranger, "unknown_field")


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("appeal", {}, ("kind", "not_a_choice")),
        (None, {}, ("kind", "required")),
        (["review"], {}, ("kind", "not_a_choice")),
        ("summons", {}, ("hearing_on", "required")),
        ("summons", {"hearing_on": None}, ("hearing_on", "required")),
        ("summons", {"hearing_on": "2026-02-29"}, ("hearing_on", "not_a_date")),
        ("summons", {"hearing_on": 20260910}, ("hearing_on", "not_a_date")),
        ("review", {"signed_on": "2026-05-04"}, ("number", "required")),
        ("review", {"signed_on": "2026-05-04", "number": 0}, ("number", "out_of_range")),
        ("review", {"signed_on": "2026-05-04", "number": 10**30}, ("number", "out_of_range")),
        ("review", {"signed_on": "2026-05-04", "number": True}, ("number", "not_a_number")),
        ("over_indebtedness", {"on": "2026-05-04", "stage": "NONE"}, ("stage", "not_a_choice")),
        ("over_indebtedness", {"on": "2026-05-04", "stage": {}}, ("stage", "not_a_choice")),
        ("over_indebtedness", {"on": "2026-05-04"}, ("stage", "required")),
        (
            "payment_order",
            {"served_on": "2026-03-20", "lease_signed_on": "2026-03-21"},
            ("lease_signed_on", "contradiction"),
        ),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_its_field(kind, facts, expected):
    assert error(one(kind, **facts)) == expected


def test_a_lease_signed_on_the_day_of_the_act_is_no_contradiction():
    assert one("payment_order", served_on="2026-03-20", lease_signed_on="2026-03-20")["due_on"] == "2026-05-01"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_either_end_of_the_calendar_is_answered_by_an_error_or_a_reason(kind, day):
    facts = {**COMPLETE[kind], KINDS[kind].day: day}
    if kind == "payment_order":
        facts["lease_signed_on"] = day
    row = one(kind, **facts)
    if "error" in row:
        assert error(row) == (KINDS[kind].day, "out_of_range")
    else:
        assert (row["due_on"] is None) == bool(row["why"])


@pytest.mark.parametrize("kind", ["summons", "landlord_notice"])
def test_what_is_counted_back_from_the_last_day_of_the_calendar_is_told(kind):
    row = one(kind, **{KINDS[kind].day: "9999-12-31"})
    assert row["due_on"] == {"summons": "9999-11-19", "landlord_notice": "9999-10-31"}[kind]
    assert row["provisional"]


@pytest.mark.parametrize(("french", "stage"), FRENCH_STAGES.items())
def test_a_stage_may_be_said_by_its_french_code(french, stage):
    day = "2026-06-11"
    assert one("over_indebtedness", stage=french, on=day) == one("over_indebtedness", stage=stage, on=day)


def test_an_item_in_error_leaves_the_others_answered():
    rows = answer([{"id": "a", "kind": "summons"}, {"id": "b", "kind": "summons", "hearing_on": "2026-09-10"}])
    assert (error(rows[0]), rows[1]["due_on"]) == (("hearing_on", "required"), "2026-07-30")


@pytest.mark.parametrize("document", [{}, "x", [1], [{"kind": "summons"}], [{"id": "a"}, {"id": "a"}]])
def test_a_document_that_makes_no_sense_is_refused_as_a_whole(document):
    with pytest.raises(DocumentRefused):
        answer(document)


@settings(deadline=None)
@given(st.dates(), st.sampled_from(sorted(KINDS)), st.sampled_from(LANGUAGES))
def test_any_day_of_any_year_is_answered(day, kind, language):
    facts = {name: fact for name, fact in COMPLETE[kind].items() if name != "lease_signed_on"}
    (row,) = answer([{"id": "a", "kind": kind, **facts, KINDS[kind].day: day.isoformat()}], language)
    assert "error" in row or (row["due_on"] is None) == bool(row["why"])
