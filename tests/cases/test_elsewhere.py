"""Numbers in other systems: what is refused, and the day by which one is renewed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from palier.cases.elsewhere import remind_on, renewal, strike_off
from palier.cases.enums import StruckFor
from palier.cases.facts import Identifier
from palier.eligibility.households import households_of
from palier.platform.context import acting
from palier.platform.errors import Invalid
from tests.factories.facts import a_fact
from tests.factories.world import DAY

TOMORROW = DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"obtained_on": TOMORROW}, ["obtained_on"]),
        ({"renewed_on": TOMORROW}, ["renewed_on"]),
        ({"last_checked_on": TOMORROW}, ["last_checked_on"]),
        ({"obtained_on": date(2025, 4, 20), "renewed_on": date(2025, 4, 19)}, ["renewed_on"]),
        ({"number": " 069  2026 0001 "}, ["number"]),
        ({"struck_on": TOMORROW, "struck_for": "not_renewed"}, ["struck_on"]),
        ({"struck_on": DAY}, ["struck_for"]),
        ({"struck_for": "not_renewed"}, ["struck_for"]),
        ({"struck_on": date(2025, 4, 19), "struck_for": "given_up"}, ["struck_on"]),
        ({"system": "dalo", "struck_on": DAY, "struck_for": "given_up"}, ["struck_on"]),
    ],
)
def test_a_number_that_cannot_be_is_refused_at_its_field(world, said, fields):
    case = world.case()
    a_fact(world, case, "identifier")
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "identifier", **{"number": "069 2026 0002"} | said)
    assert list(caught.value.fields) == fields


def test_a_number_is_kept_in_one_way_of_writing_and_once_a_system(world):
    case = world.case()
    written = a_fact(world, case, "identifier", number=" 069  2026 a1 ")
    assert written.number == "069 2026 A1"
    a_fact(world, case, "identifier", system="alin", number="069 2026 A1")
    with acting(world.actor("adviser")), pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(case=case, system="nur", number="069 2026 A1")


@pytest.mark.parametrize(
    ("days", "due", "reminder"),
    [
        ({"obtained_on": date(2025, 4, 20)}, date(2026, 4, 20), date(2026, 3, 20)),
        ({"obtained_on": date(2024, 4, 20), "renewed_on": date(2025, 6, 1)}, date(2026, 6, 1), date(2026, 5, 1)),
        ({"renewed_on": date(2025, 6, 1)}, date(2026, 6, 1), date(2026, 5, 1)),
    ],
)
def test_an_hlm_request_holds_a_year_from_its_last_renewal(days, due, reminder):
    found = renewal(Identifier(system="nur", number="1", **days))
    assert (found.due_on, remind_on(found)) == (due, reminder)


def test_what_is_struck_off_is_renewed_no_more_and_counts_no_age(world):
    case, adviser = world.case(), world.actor("adviser")
    lost = {"obtained_on": date(2022, 4, 20), "struck_on": date(2024, 5, 2), "struck_for": "not_renewed"}
    a_fact(world, case, "identifier", **lost)
    a_fact(world, case, "identifier", number="069 2026 0009", obtained_on=date(2024, 6, 3))
    with acting(adviser):
        old, new = Identifier.objects.all()
        assert (renewal(old), renewal(new).due_on) == (None, date(2025, 6, 3))
        registered = households_of([case.id], on=DAY).columns.registered_on
        assert registered.values.tolist() == [(date(2024, 6, 3) - date(1970, 1, 1)).days]


def test_a_home_that_is_allocated_strikes_off_the_request_that_stands(world):
    case, adviser = world.case(), world.actor("adviser")
    struck = a_fact(world, case, "identifier", struck_on=DAY, struck_for="given_up")
    stands = a_fact(world, case, "identifier", number="069 2026 0009")
    other = a_fact(world, case, "identifier", system="alin")
    with acting(world.actor("allocation_officer")):
        strike_off(case, TOMORROW, StruckFor.ALLOCATED)
    with acting(adviser):
        found = {one.id: (one.struck_on, one.struck_for) for one in Identifier.objects.all()}
    assert found == {
        struck.id: (DAY, "given_up"),
        stands.id: (TOMORROW, "allocated"),
        other.id: (None, ""),
    }


@pytest.mark.parametrize("said", [{"system": "dalo", "obtained_on": DAY}, {"system": "nur"}])
def test_nothing_ends_where_no_text_says_so_or_no_day_is_known(said):
    assert renewal(Identifier(number="1", **said)) is None
