"""Figures of the law: what they are counted in, how sure they are, where they come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from palier.rules.columns import Bools, Column, Index, Ints

# Decimal places kept of each unit: a value is stored as a whole number of its last place.
UNITS: dict[str, int] = {
    "euro_year": 2,
    "euro_month": 2,
    "euro_day": 2,
    "euro": 2,
    "square_metre": 2,
    "cubic_metre": 0,
    "share": 2,
    "rate": 4,
    "fine_rate": 5,
    # Times something else: a rent ceiling, the resources of one person.
    "multiple": 1,
    "part": 1,
    "person": 0,
    "request": 0,
    "room": 0,
    "age": 0,
    "category": 0,
    "day": 0,
    "week": 0,
    "month": 0,
    "year": 0,
}
# What is counted in nothing: codes and yes or no.
CODE_UNITS = ("commune", "region", "financing", "kind", "flag", "calendar_day")


class Confidence(StrEnum):
    """How sure a value is; the last three are shown as to be confirmed."""

    VERIFIED = "verified"
    VERIFIED_OLDER = "verified_older"
    DERIVED = "derived"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Source:
    """Where one dated value comes from. `provisional`: asked for a day after the last one it was checked for."""

    parameter: str
    since: date
    citation: str
    confidence: Confidence
    provisional: bool


def worst_confidence(sources: Iterable[Source]) -> Confidence:
    """The least sure of several sources; they must be at least one."""
    order = list(Confidence)
    return max((source.confidence for source in sources), key=order.index)


@dataclass(frozen=True, eq=False, slots=True)
class Figure:
    """A column of thresholds with, for each, its source: an index into `sources`, 0 when it has none."""

    values: Ints
    known: Bools
    unit: str
    source: NDArray[np.int16]
    sources: tuple[Source | None, ...]

    @classmethod
    def stated(cls, column: Column, unit: str) -> "Figure":
        """A threshold that a household or a landlord has stated: no text stands behind it."""
        return cls(column.values, column.known, unit, np.zeros(column.shape, dtype=np.int16), (None,))

    @property
    def column(self) -> Column:
        return Column(self.values, self.known)

    def __getitem__(self, index: Index) -> "Figure":
        picked = self.column[index]
        return Figure(picked.values, picked.known, self.unit, np.atleast_1d(self.source[index]), self.sources)

    def plus(self, column: Column) -> "Figure":
        """The figure raised by a column of the same unit; its source stays."""
        total = self.column + column
        return Figure(total.values, total.known, self.unit, np.broadcast_to(self.source, total.shape), self.sources)


def pick(condition: Bools, yes: Figure, no: Figure) -> Figure:
    """One of two figures of the same law and unit, each with its source."""
    return Figure(
        np.where(condition, yes.values, no.values),
        np.where(condition, yes.known, no.known),
        yes.unit,
        np.where(condition, yes.source, no.source),
        yes.sources,
    )


def one(unit: str) -> int:
    """How a column of the unit writes 1: 100 for an amount in cents, 10,000 for a rate."""
    return int(Decimal(1).scaleb(UNITS[unit]))


def divide_half_up(numerator: Ints, denominator: Ints | int) -> Ints:
    """Whole quotient, halves rounded up; the denominator must be at least 1."""
    doubled = numerator + numerator + denominator
    quotient: Ints = doubled // (denominator + denominator)
    return quotient
