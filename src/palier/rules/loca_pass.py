"""The Loca-Pass advance of Action Logement on a deposit: who may have it, and how it is paid back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from palier.rules.amounts import least
from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition, any_fact, denied
from palier.rules.days import day_number, months_after
from palier.rules.figures import Confidence
from palier.rules.judgement import Judgement, best, verdicts, worst
from palier.rules.law import Law

PUBLIC = "service-public.fr, fiche F18490"
# Said in 2013, no longer said in 2019.
EXCLUDED_IN_2013 = "service-public.fr, fiche F18490, 11 avril 2013"
NOT_SUBLET = "demarchesadministratives.fr, avance Loca-Pass"


@dataclass(frozen=True, eq=False)
class AdvanceColumns(Rows):
    """One row somebody who asks for an advance on the day. Whole years, days since 1970; yes as 1, no as 0.

    `private_employee`: employed or retired early by a private business that is not agricultural. `on_the_way`: in
    vocational training, looking for work, or in a job that does not last. `student_with_right`: a State scholarship, or
    three months of contract or traineeship. `same_aid`: the housing fund (FSL) helps with the same thing.
    """

    private_employee: Column
    age: Column
    on_the_way: Column
    student_with_right: Column
    entered_on: Column
    over_indebtedness_filed: Column
    advance_running: Column
    same_aid: Column
    sublease: Column


@dataclass(frozen=True, eq=False)
class Repayment:
    """The least instalment a month, in cents, and how many months it takes."""

    instalment: Column
    months: Column


def conditions(asker: AdvanceColumns, law: Law) -> Sequence[Condition]:
    """What the advance asks for, each exclusion under its own name; not known is unknown."""
    young = law.figure("loca_pass.young_below")
    under = verdicts(asker.age.values < young.values, asker.age.known & young.known)
    entitled = best(
        any_fact(asker.private_employee, asker.student_with_right).verdict,
        worst(under, any_fact(asker.on_the_way).verdict),
    )
    return (
        Condition("loca_pass_public", Judgement(entitled, "age", asker.age, young)),
        Condition("loca_pass_in_time", _in_time(asker, law)),
        Condition(
            "loca_pass_no_debt_file",
            denied(asker.over_indebtedness_filed),
            EXCLUDED_IN_2013,
            Confidence.VERIFIED_OLDER,
        ),
        Condition("loca_pass_no_other_advance", denied(asker.advance_running), PUBLIC, Confidence.VERIFIED_OLDER),
        Condition("loca_pass_no_same_aid", denied(asker.same_aid), PUBLIC, Confidence.VERIFIED_OLDER),
        Condition("loca_pass_not_sublet", denied(asker.sublease), NOT_SUBLET, Confidence.VERIFIED_OLDER),
    )


def advance(deposit: Column, law: Law) -> Column:
    """What may be advanced of a deposit, in cents."""
    return least(deposit, law.figure("loca_pass.amount").column)


def repayment(amount: Column, law: Law) -> Repayment:
    """How an advance is paid back: the least instalment, or what the longest time makes of the amount, rounded up."""
    longest, smallest = law.figure("loca_pass.months").column, law.figure("loca_pass.instalment").column
    share = -(-amount.values // np.maximum(longest.values, 1))
    instalment = np.maximum(share, smallest.values)
    known = amount.known & longest.known & smallest.known
    return Repayment(Column(instalment, known), Column(-(-amount.values // np.maximum(instalment, 1)), known))


def _in_time(asker: AdvanceColumns, law: Law) -> Judgement:
    """Before the entry, or within the months that follow it, the last day included."""
    delay = law.figure("loca_pass.latest_request")
    last = months_after(asker.entered_on, delay.column)
    return Judgement(verdicts(last.values >= day_number(law.on), last.known), "month", threshold=delay)
