"""The housing solidarity fund (FSL) of the Métropole de Lyon: who may have its help to enter a home."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition, denied, stated
from palier.rules.days import day_number, months_after
from palier.rules.figures import Confidence, Figure
from palier.rules.judgement import Judgement, at_most, verdicts
from palier.rules.law import Law

# What is asked for: the fund stands guarantor, or helps with deposit, first rent, moving, insurance.
HELPS = ("guarantee", "costs")
COUPLE = 2
PAGE = "grandlyon.com, fonds de solidarité pour le logement"


@dataclass(frozen=True, eq=False)
class HelpColumns(Rows):
    """One row a household that asks on the day. Cents a month, ten-thousandths, days since 1970; yes as 1, no as 0.

    `help`: a code of HELPS. `in_metropole`: the home is in the Métropole de Lyon. `residence`: it is in a social
    residence. `signed_on`: the lease, or the day for which its signature is set. `effort`: rent and charges less
    benefit, over resources.
    """

    help: Column
    in_metropole: Column
    residence: Column
    adults: Column
    children: Column
    monthly_resources: Column
    effort: Column
    signed_on: Column


def ceiling(adults: Column, children: Column, law: Law) -> Figure:
    """Highest resources a month; unknown for more adults or children than the page lists."""
    alone = law.table("housing_fund.ceiling.without_children").at(line=adults)
    family = law.table("housing_fund.ceiling.with_children").at(line=children)
    childless, listed = children.values == 0, (adults.values >= 1) & (adults.values <= COUPLE)
    known = np.where(childless, alone.known, family.known & adults.known & listed) & children.known
    source = np.where(known, np.where(childless, alone.source, family.source), np.int16(0))
    return Figure(np.where(childless, alone.values, family.values), known, alone.unit, source, alone.sources)


def conditions(asker: HelpColumns, law: Law) -> Sequence[Condition]:
    """What the fund asks for, each exclusion under its own name; not known is unknown."""
    return (
        Condition("housing_fund_territory", stated(asker.in_metropole), PAGE, Confidence.VERIFIED_OLDER),
        Condition("housing_fund_not_residence", denied(asker.residence), PAGE, Confidence.VERIFIED_OLDER),
        Condition(
            "housing_fund_resources", at_most(asker.monthly_resources, ceiling(asker.adults, asker.children, law))
        ),
        Condition("housing_fund_effort", at_most(asker.effort, law.figure("housing_fund.effort"))),
        Condition("housing_fund_in_time", _in_time(asker, law)),
    )


def _in_time(asker: HelpColumns, law: Law) -> Judgement:
    """A guarantee before the signature; a help with the costs within the months that follow it, the last day too."""
    delay, today = law.figure("housing_fund.costs"), day_number(law.on)
    last = months_after(asker.signed_on, delay.column)
    guarantee = asker.help.values == HELPS.index("guarantee")
    in_time = np.where(guarantee, today < asker.signed_on.values, today <= last.values)
    known = asker.help.known & np.where(guarantee, asker.signed_on.known & delay.known, last.known)
    return Judgement(verdicts(in_time, known), "month", threshold=delay)
