"""The indicators of an agreement: pure functions of what happened and a period, each with its definition.

Units and days are fixed here (practitioner's note H): a household is counted once in a period; an entry is the first
day of the title, a signature its own day. `out_of` is what the value is a part of, where it is one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from palier.candidacies.enums import CandidacyState
from palier.candidacies.states import DECIDED_AGAINST
from palier.cases.enums import AidAnswer
from palier.homes.enums import LASTING_KINDS
from palier.organisations.indicators import Indicator
from palier.reporting.facts import CandidacyRow, Facts, TenancyRow
from palier.reporting.periods import Period
from palier.rules.days import months_later
from palier.support.enums import MandateState
from palier.tenancies.enums import TenancyKind

HOUSEHOLDS, HOMES = _("households"), _("homes")
MANDATES, CANDIDACIES = _("mandates"), _("candidacies")


@dataclass(frozen=True)
class Counted:
    """`cases`: those behind the value, for who may see them; `social`: the list tells what is social of them."""

    value: int | None
    out_of: int | None = None
    cases: frozenset[UUID] = frozenset()
    social: bool = False


@dataclass(frozen=True)
class Definition:
    """What is counted, in what, from which record. `count` is None where Palier does not record it yet."""

    indicator: Indicator
    sentence: str
    unit: str
    source: str
    count: Callable[[Facts, Period], Counted] | None = None


def _households(cases: Iterable[UUID]) -> Counted:
    found = frozenset(cases)
    return Counted(len(found), cases=found)


def requests(facts: Facts, period: Period) -> Counted:
    return _households(case.id for case in facts.cases if case.received_on in period)


def mandates(facts: Facts, period: Period) -> Counted:
    taken = (MandateState.ACCEPTED, MandateState.CLOSED)
    found = [row.case for row in facts.mandates if row.state in taken and row.answered_on in period]
    answered = [row for row in facts.mandates if row.answered_on in period]
    return Counted(len(found), len(answered), frozenset(found))


def assessments(facts: Facts, period: Period) -> Counted:
    return _households(row.case for row in facts.assessments if row.signed_on in period)


def _entries(facts: Facts, period: Period, *, lasting: bool) -> Counted:
    return _households(
        row.case
        for row in facts.tenancies
        if row.kind == TenancyKind.TEMPORARY_OCCUPANCY
        and (row.residence in LASTING_KINDS) == lasting
        and row.begins_on in period
    )


def temporary_entries(facts: Facts, period: Period) -> Counted:
    return _entries(facts, period, lasting=False)


def lasting_entries(facts: Facts, period: Period) -> Counted:
    return _entries(facts, period, lasting=True)


def homes_opened(facts: Facts, period: Period) -> Counted:
    return Counted(sum(row.opened_on in period for row in facts.vacancies))


def decided(facts: Facts, period: Period) -> Counted:
    rows = [row for row in facts.candidacies if row.decided_on in period]
    granted = [row.case for row in rows if row.state not in DECIDED_AGAINST]
    return Counted(len(granted), len(rows), frozenset(granted))


def answered(facts: Facts, period: Period) -> Counted:
    rows = [row for row in facts.candidacies if _answer_day(row) in period]
    against = (CandidacyState.REFUSED, CandidacyState.NO_ANSWER)
    accepted = [row.case for row in rows if row.state not in against]
    return Counted(len(accepted), len(rows), frozenset(accepted))


def _answer_day(row: CandidacyRow) -> date | None:
    """Silence that an officer confirmed is an answer, of the day she did."""
    return row.ended_on if row.state == CandidacyState.NO_ANSWER else row.answered_on


def subleases(facts: Facts, period: Period) -> Counted:
    return _households(
        row.case for row in facts.tenancies if row.kind == TenancyKind.SUBLEASE and row.signed_on in period
    )


def slides(facts: Facts, period: Period) -> Counted:
    return _households(row.case for row in facts.tenancies if row.slid and row.begins_on in period)


def direct_leases(facts: Facts, period: Period) -> Counted:
    return _households(
        row.case
        for row in facts.tenancies
        if row.kind == TenancyKind.LEASE and not row.slid and row.signed_on in period
    )


def held(facts: Facts, period: Period) -> Counted:
    """Of the leases whose twelfth month ends in the period, those that ran until then."""
    due = [row for row in facts.tenancies if row.kind == TenancyKind.LEASE and _a_year_on(row) in period]
    kept = frozenset(row.case for row in due if row.ends_on is None or row.ends_on >= _a_year_on(row))
    return Counted(len(kept), len({row.case for row in due}), kept)


def welcomed(facts: Facts, period: Period) -> Counted:
    rows = [row for row in facts.welcomes if row.due_on in period]
    found = [row.case for row in rows if row.done_on and row.done_on <= row.due_on]
    return Counted(len(found), len(rows), frozenset(found))


def obtained(facts: Facts, period: Period) -> Counted:
    """Which household was helped is social: whoever opens the envelope only reads how many."""
    rows = [row for row in facts.aids if row.decided_on in period]
    granted = frozenset(row.case for row in rows if row.answer == AidAnswer.GRANTED)
    return Counted(len(granted), len({row.case for row in rows}), granted, social=True)


def _a_year_on(row: TenancyRow) -> date:
    return months_later(row.begins_on, 12)


DEFINITIONS = (
    Definition(
        Indicator.REQUESTS,
        _("Households received in the period, those who only needed advice included."),
        HOUSEHOLDS,
        _("the day each call was received"),
        requests,
    ),
    Definition(
        Indicator.MANDATES,
        _("Mandates that the operator accepted in the period, of those it answered."),
        MANDATES,
        _("the answer to each order of support"),
        mandates,
    ),
    Definition(
        Indicator.ASSESSMENTS,
        _("Households whose joint assessment bears both signatures since a day of the period."),
        HOUSEHOLDS,
        _("the second signature of the assessment"),
        assessments,
    ),
    Definition(
        Indicator.TEMPORARY,
        _("Households whose contract of occupation began in the period, lasting adapted homes apart."),
        HOUSEHOLDS,
        _("the first day of each contract of occupation"),
        temporary_entries,
    ),
    Definition(
        Indicator.LASTING,
        _("Households that came in the period into a pension de famille or a résidence accueil."),
        HOUSEHOLDS,
        _("the first day of each contract of occupation"),
        lasting_entries,
    ),
    Definition(
        Indicator.HOMES_OPENED,
        _("Homes to let that their landlord opened to the agreement in the period, whatever came of them."),
        HOMES,
        _("the day each home was opened"),
        homes_opened,
    ),
    Definition(
        Indicator.GRANTED,
        _("Candidacies to which a CALEOL of the period granted the home, ranked or not, of those it examined."),
        CANDIDACIES,
        _("the record of each decision"),
        decided,
    ),
    Definition(
        Indicator.ACCEPTED,
        _("Offers that households accepted in the period, of those accepted, refused or left without an answer."),
        CANDIDACIES,
        _("the answer to each offer"),
        answered,
    ),
    Definition(
        Indicator.SUBLEASES,
        _("Households that signed a sub-lease in the period."),
        HOUSEHOLDS,
        _("the signature of each sub-lease"),
        subleases,
    ),
    Definition(
        Indicator.SLIDES,
        _("Households whose sub-lease became their own lease on a day of the period."),
        HOUSEHOLDS,
        _("the first day of each lease that follows a sub-lease"),
        slides,
    ),
    Definition(
        Indicator.DIRECT_LEASES,
        _("Households that signed a lease of their own in the period, without a sub-lease before it."),
        HOUSEHOLDS,
        _("the signature of each lease"),
        direct_leases,
    ),
    Definition(
        Indicator.HELD,
        _("Households still under their lease twelve months after its first day, of those whose twelve months ended."),
        HOUSEHOLDS,
        _("the first and last day of each lease"),
        held,
    ),
    Definition(
        Indicator.ENTRY_SUPPORT,
        _(
            "Households, ready or slid, that the landlord came to welcome within thirty days of their entry, of those"
            " whose thirty days ended in the period."
        ),
        HOUSEHOLDS,
        _("the welcome visit of each entry that the landlord supports"),
        welcomed,
    ),
    Definition(
        Indicator.AIDS,
        _("Households that were granted an aid in the period, of those that had an answer."),
        HOUSEHOLDS,
        _("the answer to each aid that was asked for"),
        obtained,
    ),
    Definition(
        Indicator.KEPT_HOMES,
        _("Households that kept their home: six due months paid in a row and no procedure running."),
        HOUSEHOLDS,
        _("not recorded in Palier yet"),
    ),
)
BY_CODE = {definition.indicator.value: definition for definition in DEFINITIONS}


def count(code: str, facts: Facts, period: Period) -> Counted:
    """Unknown for what is not recorded yet, and for what an older agreement promised in words of its own."""
    found = BY_CODE.get(code)
    return found.count(facts, period) if found and found.count else Counted(None)
