"""A problem of joint allocation: homes with slots, households, and the pairs that may be, each with tier and points."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pair = tuple[str, str]

MOST_POINTS = 1_000_000
MOST_SLOTS = 100_000
FIELDS = {"homes", "households", "pairs", "forced", "forbidden"}


class ProblemRefused(ValueError):
    """What is written cannot be solved; the message says what, and where."""


@dataclass(frozen=True)
class Problem:
    """Homes and households in the order of their ids, pairs in the order of theirs.

    `slots`: how many households each home takes. `home`, `household` (positions), `tier` (0 the most urgent) and
    `points` (0 to MOST_POINTS): one row a pair. `forced` and `forbidden`: masks of pairs.
    """

    homes: Sequence[str]
    households: Sequence[str]
    slots: Integers
    home: Integers
    household: Integers
    tier: Integers
    points: Integers
    forced: Mask
    forbidden: Mask

    @cached_property
    def tiers(self) -> list[int]:
        """Those of the pairs, the most urgent first."""
        return [int(tier) for tier in np.unique(self.tier)]

    @cached_property
    def goals(self) -> list[str]:
        """What is maximised, in this order."""
        return [*(f"tier:{tier}" for tier in self.tiers), "points"]

    @cached_property
    def values(self) -> Integers:
        """What each pair brings to each goal, pairs × goals."""
        return np.column_stack([*((self.tier == tier).astype(np.int64) for tier in self.tiers), self.points])

    @cached_property
    def slots_left(self) -> Integers:
        """Once forced pairs have taken theirs."""
        return self.slots - np.bincount(self.home[self.forced], minlength=len(self.homes))

    @cached_property
    def left(self) -> Mask:
        """The pairs that may still be chosen: a forced household is gone, and so is a home whose slots are taken."""
        taken = np.zeros(len(self.households), dtype=bool)
        taken[self.household[self.forced]] = True
        return ~self.forbidden & ~taken[self.household] & (self.slots_left[self.home] > 0)


def read(written: Any) -> Problem:
    """The problem of a document as docs/commands.md gives it. ProblemRefused when it is none."""
    if not isinstance(written, dict) or not {"homes", "households", "pairs"} <= set(written) <= FIELDS:
        raise ProblemRefused("an object with homes, households and pairs, maybe forced and forbidden, is expected")
    slots = _unique(written["homes"], "homes", {"id", "slots"}, lambda one, where: _slots(one.get("slots", 1), where))
    households = _unique(written["households"], "households", {"id"}, lambda one, where: 1)
    homes, people = sorted(slots), sorted(households)
    place = {own: row for row, own in enumerate(homes)}, {own: row for row, own in enumerate(people)}
    pairs = dict(sorted(_pairs(written["pairs"], place).items()))
    forbidden = _named(written.get("forbidden", []), "forbidden", place)
    forced = _named(written.get("forced", []), "forced", place)
    _hold_together(forced, forbidden, pairs, slots)
    rows = list(pairs)
    return Problem(
        homes=homes,
        households=people,
        slots=_integers(slots[own] for own in homes),
        home=_integers(place[0][own] for own, _ in rows),
        household=_integers(place[1][own] for _, own in rows),
        tier=_integers(tier for tier, _ in pairs.values()),
        points=_integers(points for _, points in pairs.values()),
        forced=np.array([pair in forced for pair in rows], dtype=bool),
        forbidden=np.array([pair in forbidden for pair in rows], dtype=bool),
    )


def _integers(values: Any) -> Integers:
    return np.array(list(values), dtype=np.int64)


def _listed(written: Any, where: str) -> list[Any]:
    if not isinstance(written, list):
        raise ProblemRefused(f"{where}: a list is expected")
    return written


def _whole(value: Any, least: int, most: int, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ProblemRefused(f"{where}: a whole number from {least} to {most} is expected, not {value!r}")
    return value


def _slots(value: Any, where: str) -> int:
    return _whole(value, 0, MOST_SLOTS, f"{where}.slots")


def _unique(
    written: Any, name: str, fields: set[str], read_one: Callable[[Mapping[str, Any], str], int]
) -> dict[str, int]:
    """By id, each id once."""
    found: dict[str, int] = {}
    for position, one in enumerate(_listed(written, name)):
        where = f"{name}[{position}]"
        if not isinstance(one, dict) or "id" not in one or not set(one) <= fields:
            raise ProblemRefused(f"{where}: an object with {' and '.join(sorted(fields))} is expected")
        own = one["id"]
        if not isinstance(own, str) or not own:
            raise ProblemRefused(f"{where}.id: a text that is not empty is expected, not {own!r}")
        if own in found:
            raise ProblemRefused(f"{where}: the id {own!r} is given twice")
        found[own] = read_one(one, where)
    return found


def _known(pair: Pair, place: tuple[Mapping[str, int], Mapping[str, int]], where: str) -> Pair:
    for own, known, what in zip(pair, place, ("home", "household"), strict=True):
        if not isinstance(own, str) or own not in known:
            raise ProblemRefused(f"{where}: there is no {what} {own!r}")
    return pair


def _pairs(written: Any, place: tuple[Mapping[str, int], Mapping[str, int]]) -> dict[Pair, tuple[int, int]]:
    """Tier and points by pair."""
    found: dict[Pair, tuple[int, int]] = {}
    for position, one in enumerate(_listed(written, "pairs")):
        where = f"pairs[{position}]"
        if not isinstance(one, dict) or set(one) != {"home", "household", "tier", "points"}:
            raise ProblemRefused(f"{where}: an object with home, household, tier and points is expected")
        pair = _known((one["home"], one["household"]), place, where)
        if pair in found:
            raise ProblemRefused(f"{where}: the pair {list(pair)} is given twice")
        tier = _whole(one["tier"], 0, 2**31, f"{where}.tier")
        found[pair] = tier, _whole(one["points"], 0, MOST_POINTS, f"{where}.points")
    return found


def _named(written: Any, name: str, place: tuple[Mapping[str, int], Mapping[str, int]]) -> set[Pair]:
    found: set[Pair] = set()
    for position, one in enumerate(_listed(written, name)):
        where = f"{name}[{position}]"
        if not isinstance(one, list) or len(one) != 2:
            raise ProblemRefused(f"{where}: a home and a household are expected")
        pair = _known((one[0], one[1]), place, where)
        if pair in found:
            raise ProblemRefused(f"{where}: the pair {list(pair)} is given twice")
        found.add(pair)
    return found


def _hold_together(
    forced: set[Pair], forbidden: set[Pair], pairs: Mapping[Pair, object], slots: Mapping[str, int]
) -> None:
    """Forced pairs may all be at once."""
    taken: dict[str, int] = {}
    housed: set[str] = set()
    for pair in sorted(forced):
        home, household = pair
        if pair not in pairs:
            raise ProblemRefused(f"forced: {list(pair)} is not among the pairs")
        if pair in forbidden:
            raise ProblemRefused(f"forced: {list(pair)} is forbidden too")
        if household in housed:
            raise ProblemRefused(f"forced: the household {household!r} would have two homes")
        housed.add(household)
        taken[home] = taken.get(home, 0) + 1
        if taken[home] > slots[home]:
            raise ProblemRefused(f"forced: the home {home!r} has {slots[home]} slots for {taken[home]} households")
