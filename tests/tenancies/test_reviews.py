"""The review at each period: its days, three positions, the préfet told in every case, what follows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.support.services import accept, record_visit
from palier.tenancies import accounts, reviews
from palier.tenancies.accounts import Line
from palier.tenancies.models import AgreedCriterion, Review, ReviewPosition
from palier.tenancies.reviews import Period, Position
from tests.factories.support import a_mandate, allow
from tests.factories.tenancies import POSITIONS, a_review, a_sublease
from tests.factories.world import AT, DAY

HELD = date(2026, 6, 25)
LATER = AT + timedelta(days=150)


@pytest.fixture
def sublease(world):
    return a_sublease(world, world.case())


def told(world, sublease, **said):
    adviser = world.actor("landlord_adviser")
    usual = {"told_on": HELD, "proposes_lease": False, "why_not": "Two months are not paid."}
    with acting(adviser, now=LATER):
        return reviews.tell_prefet(actor=adviser, tenancy_id=sublease.id, at=LATER, **usual | said)


def concluded(world, sublease, outcome):
    manager = world.actor("rental_manager")
    with acting(manager, now=LATER):
        return reviews.conclude(actor=manager, tenancy_id=sublease.id, outcome=outcome, at=LATER)


def test_a_period_lasts_six_months_and_the_prefet_is_told_two_months_before():
    assert reviews.period(date(2026, 5, 4), 1) == Period(
        number=1, ends_on=date(2026, 11, 4), statement_due_on=date(2026, 9, 4)
    )
    assert reviews.period(date(2026, 5, 4), 2) == Period(
        number=2, ends_on=date(2027, 5, 4), statement_due_on=date(2027, 3, 4)
    )


def test_a_review_keeps_what_was_known_and_what_each_of_the_three_wants(world, sublease):
    manager = world.actor("rental_manager")
    march = date(2026, 3, 1)
    lines = [Line(kind="called", month=march, on=march, amount=Decimal("530.50"))]
    with acting(manager, now=AT):
        accounts.write_lines(actor=manager, tenancy_id=sublease.id, payer="household", lines=lines, at=AT)
        accounts.say_why_unpaid(actor=manager, tenancy_id=sublease.id, month=march, cause="forgotten")
    review = a_review(world, sublease, HELD)
    assert (review.number, review.period_ends_on, review.statement_due_on) == (
        1,
        date(2026, 9, 12),
        date(2026, 7, 12),
    )
    assert review.prepared == {
        "paid": 0,
        "called": 1,
        "owed": 53050,
        "causes": ["forgotten"],
        "insured_until": "2027-03-11",
    }
    with acting(world.actor("landlord_adviser")):
        assert list(ReviewPosition.objects.values_list("party", "wants")) == [
            ("association", "next_period"),
            ("household", "lease"),
            ("landlord", "next_period"),
        ]


@pytest.mark.parametrize(
    ("party", "position", "field"),
    [
        ("landlord", None, "landlord_wants"),
        ("household", Position(wants="comfort"), "household_wants"),
        ("association", Position(wants="absent", words=" "), "association_words"),
    ],
)
def test_a_party_without_a_position_or_a_reason_for_its_absence_stops_the_review(
    world, sublease, party, position, field
):
    manager = world.actor("rental_manager")
    said = {key: one for key, one in (POSITIONS | {party: position}).items() if one}
    with acting(manager, now=LATER):
        with pytest.raises(Invalid) as refusal:
            reviews.hold(actor=manager, tenancy_id=sublease.id, held_on=HELD, positions=said, at=LATER)
        assert not Review.objects.exists()
    assert set(refusal.value.fields) == {field}


def test_an_absence_with_its_reason_is_kept(world, sublease):
    review = a_review(world, sublease, HELD, landlord=Position(wants="absent", words="Nobody came on 25 June."))
    with acting(world.actor("adviser")):
        assert review.positions.get(party="landlord").words == "Nobody came on 25 June."


def test_the_prefet_is_told_no_with_reasons_or_yes_without_and_nothing_follows_before(world, sublease):
    with pytest.raises(Conflict):
        told(world, sublease)
    a_review(world, sublease, HELD)
    with pytest.raises(Conflict):
        concluded(world, sublease, "next_period")
    for wrong in ({"why_not": " "}, {"proposes_lease": True}):
        with pytest.raises(Invalid):
            told(world, sublease, **wrong)
    assert told(world, sublease).proposes_lease is False
    with pytest.raises(Invalid):
        concluded(world, sublease, "lease")
    assert concluded(world, sublease, "next_period").decided_on == LATER.date()
    with pytest.raises(Conflict):
        told(world, sublease)


def test_the_next_review_waits_for_what_followed_the_last(world, sublease):
    a_review(world, sublease, HELD)
    with pytest.raises(Conflict):
        a_review(world, sublease, HELD + timedelta(days=1))
    told(world, sublease)
    concluded(world, sublease, "next_period")
    second = a_review(world, sublease, date(2026, 12, 1))
    assert (second.number, second.period_ends_on) == (2, date(2027, 3, 12))


def test_the_database_refuses_a_no_without_reasons_and_a_slide_that_was_not_proposed(world, sublease):
    a_review(world, sublease, HELD)
    with acting(world.actor("adviser")):
        for name, fields in (
            ("prefet_told_yes_or_no_with_reasons", {"told_on": HELD, "proposes_lease": False}),
            ("no_slide_the_landlord_did_not_propose", {"outcome": "lease", "decided_on": HELD}),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                Review.objects.update(**fields)


def test_criteria_said_again_are_replaced(world, sublease):
    adviser = world.actor("adviser")
    said = {"actor": adviser, "tenancy_id": sublease.id, "agreed_on": DAY}
    with acting(adviser):
        reviews.agree_criteria(criteria=["rent_paid", "insured"], **said)
        reviews.agree_criteria(criteria=["insured", "home_kept"], **said)
        assert list(AgreedCriterion.objects.values_list("criterion", flat=True)) == ["home_kept", "insured"]
        with pytest.raises(Invalid):
            reviews.agree_criteria(criteria=["good_manners"], **said)


@pytest.mark.parametrize(("criterion", "known"), [("support_kept", {"met": 2, "missed": 1}), ("insured", {})])
def test_the_visits_of_the_support_are_known_to_a_review_that_agreed_to_look_at_them(world, criterion, known):
    case, manager = world.case(), world.actor("rental_manager")
    sublease = a_sublease(world, case)
    with acting(manager, now=AT):
        reviews.agree_criteria(actor=manager, tenancy_id=sublease.id, criteria=[criterion], agreed_on=DAY)
    visited(world, case, (DAY, True), (DAY + timedelta(days=30), False), (HELD, True), (HELD + timedelta(days=1), True))
    prepared = a_review(world, sublease, HELD).prepared
    assert {name: prepared[name] for name in ("met", "missed") if name in prepared} == known


def test_a_review_counts_the_visits_since_the_one_before(world):
    case, manager = world.case(), world.actor("rental_manager")
    sublease = a_sublease(world, case)
    with acting(manager, now=AT):
        reviews.agree_criteria(actor=manager, tenancy_id=sublease.id, criteria=["support_kept"], agreed_on=DAY)
    visited(world, case, (HELD, True), (HELD + timedelta(days=1), False))
    a_review(world, sublease, HELD)
    told(world, sublease)
    concluded(world, sublease, "next_period")
    prepared = a_review(world, sublease, HELD + timedelta(days=30)).prepared
    assert (prepared["met"], prepared["missed"]) == (0, 1)


def visited(world, case, *visits):
    allow(world, case)
    mandate, worker = a_mandate(world, case), world.actor("social_worker")
    with acting(worker, now=AT):
        accept(actor=worker, mandate_id=mandate.id, starts_on=DAY, at=AT)
        for on, kept in visits:
            record_visit(actor=worker, mandate_id=mandate.id, on=on, means="home", kept=kept, at=LATER)
