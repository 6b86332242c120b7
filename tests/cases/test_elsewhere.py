"""Numbers in other systems: what is refused, and the day by which one is renewed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from palier.cases.elsewhere import remind_on, renewal
from palier.cases.facts import Identifier
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


@pytest.mark.parametrize("said", [{"system": "dalo", "obtained_on": DAY}, {"system": "nur"}])
def test_nothing_ends_where_no_text_says_so_or_no_day_is_known(said):
    assert renewal(Identifier(number="1", **said)) is None
