"""Which day it is in Paris, and which days are worked."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.rules.legal_days import legal_day, next_working_day, public_holidays

# Days of the year that never move: New Year, 1 and 8 May, 14 July, 15 August, 1 and 11 November, Christmas.
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Printed calendars: Easter Monday, Ascension, Whit Monday.
PRINTED = {
    2021: ("04-05", "05-13", "05-24"),
    2022: ("04-18", "05-26", "06-06"),
    2023: ("04-10", "05-18", "05-29"),
    2024: ("04-01", "05-09", "05-20"),
    2025: ("04-21", "05-29", "06-09"),
    2026: ("04-06", "05-14", "05-25"),
    2027: ("03-29", "05-06", "05-17"),
    2028: ("04-17", "05-25", "06-05"),
    2029: ("04-02", "05-10", "05-21"),
    2030: ("04-22", "05-30", "06-10"),
}


def easter(year: int) -> date:
    """Easter Sunday by the epact, a second method: the Sunday after the ecclesiastical full moon of spring."""
    century, golden = year // 100 + 1, year % 19 + 1
    moon = (11 * golden + 20 + (8 * century + 5) // 25 - 5 - (3 * century // 4 - 12)) % 30
    if moon == 24 or (moon == 25 and golden > 11):
        moon += 1
    full = date(year, 3, 1) + timedelta(days=(44 - moon if moon <= 23 else 74 - moon) - 1)
    return full + timedelta(days=(6 - full.weekday()) % 7 or 7)


def by_hand(year: int) -> set[date]:
    return {date(year, *day) for day in FIXED} | {easter(year) + timedelta(days=shift) for shift in (1, 39, 50)}


@pytest.mark.parametrize("year", PRINTED)
def test_the_movable_holidays_are_those_of_printed_calendars(year):
    printed = {date.fromisoformat(f"{year}-{day}") for day in PRINTED[year]}
    assert {easter(year) + timedelta(days=shift) for shift in (1, 39, 50)} == printed
    assert printed <= public_holidays(year)


# Whit Monday was worked from 2005 to 2007 (loi n° 2004-626).
@pytest.mark.parametrize("year", range(2008, 2101))
def test_the_holidays_of_a_year_are_these_and_no_other(year):
    assert public_holidays(year) == by_hand(year)


def test_the_holidays_of_alsace_moselle_are_worked_here():
    assert next_working_day(date(2025, 4, 18)) == date(2025, 4, 18)
    assert next_working_day(date(2025, 12, 26)) == date(2025, 12, 26)


@settings(deadline=None)
@given(st.dates(date(2008, 1, 1), date(2100, 12, 1)))
def test_the_next_working_day_is_the_first_that_is_worked(day):
    walked = day
    while walked.isoweekday() > 5 or walked in by_hand(walked.year):
        walked += timedelta(days=1)
    assert next_working_day(day) == walked


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1802, 12, 31), date(2101, 1, 3), date(9999, 12, 31)])
def test_beyond_the_years_that_are_known_nobody_knows_whether_a_day_is_worked(day):
    assert public_holidays(day.year) is None
    assert next_working_day(day) is None


def test_the_last_day_that_is_known():
    assert next_working_day(date(2100, 12, 31)) == date(2100, 12, 31)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 2, 1, 22, 59, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 2, 1, 23, 0, tzinfo=UTC), date(2026, 2, 2)),
        (datetime(2026, 2, 1, 23, 30, tzinfo=UTC), date(2026, 2, 2)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        # The night when summer time begins, and the one when it ends.
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 1, 1, 5, 0, tzinfo=timezone(timedelta(hours=14))), date(2025, 12, 31)),
    ],
)
def test_an_instant_belongs_to_its_day_in_paris(instant, day):
    assert legal_day(instant) == day


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        legal_day(datetime(2026, 2, 1, 23, 30))  # noqa: DTZ001 — what is tested
