"""The housing benefit in a residence (APL-foyer, types 1 and 2), to the cent and line by line: CCH D832-24 to D832-27.

Type 2 is for young workers' residences under an agreement since 1 October 1990 and social residences since 1 January
1995 (D832-25); every other residence is of type 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from palier.rules.amounts import MONTHS_OF_A_YEAR, least, not_below_zero, rounded_up, times
from palier.rules.benefit import ZONES, Benefit, Taken, contribution, family_line, in_whole_euros, zone_code
from palier.rules.columns import SPAN, Column, Ints, Rows
from palier.rules.figures import divide_half_up, one
from palier.rules.law import Law, Table

TYPES = ("type1", "type2")
FIRST = Column.of(1)
# The lines of the calculation and what each is counted in.
UNITS: Mapping[str, str] = {
    "ceiling": "euro_month",
    "fee": "euro_month",
    "resources": "euro_year",
    "n": "part",
    "k": "share",
    "e0": "euro_month",
    "formula": "euro_month",
    "after_reduction": "euro_month",
    "after_least_cost": "euro_month",
    "contribution": "euro_month",
}


@dataclass(frozen=True, eq=False)
class ResidentColumns(Rows):
    """One row a resident. Money in cents, yes as 1 and no as 0.

    `zone`: 1, 2 or 3. `type`: a code of TYPES. `fee`: the part of the monthly fee that stands for rent and charges.
    `resources`: a year, before rounding.
    """

    zone: Column
    type: Column
    couple: Column
    dependants: Column
    fee: Column
    resources: Column


@dataclass(frozen=True, eq=False)
class _Tables:
    """The tables of one law, read once."""

    fee_ceiling: Table
    parts: Table
    coverage: Table
    coverage_allowance: Table
    coverage_divisor: Table
    bracket_from: Table
    bracket_rate: Table
    least_rent: Table
    least_cost: Table


@lru_cache(maxsize=32)
def _tables(law: Law) -> _Tables:
    def table(name: str, axis: tuple[str, ...] = TYPES) -> Table:
        return law.table(f"residence_benefit.{name}", axis)

    return _Tables(
        fee_ceiling=table("fee_ceiling", ZONES),
        parts=table("parts"),
        coverage=table("coverage"),
        coverage_allowance=table("coverage_allowance", TYPES[:1]),
        coverage_divisor=table("coverage_divisor"),
        bracket_from=table("bracket_from"),
        bracket_rate=table("bracket_rate"),
        least_rent=table("least_rent"),
        least_cost=table("least_cost"),
    )


def residence_benefit(resident: ResidentColumns, law: Law) -> Benefit:
    """The benefit of each resident; unknown where a fact is not given or the text holds no figure for the day."""
    return _Calculation(resident, law).benefit()


class _Calculation:
    """The steps of D832-24 to D832-27 for one table of residents."""

    def __init__(self, resident: ResidentColumns, law: Law) -> None:
        self.law, self.tables, self.taken = law, _tables(law), Taken()
        self.type, self.zone = resident.type, zone_code(resident.zone)
        self.line = family_line(resident.couple, resident.dependants)
        self.fee = resident.fee.where(resident.fee.values >= 0)
        self.given = resident.resources.where(resident.resources.values >= 0)

    def figure(self, name: str) -> Column:
        return self.taken(self.law.figure(name))

    def benefit(self) -> Benefit:
        ceiling = self.taken(self.tables.fee_ceiling.at(self.zone, line=self.line))
        fee = least(self.fee, ceiling)
        resources = rounded_up(self.given, self.figure("housing_benefit.resources_step"))
        # Beyond any real income, where nothing is due any more: products stay within 64 bits.
        bounded = Column(np.minimum(resources.values, SPAN), resources.known)
        parts = self.taken(self.tables.parts.at(self.type, line=self.line))
        k, e0 = self.coverage(bounded, parts), self.least_rent(bounded, parts)
        formula = times(not_below_zero(fee - e0), not_below_zero(k), "share")
        after = not_below_zero(formula - self.figure("residence_benefit.flat_reduction"))
        # The household keeps a least cost: the benefit is lowered by what the cost falls short of it (D832-27).
        kept = not_below_zero(least(after, fee - self.taken(self.tables.least_cost.at(self.type, line=FIRST))))
        charged = contribution(kept, self.law, self.taken)
        net = in_whole_euros(kept, charged)
        gross, minimum = net + charged, self.figure("residence_benefit.least_payment")
        enough, known = gross.values >= minimum.values, gross.known & minimum.known
        lines = (ceiling, fee, resources, parts, k, e0, formula, after, kept, charged)
        return Benefit(
            Column(np.where(enough, gross.values, 0), known),
            Column(np.where(enough, net.values, 0), known),
            dict(zip(UNITS, lines, strict=True)),
            UNITS,
            self.taken,
        )

    def coverage(self, resources: Column, parts: Column) -> Column:
        """K = highest - (R - r × N) / (cm × N), cut to two places; type 2 has no r."""
        highest = self.taken(self.tables.coverage.at(self.type, line=FIRST))
        divisor = self.taken(self.tables.coverage_divisor.at(self.type, line=FIRST))
        first_type = self.type.values == 0
        allowance = self.taken(self.tables.coverage_allowance.at(Column.of(0), line=FIRST))
        freed = np.where(first_type, allowance.values * parts.values, 0)
        # Both sides times the unit of a part: N is counted in tenths.
        counted = np.maximum(resources.values * one("part") - freed, 0)
        whole = np.maximum(divisor.values * parts.values, 1)
        top = highest.values // (one("rate") // one("share"))
        k: Ints = (top * whole - one("share") * counted) // whole
        known = highest.known & divisor.known & parts.known & resources.known & (allowance.known | ~first_type)
        return Column(np.minimum(k, top), known)

    def least_rent(self, resources: Column, parts: Column) -> Column:
        """E0: progressive rates on the income above each bound × N, and a flat amount, over twelve months.

        The flat amount is multiplied by N for type 1 only. Exact until the last step, then to the nearest cent.
        """
        income, known = resources.values * one("part"), parts.known
        total = former = np.zeros((1,), dtype=np.int64)
        for line in range(1, self.tables.bracket_from.steps.shape[-1] + 1):
            bound = self.taken(self.tables.bracket_from.at(self.type, line=Column.of(line)))
            rate = self.taken(self.tables.bracket_rate.at(self.type, line=Column.of(line)))
            # Type 2 has one bracket fewer: a line it lacks adds nothing.
            step = np.where(rate.known, rate.values - former, 0)
            total = total + np.maximum(income - bound.values * parts.values, 0) * step
            former = former + step
            known = known & np.where(rate.known, bound.known, former > 0)
        flat = self.taken(self.tables.least_rent.at(self.type, line=FIRST))
        multiplied = np.where(self.type.values == 0, parts.values, one("part"))
        total = total + flat.values * multiplied * one("rate")
        unit = MONTHS_OF_A_YEAR * one("part") * one("rate")
        return Column(divide_half_up(total, unit), resources.known & known & flat.known)
