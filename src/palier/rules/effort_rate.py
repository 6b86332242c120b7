"""What share of its resources would the household spend on its home?"""

from collections.abc import Sequence

import numpy as np

from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.figures import Figure, divide_half_up, one
from palier.rules.judgement import Judgement, at_most
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


def effort(household: HouseholdColumns, home: HomeColumns) -> Column:
    """(rent + charges − housing benefit) / monthly resources, in ten-thousandths, halves up.

    Never below 0. Unknown unless all four are given and the resources are above 0 (arrêté du 10 mars 2011).
    """
    cost = home.rent + home.charges - household.housing_benefit
    resources = household.monthly_resources
    paid = np.maximum(cost.values, 0) * one("rate")
    known = cost.known & resources.known & (resources.values > 0)
    return Column(divide_half_up(paid, np.maximum(resources.values, 1)), known)


@rule(
    "effort_rate",
    basis=Basis.LANDLORD_SETTING,
    law="arrêté du 10 mars 2011; code de la construction et de l'habitation, article R441-3-1",
    household=("monthly_resources", "housing_benefit"),
    home=("rent", "charges"),
)
def effort_rate(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Judgement:
    """Effort rate at most the landlord's own setting of the day. The law computes the rate and sets no limit."""
    judged = at_most(effort(household, home), Figure.stated(home.max_effort_rate, "rate"))
    asked = np.broadcast_to(home.max_effort_rate.known, judged.shape)
    return Judgement(judged.verdict, judged.unit, judged.value, judged.threshold, judged.margin, applies=asked)


@effort_rate.unlocks
def lower_rent(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Sequence[Change]:
    """A home whose rent keeps the rate under the setting, with the same charges and the same benefit."""
    resources, limit = household.monthly_resources, home.max_effort_rate
    bearable = Column(resources.values * limit.values // one("rate"), resources.known & limit.known)
    rent = bearable + household.housing_benefit - home.charges
    return (Change(Fact(Side.HOME, "rent"), rent.where((rent.values > 0) & (resources.values > 0)), "euro_month"),)
