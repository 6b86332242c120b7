"""What a choice made by hand costs: who moves, who loses a home, what the whole loses. Nothing is solved again.

Giving a home to a household from a best allocation moves others along one path: whoever leaves that home takes another,
whose household takes another in turn, until a slot is free or somebody is left without. The best of these paths gives
the best allocation with that choice (a shortest augmenting path); the potentials of the allocation make every step cost
zero or more, so that Dijkstra finds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from palier.matching.allocate import Allocation
from palier.matching.problem import Integers, Pair, Problem, ProblemRefused

# Where households without a home are, and empty slots come from.
OUT = -1


@dataclass(frozen=True)
class Move:
    """A household from a home to another; None is none."""

    household: str
    from_home: str | None
    to_home: str | None


@dataclass(frozen=True)
class Consequence:
    """`moves`: the chosen household's own first. `change`: by goal, what the whole wins or loses."""

    moves: tuple[Move, ...]
    change: tuple[int, ...]

    @property
    def without_a_home(self) -> list[str]:
        return [move.household for move in self.moves if move.to_home is None]


def consequence(problem: Problem, found: Allocation, chosen: Pair) -> Consequence:
    """Of giving the home of a pair to its household, `found` being a best allocation of the problem.

    ProblemRefused for a pair that may not be, or that forced pairs leave no room for.
    """
    row = _row(problem, chosen)
    home, household = int(problem.home[row]), int(problem.household[row])
    graph = _Graph(problem, found)
    start = graph.at[household]
    if start == home:
        return Consequence((), (0,) * len(problem.goals))
    change = problem.values[row] - graph.brings(household)
    moves = [(household, start, home)]
    for mover, left, taken, brought in graph.path(home, start, without=household):
        change = change + brought
        if mover != OUT:
            moves.append((mover, left, taken))
    named = [Move(problem.households[who], _name(problem, left), _name(problem, to)) for who, left, to in moves]
    return Consequence(tuple(named), tuple(change.tolist()))


def _name(problem: Problem, home: int) -> str | None:
    return None if home == OUT else problem.homes[home]


def _row(problem: Problem, chosen: Pair) -> int:
    home, household = chosen
    if home in problem.homes and household in problem.households:
        place = problem.homes.index(home), problem.households.index(household)
        rows = np.flatnonzero(problem.left & (problem.home == place[0]) & (problem.household == place[1]))
        if len(rows):
            return int(rows[0])
    raise ProblemRefused(f"the pair {list(chosen)} may not be chosen")


class _Graph:
    """Homes, and a step from one to another for each household that may move: its gain is what the move brings."""

    def __init__(self, problem: Problem, found: Allocation) -> None:
        self.problem = problem
        left = problem.left
        rows = np.flatnonzero(left).tolist()
        self.home = problem.home.tolist()
        self.at = dict.fromkeys(range(len(problem.households)), OUT)
        self.row_of: dict[int, int] = {}
        self.pairs: dict[int, list[int]] = {}
        for row in rows:
            who = int(problem.household[row])
            self.pairs.setdefault(who, []).append(row)
            if found.chosen[row]:
                self.at[who], self.row_of[who] = int(problem.home[row]), row
        self.inside: dict[int, list[int]] = {}
        for who in self.pairs:
            self.inside.setdefault(self.at[who], []).append(who)
        taken = np.bincount(problem.home[left & found.chosen], minlength=len(problem.homes))
        self.free = problem.slots_left > taken
        # Above twice any difference of components: vectors compare as these whole numbers do.
        largest = max(int(np.abs(one).max(initial=0)) for one in (problem.values, found.homes, found.households))
        base = 8 * (largest + 1) * (len(problem.households) + 1)
        self.worth = _whole(problem.values, base)
        self.potential = [*_whole(found.homes, base), 0]

    def brings(self, who: int) -> Integers:
        zero: Integers = np.zeros(len(self.problem.goals), dtype=np.int64)
        return self.problem.values[self.row_of[who]] if who in self.row_of else zero

    def path(self, start: int, end: int, *, without: int) -> Iterator[tuple[int, int, int, Integers]]:
        """The steps of the best way from a home to another: mover (OUT for an empty slot), from, to, what it brings."""
        cost = {start: 0}
        before: dict[int, tuple[int, int, int | None]] = {}
        done: set[int] = set()
        waiting = [(0, start)]
        while waiting:
            so_far, home = heappop(waiting)
            if home in done:
                continue
            done.add(home)
            if home == end:
                break
            for mover, to, row, brought in self._steps(home, without):
                reduced = so_far + self.potential[to] - self.potential[home] - brought
                if to not in cost or reduced < cost[to]:
                    cost[to], before[to] = reduced, (mover, home, row)
                    heappush(waiting, (reduced, to))
        steps = []
        while end != start:
            mover, home, row = before[end]
            steps.append((mover, home, end, self._change(mover, row)))
            end = home
        yield from reversed(steps)

    def _change(self, mover: int, row: int | None) -> Integers:
        """By goal: what the pair it takes brings, less what the pair it leaves brought."""
        taken = self.problem.values[row] if row is not None else np.zeros(len(self.problem.goals), dtype=np.int64)
        return taken - self.brings(mover)

    def _steps(self, home: int, without: int) -> Iterator[tuple[int, int, int | None, int]]:
        """Mover, to where, the pair it takes, what that brings as one whole number."""
        for who in self.inside.get(home, []):
            if who == without:
                continue
            leaves = self.worth[self.row_of[who]] if who in self.row_of else 0
            if home != OUT:
                yield who, OUT, None, -leaves
            for row in self.pairs[who]:
                to = self.home[row]
                if to != home:
                    yield who, to, row, self.worth[row] - leaves
        if home == OUT:
            # A slot may stay empty once its household has moved on.
            for to in range(len(self.free)):
                yield OUT, to, None, 0
        elif self.free[home]:
            yield OUT, OUT, None, 0


def _whole(vectors: Integers, base: int) -> list[int]:
    """Each vector as one whole number that compares as it does; 64 bits would not hold it."""
    found = [0] * len(vectors)
    for column in vectors.T.tolist():
        found = [whole * base + value for whole, value in zip(found, column, strict=True)]
    return found
