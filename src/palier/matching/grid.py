"""The grid of an agreement: how many points each fact gives, line by line. A version never changes once published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palier.matching.measures import Ints, Measure

# As in the documents of joint allocation: sums of points stay far below what 64 bits hold.
MOST_POINTS = 1_000_000


MONTH = "month"

# What a grid may give points for: once where the fact holds, or for each whole month.
CODES: Mapping[str, str | None] = {
    "waiting": MONTH,
    "priority_public": None,
    "ready": None,
    "adapted_home": None,
    "first_wished_commune": None,
}


class GridRefused(ValueError):
    """A grid that says no order; `line` is the place of the line at fault, `code` names the reason."""

    def __init__(self, line: int, code: str, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.code = code


@dataclass(frozen=True)
class Line:
    """Points for one fact: once, or for each whole `per` up to `cap` points in all."""

    code: str
    points: int
    per: str | None = None
    cap: int | None = None

    @property
    def most(self) -> int | None:
        """The most it can give; None where nothing bounds it."""
        return self.cap if self.per else self.points


@dataclass(frozen=True)
class Grid:
    """A version of the grid. GridRefused where a line cannot be."""

    version: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for place, line in enumerate(self.lines):
            _require(line, place)
            if line.code in seen:
                raise GridRefused(place, "twice", f"the code {line.code!r} is given twice")
            seen.add(line.code)


def _require(line: Line, place: int) -> None:
    if line.code not in CODES:
        raise GridRefused(place, "unknown_code", f"the code {line.code!r} is none of {', '.join(CODES)}")
    if line.per != CODES[line.code]:
        expected = CODES[line.code]
        said = f"counts per {expected}" if expected else "is counted once: it has no per"
        raise GridRefused(place, "wrong_per", f"{line.code} {said}")
    if line.cap is not None and line.per is None:
        raise GridRefused(place, "cap_without_per", f"{line.code} is counted once: its points are its cap")
    if not all(type(value) is int for value in (line.points, line.cap) if value is not None):
        raise GridRefused(place, "not_whole", f"{line.code}: points are whole numbers")
    if not 0 <= line.points <= MOST_POINTS:
        raise GridRefused(place, "out_of_range", f"{line.code}: points go from 0 to {MOST_POINTS}")
    if line.cap is not None and not line.points <= line.cap <= MOST_POINTS:
        raise GridRefused(place, "out_of_range", f"{line.code}: the cap goes from its points to {MOST_POINTS}")


@dataclass(frozen=True, eq=False)
class Points:
    """Points of every household, a row a line of the grid; `missing` where the fact of the line is not known."""

    by_line: Ints
    most_by_line: Ints

    @property
    def total(self) -> Ints:
        total: Ints = self.by_line.sum(axis=0)
        return total

    @property
    def most(self) -> Ints:
        """What the total would be at most, did every fact that is not known turn out to give its points."""
        total: Ints = self.most_by_line.sum(axis=0)
        return total


def points(grid: Grid, measures: Mapping[str, Measure], households: int) -> Points:
    """The points of each line for columns of households against a home. What is not known gives none yet."""
    given = np.zeros((len(grid.lines), households), dtype=np.int64)
    most = given.copy()
    for row, line in enumerate(grid.lines):
        measure = measures[line.code]
        counted = np.where(measure.known, _of_line(line, measure.values), 0)
        given[row] = counted
        most[row] = np.where(measure.known, counted, MOST_POINTS if line.most is None else line.most)
    return Points(given, most)


def _of_line(line: Line, values: Ints) -> Ints:
    if line.per is None:
        return np.where(values != 0, line.points, 0)
    # Counted no further than the cap needs, or a product could leave 64 bits.
    limit = MOST_POINTS if line.cap is None else line.cap
    return np.minimum(np.clip(values, 0, MOST_POINTS) * line.points, limit)


def default_lines() -> Sequence[Line]:
    """What an agreement starts from until its partners publish their own; urgency comes before any point."""
    return (
        Line("waiting", 1, MONTH, 36),
        Line("priority_public", 10),
        Line("adapted_home", 15),
        Line("ready", 5),
        Line("first_wished_commune", 5),
    )
