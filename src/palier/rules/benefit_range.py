"""The lowest and the highest benefit that what is known allows, where a fact is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TypeVar

import numpy as np

from palier.rules.amounts import least, most
from palier.rules.benefit import ZONES
from palier.rules.columns import SPAN, Column, Ints, Rows
from palier.rules.housing_benefit import SCHEMES, TenantColumns, housing_benefit
from palier.rules.law import Law
from palier.rules.residence_benefit import TYPES, ResidentColumns, residence_benefit

Table = TypeVar("Table", bound=Rows)

NO_OR_YES = (0, 1)
# The benefit never rises with resources: none at all and more than anybody has bound it.
RESOURCES = (0, SPAN)
ALL_ZONES = tuple(range(1, len(ZONES) + 1))
OF_TENANTS: Mapping[str, Sequence[int]] = {
    "zone": ALL_ZONES,
    "couple": NO_OR_YES,
    "resources": RESOURCES,
    "scheme": range(len(SCHEMES)),
    "shared_home": NO_OR_YES,
    "single_room": NO_OR_YES,
    "disability_benefit": NO_OR_YES,
}
OF_RESIDENTS: Mapping[str, Sequence[int]] = {
    "zone": ALL_ZONES,
    "type": range(len(TYPES)),
    "couple": NO_OR_YES,
    "resources": RESOURCES,
}


def tenant_benefit_between(tenants: TenantColumns, law: Law) -> tuple[Column, Column]:
    """Lowest and highest amount paid, cents a month, equal where nothing is missing.

    Unknown where the rent or the number of dependants is: nothing useful could be said.
    """
    return _between(tenants, OF_TENANTS, lambda guess: housing_benefit(guess, law).paid)


def tenant_limit(tenants: TenantColumns, law: Law) -> Ints:
    """What the benefit exceeds at no rent, cents a month: the highest rent and charges that count; 0 without law."""
    limits = [housing_benefit(guess, law).lines for guess in _guesses(tenants, OF_TENANTS)]
    sums = [lines["ceiling"] + lines["charges"] for lines in limits]
    highest: Ints = np.maximum.reduce([np.where(total.known, total.values, 0) for total in sums])
    return highest


def resident_benefit_between(residents: ResidentColumns, law: Law) -> tuple[Column, Column]:
    """The same in a residence; unknown where the fee or the number of dependants is."""
    return _between(residents, OF_RESIDENTS, lambda guess: residence_benefit(guess, law).paid)


def _between(
    table: Table, possible: Mapping[str, Sequence[int]], paid: Callable[[Table], Column]
) -> tuple[Column, Column]:
    low = high = None
    for guess in _guesses(table, possible):
        amount = paid(guess)
        low = amount if low is None else least(low, amount)
        high = amount if high is None else most(high, amount)
    assert low is not None
    assert high is not None
    return low, high


def _guesses(table: Table, possible: Mapping[str, Sequence[int]]) -> Iterator[Table]:
    """The table with each missing fact given every value that could bound the answer."""
    missing = [name for name in possible if not getattr(table, name).known.all()]
    for values in product(*(possible[name] for name in missing)):
        filled = {name: _filled(getattr(table, name), value) for name, value in zip(missing, values, strict=True)}
        yield replace(table, **filled) if filled else table


def _filled(column: Column, value: int) -> Column:
    return Column(np.where(column.known, column.values, value), np.ones(column.shape, dtype=np.bool_))
