"""Aids asked for and obtained: what is refused, by the words and by the database, and the last night that is paid."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from palier.cases.facts import Aid
from palier.cases.filing import correct_fact
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.platform.errors import Invalid
from palier.platform.models import Event
from tests.factories.facts import a_fact
from tests.factories.world import AT, DAY

TOMORROW, BEFORE = DAY + timedelta(days=1), DAY - timedelta(days=20)
NIGHTS = {"kind": "hotel_nights", "answer": "granted", "decided_on": DAY, "nights": 5}
FUND = {"kind": "housing_fund_entry", "nights": None, "amount": None, "decided_on": None}
GRANTED = FUND | {"answer": "granted", "decided_on": DAY, "amount": Decimal("416.20")}
REFUSED = FUND | {"answer": "refused", "decided_on": DAY, "refusal": "resources"}
AWAITED = FUND | {"answer": "awaited", "asked_on": DAY}


@pytest.mark.parametrize("said", [NIGHTS, GRANTED, REFUSED, AWAITED, FUND | {"answer": "awaited"}])
def test_an_aid_stands_as_it_was_answered(world, said):
    aid = a_fact(world, world.case(), "aid", **said)
    with acting(world.actor("adviser")):
        kept = Aid.objects.get(id=aid.id)
        assert {name: getattr(kept, name) for name in said} == said


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (GRANTED | {"decided_on": None}, ["decided_on"]),
        (REFUSED | {"decided_on": None}, ["decided_on"]),
        (AWAITED | {"decided_on": DAY}, ["decided_on"]),
        (GRANTED | {"asked_on": DAY, "decided_on": BEFORE}, ["decided_on"]),
        (REFUSED | {"amount": Decimal(1)}, ["amount"]),
        (AWAITED | {"amount": Decimal(1)}, ["amount"]),
        (GRANTED | {"amount": Decimal(0)}, ["amount"]),
        (REFUSED | {"refusal": ""}, ["refusal"]),
        (GRANTED | {"refusal": "resources"}, ["refusal"]),
        (GRANTED | {"nights": 5, "first_night_on": DAY}, ["nights", "first_night_on"]),
        (
            NIGHTS | {"answer": "awaited", "decided_on": None, "amount": None, "first_night_on": DAY},
            ["nights", "first_night_on"],
        ),
        (NIGHTS | {"nights": None}, ["nights"]),
        (NIGHTS | {"nights": 0}, ["nights"]),
        (NIGHTS | {"nights": 367}, ["nights"]),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_by_the_database(world, said, fields):
    case = world.case()
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "aid", **said)
    assert list(caught.value.fields) == fields
    row = {"amount": None, "giver": "", "first_night_on": DAY if said.get("nights") is not None else None} | said
    with acting(world.actor("adviser")), pytest.raises(IntegrityError), transaction.atomic():
        Aid.objects.create(case=case, **row)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (GRANTED | {"amount": Decimal("100000.01")}, "amount"),
        (NIGHTS | {"first_night_on": DAY + timedelta(days=61)}, "first_night_on"),
        (NIGHTS | {"first_night_on": DAY - timedelta(days=61)}, "first_night_on"),
    ],
)
def test_a_slip_of_the_hand_is_asked_about(world, said, field):
    with pytest.raises(Invalid) as caught:
        a_fact(world, world.case(), "aid", **said)
    assert list(caught.value.fields) == [field]


@pytest.mark.parametrize("name", ["asked_on", "decided_on"])
def test_a_day_to_come_is_refused(world, name):
    with pytest.raises(Invalid) as caught:
        a_fact(world, world.case(), "aid", **GRANTED | {name: TOMORROW})
    assert name in caught.value.fields


def test_nights_begin_on_the_day_of_the_answer_unless_another_is_said(world):
    aid = a_fact(world, world.case(), "aid", **NIGHTS)
    assert (aid.first_night_on, aid.until) == (DAY, DAY + timedelta(days=5))
    later = a_fact(world, world.case(), "aid", **NIGHTS | {"first_night_on": TOMORROW, "nights": 1})
    assert (later.first_night_on, later.until) == (TOMORROW, DAY + timedelta(days=2))
    assert a_fact(world, world.case(), "aid", **GRANTED).until is None


def test_an_aid_is_told_to_social_readers_only(world):
    case = world.case(authorised=(world.services["support"].id,))
    aid = a_fact(world, case, "aid", **AWAITED)
    adviser = world.actor("adviser")
    with acting(adviser):
        values = {"answer": "granted", "decided_on": DAY, "amount": Decimal("900.00")}
        correct_fact(actor=adviser, case_id=case.id, word="aid", fact_id=aid.id, version=1, values=values, at=AT)
        assert set(Event.objects.filter(kind="aid.changed").values_list("audience", flat=True)) == {"social"}
    for key, amounts in {"social_worker": [900], "coordinator": [], "allocation_officer": [], "stranger": []}.items():
        with acting(world.actor(key)):
            assert list(Aid.objects.values_list("amount", flat=True)) == amounts, key


def dues(world, *, days: int = 0, key: str = "adviser", until: date = DAY + timedelta(days=60)) -> list[date]:
    with clock.frozen(AT + timedelta(days=days)), acting(world.actor(key)) as actor, translation.override("en"):
        return [due.on for due in due_dates(actor, until) if due.kind == "A date to prepare"]


def test_the_last_night_paid_is_due_to_the_referent_until_it_is_past(world):
    case, last = world.case(), DAY + timedelta(days=4)
    a_fact(world, case, "aid", **NIGHTS)
    assert dues(world) == dues(world, days=4) == dues(world, key="colleague") == [last]
    assert dues(world, days=5) == dues(world, key="coordinator") == dues(world, key="stranger") == []
    assert dues(world, until=last - timedelta(days=1)) == []


def test_nights_that_go_on_put_the_last_one_off_and_those_of_another_household_do_not(world):
    case, other = world.case(), world.case()
    for of in (case, other):
        a_fact(world, of, "aid", **NIGHTS)
    again = a_fact(world, case, "aid", **NIGHTS | {"first_night_on": DAY + timedelta(days=5), "nights": 2})
    assert dues(world) == [DAY + timedelta(days=4), DAY + timedelta(days=6)]
    adviser = world.actor("adviser")
    with acting(adviser):
        later = {"first_night_on": DAY + timedelta(days=6)}
        correct_fact(actor=adviser, case_id=case.id, word="aid", fact_id=again.id, version=1, values=later, at=AT)
    # A night without: both ends are dates to keep.
    assert dues(world) == [DAY + timedelta(days=4), DAY + timedelta(days=4), DAY + timedelta(days=7)]


def test_nights_that_end_together_are_said_once(world):
    case = world.case()
    a_fact(world, case, "aid", **NIGHTS)
    a_fact(world, case, "aid", **NIGHTS | {"first_night_on": DAY + timedelta(days=2), "nights": 3})
    assert dues(world) == [DAY + timedelta(days=4)]


def test_what_is_awaited_or_refused_brings_no_date(world):
    case = world.case()
    for said in (
        AWAITED,
        REFUSED,
        GRANTED,
        NIGHTS | {"answer": "refused", "refusal": "not_said", "nights": None, "amount": None},
    ):
        a_fact(world, case, "aid", **said)
    assert dues(world) == []
