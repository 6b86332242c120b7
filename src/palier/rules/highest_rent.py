"""Can the household pay the rent and charges, by its own account?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.figures import Figure
from palier.rules.judgement import Judgement, Verdict, at_most
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


@rule("highest_rent", basis=Basis.HOUSEHOLD_WISH, household=("max_rent",), home=("rent", "charges"))
def highest_rent(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Judgement:
    """Rent and charges at most what the household says it can pay. Cents a month.

    Charges are seldom known: the rent alone may already be too high (no); otherwise unknown, and the margin is the
    charge that would still fit.
    """
    least_cost = Column(home.rent.values + _if_known(home.charges), home.rent.known)
    judged = at_most(least_cost, Figure.stated(household.max_rent, "euro_month"))
    perhaps = (judged.verdict == Verdict.YES) & ~home.charges.known
    return replace(judged, verdict=np.where(perhaps, np.int8(Verdict.UNKNOWN), judged.verdict))


@highest_rent.unlocks
def lower_rent(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Sequence[Change]:
    """A home whose rent leaves room for the charges, when there is such a rent; else charges that fit."""
    rent = Column(household.max_rent.values - _if_known(home.charges), household.max_rent.known)
    charges = household.max_rent - home.rent
    return (
        Change(Fact(Side.HOME, "rent"), rent.where(rent.values > 0), "euro_month"),
        Change(Fact(Side.HOME, "charges"), charges.where(~home.charges.known & (charges.values >= 0)), "euro_month"),
    )


def _if_known(charges: Column) -> np.typing.NDArray[np.int64]:
    return np.where(charges.known, charges.values, 0)
