"""The order of a shortlist: who fits before who might, then urgency, points, the day of the request, the id."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from palier.matching.measures import Bools, Ints, Measure

NO, UNKNOWN, YES = 0, 1, 2
LAST = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Applicants:
    """Households before one home, a row each. `verdict`: NO, UNKNOWN, YES; a `tier` of 0 is the most urgent.

    `place`: where the household's id comes in the order of ids (`places`): nothing is left to chance. A tier or a day
    that is not known comes after all those that are.
    """

    verdict: NDArray[np.int8]
    tier: Measure
    points: Ints
    registered_on: Measure
    place: Ints


@dataclass(frozen=True, eq=False)
class Ranking:
    """`order`: rows, the ranked first and the *no* after them by id; `rank` by row, from 1, and 0 for a *no*.

    `margin`: points above the next of the same answer and urgency; `has_next` says where there is one.
    """

    order: Ints
    rank: Ints
    margin: Ints
    has_next: Bools


def places(ids: Sequence[str]) -> Ints:
    """The place of each id among all, by code point."""
    place = np.empty(len(ids), dtype=np.int64)
    place[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return place


def rank(applicants: Applicants) -> Ranking:
    """Everybody in order, each exactly once."""
    rows = len(applicants.points)
    possible = np.flatnonzero(applicants.verdict != NO)
    ranked = possible[np.lexsort(_keys(applicants, possible))]
    others = np.flatnonzero(applicants.verdict == NO)
    positions = np.zeros(rows, dtype=np.int64)
    positions[ranked] = np.arange(1, len(ranked) + 1)
    margin, has_next = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_)
    one, following = ranked[:-1], ranked[1:]
    has_next[one] = np.logical_and.reduce([key[one] == key[following] for key in _groups(applicants)])
    margin[one] = np.where(has_next[one], applicants.points[one] - applicants.points[following], 0)
    order = np.concatenate([ranked, others[np.argsort(applicants.place[others])]])
    return Ranking(order, positions, margin, has_next)


def foremost(applicants: Applicants, most: int) -> Ints:
    """The rows of the first `most`, at least one, in the order that `rank` gives; the others are not put in order."""
    tied, chosen, wanted = np.flatnonzero(applicants.verdict != NO), [np.zeros(0, dtype=np.int64)], most
    for key in reversed(_keys(applicants, np.arange(len(applicants.points)))):
        if len(tied) <= wanted:
            break
        asked = key[tied]
        last = np.partition(asked, wanted - 1)[wanted - 1]
        chosen.append(tied[asked < last])
        wanted -= len(chosen[-1])
        tied = tied[asked == last]
    rows = np.concatenate([*chosen, tied])
    order: Ints = rows[np.lexsort(_keys(applicants, rows))]
    return order


def best_rank(applicants: Applicants, most: Ints) -> Ints:
    """The rank of each, the others left as they are, had it `most` points: what its missing facts may be worth.

    0 for a *no*. The answer and the urgency stay what they are; on equal points the day of the request decides.
    """
    rows = len(applicants.points)
    twice = Applicants(
        np.tile(applicants.verdict, 2),
        Measure(np.tile(applicants.tier.values, 2), np.tile(applicants.tier.known, 2)),
        np.concatenate([applicants.points, np.maximum(most, applicants.points)]),
        Measure(np.tile(applicants.registered_on.values, 2), np.tile(applicants.registered_on.known, 2)),
        np.tile(applicants.place, 2),
    )
    possible = np.flatnonzero(twice.verdict != NO)
    # Beside its own row as it is, the supposed one comes first: it counts only the others before it.
    as_it_is = possible < rows
    order = np.lexsort((as_it_is, *_keys(twice, possible)))
    before = np.cumsum(as_it_is[order])
    best = np.zeros(rows, dtype=np.int64)
    supposed = ~as_it_is[order]
    best[possible[order][supposed] - rows] = before[supposed] + 1
    return best


def _groups(applicants: Applicants) -> tuple[Ints, Ints]:
    """Within which points decide."""
    return -applicants.verdict.astype(np.int64), or_last(applicants.tier)


def _keys(applicants: Applicants, rows: Ints) -> tuple[Ints, ...]:
    """Of some rows, the last first, as `lexsort` takes them."""
    keys = (*_groups(applicants), -applicants.points, or_last(applicants.registered_on), applicants.place)
    return tuple(key[rows] for key in reversed(keys))


def or_last(measure: Measure) -> Ints:
    """The values, what is not known after all that is."""
    return np.where(measure.known, measure.values, LAST)
