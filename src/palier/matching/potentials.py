"""Potentials: what a slot of a home and a household are worth for one goal, as a best allocation shows it.

In the linear programme of the allocation they are the dual variables. A pair never brings more than its home and its
household are worth together, a chosen pair exactly that: whoever holds them can verify, without solving anything, that
no other allocation does better.
"""

from dataclasses import dataclass

import numpy as np

from palier.matching.problem import Integers, Mask


class NotOptimal(ArithmeticError):
    """The allocation is not a best one for the goal: it has no potentials."""


@dataclass(frozen=True)
class Pairs:
    """Pairs among `homes` homes and `households` households, by position, the chosen ones marked; `full` homes."""

    home: Integers
    household: Integers
    chosen: Mask
    full: Mask
    households: int


@dataclass(frozen=True)
class Saturated:
    """Whom each best allocation for the goals before serves: their potential may have either sign now."""

    homes: Mask
    households: Mask


def potentials(pairs: Pairs, values: Integers, saturated: Saturated) -> tuple[Integers, Integers]:
    """The least potentials of homes and households for one goal; `values`: what each pair brings to it.

    A home is worth at least what a household without a home would bring there, and what one with a home would bring
    more than there: the longest paths, found by going over the pairs until nothing rises. NotOptimal when a home
    rises without end, or above what it may be worth.
    """
    gone = len(pairs.full)
    at = np.full(pairs.households, gone, dtype=np.int64)
    brings = np.zeros(pairs.households, dtype=np.int64)
    at[pairs.household[pairs.chosen]] = pairs.home[pairs.chosen]
    brings[pairs.household[pairs.chosen]] = values[pairs.chosen]
    # Below any sum of values along a path: as good as minus infinity.
    floor = -(int(values.max(initial=0)) + 1) * (gone + pairs.households + 1)
    homes = _rise(
        pairs.home,
        from_=at[pairs.household],
        by=values - brings[pairs.household],
        start=np.append(np.where(saturated.homes, floor, 0), 0),
    )[:gone]
    households = np.where(at == gone, 0, brings - np.append(homes, 0)[at])
    if homes[~pairs.full].any() or (households[~saturated.households] < 0).any():
        raise NotOptimal
    return homes, households


def _rise(to: Integers, *, from_: Integers, by: Integers, start: Integers) -> Integers:
    """The least values ≥ `start` with value[to] ≥ value[from_] + by for every row."""
    order = np.argsort(to, kind="stable")
    from_, by = from_[order], by[order]
    targets, first = np.unique(to[order], return_index=True)
    values = start.copy()
    if not len(targets):
        return values
    for _ in range(len(values) + 1):
        risen = np.maximum(values[targets], np.maximum.reduceat(values[from_] + by, first))
        if (risen == values[targets]).all():
            return values
        values[targets] = risen
    raise NotOptimal
