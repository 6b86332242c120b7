"""The record of a computation: its facts as columns without names, its answer, and the same answer once more.

A household is a number, in the order of the cases' ids: what is drawn level is settled alike when it is computed again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

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

Answer = list[dict[str, Any]]
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


def again(facts: Mapping[str, Any], grid: Grid, on: date) -> Answer:
    """The answer of a run, computed from its facts by the law of its day."""
    read = thawed(facts)
    found = standings(Shard(read.homes, read.households, read.priorities, grid, on))
    return [found_home(vacancy, one, grid) for vacancy, one in zip(read.vacancies, found, strict=True)]


def found_home(vacancy: UUID | str, found: Standing, grid: Grid) -> dict[str, Any]:
    """Every household that fits a home or might, in order. `best`: its rank if the missing facts gave all points."""
    columns = (found.rows, found.verdicts, found.points, found.best, found.by_line.T, found.known.T)
    words, codes = [verdict.word for verdict in Verdict], [line.code for line in grid.lines]
    lines = [
        {
            "household": row,
            "rank": rank,
            "verdict": words[verdict],
            "points": points,
            "lines": [
                {"code": code, "points": given, "known": known}
                for code, given, known in zip(codes, by_line, knowns, strict=True)
            ],
            "best": best,
        }
        for rank, (row, verdict, points, best, by_line, knowns) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True), 1
        )
    ]
    return {"vacancy": str(vacancy), "lines": lines}


def by_household(answer: Answer, households: int) -> list[list[dict[str, Any]]]:
    """The same by household: its line before each home, with how many stand there."""
    found: list[list[dict[str, Any]]] = [[] for _ in range(households)]
    for home in answer:
        for line in home["lines"]:
            found[line["household"]].append(line | {"vacancy": home["vacancy"], "of": len(home["lines"])})
    return found


def written(answer: Answer) -> bytes:
    """In one way only."""
    return json.dumps(answer, sort_keys=True, separators=(",", ":")).encode()


def digest(answer: Answer) -> str:
    return sha256(written(answer)).hexdigest()


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
