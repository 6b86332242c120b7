"""Regular stay, adult by adult."""

from datetime import date

import pytest

from palier.rules.law import law_on
from palier.rules.regular_stay import AdultColumns, regular_stay
from tests.rules.entry_worlds import answer, columns

LAW = law_on(date(2026, 3, 12))
FRENCH = {"needs_no_permit": True}
LISTED = {"needs_no_permit": False, "permit_listed": True, "permit_until": date(2026, 3, 12)}
ENDED = {**LISTED, "permit_until": date(2026, 3, 11)}
NOT_LISTED = {**LISTED, "permit_listed": False}


def household(*adults):
    return answer(regular_stay(columns(AdultColumns, [{"household": 0, **adult} for adult in adults]), 1, LAW))


@pytest.mark.parametrize(
    ("adults", "expected"),
    [
        ((FRENCH,), True),
        ((LISTED,), True),
        ((FRENCH, LISTED), True),
        ((ENDED,), False),
        ((NOT_LISTED,), False),
        ((FRENCH, ENDED), False),
        ((FRENCH, {}), None),
        (({}, ENDED), False),
        (({**LISTED, "permit_until": None},), None),
        (({**LISTED, "permit_listed": None},), None),
        (({**NOT_LISTED, "permit_until": None},), False),
        (({**ENDED, "needs_no_permit": None},), None),
        ((), None),
    ],
)
def test_every_adult_needs_a_permit_that_holds_on_the_day_or_none(adults, expected):
    assert household(*adults) == expected


def test_each_household_has_its_own_adults():
    rows = [{"household": 1, **ENDED}, {"household": 0, **FRENCH}, {"household": 1, **FRENCH}]
    found = regular_stay(columns(AdultColumns, rows), 3, LAW)
    assert [answer(found, (row,)) for row in range(3)] == [True, False, None]
