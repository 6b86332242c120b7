"""What share of its resources would the household spend on its home?"""

from collections.abc import Sequence

import numpy as np

from palier.rules.affordability import effort_between, rent_within
from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.figures import Figure, one
from palier.rules.judgement import Judgement, Verdict, at_most
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


@rule(
    "effort_rate",
    basis=Basis.LANDLORD_SETTING,
    law="arrêté du 10 mars 2011; code de la construction et de l'habitation, article R441-3-1",
    household=("monthly_resources",),
    home=("rent", "charges"),
    settling=("resources", "dependants", "couple"),
)
def effort_rate(household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
    """Effort rate at most the landlord's own setting of the day. The law computes the rate and sets no limit.

    The benefit is computed, and where facts for it are missing it lies between two amounts: yes when the rate passes
    with the lowest, no when it fails with the highest. Where no landlord has a limit nothing is computed.
    """
    limit = Figure.stated(home.max_effort_rate, "rate")
    shape = np.broadcast_shapes(household.shape, home.shape)
    asked = np.broadcast_to(limit.known, shape)
    if not asked.any():
        never = np.full(shape, Verdict.UNKNOWN, dtype=np.int8)
        return Judgement(never, "rate", Column.unknown(shape), limit, Column.unknown(shape), applies=asked)
    low, high = effort_between(household, home, law)
    passes, fails = at_most(high, limit).verdict == Verdict.YES, at_most(low, limit).verdict == Verdict.NO
    verdict = np.where(passes, Verdict.YES, np.where(fails, Verdict.NO, Verdict.UNKNOWN)).astype(np.int8)
    # The rate that decides; between the two nothing is told unless they are one.
    value = Column(
        np.where(fails, low.values, high.values), fails | passes | (high.known & (low.values == high.values))
    )
    return Judgement(verdict, "rate", value, limit, limit.column - value, applies=asked)


@effort_rate.unlocks
def lower_rent(household: HouseholdColumns, home: HomeColumns, law: Law) -> Sequence[Change]:
    """A home whose rent keeps the rate under the setting, with the same charges and the benefit of that rent."""
    resources, limit = household.monthly_resources, home.max_effort_rate
    budget = Column(resources.values * limit.values // one("rate"), resources.known & limit.known)
    # The search is long beside the other rules: only where there is a limit to keep.
    rent = rent_within(budget, household, home, law) if budget.known.any() else budget
    return (Change(Fact(Side.HOME, "rent"), rent.where((rent.values > 0) & (resources.values > 0)), "euro_month"),)
