"""`palier bench QUESTION`: how long an answer takes, beside its floor, measured in the same run.

`judge`: every household against every home by every criterion; its floor is reading each byte it depends on once.
`explain`: the same pairs with their sentences and what would unlock them. `rule`: the income ceiling of many households
for one home; its floor is one NumPy comparison of as many incomes. `benefit`: the housing benefit of many tenants.
`rank`: for each home, every household judged, and those it fits or might put in order, with their points line by line.
`first`: for each home the first CANDIDATES alone, with their reasons. Both here and in processes. `allocate`: the joint
allocation of all homes, each with CANDIDATES households, and its certificate.
"""

import json
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from typing import Any

import numpy as np

from palier.eligibility import invented
from palier.eligibility.invented import ON
from palier.eligibility.judge import explain, judge
from palier.eligibility.ranking import Priorities
from palier.eligibility.shards import Shard, cut, explained, standings
from palier.matching.allocate import allocate
from palier.matching.engines import processes, serial
from palier.matching.problem import Problem
from palier.rules.affordability import tenants
from palier.rules.columns import HomeColumns, HouseholdColumns, Ints, Rows, Sets
from palier.rules.days import day_number
from palier.rules.housing_benefit import housing_benefit
from palier.rules.income_ceiling import income_ceiling
from palier.rules.law import law_on

ROUNDS = 9
# Of what takes seconds.
FEWER_ROUNDS = 3
CANDIDATES = 50
WORKERS = 2


@dataclass(frozen=True)
class Question:
    """What is asked, its floor, and the bytes that the answer comes down to; `also`: by engine, the same elsewhere."""

    work: Callable[[], Any]
    floor: Callable[[], object]
    answer: Callable[[Any], bytes]
    engine: str = "numpy"
    also: Mapping[str, Callable[[], Any]] = field(default_factory=dict)


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
    shard = invented.ranked(households, homes)
    return _in_order(shard, standings, lambda found: [found.rows, found.points, found.best])


def _first(households: HouseholdColumns, homes: HomeColumns) -> Question:
    shard = replace(invented.ranked(households, homes), most=CANDIDATES)
    return _in_order(shard, explained, lambda found: [found.ranks.rows, found.ranks.points])


def _in_order(shard: Shard, kernel: Callable[[Shard], list[Any]], told: Callable[[Any], list[Ints]]) -> Question:
    parts = cut(shard)
    return Question(
        lambda: [*serial(kernel, parts)],
        lambda: _read(shard.households, shard.homes, shard.priorities),
        lambda answers: b"".join(column.tobytes() for homes in answers for one in homes for column in told(one)),
        also={"processes": lambda: [*processes(kernel, parts, workers=WORKERS)]},
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
    "first": _first,
    "allocate": _allocate,
}


def bench(question: str, *, households: int, homes: int, seed: int) -> Iterator[dict[str, Any]]:
    """A line an engine for one of QUESTIONS: medians in milliseconds, peak megabytes, digest of the answer."""
    random = np.random.default_rng(seed)
    asked = QUESTIONS[question](invented.households(households, random), invented.homes(homes, random))
    for engine, work in {asked.engine: asked.work, **asked.also}.items():
        tracemalloc.start()
        digest = sha256(asked.answer(work())).hexdigest()
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        spent, floor = _median(work), _median(asked.floor)
        yield {
            "question": question,
            "engine": engine,
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


def _read(*tables: Rows | Priorities) -> int:
    """The floor: each column of which something is known read once, as fast as one processor reads."""
    total = 0
    for table in tables:
        for one in fields(table):
            column = getattr(table, one.name)
            if not column.known.any():
                continue
            total += int((column.keys if isinstance(column, Sets) else column.values).sum())
            total += int(np.count_nonzero(column.known))
    return total
