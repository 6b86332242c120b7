"""The law in force on a day: dated parameters read from parameters/*.yaml, looked up by columns.

How a parameter is written, and what is refused: docs/rules.md. A value holds from its date to the next one, or to its
`until`; a cell that is absent stays absent, and what needs it is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from palier.rules.columns import Bools, Column, Ints
from palier.rules.figures import UNITS, Confidence, Figure, Source
from palier.rules.parameter import Dated, Ladder, LawError, Parameter, read_parameters

PARAMETERS = Path(__file__).with_name("parameters")


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """Ladders of one unit side by side: one per cell of the axes, each with a step for what lies beyond its top.

    `steps`, `known`: axes + (n,), the n-th column being line n + 1. `beyond`, `beyond_known`, `source`: axes.
    """

    unit: str
    steps: Ints
    known: Bools
    beyond: Ints
    beyond_known: Bools
    source: NDArray[np.int16]
    sources: tuple[Source | None, ...]

    def at(self, *axes: Column, line: Column) -> Figure:
        """The figure of each pair: codes along the axes, then a line from 1. Unknown where the cell is absent."""
        cell, inside = np.zeros((1,), dtype=np.int64), line.known & (line.values >= 1)
        for code, size in zip(axes, self.source.shape, strict=True):
            inside = inside & code.known & (code.values >= 0) & (code.values < size)
            cell = cell * size + np.clip(code.values, 0, size - 1)
        top = self.steps.shape[-1]
        # One look-up by a single number a pair: an index an axis costs several times as much.
        place = cell * top + np.clip(line.values, 1, top) - 1
        values, known = np.take(self.steps, place), inside & np.take(self.known, place)
        more = line.values - top
        if (more > 0).any():
            values = values + np.maximum(more, 0) * np.take(self.beyond, cell)
            known = known & ((more <= 0) | np.take(self.beyond_known, cell))
        source = np.broadcast_to(np.take(self.source, cell), known.shape)
        return Figure(np.where(known, values, 0), known, self.unit, np.where(known, source, 0), self.sources)


@dataclass(frozen=True, eq=False)
class Law:
    """The law as it stands on one day. Every name asked for must exist in the parameters: KeyError otherwise."""

    on: date
    parameters: Mapping[str, Parameter]
    sources: tuple[Source | None, ...]
    active: Mapping[str, tuple[int, Dated]]

    def figure(self, name: str) -> Figure:
        """A single figure, shape (1,); unknown when no value holds on the day."""
        unit = self.parameters[name].unit
        index, dated = self.active.get(name, (0, None))
        value = None if dated is None else scaled(dated.number(), unit)
        column = Column.given([value])
        return Figure(column.values, column.known, unit, np.array([index], dtype=np.int16), self.sources)

    def codes(self, name: str) -> tuple[str, ...]:
        """A list of codes; empty when none holds on the day."""
        self.parameters[name]
        return self.active[name][1].codes() if name in self.active else ()

    def names(self, name: str) -> Mapping[str, str]:
        """A table from words to codes; empty when none holds on the day."""
        self.parameters[name]
        return self.active[name][1].names() if name in self.active else {}

    def source(self, name: str) -> Source | None:
        """Where the value of the day comes from."""
        self.parameters[name]
        return self.sources[self.active[name][0]] if name in self.active else None

    def table(self, name: str, *axes: Sequence[str]) -> Table:
        """Ladders named `name.A.B…` for every A, B of the axes; with no axis, the ladder `name`."""
        cells = [".".join((name, *codes)) for codes in product(*axes)]
        unit = self.parameters[cells[0]].unit
        top = max(self.parameters[cell].top for cell in cells)
        ladders = [self.active[cell][1].ladder() if cell in self.active else Ladder({}, None) for cell in cells]
        steps = Column.given([scaled(ladder.steps.get(line), unit) for ladder in ladders for line in range(1, top + 1)])
        beyond = Column.given([scaled(ladder.extra, unit) for ladder in ladders])
        source = np.array([self.active[cell][0] if cell in self.active else 0 for cell in cells], dtype=np.int16)
        shape = tuple(len(axis) for axis in axes)
        return Table(
            unit,
            steps.values.reshape((*shape, top)),
            steps.known.reshape((*shape, top)),
            beyond.values.reshape(shape),
            beyond.known.reshape(shape),
            source.reshape(shape),
            self.sources,
        )


def scaled(number: Decimal | None, unit: str) -> int | None:
    """A number as whole units of its last place (cents, hundredths of a square metre, ten-thousandths)."""
    return None if number is None else int(number.scaleb(UNITS[unit]))


@dataclass(frozen=True, eq=False)
class Book:
    """Every parameter with all its dates."""

    parameters: Mapping[str, Parameter]

    def at(self, day: date) -> Law:
        """The law on a day; a value used after its parameter's `checked_until` is provisional."""
        sources: list[Source | None] = [None]
        active: dict[str, tuple[int, Dated]] = {}
        for name, parameter in self.parameters.items():
            dated = parameter.at(day)
            if dated is None:
                continue
            active[name] = (len(sources), dated)
            sources.append(Source(name, dated.since, dated.citation, dated.confidence, parameter.lapsed(day)))
        return Law(day, self.parameters, tuple(sources), active)

    def lapsing(self, day: date) -> dict[str, date]:
        """Parameters whose check ends on the day or before, with that day, soonest first."""
        late = {name: parameter.checked_until for name, parameter in self.parameters.items()}
        return {name: until for name, until in sorted(late.items(), key=lambda item: item[1]) if until <= day}


def read_book(folder: Path = PARAMETERS) -> Book:
    """The parameters of every YAML file of a folder. LawError naming the file and the parameter refused."""
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        for name, parameter in read_parameters(path, parameters).items():
            if name in parameters:
                raise LawError(path.name, name, "the parameter is already written in another file")
            parameters[name] = parameter
    return Book(parameters)


@lru_cache(maxsize=1)
def book() -> Book:
    """The parameters shipped with Palier, read once."""
    return read_book()


@lru_cache(maxsize=32)
def law_on(day: date) -> Law:
    """The law shipped with Palier as it stands on a day."""
    return book().at(day)


__all__ = ["Book", "Confidence", "Law", "LawError", "Table", "book", "law_on", "read_book", "scaled"]
