"""The sub-lease of an HLM home that may slide into the household's own lease: CCH L442-8-1 to L442-8-3.

No law sets how long it may last: the agreement does, and the home is reviewed at each period. What is due before the
end of a period is a deadline, not a condition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition, any_fact, denied, flag, stated
from palier.rules.days import day_number
from palier.rules.figures import Confidence, Figure
from palier.rules.judgement import Judgement, at_most, best, worst
from palier.rules.law import Law
from palier.rules.regular_stay import permit_condition

CCH = "code de la construction et de l'habitation"
SUBLET = f"{CCH}, article L442-8-1"
STATUS = f"{CCH}, article L442-8-2"
TRIPARTITE = f"{CCH}, article L442-8-3"
ALLOCATION = f"{CCH}, articles L442-8-3 et R441-1"


@dataclass(frozen=True, eq=False)
class SubleaseColumns(Rows):
    """One row a sub-lease about to be signed. Cents a month; dates in days since 1970; yes as 1, no as 0.

    `accredited`: the association holds the accreditation of L365-4, from and until a day, both included.
    `in_difficulty`: particular difficulties because of its resources or of how it lives (L301-1 II). `designated`: by
    the mediation commission. `allocated`: the landlord's committee gave the home to the association.
    `agreement_annexed`: the agreement signed by the three is annexed. `max_rent`: the highest one of the landlord's
    agreement with the State for this home.
    """

    accredited: Column
    accredited_from: Column
    accredited_until: Column
    in_difficulty: Column
    designated: Column
    allocated: Column
    agreement_annexed: Column
    rent: Column
    max_rent: Column


@dataclass(frozen=True, eq=False)
class SlideColumns(Rows):
    """One row a sub-lease that may slide. Dates in days since 1970; yes as 1, no as 0.

    `request`: the household has an HLM request (NUR), alive until `request_until`, included. `granted`: the committee
    gave it the home. `reviewed`: the review of the period was held. `wished`: it wants the lease. `deposit_ready`:
    paid, helped or in instalments. `insured_until`: the last day its insurance covers.
    """

    request: Column
    request_until: Column
    granted: Column
    reviewed: Column
    wished: Column
    deposit_ready: Column
    insured_until: Column


@dataclass(frozen=True, eq=False)
class OccupantColumns(Rows):
    """One row a running sub-lease; yes as 1, no as 0.

    `offer_refused`: a definitive offer, the home itself under a lease included. `offer_suited`: it met needs and means.
    `head_lease_runs` and `sublease_runs`: on the day. `meets_conditions`: those the sub-lease sets for being housed by
    the association.
    """

    offer_refused: Column
    offer_suited: Column
    head_lease_runs: Column
    sublease_runs: Column
    meets_conditions: Column


def may_sublet(sublease: SubleaseColumns, income: Judgement, regular_stay: Judgement, law: Law) -> Sequence[Condition]:
    """What must be so on the day for the association to sub-let; `income`: the ceiling at the entry.

    The rent may exceed the head rent, for what the management costs, within the agreement's own highest rent.
    """
    return (
        _condition("accreditation", _accredited(sublease, law), SUBLET),
        _condition("sublease_public", any_fact(sublease.in_difficulty, sublease.designated), TRIPARTITE),
        _condition("entry_ceiling", income, STATUS),
        permit_condition(regular_stay),
        _condition("allocated_to_association", stated(sublease.allocated), f"{CCH}, articles L442-8-1 et R441-1"),
        _condition("tripartite_agreement", stated(sublease.agreement_annexed), TRIPARTITE),
        _condition("sublease_rent", at_most(sublease.rent, Figure.stated(sublease.max_rent, "euro_month")), STATUS),
    )


def may_slide(slide: SlideColumns, income: Judgement, law: Law) -> Sequence[Condition]:
    """What must be so on the day for the lease to slide: the home is allocated again, to the household."""
    return (
        _condition("active_request", _until(slide.request, slide.request_until, law), ALLOCATION),
        _condition("granted_by_committee", stated(slide.granted), ALLOCATION),
        _condition("slide_ceiling", income, ALLOCATION),
        _condition("reviewed", stated(slide.reviewed), TRIPARTITE),
        Condition("lease_wished", stated(slide.wished)),
        Condition("deposit_ready", stated(slide.deposit_ready)),
        Condition("insured", stated(_reaches(slide.insured_until, law)), "loi n° 89-462 du 6 juillet 1989, article 7"),
    )


def right_to_remain(occupant: OccupantColumns) -> Sequence[Condition]:
    """What keeps a sub-tenant's right to remain; a no ends it.

    A definitive offer that meets needs and means was not refused; the head lease runs, or the sub-lease still does; the
    association's own conditions, written in the sub-lease, are met.
    """
    none_refused = best(denied(occupant.offer_refused).verdict, denied(occupant.offer_suited).verdict)
    return (
        _condition("no_suitable_offer_refused", Judgement(none_refused, "flag"), STATUS),
        _condition("lease_runs", any_fact(occupant.head_lease_runs, occupant.sublease_runs), STATUS),
        _condition("association_conditions", stated(occupant.meets_conditions), STATUS),
    )


def _condition(code: str, judgement: Judgement, law: str) -> Condition:
    """The articles were read as they stood at the end of 2014; L442-8-3 has not changed since."""
    return Condition(code, judgement, law, Confidence.VERIFIED if law == TRIPARTITE else Confidence.VERIFIED_OLDER)


def _accredited(sublease: SubleaseColumns, law: Law) -> Judgement:
    begun = flag(sublease.accredited_from.values <= day_number(law.on), sublease.accredited_from.known)
    running = _until(sublease.accredited, sublease.accredited_until, law)
    return Judgement(worst(running.verdict, stated(begun).verdict), "flag")


def _until(fact: Column, last: Column, law: Law) -> Judgement:
    """The fact is so, and its last day is not past."""
    return Judgement(worst(stated(fact).verdict, stated(_reaches(last, law)).verdict), "flag")


def _reaches(last: Column, law: Law) -> Column:
    return flag(last.values >= day_number(law.on), last.known)
