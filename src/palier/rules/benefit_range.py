"""The lowest and the highest benefit that what is known allows, where a fact is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce
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
Possible = Mapping[str, Sequence[int]]

NO, YES = (0,), (1,)
EITHER = (0, 1)
# The benefit never rises with resources: none at all, and more than anybody has, bound it.
NOTHING, ANYTHING = (0,), (SPAN,)
ALL_ZONES = tuple(range(1, len(ZONES) + 1))
# AL is APL but for the amount under which it is not paid, and who receives AAH or AEEH is spared a reduction: what is
# lowest and what is highest is known beforehand for these two.
APL, AL = (SCHEMES.index("apl"),), (SCHEMES.index("al"),)
OF_A_TENANT: Possible = {"zone": ALL_ZONES, "couple": EITHER, "shared_home": EITHER, "single_room": EITHER}
LOWEST_OF_A_TENANT: Possible = {**OF_A_TENANT, "resources": ANYTHING, "scheme": AL, "disability_benefit": NO}
HIGHEST_OF_A_TENANT: Possible = {**OF_A_TENANT, "resources": NOTHING, "scheme": APL, "disability_benefit": YES}
OF_A_RESIDENT: Possible = {"zone": ALL_ZONES, "couple": EITHER, "type": range(len(TYPES))}
LOWEST_OF_A_RESIDENT: Possible = {**OF_A_RESIDENT, "resources": ANYTHING}
HIGHEST_OF_A_RESIDENT: Possible = {**OF_A_RESIDENT, "resources": NOTHING}


def lowest_tenant_benefit(tenants: TenantColumns, law: Law) -> Column:
    """Lowest amount paid, cents a month; unknown where the rent or the number of dependants is."""
    return reduce(least, (housing_benefit(guess, law).paid for guess in _guesses(tenants, LOWEST_OF_A_TENANT)))


def tenant_benefit_between(tenants: TenantColumns, law: Law) -> tuple[Column, Column]:
    """Lowest and highest amount paid, cents a month, equal where nothing is missing.

    Unknown where the rent or the number of dependants is: nothing useful could be said.
    """
    return lowest_tenant_benefit(tenants, law), reduce(
        most, (housing_benefit(guess, law).paid for guess in _guesses(tenants, HIGHEST_OF_A_TENANT))
    )


def tenant_limit(tenants: TenantColumns, law: Law) -> Ints:
    """What the benefit exceeds at no rent, cents a month: the highest rent and charges that count; 0 without law."""
    lines = (housing_benefit(guess, law).lines for guess in _guesses(tenants, HIGHEST_OF_A_TENANT))
    limit = reduce(most, (line["ceiling"] + line["charges"] for line in lines))
    return np.where(limit.known, limit.values, 0)


def resident_benefit_between(residents: ResidentColumns, law: Law) -> tuple[Column, Column]:
    """The same in a residence; unknown where the fee or the number of dependants is."""

    def paid(possible: Possible, bound: Callable[[Column, Column], Column]) -> Column:
        return reduce(bound, (residence_benefit(guess, law).paid for guess in _guesses(residents, possible)))

    return paid(LOWEST_OF_A_RESIDENT, least), paid(HIGHEST_OF_A_RESIDENT, most)


def _guesses(table: Table, possible: Possible) -> Iterator[Table]:
    """The table with each missing fact given every value that could bound the answer."""
    missing = [name for name in possible if not getattr(table, name).known.all()]
    for values in product(*(possible[name] for name in missing)):
        filled = {name: _filled(getattr(table, name), value) for name, value in zip(missing, values, strict=True)}
        yield replace(table, **filled) if filled else table


def _filled(column: Column, value: int) -> Column:
    return Column(np.where(column.known, column.values, value), np.ones(column.shape, dtype=np.bool_))
