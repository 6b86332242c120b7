"""What one process works at: some homes and the households they are judged for, by numbers alone, without any id.

A territory is a shard, or a part of its homes where it has many. No Django.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from palier.eligibility.judge import Found, reasons
from palier.eligibility.ranking import Priorities
from palier.eligibility.standing import Foremost, Standing, first, standing
from palier.matching.grid import Grid
from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.law import law_on

# Homes of one shard: enough that judging them outweighs sending the households.
HOMES = 20


@dataclass(frozen=True, eq=False)
class Shard:
    """Rows of homes and of households; the law is that of the day. `most` of each home, for some kernels."""

    homes: HomeColumns
    households: HouseholdColumns
    priorities: Priorities
    grid: Grid
    on: date
    most: int = 1


@dataclass(frozen=True, eq=False)
class Explained:
    """The first households of a home, and the reasons of each, in the same order."""

    ranks: Foremost
    reasons: Sequence[Found]


def cut(shard: Shard) -> Sequence[Shard]:
    """The same in parts of HOMES homes."""
    places = range(0, shard.homes.shape[0], HOMES)
    return [
        Shard(shard.homes[place : place + HOMES], shard.households, shard.priorities, shard.grid, shard.on, shard.most)
        for place in places
    ]


def standings(shard: Shard) -> list[Standing]:
    """Kernel: for each home, everybody it fits or might, in order."""
    law = law_on(shard.on)
    return [
        standing(shard.households, shard.priorities, shard.homes[row], shard.grid, law)
        for row in range(shard.homes.shape[0])
    ]


def nearest(shard: Shard) -> list[Foremost]:
    """Kernel: for each home, the first `most` alone."""
    law = law_on(shard.on)
    return [
        first(shard.households, shard.priorities, shard.homes[row], shard.grid, law, shard.most)
        for row in range(shard.homes.shape[0])
    ]


def explained(shard: Shard) -> list[Explained]:
    """Kernel: the same with the reasons of each."""
    law = law_on(shard.on)
    return [
        Explained(found, reasons(shard.households[found.rows], shard.homes[row], law))
        for row, found in enumerate(nearest(shard))
    ]
