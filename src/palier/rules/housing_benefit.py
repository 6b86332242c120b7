"""The housing benefit of a tenant (APL or AL), to the cent and line by line: CCH D823-16 and D823-17.

Residences have a formula of their own: `residence_benefit`. What a household's resources are (the last twelve months,
abatements, neutralisation: CCH R822-3 and following) is for its notice or its adviser to say; they are given here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from palier.rules.amounts import chosen, least, most, not_below_zero, ratio, rounded_up, times
from palier.rules.benefit import ZONES, Benefit, Taken, contribution, family_line, in_whole_euros, zone_code
from palier.rules.columns import Column, Rows
from palier.rules.figures import divide_half_up, one, pick
from palier.rules.law import Law, Table

SCHEMES = ("apl", "al")
HOMES = ("ordinary", "shared")
FIRST = Column.of(1)
# The lines of the calculation and what each is counted in.
UNITS: Mapping[str, str] = {
    "ceiling": "euro_month",
    "rent": "euro_month",
    "charges": "euro_month",
    "resources": "euro_year",
    "r0": "euro_year",
    "p0": "euro_month",
    "rl": "rate",
    "tf": "rate",
    "tl": "fine_rate",
    "tp": "fine_rate",
    "pp": "euro_month",
    "formula": "euro_month",
    "after_degressivity": "euro_month",
    "after_reduction": "euro_month",
    "contribution": "euro_month",
}


@dataclass(frozen=True, eq=False)
class TenantColumns(Rows):
    """One row a tenant and a home. Money in cents, yes as 1 and no as 0.

    `zone`: 1, 2 or 3. `rent`: a month, without charges. `resources`: a year, before rounding. `scheme`: a code of
    SCHEMES. `disability_benefit`: AAH or AEEH. `solidarity_reduction`: what is taken off an HLM rent each month (RLS).
    """

    zone: Column
    couple: Column
    dependants: Column
    rent: Column
    resources: Column
    scheme: Column
    shared_home: Column
    single_room: Column
    disability_benefit: Column
    solidarity_reduction: Column


@dataclass(frozen=True, eq=False)
class _Tables:
    """The tables of one law, read once."""

    rent_ceiling: Table
    room_ceiling: Table
    charges: Table
    charges_dependant: Table
    reference_rent: Table
    family_rate: Table
    income_allowance: Table
    rent_rate_from: Table
    rent_rate: Table
    reduced_above: Table
    none_above: Table
    least_payment: Table


@lru_cache(maxsize=32)
def _tables(law: Law) -> _Tables:
    def table(name: str, *axes: tuple[str, ...]) -> Table:
        return law.table(f"housing_benefit.{name}", *axes)

    return _Tables(
        rent_ceiling=table("rent_ceiling", HOMES, ZONES),
        room_ceiling=table("rent_ceiling.room", ZONES),
        charges=table("charges", HOMES),
        charges_dependant=table("charges_dependant", HOMES),
        reference_rent=table("reference_rent"),
        family_rate=table("family_rate"),
        income_allowance=table("income_allowance"),
        rent_rate_from=table("rent_rate_from"),
        rent_rate=table("rent_rate"),
        reduced_above=table("reduced_above", ZONES),
        none_above=table("none_above", ZONES),
        least_payment=table("least_payment", SCHEMES),
    )


def housing_benefit(tenant: TenantColumns, law: Law) -> Benefit:
    """The benefit of each tenant; unknown where a fact is not given or the text holds no figure for the day."""
    return _Calculation(tenant, law).benefit()


class _Calculation:
    """The steps of D823-16 and D823-17 for one table of tenants."""

    def __init__(self, tenant: TenantColumns, law: Law) -> None:
        self.tenant, self.law, self.tables, self.taken = tenant, law, _tables(law), Taken()
        self.zone = zone_code(tenant.zone)
        self.line = family_line(tenant.couple, tenant.dependants)
        self.rent = tenant.rent.where(tenant.rent.values >= 0)

    def figure(self, name: str) -> Column:
        return self.taken(self.law.figure(f"housing_benefit.{name}"))

    def benefit(self) -> Benefit:
        ceiling = self.ceiling()
        rent, charges = least(self.rent, ceiling), self.charges()
        resources, r0, p0, rl, tf, tl, tp, pp = self.participation(rent, charges)
        formula = not_below_zero(rent + charges - pp)
        reduced = self.degressive(formula, ceiling)
        after = not_below_zero(reduced - self.figure("flat_reduction"))
        charged = contribution(after, self.law, self.taken)
        gross, paid = self.payment(in_whole_euros(after, charged), charged)
        lines = (
            ceiling, rent, charges, resources, r0, p0, rl, tf, tl, tp, pp, formula, reduced, after, charged
        )  # fmt: skip
        return Benefit(gross, paid, dict(zip(UNITS, lines, strict=True)), UNITS, self.taken)

    def ceiling(self) -> Column:
        """The highest rent that counts; for a single room it is the same whatever the family (article 8)."""
        room = self.tables.room_ceiling.at(self.zone, line=FIRST)
        home = self.tables.rent_ceiling.at(self.tenant.shared_home, self.zone, line=self.line)
        single = self.tenant.single_room
        return self.taken(pick(single.values != 0, room, home)).where(single.known)

    def charges(self) -> Column:
        """A flat amount, whatever the charges are."""
        shared, dependants = self.tenant.shared_home, self.tenant.dependants
        of_adults = self.taken(self.tables.charges.at(shared, line=self.tenant.couple + FIRST))
        each = self.taken(self.tables.charges_dependant.at(shared, line=FIRST))
        return of_adults + Column(each.values * dependants.values, each.known & dependants.known)

    def participation(self, rent: Column, charges: Column) -> tuple[Column, ...]:
        """What the household is deemed able to pay: P0 + Tp × (R - R0), with each value on the way."""
        given = self.tenant.resources.where(self.tenant.resources.values >= 0)
        resources = rounded_up(given, self.figure("resources_step"))
        r0 = self.taken(self.tables.income_allowance.at(line=self.line))
        share = times(rent + charges, self.figure("least_participation_rate"), "rate")
        p0 = most(share, self.figure("least_participation"))
        rl = ratio(rent, self.taken(self.tables.reference_rent.at(line=self.line)), "rate")
        tf = self.taken(self.tables.family_rate.at(line=self.line))
        tl = self.rent_rate(rl)
        tp = Column(tf.values * (one("fine_rate") // one("rate")) + tl.values, tf.known & tl.known)
        pp = p0 + times(not_below_zero(resources - r0), not_below_zero(tp), "fine_rate")
        return resources, r0, p0, rl, tf, tl, tp, pp

    def rent_rate(self, rl: Column) -> Column:
        """TL: progressive rates on what exceeds each threshold of RL, rounded to the third place of a percentage."""
        lower, upper = (self.taken(self.tables.rent_rate_from.at(line=Column.of(line))) for line in (1, 2))
        first, second = (self.taken(self.tables.rent_rate.at(line=Column.of(line))) for line in (1, 2))
        middle = not_below_zero(least(rl, upper) - lower)
        high = not_below_zero(rl - upper)
        exact = middle.values * first.values + high.values * second.values
        finest = one("rate") * one("rate") // one("fine_rate")
        known = middle.known & high.known & first.known & second.known
        return Column(divide_half_up(exact, finest), known)

    def degressive(self, formula: Column, ceiling: Column) -> Column:
        """Less, down to nothing, where the rent is far above the ceiling; not for who receives AAH or AEEH."""
        start = times(ceiling, self.taken(self.tables.reduced_above.at(self.zone, line=FIRST)), "multiple")
        end = times(ceiling, self.taken(self.tables.none_above.at(self.zone, line=FIRST)), "multiple")
        excess = not_below_zero(least(self.rent, end) - start)
        cut = divide_half_up(formula.values * excess.values, np.maximum(end.values - start.values, 1))
        reduced = Column(np.where(self.rent.values > end.values, 0, formula.values - cut), formula.known & excess.known)
        return chosen(self.tenant.disability_benefit, formula, reduced)

    def payment(self, net: Column, charged: Column) -> tuple[Column, Column]:
        """Gross and paid amounts, both nothing under the least payment.

        The solidarity reduction comes last in D823-16: 98 % of it is taken off what was rounded and charged before.
        """
        taken_off = self.tenant.solidarity_reduction
        share = self.figure("solidarity_share")
        minimum = self.taken(self.tables.least_payment.at(self.tenant.scheme, line=FIRST))
        unit = one("rate")
        exact = Column(
            net.values * unit - taken_off.values * share.values,
            net.known & taken_off.known & (taken_off.values >= 0) & share.known,
        )
        euro = one("euro")
        paid = Column(np.maximum(exact.values // (unit * euro), 0) * euro, exact.known)
        enough = np.maximum(exact.values + charged.values * unit, 0) >= minimum.values * unit
        known = exact.known & charged.known & minimum.known
        gross = Column(np.where(enough, (net + charged).values, 0), known)
        return gross, Column(np.where(enough, paid.values, 0), known)
