"""Whole months on columns of days."""

from datetime import date, timedelta

import pytest

from palier.rules.columns import Column
from palier.rules.days import day_number, is_past, months_after
from tests.rules.entry_oracle import months_later


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 1), 6, date(2026, 7, 1)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
        (date(1969, 12, 31), 2, date(1970, 2, 28)),
    ],
)
def test_a_delay_in_months_ends_on_the_same_day_or_the_last_of_a_shorter_month(start, months, end):
    found = months_after(Column.of(day_number(start)), Column.of(months))
    assert found.item((0,)) == day_number(end)


def test_every_start_of_two_years_agrees_with_the_calendar():
    starts = [date(2027, 1, 1) + timedelta(days=shift) for shift in range(731)]
    for months in (1, 2, 6, 18, 25):
        found = months_after(Column.of([day_number(day) for day in starts]), Column.of(months))
        assert found.values.tolist() == [day_number(months_later(day, months)) for day in starts]


@pytest.mark.parametrize(("start", "months"), [(None, 6), (20_000, None)])
def test_without_the_day_or_the_months_the_end_is_not_known(start, months):
    assert months_after(Column.given([start]), Column.given([months])).item((0,)) is None


def test_a_last_day_is_past_from_the_next_day_on():
    last = Column.of([day_number(date(2026, 3, day)) for day in (11, 12, 13)])
    assert is_past(last, date(2026, 3, 12)).values.tolist() == [1, 0, 0]
