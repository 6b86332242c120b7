"""If this income stopped: what the home would cost at once, and once the housing benefit has followed."""

from dataclasses import dataclass, replace

import numpy as np

from palier.rules.amounts import MONTHS_OF_A_YEAR, not_below_zero, ratio, times
from palier.rules.columns import Column
from palier.rules.housing_benefit import TenantColumns, housing_benefit
from palier.rules.law import Law


@dataclass(frozen=True, eq=False)
class Burden:
    """A moment of the month's budget: benefit, what is left to pay and its share of the resources. Cents, rates."""

    benefit: Column
    cost: Column
    resources: Column
    effort: Column


@dataclass(frozen=True, eq=False)
class LostIncome:
    """Now; at once, the benefit being what it was; after the months of `lost_income.months`, once it is revised."""

    now: Burden
    at_once: Burden
    revised: Burden


def lost_income(
    tenant: TenantColumns, charges: Column, resources: Column, lost: Column, replacement: Column, law: Law
) -> LostIncome:
    """What changes when an income stops. Columns of one shape with the tenants', cents a month.

    `resources`: what comes in each month, the benefit aside. `lost`: the work income that stops. `replacement`: the
    unemployment benefit that comes instead, 0 where none does. Resources of the year and income lost are counted alike,
    both before or both after the tax allowance. The benefit is revised on less: 30 % of the work income
    is left out with an unemployment benefit (CCH R822-14), all of it without (R822-15).
    """
    before = housing_benefit(tenant, law).paid
    fewer = not_below_zero(resources - lost) + replacement
    yearly = Column(lost.values * MONTHS_OF_A_YEAR, lost.known)
    share = law.figure("lost_income.abatement").column
    left_out = Column(
        np.where(replacement.values > 0, times(yearly, share, "rate").values, yearly.values),
        yearly.known & replacement.known & share.known,
    )
    counted = replace(tenant, resources=not_below_zero(tenant.resources - left_out))
    after = housing_benefit(counted, law).paid

    def burden(benefit: Column, means: Column) -> Burden:
        cost = not_below_zero(tenant.rent + charges - benefit)
        return Burden(benefit, cost, means, ratio(cost, means, "rate"))

    return LostIncome(burden(before, resources), burden(before, fewer), burden(after, fewer))
