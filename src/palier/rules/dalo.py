"""The right to housing that a household may claim (DALO): what it takes, and the grounds on which it may.

Palier claims nothing: the mediation commission decides. A ground that stands says that one may write to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition, all_of, any_fact, any_of, denied, flag, stated
from palier.rules.days import is_past, months_after
from palier.rules.figures import Confidence
from palier.rules.judgement import Judgement, Verdict, Verdicts, at_least, best, worst
from palier.rules.law import Law
from palier.rules.regular_stay import permit_condition
from palier.rules.temporary_homes import TIMES, time_counts_as

LAW = "code de la construction et de l'habitation, articles L441-2-3 et R441-14-1"


@dataclass(frozen=True, eq=False)
class ClaimColumns(Rows):
    """One row a household. Yes as 1, no as 0; dates in days since 1970; surface in hundredths of a square metre.

    `requested_on`: the HLM request, kept alive since. `abnormal_wait`: months, as the département of the request has
    set them; not known unless somebody gives it. `suitable_offer`: it has had an offer that meets its needs and means.
    `no_home`: without a home or with friends or family. `temporarily_housed`, with `temporary_kind`
    (`temporary_homes.KINDS`) and `temporary_since`, unbroken. `unfit_home`: unfit, insalubrious or dangerous.
    `not_decent`: lacks what makes a home decent. `minor`: a child under age; `disabled`: a disabled person.
    """

    housed_by_own_means: Column
    hlm_conditions: Column
    requested_on: Column
    abnormal_wait: Column
    suitable_offer: Column
    no_home: Column
    eviction_ordered: Column
    temporarily_housed: Column
    temporary_kind: Column
    temporary_since: Column
    unfit_home: Column
    minor: Column
    disabled: Column
    not_decent: Column
    persons: Column
    surface: Column


def preconditions(claim: ClaimColumns, regular_stay: Judgement) -> Sequence[Condition]:
    """What is asked of everybody who claims; `regular_stay` of every adult, one row a household."""
    return (
        permit_condition(regular_stay),
        _condition("no_home_by_own_means", denied(claim.housed_by_own_means)),
        _condition("hlm_conditions", stated(claim.hlm_conditions)),
    )


def grounds(claim: ClaimColumns, law: Law) -> Sequence[Condition]:
    """The grounds, any of which is enough. Time in a pension de famille is none by itself."""
    return (
        _condition("dalo_long_wait", _long_wait(claim, law)),
        _condition("dalo_no_home", stated(claim.no_home)),
        _condition("dalo_eviction", stated(claim.eviction_ordered)),
        _condition("dalo_shelter", _time_spent(claim, "shelter", law)),
        _condition("dalo_transition", _time_spent(claim, "transition", law)),
        _condition("dalo_unfit_home", stated(claim.unfit_home)),
        _condition("dalo_overcrowded", _overcrowded(claim, law)),
    )


def may_claim(claim: ClaimColumns, regular_stay: Judgement, law: Law) -> Verdicts:
    """Every precondition, and any ground."""
    return worst(all_of(preconditions(claim, regular_stay)), any_of(grounds(claim, law)))


def _condition(code: str, judgement: Judgement) -> Condition:
    return Condition(code, judgement, LAW, Confidence.VERIFIED_OLDER)


def _long_wait(claim: ClaimColumns, law: Law) -> Judgement:
    """The request is older than what the département finds abnormally long, and no offer suited."""
    waited = is_past(months_after(claim.requested_on, claim.abnormal_wait), law.on)
    return Judgement(worst(stated(waited).verdict, denied(claim.suitable_offer).verdict), "flag")


def _time_spent(claim: ClaimColumns, counted_as: str, law: Law) -> Judgement:
    """Housed temporarily, in a home whose time counts so, for strictly longer than the figure of the law."""
    longest = law.figure(f"right_to_housing.{counted_as}")
    counts = time_counts_as(claim.temporary_kind, law)
    longer = is_past(months_after(claim.temporary_since, longest.column), law.on)
    verdict = worst(
        stated(claim.temporarily_housed).verdict,
        stated(flag(counts.values == TIMES.index(counted_as), counts.known)).verdict,
        stated(longer).verdict,
    )
    return Judgement(verdict, "month", threshold=longest)


def _overcrowded(claim: ClaimColumns, law: Law) -> Judgement:
    """A child under age or a disabled person, in a home that is not decent or under the norm of surface (R822-25)."""
    norm = law.table("surface_norm").at(line=claim.persons)
    large = at_least(claim.surface, norm)
    # The opposite of large enough: yes for no, no for yes, unknown as it is.
    bad = best(stated(claim.not_decent).verdict, np.int8(Verdict.YES) - large.verdict)
    return replace(large, verdict=worst(any_fact(claim.minor, claim.disabled).verdict, bad))
