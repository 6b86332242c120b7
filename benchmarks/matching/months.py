"""What giving homes jointly brings, beside other ways, on invented months replayed week by week.

`.venv/bin/python benchmarks/matching/months.py [MONTHS]`, 20 by default for each ratio of applicants to homes. Each
week some homes come free, households arrive, and what was left stays; law, wishes and grid say who may have what. One
JSON line a ratio and a way: households housed, their points, days that homes stood empty. Then the candidates of one
committee, three a home: how many people the lists name, each home on its own or jointly. These households are invented:
their figures say nothing of France.
"""

import statistics
import sys
from collections.abc import Iterator

import numpy as np
from timing import told

from palier.eligibility import invented
from palier.eligibility.shards import Shard, standings
from palier.matching.allocate import allocate
from palier.matching.problem import Mask, Problem
from palier.matching.ways import WAYS

RATIOS = (50, 10, 3, 1.25)
WEEKS, HOMES, MONTH = 4, 40, 28
CANDIDATES = 3


def main() -> None:
    months = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for ratio in RATIOS:
        shards = [invented.shard(round(HOMES * ratio), HOMES, seed) for seed in range(months)]
        pairs = [Pairs(shard) for shard in shards]
        for way in WAYS:
            rows = [replay(one, way, seed) for seed, one in enumerate(pairs)]
            housed, points, empty = (round(statistics.mean(column), 2) for column in zip(*rows, strict=True))
            told(
                question="what it brings",
                applicants_to_homes=ratio,
                months=months,
                homes=HOMES,
                way=way,
                housed=housed,
                points=points,
                days_empty_a_home=round(empty / HOMES, 2),
            )
        named = [distinct(one) for one in pairs]
        alone, together = (round(statistics.mean(column), 1) for column in zip(*named, strict=True))
        told(
            question="three candidates a home",
            applicants_to_homes=ratio,
            months=months,
            homes=HOMES,
            places_on_lists=CANDIDATES * HOMES,
            named_home_by_home=alone,
            named_jointly=together,
        )


class Pairs:
    """Everybody whom a home fits or might, of a month."""

    def __init__(self, shard: Shard) -> None:
        found = standings(shard)
        self.households = shard.households.shape[0]
        self.home = np.repeat(np.arange(len(found)), [len(one.rows) for one in found])
        self.household, self.points = (
            np.concatenate([getattr(one, name) for one in found]) for name in ("rows", "points")
        )
        self.tier = shard.households.tier.values[self.household]
        order = np.lexsort((self.household, self.home))
        for name in ("home", "household", "points", "tier"):
            setattr(self, name, getattr(self, name)[order])

    def among(self, kept: Mask, slots: int = 1) -> Problem:
        columns = (one[kept] for one in (self.home, self.household, self.tier, self.points))
        nothing = np.zeros(int(kept.sum()), dtype=np.bool_)
        names = [f"{row:05}" for row in range(HOMES)], [f"{row:05}" for row in range(self.households)]
        return Problem(*names, np.full(HOMES, slots), *columns, nothing, nothing)


def replay(pairs: Pairs, way: str, seed: int) -> tuple[int, int, int]:
    """Households housed, points, days empty."""
    random = np.random.default_rng(seed)
    free, arrived = random.integers(0, MONTH, HOMES), random.integers(0, WEEKS, pairs.households)
    given, gone = np.zeros(HOMES, dtype=np.bool_), np.zeros(pairs.households, dtype=np.bool_)
    points = days = 0
    for week, meeting in weeks():
        there = ~given & (free < meeting)
        kept = there[pairs.home] & ~gone[pairs.household] & (arrived[pairs.household] <= week)
        problem = pairs.among(kept)
        chosen = WAYS[way](problem)
        homes, who = problem.home[chosen], problem.household[chosen]
        given[homes], gone[who] = True, True
        points += int(problem.points[chosen].sum())
        days += int((meeting - free[homes]).sum())
    days += int((MONTH - free[~given]).sum())
    return int(given.sum()), points, days


def weeks() -> Iterator[tuple[int, int]]:
    """Each week, and the day of its meeting."""
    yield from ((week, (week + 1) * 7) for week in range(WEEKS))


def distinct(pairs: Pairs) -> tuple[int, int]:
    """People on the lists of one committee for all homes of the month, each home on its own or jointly."""
    everything = np.ones(len(pairs.home), dtype=np.bool_)
    order = np.lexsort((pairs.household, -pairs.points, pairs.tier, pairs.home))
    place = np.arange(len(order)) - np.searchsorted(pairs.home[order], pairs.home[order])
    alone = len(np.unique(pairs.household[order[place < CANDIDATES]]))
    problem = pairs.among(everything, CANDIDATES)
    return alone, len(np.unique(problem.household[allocate(problem).chosen]))


if __name__ == "__main__":
    main()
