"""Is the household's income under the ceiling of the home's financing?"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from palier.rules.category import category
from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.figures import Figure, one
from palier.rules.financing import FINANCINGS, financing_number
from palier.rules.judgement import Judgement, Verdict, at_most, at_most_between
from palier.rules.law import Law, Table
from palier.rules.rule import Basis, Change, Fact, Side, rule
from palier.rules.temporary_homes import ceiling_asked
from palier.rules.territory import CEILING_ZONES

# Financings with a higher ceiling than the former ones: where to look when the ceiling is passed.
WIDER = ("PLUS", "PLS")


def ceiling(financing: Column, zone: Column, category_number: Column, law: Law) -> Figure:
    """Ceiling in cents of reference tax income a year; unknown where the table has no such cell."""
    return _ceilings(law).at(financing, zone, line=category_number)


@lru_cache(maxsize=32)
def _ceilings(law: Law) -> Table:
    return law.table("income_ceiling", FINANCINGS, CEILING_ZONES)


@rule(
    "income_ceiling",
    law="arrêté du 29 juillet 1987",
    basis=Basis.LAW,
    household=("reference_tax_income", "persons"),
    home=("financing", "ceiling_zone"),
    settling=("single_parent", "young_couple", "disabled"),
)
def income_ceiling(household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
    """Reference tax income at most the ceiling of the household's category. Cents a year.

    Not asked where the kind of home is known not to ask it of each household. The mobility card is rarely known: yes
    when the income passes without it, no when it fails even with it.
    """
    known = category(household, law)
    low = ceiling(home.financing, home.ceiling_zone, known.low, law)
    high = ceiling(home.financing, home.ceiling_zone, known.high, law)
    judged = at_most_between(household.reference_tax_income, low, high)
    return replace(judged, applies=np.broadcast_to(~ceiling_asked(home.kind, law).is_false(), judged.shape))


@income_ceiling.unlocks
def income_changes(household: HouseholdColumns, home: HomeColumns, law: Law) -> Sequence[Change]:
    """A home under the next wider financing; else a more recent income, which counts when it has fallen enough."""
    income, lowest = household.reference_tax_income, category(household, law).low
    shape = np.broadcast_shapes(household.shape, home.shape)
    wider = Column.unknown(shape)
    for name in reversed(WIDER):
        number = Column.of(financing_number(name))
        passes = at_most(income, ceiling(number, home.ceiling_zone, lowest, law)).verdict == Verdict.YES
        other = home.financing.known & (home.financing.values != number.values)
        wider = Column(np.where(passes & other, number.values, wider.values), (passes & other) | wider.known)
    limit = ceiling(home.financing, home.ceiling_zone, lowest, law).column
    return (
        Change(Fact(Side.HOME, "financing"), wider, "financing"),
        Change(Fact(Side.HOUSEHOLD, "reference_tax_income"), recent_income(income, limit, law), "euro_year"),
    )


def recent_income(income: Column, limit: Column, law: Law) -> Column:
    """The highest more recent income that passes: under the limit and, if one is known, low enough to replace it."""
    drop = law.figure("recent_income.drop")
    whole = one(drop.unit)
    fallen = np.where(income.known & drop.known, income.values * (whole - drop.values) // whole, limit.values)
    return Column(np.minimum(limit.values, fallen), limit.known)
