"""What the lines of a grid measure: whole numbers, and whether each is known. A column a measure, a row a household."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Measure:
    """A fact of each household before a home: 0 or 1, or so many months; what is not known counts for nothing."""

    values: Ints
    known: Bools

    @classmethod
    def given(cls, values: Sequence[int | None]) -> Self:
        known = np.array([value is not None for value in values], dtype=np.bool_)
        return cls(np.array([0 if value is None else int(value) for value in values], dtype=np.int64), known)

    def __getitem__(self, index: slice | Ints | Bools) -> Self:
        return type(self)(self.values[index], self.known[index])

    def item(self, row: int) -> int | None:
        """The value of one row, or None when it is not known."""
        return int(self.values[row]) if self.known[row] else None


def whole_months(since: Measure, day: int) -> Measure:
    """Whole months completed on a day since another, days since 1970; none before it.

    Since the 31st, a month is completed on the 1st after a month that has no such day.
    """
    began, now = since.values.astype("datetime64[D]"), np.int64(day).astype("datetime64[D]")
    first, current = began.astype("datetime64[M]"), now.astype("datetime64[M]")
    short = _day_of_month(now, current) < _day_of_month(began, first)
    months = (current - first).astype(np.int64) - short
    return Measure(np.maximum(months, 0), since.known)


def _day_of_month(day: NDArray[np.datetime64], month: NDArray[np.datetime64]) -> Ints:
    days: Ints = (day - month.astype("datetime64[D]")).astype(np.int64)
    return days


def both(one: Measure, other: Measure) -> Measure:
    """1 where both are, 0 as soon as one is known not to be."""
    never = (one.known & (one.values == 0)) | (other.known & (other.values == 0))
    always = one.known & other.known & ~never
    return Measure(always.astype(np.int64), never | always)
