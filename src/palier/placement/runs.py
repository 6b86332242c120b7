"""The record of a computation: its facts as columns without names, its answer, and the same answer once more.

A household is a number, in the order of the cases' ids: what is drawn level is settled alike when it is computed again.
An answer is columns by home (`Standing`); it is put into words a home, or a household, at a time: all of them at once
are some kilobytes a household and home.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any, TypeVar
from uuid import UUID

import numpy as np

from palier.eligibility.households import Households
from palier.eligibility.openings import Openings
from palier.eligibility.ranking import Priorities
from palier.eligibility.shards import Shard, standings
from palier.eligibility.standing import Standing
from palier.matching.grid import Grid
from palier.matching.measures import Measure
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Rows, Sets
from palier.rules.judgement import Verdict
from palier.rules.law import PARAMETERS

Told = dict[str, Any]
Table = TypeVar("Table", bound=Rows)


@dataclass(frozen=True, eq=False)
class Facts:
    """What a run was made with, read back."""

    vacancies: Sequence[str]
    homes: HomeColumns
    households: HouseholdColumns
    priorities: Priorities


def frozen(households: Households, homes: Openings) -> dict[str, Any]:
    """The columns as JSON; what is not known is null, a column of which nothing is known is left out."""
    priorities = households.priorities
    return {
        "vacancies": [str(vacancy) for vacancy in homes.vacancies],
        "homes": _rows(homes.columns),
        "households": len(households.cases),
        "columns": _rows(households.columns),
        "priorities": {
            "priority_public": _numbers(priorities.priority_public),
            "ready": _numbers(priorities.ready),
            "first_wish": _sets(priorities.first_wish),
        },
    }


def thawed(facts: Mapping[str, Any]) -> Facts:
    told = facts["priorities"]
    return Facts(
        facts["vacancies"],
        _read(HomeColumns, facts["homes"], len(facts["vacancies"])),
        _read(HouseholdColumns, facts["columns"], facts["households"]),
        Priorities(
            priority_public=Measure.given(told["priority_public"]),
            ready=Measure.given(told["ready"]),
            first_wish=Sets.given(told["first_wish"]),
        ),
    )


def again(facts: Facts, grid: Grid, on: date) -> list[Standing]:
    """The answer of a run, computed from its facts by the law of its day."""
    return standings(Shard(facts.homes, facts.households, facts.priorities, grid, on))


def told(vacancies: Sequence[UUID | str], found: Iterable[Standing], grid: Grid) -> Iterator[Told]:
    """Home by home, in words."""
    for vacancy, one in zip(vacancies, found, strict=True):
        yield found_home(vacancy, one, grid)


def found_home(vacancy: UUID | str, found: Standing, grid: Grid) -> Told:
    """Every household that fits a home or might, in order. `best`: its rank if the missing facts gave all points."""
    ranks = np.arange(1, len(found.rows) + 1)
    columns = (found.rows, ranks, found.verdicts, found.points, found.best, found.by_line.T, found.known.T)
    return {"vacancy": str(vacancy), "lines": [*_lines(grid, *columns)]}


def by_household(
    vacancies: Sequence[UUID | str], found: Sequence[Standing], grid: Grid, households: int
) -> Iterator[list[Told]]:
    """The same household by household: its line before each home, with how many stand there."""
    lengths = [len(one.rows) for one in found]
    row = np.concatenate([one.rows for one in found])
    order = np.argsort(row, kind="stable")
    bounds = [0, *np.cumsum(np.bincount(row, minlength=households)).tolist()]
    place = np.repeat(np.arange(len(found)), lengths)[order]
    ranks = np.concatenate([np.arange(1, length + 1) for length in lengths])[order]
    verdicts, points, best = (
        np.concatenate([getattr(one, name) for one in found])[order] for name in ("verdicts", "points", "best")
    )
    by_line, known = (np.concatenate([getattr(one, name).T for one in found])[order] for name in ("by_line", "known"))
    columns = (row[order], ranks, verdicts, points, best, by_line, known)
    for first, end in pairwise(bounds):
        lines = _lines(grid, *(column[first:end] for column in columns))
        yield [
            line | {"vacancy": str(vacancies[home]), "of": lengths[home]}
            for line, home in zip(lines, place[first:end].tolist(), strict=True)
        ]


def _lines(grid: Grid, *columns: np.ndarray) -> Iterator[Told]:
    """`columns`: household, rank, verdict, points, best, then by line of the grid the points and what is known."""
    words, codes = [verdict.word for verdict in Verdict], [line.code for line in grid.lines]
    for row, rank, verdict, points, best, by_line, known in zip(*(column.tolist() for column in columns), strict=True):
        yield {
            "household": row,
            "rank": rank,
            "verdict": words[verdict],
            "points": points,
            "lines": [
                {"code": code, "points": given, "known": is_known}
                for code, given, is_known in zip(codes, by_line, known, strict=True)
            ],
            "best": best,
        }


def written(home: Told) -> bytes:
    """In one way only."""
    return json.dumps(home, sort_keys=True, separators=(",", ":")).encode()


class Digest:
    """SHA-256 of the list of all homes, given one after the other."""

    def __init__(self) -> None:
        self._found = sha256()
        self._before = b"["

    def add(self, home: Told) -> None:
        self._found.update(self._before + written(home))
        self._before = b","

    def value(self) -> str:
        found = self._found.copy()
        found.update(b"]" if self._before == b"," else b"[]")
        return found.hexdigest()


def digest(homes: Iterable[Told]) -> str:
    found = Digest()
    for home in homes:
        found.add(home)
    return found.value()


@lru_cache(maxsize=1)
def law_digest() -> str:
    """Of the parameters of the law as this version of Palier has them: a correction changes it."""
    found = sha256()
    for path in sorted(PARAMETERS.glob("*.yaml")):
        found.update(path.name.encode() + b"\n" + path.read_bytes())
    return found.hexdigest()


def _rows(rows: Rows) -> dict[str, Any]:
    told = {one.name: getattr(rows, one.name) for one in fields(rows)}
    return {
        name: _sets(column) if isinstance(column, Sets) else _numbers(column)
        for name, column in told.items()
        if column.known.any()
    }


def _numbers(column: Column | Measure) -> list[int | None]:
    return [
        value if known else None for value, known in zip(column.values.tolist(), column.known.tolist(), strict=True)
    ]


def _sets(column: Sets) -> list[list[int] | None]:
    return [column.codes((row,)) for row in range(len(column.row))]


def _read(kind: type[Table], written: Mapping[str, Any], rows: int) -> Table:
    columns = {
        one.name: (Sets if one.type is Sets else Column).given(written[one.name])
        for one in fields(kind)
        if one.name in written
    }
    return kind.of(rows, **columns)
