"""Joint allocation: the best use of all slots at once, exact, with the certificate that proves it.

Goals come one after the other: slots filled by the most urgent tier, by the next, …, then the sum of points. SciPy
solves the assignment in float64, so as many goals as stay exact together make one weight; the potentials of that
solution then say which pairs and whom every best allocation for these goals keeps to, and the next goals are pursued
among them (the optimal face of the linear programme).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from palier.matching.potentials import Pairs, Saturated, potentials
from palier.matching.problem import Integers, Mask, Problem, ProblemRefused

# Sums of whole numbers below are exact in float64.
EXACT = 2**52


@dataclass(frozen=True)
class Allocation:
    """`chosen`: a mask of the problem's pairs, forced ones included. Potentials: homes or households × goals."""

    chosen: Mask
    homes: Integers
    households: Integers


def allocate(problem: Problem) -> Allocation:
    """The best allocation; ProblemRefused when it is too large to be exact."""
    left = np.flatnonzero(problem.left)
    values = problem.values
    face = _Face(problem, left)
    homes = np.zeros((len(problem.homes), values.shape[1]), dtype=np.int64)
    households = np.zeros((len(problem.households), values.shape[1]), dtype=np.int64)
    for goals, weight, bonus in _together(values[left], face.slots):
        chosen = face.solve(weight, bonus)
        for goal in goals:
            homes[:, goal], households[:, goal] = face.narrow(values[left, goal], chosen)
    final = problem.forced.copy()
    final[left[chosen]] = True
    _price_full_homes(problem, homes)
    return Allocation(final, homes, households)


def _together(values: Integers, slots: Integers) -> Iterator[tuple[range, Integers, int]]:
    """Goals that make one exact weight, with it and with a bonus that outweighs any sum of such weights."""
    most = int(slots.sum())
    largest = [int(column.max(initial=0)) for column in values.T]
    first = 0
    while first < len(largest):
        weight, heaviest, last = values[:, first], largest[first], first + 1
        if not _exact(heaviest, most):
            raise ProblemRefused(f"{most} slots are too many for an exact answer: divide the homes")
        # Sums over all slots compare as those of the goal before, then as those of this one.
        while last < len(largest) and _exact(
            heavier := heaviest * (base := most * largest[last] + 1) + largest[last], most
        ):
            weight, heaviest, last = weight * base + values[:, last], heavier, last + 1
        yield range(first, last), weight, most * heaviest + 1
        first = last


def _exact(heaviest: int, most: int) -> bool:
    """Whether sums over all slots stay exact, each pair with the bonus."""
    return most * (most * heaviest + 1 + heaviest) < EXACT


class _Face:
    """The best allocations for the goals so far: the pairs they may use, and whom they all serve."""

    def __init__(self, problem: Problem, left: Integers) -> None:
        self.home, self.household = problem.home[left], problem.household[left]
        self.allowed = np.ones(len(left), dtype=bool)
        degree = np.bincount(self.home, minlength=len(problem.homes))
        self.slots = np.minimum(problem.slots_left, degree)
        self.capacity = problem.slots_left
        self.saturated = Saturated(
            np.zeros(len(problem.homes), dtype=bool), np.zeros(len(problem.households), dtype=bool)
        )

    def solve(self, weight: Integers, bonus: int) -> Mask:
        """The pairs of an allocation of this face with the largest weight.

        One row a slot, one column a household, and beside it a column of its own for a slot that may stay empty. Who
        must be served brings the bonus.
        """
        rows = np.flatnonzero(self.allowed)
        slots = self.slots
        copies = slots[self.home[rows]]
        first = np.cumsum(slots) - slots
        pair = np.repeat(rows, copies)
        slot = first[self.home[pair]] + _counted(copies)
        gain = weight[pair] + bonus * self.saturated.households[self.household[pair]]
        optional = np.flatnonzero(~np.repeat(self.saturated.homes, slots))
        households, column = np.unique(self.household[pair], return_inverse=True)
        top = int(gain.max(initial=0)) + 1
        costs = csr_array(
            (
                np.concatenate([top - gain, np.full(len(optional), top)]).astype(np.float64),
                (
                    np.concatenate([slot, optional]),
                    np.concatenate([column, len(households) + np.arange(len(optional))]),
                ),
            ),
            shape=(int(slots.sum()), len(households) + len(optional)),
        )
        chosen = np.zeros(len(self.home), dtype=bool)
        if costs.shape[0]:
            taken, by = min_weight_full_bipartite_matching(costs)
            given = np.full(costs.shape[0], -1)
            given[taken] = by
            chosen[pair[given[slot] == column]] = True
        return chosen

    def narrow(self, values: Integers, chosen: Mask) -> tuple[Integers, Integers]:
        """Keep to the best for this goal too; its potentials, of homes and of households."""
        rows = self.allowed
        counted = np.bincount(self.home[chosen], minlength=len(self.capacity))
        pairs = Pairs(
            self.home[rows],
            self.household[rows],
            chosen[rows],
            counted == self.capacity,
            len(self.saturated.households),
        )
        homes, households = potentials(pairs, values[rows], self.saturated)
        self.allowed = rows & (homes[self.home] + households[self.household] == values)
        self.saturated = Saturated(self.saturated.homes | (homes > 0), self.saturated.households | (households > 0))
        return homes, households


def _counted(copies: Integers) -> Integers:
    """0, 1, … within each run of copies."""
    return np.arange(int(copies.sum())) - np.repeat(np.cumsum(copies) - copies, copies)


def _price_full_homes(problem: Problem, homes: Integers) -> None:
    """A home that forced pairs have filled is worth the best of its pairs, so that none of them reads as better."""
    full = (problem.slots_left == 0)[problem.home]
    order = np.lexsort(problem.values.T[::-1])
    for pair in order[full[order]]:
        homes[problem.home[pair]] = problem.values[pair]


def totals(problem: Problem, chosen: Mask) -> tuple[int, dict[int, int], int]:
    """Slots filled, slots filled by tier, and points."""
    tiers: Sequence[int] = problem.tiers
    by_tier = {tier: int((problem.tier[chosen] == tier).sum()) for tier in tiers}
    return int(chosen.sum()), by_tier, int(problem.points[chosen].sum())
