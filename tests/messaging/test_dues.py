"""The dates that candidacies and titles bring: for the referent, and for who houses."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from tests.factories.candidacies import a_candidacy, advance
from tests.factories.homes import a_home, an_opening
from tests.factories.tenancies import a_sublease, an_occupancy
from tests.factories.world import AT, DAY
from tests.queries import asked


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


ELSEWHERE = {"A home to leave", "No living HLM request (NUR)"}


def dues(world, key, *, until: date = date(2026, 9, 30), days: int = 0) -> list[tuple[date, str]]:
    """Beside the home to leave and the request to have, which have tests of their own."""
    with clock.frozen(AT + timedelta(days=days)), acting(world.actor(key)) as actor:
        return [(due.on, due.kind) for due in due_dates(actor, until) if due.kind not in ELSEWHERE]


def test_an_answer_to_an_offer_is_due_to_the_referent_and_to_the_officer(world):
    case = world.case()
    advance(world, a_candidacy(world, case, an_opening(world)), "offered")
    expected = [(date(2026, 3, 23), "An answer to an offer")]
    assert dues(world, "adviser") == expected
    assert dues(world, "allocation_officer") == expected
    assert dues(world, "stranger") == []
    with acting(world.actor("adviser")) as actor:
        assert [due.person for due in due_dates(actor, DAY + timedelta(days=12))] == [actor.user]
    with acting(world.actor("allocation_officer")) as actor:
        assert [due.person for due in due_dates(actor, DAY + timedelta(days=12))] == [None]


@pytest.mark.parametrize("key", ["adviser", "rental_manager"])
def test_a_sublease_brings_its_review_and_the_prefet_to_be_told_two_months_before(world, key):
    a_sublease(world, world.case())
    of_review = [
        (date(2026, 7, 12), "The préfet to be told of a sub-lease"),
        (date(2026, 9, 12), "The review of a sub-lease"),
    ]
    assert dues(world, key) == of_review
    # Once the period is over, it is still due.
    later = dues(world, key, until=date(2027, 3, 12), days=200)
    assert later == [*of_review, (date(2027, 3, 11), "An insurance that ends")]


def test_the_planned_end_of_a_stay_is_a_date_to_speak_of(world):
    case = world.case()
    an_occupancy(world, case, planned_until=DAY + timedelta(days=60))
    assert dues(world, "adviser") == [(DAY + timedelta(days=60), "The planned end of a stay")]
    assert dues(world, "residence_manager") == [(DAY + timedelta(days=60), "The planned end of a stay")]
    assert dues(world, "debt_recovery") == []


def test_dates_are_asked_with_the_same_queries_for_1_household_and_for_3(world):
    counted, made = {}, 0
    for households in (1, 3):
        for number in range(made, households):
            case = world.case()
            a_sublease(world, case, home=a_home(world, address=f"{number} rue louée"))
            advance(world, a_candidacy(world, case, an_opening(world, address=f"{number} rue ouverte")), "offered")
        made = households
        with acting(world.actor("adviser")) as actor, CaptureQueriesContext(connection) as captured:
            assert len(due_dates(actor, date(2026, 9, 30))) == 4 * households
        counted[households] = asked(captured)
    assert counted[1] == counted[3]


def test_a_case_says_its_own_dates_and_not_those_of_another(world, signed_in):
    """The home of the call, to be left on 1 April, is left already: it lives under the sub-lease."""
    case, _other = world.case(), world.case()
    a_sublease(world, case)
    shown = signed_in("adviser").get(reverse("case", args=[case.id])).context["dates"]
    assert [(due.case, due.on) for due in shown] == [
        (case.id, day) for day in (DAY, date(2026, 7, 12), date(2026, 9, 12), date(2027, 3, 11))
    ]


@pytest.mark.parametrize("key", ["adviser", "rental_manager", "allocation_officer", "residence_manager"])
def test_the_dates_of_one_case_are_those_that_all_cases_have_of_it(world, key):
    until, cases = date(2027, 3, 31), [world.case() for _ in range(3)]
    a_sublease(world, cases[0])
    an_occupancy(world, cases[1], planned_until=DAY + timedelta(days=60))
    for case in cases[1:]:
        advance(world, a_candidacy(world, case, an_opening(world, address=f"{case.reference} rue")), "offered")
    with acting(world.actor(key)) as actor:
        everything = due_dates(actor, until)
        assert everything != []
        for case in cases:
            assert due_dates(actor, until, case) == [due for due in everything if due.case == case.id]
