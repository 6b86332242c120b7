"""A week of one country of 20 territories: 2,000 homes × 50,000 households, ranked in shards, then given jointly.

`.venv/bin/python benchmarks/matching/market.py [TERRITORIES [HOMES [HOUSEHOLDS]]]`, of each territory 100 and 2,500.
The ranks of every home, here, in two processes, and in two of which one is killed in its middle: seconds, memory,
digest. Then the joint allocation over the first households of each home, as many as its territory has homes (more
cannot help), and its certificate, verified on every pair that may be, those beyond the first included.
"""

import os
import resource
import signal
import sys
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from timing import told

from palier.eligibility import invented
from palier.eligibility.shards import Shard, standings
from palier.eligibility.standing import Standing
from palier.matching.allocate import Allocation, allocate, totals
from palier.matching.engines import processes, serial
from palier.matching.problem import Problem

WORKERS = 2


def main() -> None:
    territories, homes, households = [*(int(one) for one in sys.argv[1:]), *(20, 100, 2_500)[len(sys.argv) - 1 :]]
    shards = [invented.shard(households, homes, seed) for seed in range(territories)]
    size = {"homes": territories * homes, "households": territories * households, "territories": territories}
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        mark = Path(folder, "killed")
        killed = [(shard, str(mark)) for shard in shards]
        engines = {
            "serial": lambda: serial(standings, shards),
            f"processes, {WORKERS}": lambda: processes(standings, shards, workers=WORKERS),
            f"processes, {WORKERS}, one killed": lambda: processes(killed_once, killed, workers=WORKERS),
        }
        digests = set()
        for name, engine in engines.items():
            began = time.perf_counter()
            answers = [*engine()]
            spent = time.perf_counter() - began
            digests.add(digest(answers))
            told(
                question="market: ranks",
                engine=name,
                **size,
                seconds=round(spent, 2),
                peak_mb=peak(),
                digest=digest(answers),
            )
        assert mark.exists(), "no worker was killed"
        assert len(digests) == 1, "the engines differ"
    given(shards, answers, size)


def killed_once(given: tuple[Shard, str]) -> list[Standing]:
    shard, mark = given
    answer = standings(shard)
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return answer


def digest(answers: list[list[Standing]]) -> str:
    found = sha256()
    for homes in answers:
        for one in homes:
            found.update(one.rows.tobytes() + one.verdicts.tobytes() + one.points.tobytes() + one.best.tobytes())
    return found.hexdigest()


def peak() -> int:
    """Most memory of this process so far; a worker's own is not counted."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def given(shards: list[Shard], answers: list[list[Standing]], size: dict[str, int]) -> None:
    began = time.perf_counter()
    problem = problem_of(shards, answers, longest=len(answers[0]))
    built = time.perf_counter()
    found = allocate(problem)
    solved = time.perf_counter()
    whole = problem_of(shards, answers, longest=None)
    faults = uncovered(whole, found)
    checked = time.perf_counter()
    filled, by_tier, points = totals(problem, found.chosen)
    told(
        question="market: joint allocation",
        **size,
        pairs=len(problem.home),
        pairs_verified=len(whole.home),
        build_seconds=round(built - began, 2),
        solve_seconds=round(solved - built, 2),
        verify_seconds=round(checked - solved, 2),
        filled=filled,
        by_tier=by_tier,
        points=points,
        pairs_not_covered=faults,
        peak_mb=peak(),
        digest=sha256(found.chosen.tobytes()).hexdigest(),
    )
    assert not faults


def problem_of(shards: list[Shard], answers: list[list[Standing]], longest: int | None) -> Problem:
    """Households that fit or might, of each home the first `longest` by urgency and points, or all."""
    home, household, tier, points = [], [], [], []
    first_home = first_household = 0
    for shard, homes in zip(shards, answers, strict=True):
        for place, one in enumerate(homes):
            urgency = shard.households.tier.values[one.rows]
            kept = np.lexsort((one.rows, -one.points, urgency))[:longest]
            rows = kept[np.argsort(one.rows[kept])]
            home.append(np.full(len(rows), first_home + place))
            household.append(first_household + one.rows[rows])
            tier.append(urgency[rows])
            points.append(one.points[rows])
        first_home += len(homes)
        first_household += shard.households.shape[0]
    homes_, households = ([f"{row:07}" for row in range(count)] for count in (first_home, first_household))
    columns = [np.concatenate(one) for one in (home, household, tier, points)]
    nothing = np.zeros(len(columns[0]), dtype=np.bool_)
    return Problem(homes_, households, np.ones(first_home, dtype=np.int64), *columns, nothing, nothing)


def uncovered(problem: Problem, found: Allocation) -> int:
    """Pairs worth more than their home and household together, goal by goal: none where the allocation is best."""
    worth = found.homes[problem.home] + found.households[problem.household]
    over, level = np.zeros(len(worth), dtype=np.bool_), np.ones(len(worth), dtype=np.bool_)
    for goal in range(worth.shape[1]):
        value = problem.values[:, goal]
        over |= level & (value > worth[:, goal])
        level &= value == worth[:, goal]
    return int(over.sum())


if __name__ == "__main__":
    main()
