"""Who would move under other weights: counted in the worker from the facts of today, nothing kept but counts."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from palier.eligibility.shards import Shard, cut, standings
from palier.eligibility.standing import Standing
from palier.matching.grid import Grid
from palier.organisations.grids import as_published, grid_on
from palier.placement.columns import columns_on

# Whom a committee is likely to look at.
HEAD = 10


@dataclass(frozen=True)
class Moved:
    """Before one home: households in all, those whose rank changes, those who join the first HEAD; a new first one."""

    vacancy: str
    households: int
    moved: int
    joining: int
    other_first: bool


def preview(
    agreement: UUID, proposed: Grid, *, on: date, advance: Callable[[int, int], None] = lambda done, total: None
) -> list[dict[str, Any]]:
    """By home open to the agreement, in the order of their ids."""
    facts, current = columns_on(agreement, on), as_published(grid_on(agreement, on))
    whole = Shard(facts.homes.columns, facts.households.columns, facts.households.priorities, current, on)
    parts, found = cut(whole), []
    for done, part in enumerate(parts, 1):
        other = Shard(part.homes, part.households, part.priorities, proposed, on)
        found += zip(standings(part), standings(other), strict=True)
        advance(done, len(parts))
    return [asdict(_moved(str(own), *both)) for own, both in zip(facts.homes.vacancies, found, strict=True)]


def _moved(vacancy: str, before: Standing, after: Standing) -> Moved:
    joining = np.setdiff1d(after.rows[:HEAD], before.rows[:HEAD])
    return Moved(
        vacancy=vacancy,
        households=len(before.rows),
        moved=int((before.rows != after.rows).sum()),
        joining=len(joining),
        other_first=bool((before.rows[:1] != after.rows[:1]).any()),
    )
