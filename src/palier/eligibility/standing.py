"""The households of one home in order, whatever their number: judged in blocks, the no dropped as soon as they are one.

Gives what `judge` and `ranking` give of the households that fit or might, without looking at the others twice: most
households do not wish the commune, or cannot pay, and no further rule is asked about them. No Django.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from palier.eligibility.ranking import Priorities, counted
from palier.matching.grid import Grid, Points
from palier.matching.measures import Bools, Ints, Measure
from palier.matching.rank import LAST, Applicants, best_rank, foremost, or_last, rank
from palier.rules.accessibility import accessibility
from palier.rules.catalogue import CRITERIA
from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.highest_rent import highest_rent
from palier.rules.judgement import Verdict, Verdicts
from palier.rules.law import Law
from palier.rules.over_occupation import over_occupation
from palier.rules.wished_commune import wished_commune
from palier.rules.wished_kind import wished_kind

# What most often says no for the least work comes first; the answer does not depend on it.
FIRST = (wished_commune, highest_rent, over_occupation, accessibility, wished_kind)
CASCADE = (*FIRST, *(rule for rule in CRITERIA if rule not in FIRST))
# So many households at once: what a rule makes on its way stays near the processor, and the steps stay few.
BLOCK = 1 << 17
# Below so many of a hundred left, they are gathered before the next rule.
GATHER_BELOW = 60


@dataclass(frozen=True, eq=False)
class Possible:
    """The households that no rule excludes, by their rows in ascending order, and the answer for each."""

    rows: Ints
    verdicts: Verdicts


@dataclass(frozen=True, eq=False)
class Standing:
    """Households before a home, the first at the head: their rows, answers and points.

    `by_line`, `known`: lines of the grid × households. `best`: the rank of each if its missing facts gave all their
    points.
    """

    rows: Ints
    verdicts: Verdicts
    points: Ints
    by_line: Ints
    known: Bools
    best: Ints


@dataclass(frozen=True, eq=False)
class Foremost:
    """The first of them alone: rows, answers, urgency and points."""

    rows: Ints
    verdicts: Verdicts
    tier: Ints
    points: Ints


def possible(
    households: HouseholdColumns,
    home: HomeColumns,
    law: Law,
    *,
    among: Bools | None = None,
    least: Verdict = Verdict.UNKNOWN,
) -> Possible:
    """Those of shape (H,) to whom a home of shape (1,) answers at least so; `judge` gives the same answers.

    `among`: only the households it marks are asked about.
    """
    asked = np.full(households.shape, Verdict.YES, dtype=np.int8) if among is None else among * np.int8(Verdict.YES)
    blocks = range(0, len(asked), BLOCK)
    return _together([_of_block(first, asked[first : first + BLOCK], households, home, law, least) for first in blocks])


def _together(found: Sequence[Possible]) -> Possible:
    if not found:
        return Possible(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8))
    return Possible(np.concatenate([one.rows for one in found]), np.concatenate([one.verdicts for one in found]))


def _of_block(
    first: int, verdicts: Verdicts, households: HouseholdColumns, home: HomeColumns, law: Law, least: Verdict
) -> Possible:
    rows, asked = np.arange(first, first + len(verdicts)), households[first : first + len(verdicts)]
    for rule in CASCADE:
        verdicts = np.minimum(verdicts, rule(asked, home, law).weight())
        left = np.flatnonzero(verdicts >= least)
        if len(left) * 100 <= len(rows) * GATHER_BELOW:
            rows, verdicts, asked = rows[left], verdicts[left], asked[left]
        if not len(rows):
            break
    left = np.flatnonzero(verdicts >= least)
    return Possible(rows[left], verdicts[left])


def standing(households: HouseholdColumns, priorities: Priorities, home: HomeColumns, grid: Grid, law: Law) -> Standing:
    """Everybody whom the home fits or might, in order; rows come in the order of the households' ids."""
    found = possible(households, home, law)
    measures, points, applicants = _counted(found, households, priorities, home, grid, law)
    order = rank(applicants).order
    known = np.array([measures[line.code].known[order] for line in grid.lines], dtype=np.bool_)
    return Standing(
        found.rows[order],
        found.verdicts[order],
        points.total[order],
        points.by_line[:, order],
        known.reshape(len(grid.lines), len(order)),
        best_rank(applicants, points.most)[order],
    )


def first(
    households: HouseholdColumns, priorities: Priorities, home: HomeColumns, grid: Grid, law: Law, most: int
) -> Foremost:
    """The first `most` of them, at least one. Of the less urgent only those are looked for who may be among them."""
    urgency = or_last(households.tier)
    most_urgent = urgency == urgency.min(initial=LAST)
    found = possible(households, home, law, among=most_urgent)
    if int((found.verdicts == Verdict.YES).sum()) < most:
        least = Verdict.YES if len(found.rows) >= most else Verdict.UNKNOWN
        found = _together([found, possible(households, home, law, among=~most_urgent, least=least)])
    _, points, applicants = _counted(found, households, priorities, home, grid, law)
    order = foremost(applicants, most)
    return Foremost(found.rows[order], found.verdicts[order], applicants.tier.values[order], points.total[order])


def _counted(
    found: Possible,
    households: HouseholdColumns,
    priorities: Priorities,
    home: HomeColumns,
    grid: Grid,
    law: Law,
) -> tuple[Mapping[str, Measure], Points, Applicants]:
    rows = found.rows
    return counted(households[rows], priorities[rows], home, found.verdicts, grid, law, place=rows)
