"""Days and whole months, on columns of days since 1970 and on a single day."""

from datetime import date, timedelta

import numpy as np

from palier.rules.columns import Column

FIRST_DAY = date.fromisoformat("1970-01-01")


def day_number(day: date) -> int:
    """The day as columns write it."""
    return (day - FIRST_DAY).days


def on(day: date) -> Column:
    """One day, shape (1,)."""
    return Column.of(day_number(day))


def months_after(day: Column, months: Column) -> Column:
    """The same day of the month so many months later, or the last one where that month is shorter.

    A delay of six months from 31 August ends on 28 February (code de procédure civile, article 641).
    """
    start = day.values.astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    target = month + months.values.astype("timedelta64[M]")
    within = start.astype(np.int64) - month.astype("datetime64[D]").astype(np.int64)
    first = target.astype("datetime64[D]").astype(np.int64)
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1
    return Column(np.minimum(first + within, last), day.known & months.known)


def is_past(last: Column, day: date) -> Column:
    """1 where the day comes after `last`: a stretch that reaches `last` is over from the next day on."""
    return Column((last.values < day_number(day)).astype(np.int64), last.known)


def months_later(day: date, months: int) -> date:
    """The same for one day; months before it where the number is negative. OverflowError outside the calendar."""
    return FIRST_DAY + timedelta(days=int(months_after(on(day), Column.of(months)).values[0]))
