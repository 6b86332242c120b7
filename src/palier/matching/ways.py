"""Four ways to give the same homes, side by side: by the queue, home by home, stable, jointly.

Households like best the home where they have most points; homes take the most urgent, then most points, then the id.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from palier.matching.allocate import allocate, totals
from palier.matching.problem import Mask, Problem


@dataclass(frozen=True)
class Way:
    """What a way gives: slots filled, by tier, and points. `behind`: how many slots fewer than jointly."""

    code: str
    filled: int
    by_tier: Mapping[int, int]
    points: int
    behind: int


@dataclass(frozen=True)
class Comparison:
    """`applicants` for `slots`: in a long queue no way houses anybody extra, and one should say so."""

    ways: tuple[Way, ...]
    applicants: int
    slots: int


def compare(problem: Problem) -> Comparison:
    """The four ways over the same problem, forced pairs given first in each."""
    found = {code: way(problem) for code, way in WAYS.items()}
    most = int(found["joint"].sum())
    ways = []
    for code, chosen in found.items():
        filled, by_tier, points = totals(problem, chosen)
        ways.append(Way(code, filled, by_tier, points, most - filled))
    applicants = len(np.unique(problem.household[~problem.forbidden]))
    return Comparison(tuple(ways), applicants, int(problem.slots.sum()))


def _first(problem: Problem) -> Callable[[int], tuple[int, int, int]]:
    """Whom a home takes first."""
    return lambda row: (int(problem.tier[row]), -int(problem.points[row]), int(problem.household[row]))


def _liked(problem: Problem) -> Callable[[int], tuple[int, int]]:
    """What a household likes best."""
    return lambda row: (-int(problem.points[row]), int(problem.home[row]))


def _by(problem: Problem, whose: str) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for row in np.flatnonzero(problem.left).tolist():
        rows.setdefault(int(getattr(problem, whose)[row]), []).append(row)
    return rows


def _queue(problem: Problem) -> Mask:
    """Each household in its turn takes what it likes best of what is left."""
    chosen, left = problem.forced.copy(), problem.slots_left.copy()
    rows = _by(problem, "household")
    first = _first(problem)
    for who in sorted(rows, key=lambda one: min(map(first, rows[one]))):
        for row in sorted(rows[who], key=_liked(problem)):
            if left[problem.home[row]] > 0:
                left[problem.home[row]] -= 1
                chosen[row] = True
                break
    return chosen


def _home_by_home(problem: Problem) -> Mask:
    """Each home in its turn takes the first of its own list who is still without."""
    chosen, housed = problem.forced.copy(), set()
    rows = _by(problem, "home")
    for home in sorted(rows):
        left = int(problem.slots_left[home])
        for row in sorted(rows[home], key=_first(problem)):
            who = int(problem.household[row])
            if left and who not in housed:
                housed.add(who)
                chosen[row] = True
                left -= 1
    return chosen


def _stable(problem: Problem) -> Mask:
    """Deferred acceptance, households asking: nobody and no home would both rather have each other."""
    first = _first(problem)
    wishes = {who: sorted(rows, key=_liked(problem), reverse=True) for who, rows in _by(problem, "household").items()}
    held: dict[int, list[int]] = {}
    asking = sorted(wishes, reverse=True)
    while asking:
        who = asking.pop()
        if not wishes[who]:
            continue
        row = wishes[who].pop()
        home = int(problem.home[row])
        kept = sorted([*held.get(home, []), row], key=first)
        held[home] = kept[: int(problem.slots_left[home])]
        for refused in kept[int(problem.slots_left[home]) :]:
            asking.append(int(problem.household[refused]))
    chosen = problem.forced.copy()
    chosen[[row for rows in held.values() for row in rows]] = True
    return chosen


def _joint(problem: Problem) -> Mask:
    """The best use of all."""
    return allocate(problem).chosen


WAYS: Mapping[str, Callable[[Problem], Mask]] = {
    "queue": _queue,
    "home_by_home": _home_by_home,
    "stable": _stable,
    "joint": _joint,
}
