"""Households in order before one home, by the grid of the agreement: rules judge, `palier.matching` counts and sorts.

No Django. The order and the points of a shortlist and of `palier rank` are computed here, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from palier.matching.grid import Grid, Points, points
from palier.matching.measures import Ints, Measure, both, whole_months
from palier.matching.rank import Applicants, Ranking, best_rank, rank
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Index, Sets
from palier.rules.days import day_number
from palier.rules.judgement import Verdict, Verdicts
from palier.rules.law import Law
from palier.rules.wished_commune import wished_commune


@dataclass(frozen=True, eq=False)
class Priorities:
    """What a grid reads beside the columns of the rules, a row a household. `first_wish`: one commune, or not known."""

    priority_public: Measure
    ready: Measure
    first_wish: Sets

    def __getitem__(self, index: Index) -> Self:
        return type(self)(self.priority_public[index], self.ready[index], self.first_wish[index])


@dataclass(frozen=True, eq=False)
class Ranked:
    """The households of one home: what the grid measured, the points it gave, and the order."""

    applicants: Applicants
    measures: Mapping[str, Measure]
    points: Points
    ranking: Ranking

    def best(self) -> Ints:
        """The rank of each if its missing facts gave all their points; 0 for a *no*."""
        return best_rank(self.applicants, self.points.most)


def ranked(
    households: HouseholdColumns,
    priorities: Priorities,
    home: HomeColumns,
    verdicts: Verdicts,
    grid: Grid,
    law: Law,
    place: Ints,
) -> Ranked:
    """Columns of shape (H,) against a home of shape (1,), judged already; months are counted to the day of the law.

    `place`: `matching.rank.places` of the households' ids.
    """
    facts, given, applicants = counted(households, priorities, home, verdicts, grid, law, place=place)
    return Ranked(applicants, facts, given, rank(applicants))


def counted(
    households: HouseholdColumns,
    priorities: Priorities,
    home: HomeColumns,
    verdicts: Verdicts,
    grid: Grid,
    law: Law,
    *,
    place: Ints,
) -> tuple[Mapping[str, Measure], Points, Applicants]:
    """The same before they are put in order: what the grid measured, its points, and what the order reads."""
    facts = measures(households, priorities, home, law)
    given = points(grid, facts, len(place))
    applicants = Applicants(verdicts, _measure(households.tier), given.total, _measure(households.registered_on), place)
    return facts, given, applicants


def measures(
    households: HouseholdColumns, priorities: Priorities, home: HomeColumns, law: Law
) -> Mapping[str, Measure]:
    """The facts of `matching.grid.CODES`."""
    wish = wished_commune(replace(households, wished_communes=priorities.first_wish), home, law).verdict
    offered = home.accessible.broadcast(households.shape)
    return {
        "waiting": whole_months(_measure(households.registered_on), day_number(law.on)),
        "priority_public": priorities.priority_public,
        "ready": priorities.ready,
        "adapted_home": both(_measure(households.needs_accessible), _measure(offered)),
        "first_wished_commune": Measure((wish == Verdict.YES).astype(np.int64), wish != Verdict.UNKNOWN),
    }


def _measure(column: Column) -> Measure:
    return Measure(column.values, column.known)
