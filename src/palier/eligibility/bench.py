"""`palier bench QUESTION`: how long an answer takes, beside its floor, measured in the same run.

`judge`: every household against every home by every criterion; its floor is reading each byte it depends on once.
`explain`: the same pairs with their sentences and what would unlock them. `rule`: the income ceiling of many households
for one home; its floor is one NumPy comparison of as many incomes. `benefit`: the housing benefit of many tenants.
`rank`: for each home, every household judged, its points counted line by line, and all put in order. `allocate`: the
joint allocation of all homes, each with CANDIDATES households, and its certificate.
"""

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np

from palier.eligibility.judge import explain, judge
from palier.eligibility.ranking import Priorities, ranked
from palier.matching.allocate import allocate
from palier.matching.grid import Grid, default_lines
from palier.matching.measures import Measure
from palier.matching.problem import Problem
from palier.rules.affordability import tenants
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Ints, Rows, Sets
from palier.rules.days import day_number
from palier.rules.housing_benefit import housing_benefit
from palier.rules.income_ceiling import income_ceiling
from palier.rules.law import law_on

ROUNDS = 9
# Of what takes seconds.
FEWER_ROUNDS = 3
CANDIDATES = 50
PAIRS_AT_ONCE = 100_000
ON = date(2026, 3, 12)
COMMUNES = np.array([69266, 69388, 69383, 69029, 69259, 69256, 69290, 69034], dtype=np.int64)


@dataclass(frozen=True)
class Question:
    """What is asked, its floor, and the bytes that the answer comes down to."""

    work: Callable[[], Any]
    floor: Callable[[], object]
    answer: Callable[[Any], bytes]
    engine: str = "numpy"


def _judge(households: HouseholdColumns, homes: HomeColumns) -> Question:
    asked, law = households.down(), law_on(ON)
    return Question(
        lambda: judge(asked, homes, law),
        lambda: _read(asked, homes),
        lambda judged: np.ascontiguousarray(judged.overall).tobytes(),
    )


def _explain(households: HouseholdColumns, homes: HomeColumns) -> Question:
    rows, law = len(households.persons.values), law_on(ON)
    pairs = np.repeat(np.arange(rows), len(homes.rent.values)), np.tile(np.arange(len(homes.rent.values)), rows)
    asked, offered = households[pairs[0]], homes[pairs[1]]
    return Question(
        lambda: explain(asked, offered, law, "fr"),
        lambda: _read(asked, offered),
        lambda explained: json.dumps([one.sentence for one in explained]).encode(),
    )


def _rule(households: HouseholdColumns, homes: HomeColumns) -> Question:
    home, law = homes[0], law_on(ON)
    incomes, limit = households.reference_tax_income.values, np.int64(25_092_00)
    return Question(
        lambda: income_ceiling(households, home, law).verdict,
        lambda: incomes <= limit,
        lambda verdict: verdict.tobytes(),
    )


def _benefit(households: HouseholdColumns, homes: HomeColumns) -> Question:
    law = law_on(ON)
    asked = tenants(households, homes[0], law)
    return Question(lambda: housing_benefit(asked, law).paid.values, lambda: _read(asked), lambda paid: paid.tobytes())


def _rank(households: HouseholdColumns, homes: HomeColumns) -> Question:
    law, grid = law_on(ON), Grid("bench", tuple(default_lines()))
    rows = len(households.persons.values)
    block = max(1, PAIRS_AT_ONCE // rows)
    place, random = np.arange(rows), np.random.default_rng(rows)
    asked = replace(
        households,
        tier=Column.of(random.integers(0, 4, rows)),
        registered_on=Column.of(day_number(ON) - random.integers(0, 3_000, rows)),
    )
    flags = [Measure(random.integers(0, 2, rows), random.random(rows) < 0.7) for _ in range(2)]
    wishes = Sets.given([[commune] for commune in random.choice(COMMUNES, rows).tolist()])
    priorities = Priorities(*flags, wishes)
    read = (priorities.priority_public, priorities.ready)

    def ranks() -> list[Ints]:
        found = []
        for first in range(0, len(homes.rent.values), block):
            some = homes[first : first + block]
            judged = judge(asked, some.down(), law).overall
            for row, verdicts in enumerate(judged):
                found.append(ranked(asked, priorities, some[row], verdicts, grid, law, place).ranking.rank)
        return found

    return Question(
        ranks,
        lambda: _read(asked, homes) + sum(int(one.values.sum()) + int(one.known.sum()) for one in read),
        lambda found: b"".join(rank.tobytes() for rank in found),
    )


def _allocate(households: HouseholdColumns, homes: HomeColumns) -> Question:
    rows, places = len(households.persons.values), len(homes.rent.values)
    each = min(CANDIDATES, rows)
    home = np.repeat(np.arange(places), each)
    # Each home its own candidates, spread over all households: a step that is no divisor of their number.
    household = (home * 7919 + np.tile(np.arange(each), places) * max(1, rows // each)) % rows
    order = np.lexsort((household, home))
    home, household = home[order], household[order]
    points = (day_number(ON) - households.registered_on.values[household]) // 30 + household % 7 + home % 5
    nothing = np.zeros(len(home), dtype=np.bool_)
    tier = households.tier.values[household]
    slots = np.ones(places, dtype=np.int64)
    names = [str(row) for row in range(places)], [str(row) for row in range(rows)]
    problem = Problem(*names, slots, home, household, tier, points, nothing, nothing)
    return Question(
        lambda: allocate(problem),
        lambda: int(home.sum() + household.sum() + tier.sum() + points.sum()),
        lambda found: found.chosen.tobytes() + found.homes.tobytes() + found.households.tobytes(),
        engine="scipy",
    )


QUESTIONS = {
    "judge": _judge,
    "explain": _explain,
    "rule": _rule,
    "benefit": _benefit,
    "rank": _rank,
    "allocate": _allocate,
}


def bench(question: str, *, households: int, homes: int, seed: int) -> dict[str, Any]:
    """One line for one of QUESTIONS: medians in milliseconds, peak megabytes, digest of the answer."""
    random = np.random.default_rng(seed)
    asked = QUESTIONS[question](_households(households, random), _homes(homes, random))
    digest = sha256(asked.answer(asked.work())).hexdigest()
    tracemalloc.start()
    asked.work()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    spent, floor = _median(asked.work), _median(asked.floor)
    return {
        "question": question,
        "engine": asked.engine,
        "households": households,
        "homes": homes,
        "milliseconds": round(spent, 3),
        "peak_mb": round(peak, 1),
        "floor_ms": round(floor, 4),
        "ratio_to_floor": round(spent / floor, 1),
        "digest": digest,
    }


def _median(work: Callable[[], object]) -> float:
    times = []
    while len(times) < (FEWER_ROUNDS if max(times, default=0) > 1000 else ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _read(*tables: Rows) -> int:
    """The floor: each column of the question read once."""
    total = 0
    for table in tables:
        for field in fields(table):
            column = getattr(table, field.name)
            if isinstance(column, Column):
                total += int(column.values.sum()) + int(column.known.sum())
    return total


def _households(rows: int, random: np.random.Generator) -> HouseholdColumns:
    persons = random.integers(1, 6, rows)
    wishes = [random.choice(COMMUNES, random.integers(1, 4), replace=False).tolist() for _ in range(rows)]
    return HouseholdColumns.of(
        rows,
        persons=Column.of(persons),
        dependants=Column.of(random.integers(0, persons)),
        couple=Column.of(random.integers(0, 2, rows)),
        resources=Column.of(random.integers(0, 30_000_00, rows)),
        disability_benefit=Column.of(np.zeros(rows, dtype=np.int64)),
        single_parent=Column.of(random.integers(0, 2, rows)),
        young_couple=Column.of(np.zeros(rows, dtype=np.int64)),
        reference_tax_income=Column.of(random.integers(8_000_00, 45_000_00, rows), random.random(rows) < 0.7),
        max_rent=Column.of(random.integers(300_00, 800_00, rows), random.random(rows) < 0.7),
        wished_communes=Sets.given(wishes),
        wished_kinds=Sets.given([[] for _ in range(rows)]),
        needs_accessible=Column.of(random.integers(0, 2, rows)),
    )


def _homes(rows: int, random: np.random.Generator) -> HomeColumns:
    commune = random.choice(COMMUNES, rows)
    rooms = random.integers(1, 6, rows)
    return HomeColumns.of(
        rows,
        benefit_zone=Column.of(random.integers(1, 4, rows)),
        financing=Column.of(random.integers(0, 3, rows)),
        ceiling_zone=Column.of(np.full(rows, 2)),
        commune=Column.of(commune),
        parent_commune=Column.of(np.where(commune > 69380, 69123, commune)),
        rooms=Column.of(rooms),
        surface=Column.of(rooms * 18_00 + random.integers(0, 10_00, rows)),
        rent=Column.of(random.integers(200_00, 900_00, rows)),
        charges=Column.of(random.integers(30_00, 150_00, rows), random.random(rows) < 0.5),
        accessible=Column.of(random.integers(0, 2, rows), random.random(rows) < 0.5),
    )
