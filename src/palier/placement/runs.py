"""The record of a computation: its facts as columns without names, its answer, and the same answer once more.

A household is a number, in the order of the cases' ids: what is drawn level is settled alike when it is computed again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

import numpy as np

from palier.eligibility.households import Households
from palier.eligibility.judge import judge
from palier.eligibility.openings import Openings
from palier.eligibility.ranking import Priorities, Ranked, ranked
from palier.matching.grid import Grid
from palier.matching.measures import Measure
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Rows, Sets
from palier.rules.judgement import Verdict, Verdicts
from palier.rules.law import PARAMETERS, Law

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


def again(facts: Mapping[str, Any], grid: Grid, law: Law) -> Answer:
    """The answer of a run, computed from its facts."""
    read = thawed(facts)
    judged = judge(read.households, read.homes.down(), law)
    places = np.arange(facts["households"])
    answer = []
    for row, vacancy in enumerate(read.vacancies):
        verdicts = judged.overall[row]
        home = read.homes[row]
        found = ranked(read.households, read.priorities, home, verdicts, grid, law, places)
        answer.append(found_home(vacancy, found, verdicts, grid))
    return answer


def found_home(vacancy: UUID | str, found: Ranked, verdicts: Verdicts, grid: Grid) -> dict[str, Any]:
    """Every household that fits a home or might, in order."""
    best, order = found.best(), found.ranking.order
    lines = [
        found_line(found, verdicts, grid, row, best=int(best[row])) for row in order.tolist() if found.ranking.rank[row]
    ]
    return {"vacancy": str(vacancy), "lines": lines}


def found_line(found: Ranked, verdicts: Verdicts, grid: Grid, row: int, *, best: int) -> dict[str, Any]:
    """`best`: its rank if the missing facts gave all their points."""
    return {
        "household": row,
        "rank": int(found.ranking.rank[row]),
        "verdict": Verdict(verdicts[row]).word,
        "points": int(found.points.total[row]),
        "lines": [
            {
                "code": line.code,
                "points": int(found.points.by_line[place, row]),
                "known": bool(found.measures[line.code].known[row]),
            }
            for place, line in enumerate(grid.lines)
        ],
        "best": best,
    }


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
