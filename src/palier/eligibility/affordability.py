"""What one home would cost one household, unfolded: the card that stands beside the reasons. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from palier.rules.affordability import (
    benefit_between,
    cost_between,
    effort_between,
    is_without_benefit,
    rent_within,
    residents,
    tenants,
)
from palier.rules.benefit import Benefit
from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.figures import Source, one
from palier.rules.housing_benefit import housing_benefit
from palier.rules.law import Law
from palier.rules.lost_income import LostIncome, lost_income
from palier.rules.residence_benefit import residence_benefit
from palier.rules.sentences import Sentences

# What the benefit and the cost are computed from, in the order in which one asks for it.
OF_THE_HOUSEHOLD = ("dependants", "couple", "resources", "monthly_resources")
OF_THE_HOME = ("rent", "charges")
FIRST = (0,)


@dataclass(frozen=True)
class Range:
    """A lowest and a highest value, equal where nothing is missing; None where nothing can be told of that side."""

    low: int | None
    high: int | None

    @classmethod
    def of(cls, between: tuple[Column, Column]) -> "Range":
        low, high = between
        return cls(low.item(FIRST), high.item(FIRST))


@dataclass(frozen=True)
class Affordability:
    """Cents a month; `effort` in ten-thousandths. `bearable`: the highest rent within the usual share of the resources.

    `residence`: the rent is a part of its fee, and the `services` are another, which no benefit helps with.
    `missing`: the facts that would settle what is still a range, by the names of the columns. `benefit_lines` is None
    while the benefit is a range, or where it was notified.
    """

    rent: int | None
    charges: int | None
    services: int
    residence: bool
    benefit: Range
    cost: Range
    effort: Range
    left: Range
    first_month: int | None
    bearable: int | None
    usual_share: Column
    missing: Sequence[str]
    benefit_lines: Benefit | None
    sources: Sequence[Source]

    @property
    def provisional(self) -> bool:
        return any(source.provisional for source in self.sources)


def affordability(household: HouseholdColumns, home: HomeColumns, law: Law, *, services: int = 0) -> Affordability:
    """The card of one pair: columns of shape (1,)."""
    beside = Column.of(services)
    cost = Range.of(cost_between(household, home, law, beside))
    resources = household.monthly_resources.item(FIRST)
    usual = law.figure("effort_rate.usual").column
    within = Column(household.monthly_resources.values * usual.values // one("rate"), household.monthly_resources.known)
    benefit = _benefit(household, home, law)
    computed = not household.housing_benefit.known[0] and not is_without_benefit(home, law)[0]
    lines = benefit if benefit.paid.known[0] and computed else None
    return Affordability(
        rent=home.rent.item(FIRST),
        charges=home.charges.item(FIRST),
        services=services,
        residence=bool(home.residence_type.known[0]),
        benefit=Range.of(benefit_between(household, home, law)),
        cost=cost,
        effort=Range.of(effort_between(household, home, law, beside)),
        left=Range(_less(resources, cost.high), _less(resources, cost.low)),
        first_month=(home.rent + home.charges + beside).item(FIRST),
        bearable=rent_within(within.where(usual.known), household, home, law).item(FIRST),
        usual_share=usual,
        missing=_missing(household, home),
        benefit_lines=lines,
        sources=benefit.sources,
    )


def can_lose(household: HouseholdColumns, home: HomeColumns, law: Law) -> bool:
    """Whether the benefit is a tenant's that we compute: not in a residence or a shelter, nor where it was notified."""
    elsewhere = home.residence_type.known[0] or is_without_benefit(home, law)[0] or household.housing_benefit.known[0]
    return not elsewhere


def if_lost(
    household: HouseholdColumns, home: HomeColumns, law: Law, *, lost: int, replacement: int | None
) -> LostIncome | None:
    """The same pair if an income stopped, cents a month; a replacement of None is not known. None unless `can_lose`."""
    if not can_lose(household, home, law):
        return None
    gone, instead = Column.given([lost]), Column.given([replacement])
    return lost_income(tenants(household, home, law), home.charges, household.monthly_resources, gone, instead, law)


def _benefit(household: HouseholdColumns, home: HomeColumns, law: Law) -> Benefit:
    if home.residence_type.known[0]:
        return residence_benefit(residents(household, home), law)
    return housing_benefit(tenants(household, home, law), law)


def _less(amount: int | None, taken: int | None) -> int | None:
    return None if amount is None or taken is None else amount - taken


def _missing(household: HouseholdColumns, home: HomeColumns) -> list[str]:
    """A notified benefit needs none of the facts it was computed from."""
    asked = ("monthly_resources",) if household.housing_benefit.known[0] else OF_THE_HOUSEHOLD
    facts = [name for name in asked if not getattr(household, name).known[0]]
    return facts + [name for name in OF_THE_HOME if not getattr(home, name).known[0]]


def unfolded(benefit: Benefit, words: Sentences) -> list[tuple[str, str]]:
    """The calculation, a line each: what it is, and its figure as it is read aloud."""
    shown = [*((name, benefit.lines[name], benefit.units[name]) for name in benefit.lines)]
    shown.append(("paid", benefit.paid, "euro_month"))
    return [(words.say(f"benefit.{name}"), words.figure(column.item(FIRST), unit)) for name, column, unit in shown]
