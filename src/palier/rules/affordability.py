"""What a home would cost a household: its benefit there, what is left to pay, the share of its resources."""

from dataclasses import replace

import numpy as np

from palier.rules.amounts import not_below_zero, ratio
from palier.rules.bearable_rent import bearable_rent
from palier.rules.benefit_range import (
    lowest_tenant_benefit,
    resident_benefit_between,
    tenant_benefit_between,
    tenant_limit,
)
from palier.rules.columns import Bools, Column, HomeColumns, HouseholdColumns, Ints
from palier.rules.figures import one
from palier.rules.housing_benefit import SCHEMES, TenantColumns
from palier.rules.law import Law
from palier.rules.residence_benefit import ResidentColumns
from palier.rules.temporary_homes import BENEFITS, benefit_of

Between = tuple[Column, Column]


def tenants(household: HouseholdColumns, home: HomeColumns, law: Law) -> TenantColumns:
    """The households as tenants of the homes, pair by pair. The home is a whole one.

    The kind of the home says whether APL or AL is paid; otherwise a home with a financing is let under an agreement
    with the State: APL. The solidarity reduction is left aside: it lowers the rent and 98 % of it lowers the benefit,
    and whether it holds in a sub-lease is not known.
    """
    shape = np.broadcast_shapes(household.shape, home.shape)
    no, of_kind = Column.of(0), benefit_of(home.kind, law)
    apl, al = (of_kind.known & (of_kind.values == BENEFITS.index(name)) for name in SCHEMES)
    columns = {
        "zone": home.benefit_zone,
        "couple": household.couple,
        "dependants": household.dependants,
        "rent": home.rent,
        "resources": household.resources,
        "scheme": Column(np.where(al, SCHEMES.index("al"), SCHEMES.index("apl")), apl | al | home.financing.known),
        "shared_home": no,
        "single_room": no,
        "disability_benefit": household.disability_benefit,
        "solidarity_reduction": no,
    }
    return TenantColumns(**{name: column.broadcast(shape) for name, column in columns.items()})


def residents(household: HouseholdColumns, home: HomeColumns) -> ResidentColumns:
    """The households as residents of the homes, pair by pair; the fee is the rent and the charges it stands for."""
    shape = np.broadcast_shapes(household.shape, home.shape)
    columns = {
        "zone": home.benefit_zone,
        "type": home.residence_type,
        "couple": household.couple,
        "dependants": household.dependants,
        "fee": home.rent + home.charges,
        "resources": household.resources,
    }
    return ResidentColumns(**{name: column.broadcast(shape) for name, column in columns.items()})


def benefit_between(household: HouseholdColumns, home: HomeColumns, law: Law) -> Between:
    """Lowest and highest housing benefit of the household in the home, cents a month, by what is known.

    Both are the amount notified for this home where there is one.
    """
    between = tenant_benefit_between(tenants(household, home, law), law)
    if home.residence_type.known.any():
        in_residence = resident_benefit_between(residents(household, home), law)
        between = _each(home.residence_type.known, in_residence, between)
    without = is_without_benefit(home, law)
    if without.any():
        nothing = Column.of(np.zeros(home.shape, dtype=np.int64))
        between = _each(without, (nothing, nothing), between)
    notified = household.housing_benefit
    return _each(notified.known, (notified, notified), between) if notified.known.any() else between


def is_without_benefit(home: HomeColumns, law: Law) -> Bools:
    """Homes of a kind that no housing benefit goes with: shelter."""
    of_kind = benefit_of(home.kind, law)
    without: Bools = of_kind.known & (of_kind.values == BENEFITS.index("none"))
    return without


def _each(condition: np.typing.NDArray[np.bool_], ones: Between, others: Between) -> Between:
    low, high = (
        Column(np.where(condition, one.values, other.values), np.where(condition, one.known, other.known))
        for one, other in zip(ones, others, strict=True)
    )
    return low, high


def cost_between(household: HouseholdColumns, home: HomeColumns, law: Law, services: Column | None = None) -> Between:
    """Lowest and highest cost: rent and charges less the benefit, cents a month, never below 0.

    Charges that are not known are at least nothing, and at most nobody knows. `services`: what a residence asks beside,
    which no benefit helps with.
    """
    low, high = benefit_between(household, home, law)
    some_charges = Column(np.where(home.charges.known, home.charges.values, 0), np.ones(home.shape, dtype=np.bool_))
    between = not_below_zero(home.rent + some_charges - high), not_below_zero(home.rent + home.charges - low)
    return between if services is None else (between[0] + services, between[1] + services)


def effort_between(household: HouseholdColumns, home: HomeColumns, law: Law, services: Column | None = None) -> Between:
    """Lowest and highest effort rate in ten-thousandths, halves up (arrêté du 10 mars 2011).

    Unknown where the monthly resources are not given or are 0.
    """
    low, high = cost_between(household, home, law, services)
    resources = household.monthly_resources
    return ratio(low, resources, "rate"), ratio(high, resources, "rate")


def rent_within(budget: Column, household: HouseholdColumns, home: HomeColumns, law: Law) -> Column:
    """The highest rent of a home that is alike otherwise which keeps the cost within a monthly budget; pair by pair.

    Counted with the lowest benefit that what is known allows. Unknown in a residence or a shelter, which is
    not rented at a price one looks for.
    """
    asked = tenants(household, home, law)
    spread, notified = asked.down(), household.housing_benefit.broadcast(asked.shape).down()

    def benefit(rents: Ints) -> Ints:
        low = lowest_tenant_benefit(replace(spread.broadcast(rents.shape), rent=Column.of(rents)), law)
        computed = np.where(low.known, low.values, 0)
        paid: Ints = np.where(notified.known, notified.values, computed)
        return paid

    most = int(tenant_limit(asked, law).max(initial=0)) + int(notified.values.max(initial=0))
    found = bearable_rent(budget, home.charges, benefit, most=most, jump=_jump(asked, law))
    return found.where(~home.residence_type.known & ~is_without_benefit(home, law))


def _jump(asked: TenantColumns, law: Law) -> int:
    """A benefit is paid in whole euros; AL from a least amount on, at which it appears at once."""
    whole = one("euro")
    if (asked.scheme.known & (asked.scheme.values == SCHEMES.index("apl"))).all():
        return whole
    return whole + int(law.figure("housing_benefit.least_payment.al").values.max())
