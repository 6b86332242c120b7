"""How long joint allocation takes: 200 × 10,000, 2,000 × 50,000 in 20 territories, 8,000 × 100,000; and the libraries.

`.venv/bin/python benchmarks/matching/allocation.py [all|small]`. Each home has the first households of its market, from
50 to 200. Ours gives the certificate as well, and is measured with one tier, as the others solve it, and with four.
SciPy's sparse solver runs here, those of `.venv-bench` in their own process.
"""

import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from timing import told

from palier.matching.allocate import allocate, totals
from palier.matching.problem import Problem

SIZES = {
    # Homes, households, territories, households of each home.
    "200 × 10,000": (200, 10_000, 1, 50),
    "2,000 × 50,000 in 20 territories": (2_000, 50_000, 20, 100),
    "8,000 × 100,000": (8_000, 100_000, 1, 200),
}
PEERS = Path(__file__).parents[2] / ".venv-bench/bin/python"


def main() -> None:
    for name, size in list(SIZES.items())[: 1 if sys.argv[1:] == ["small"] else None]:
        for tiers in (1, 4):
            problem = invented(*size, tiers)
            ours(name, problem, tiers)
            if tiers == 1:
                sparse(name, problem)
                peers(problem)


def invented(homes: int, households: int, territories: int, each: int, tiers: int) -> Problem:
    """Every home of a market likes much the same households: each has those with most points for it."""
    random = np.random.default_rng(homes)
    home, household, points = [], [], []
    per_homes, per_households = homes // territories, households // territories
    standing = random.integers(0, 60, households)
    for place in range(homes):
        first = place // per_homes * per_households
        # Half of them wish its commune.
        some = np.flatnonzero(random.random(per_households) < 0.5)
        worth = standing[first + some] + random.integers(0, 12, len(some))
        best = some[np.lexsort((some, -worth))[:each]]
        worth_of = dict(zip(some.tolist(), worth.tolist(), strict=True))
        best.sort()
        home.append(np.full(len(best), place))
        household.append(first + best)
        points.append(np.array([worth_of[one] for one in best.tolist()]))
    home_, household_, points_ = (np.concatenate(one).astype(np.int64) for one in (home, household, points))
    names = [f"{row:06}" for row in range(homes)], [f"{row:06}" for row in range(households)]
    nothing = np.zeros(len(home_), dtype=np.bool_)
    urgency = random.integers(0, tiers, households)
    slots = np.ones(homes, dtype=np.int64)
    return Problem(*names, slots, home_, household_, urgency[household_], points_, nothing, nothing)


def ours(name: str, problem: Problem, tiers: int) -> None:
    spent, found = timed(lambda: allocate(problem), len(problem.homes))
    filled, by_tier, points = totals(problem, found.chosen)
    told(
        question="allocation",
        engine=f"ours, {tiers} tier{'s' * (tiers > 1)} and points, with the certificate",
        size=name,
        pairs=len(problem.home),
        milliseconds=spent,
        filled=filled,
        by_tier=by_tier,
        points=points,
        digest=sha256(found.chosen.tobytes()).hexdigest(),
    )


def sparse(name: str, problem: Problem) -> None:
    """SciPy's solver alone, with a column of its own for a home that stays empty: no certificate, one weight."""
    homes, households = len(problem.homes), len(problem.households)
    top = int(problem.points.max()) + 1
    bonus = homes * top
    rows = np.concatenate([problem.home, np.arange(homes)])
    columns = np.concatenate([problem.household, households + np.arange(homes)])
    costs = np.concatenate([top - problem.points, np.full(homes, bonus + top)]).astype(np.float64)
    matrix = csr_array((costs, (rows, columns)), shape=(homes, households + homes))
    spent, (taken, by) = timed(lambda: min_weight_full_bipartite_matching(matrix), homes)
    total, filled = int(matrix[taken, by].sum()), int((by < households).sum())
    told(
        question="allocation",
        engine="SciPy min_weight_full_bipartite_matching, no certificate",
        size=name,
        pairs=len(problem.home),
        milliseconds=spent,
        filled=filled,
        points=top * homes - (total - bonus * (homes - filled)),
    )


def timed(work, homes: int):
    spent = []
    for _ in range(5 if homes < 1000 else 1):
        began = time.perf_counter()
        found = work()
        spent.append((time.perf_counter() - began) * 1000)
    return round(sorted(spent)[len(spent) // 2], 1), found


def peers(problem: Problem) -> None:
    with TemporaryDirectory(prefix="palier-bench-") as folder:
        path = Path(folder, "problem.npz")
        counts = {"homes": np.array([len(problem.homes)]), "households": np.array([len(problem.households)])}
        np.savez(path, home=problem.home, household=problem.household, points=problem.points, **counts)
        subprocess.run([PEERS, Path(__file__).with_name("solvers.py"), "times", path], check=True)


if __name__ == "__main__":
    main()
