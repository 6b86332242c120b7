"""Order, answer, renew, report on and close a support mandate.

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event. What an
acceptance opens and a closing ends is written by `jobs`, in the name of the service that holds the case.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience, WaitingOn
from palier.cases.models import Case, SharingAuthorisation
from palier.cases.queries import get_case
from palier.cases.services import wait_on
from palier.organisations.models import Service
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require
from palier.rules.days import months_later
from palier.support import policies
from palier.support.enums import (
    MandateEnd,
    MandatePurpose,
    MandateRefusal,
    MandateState,
    RenewalState,
    ReportKind,
    VisitMeans,
)
from palier.support.models import LONGEST, MandateRenewal, MandateReport, SupportMandate, SupportVisit
from palier.support.queries import get_mandate, may_operate
from palier.support.states import LIVE, MOVES, RENEWAL_MOVES

# A support that begins later than this is another order.
LATEST_START = timedelta(days=92)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What the prescriber asks. `id` makes a form sent twice one order."""

    id: UUID
    operator: UUID
    purpose: str
    months: int
    objectives: str
    financing_line: str = ""


@transaction.atomic
def order(*, actor: Actor, case_id: UUID, said: Order, at: datetime) -> SupportMandate:
    """Ask a partner's social service to support the household.

    The household must have let that service receive social information: an order tells why it needs support. Raises
    Invalid without it, for a service that is no partner, or for months outside 1 to 24; Conflict when this service has
    a mandate on the case already.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_order(actor, case), case=case.id)
    if again := SupportMandate.objects.filter(id=said.id, case=case).first():
        return again
    today = at.astimezone(clock.PARIS).date()
    operator = _operator(actor, said)
    _refuse_unfit(said)
    _require_authorisation(case, operator, today)
    if SupportMandate.objects.filter(case=case, operator=operator, state__in=LIVE).exists():
        raise Conflict(_("This service has a mandate for this household already."))
    mandate = SupportMandate.objects.create(
        id=said.id,
        case=case,
        prescriber_id=actor.service,
        operator=operator,
        purpose=said.purpose,
        months=said.months,
        financing_line=said.financing_line.strip(),
        ordered_on=today,
        ordered_by_id=actor.user,
    )
    _write(actor, mandate, ReportKind.ORDER, said.objectives, at)
    wait_on(actor=actor, case_id=case.id, whom=WaitingOn.PARTNER, at=at)
    _record("mandate.ordered", mandate, "")
    return mandate


def _operator(actor: Actor, said: Order) -> Service:
    found = may_operate(actor).filter(id=said.operator).first()
    if found is None:
        raise Invalid(fields={"operator": _("Choose a social service of one of your partners.")})
    return found


def _refuse_unfit(said: Order) -> None:
    fields = {}
    if said.purpose not in MandatePurpose.values:
        fields["purpose"] = _("Choose what the support is for.")
    if not 1 <= said.months <= LONGEST:
        fields["months"] = _("Between 1 and %(most)s months.") % {"most": LONGEST}
    if not said.objectives.strip():
        fields["objectives"] = _("Say what is asked: the service decides on it.")
    if fields:
        raise Invalid(fields=fields)


def _require_authorisation(case: Case, operator: Service, today: date) -> None:
    """Secrecy: the household agrees before a service is told why it needs support (CP 226-13)."""
    allowed = SharingAuthorisation.objects.filter(
        case=case,
        recipient=operator,
        withdrawn_at=None,
        until__gte=today,
        audiences__contains=[Audience.SOCIAL],
    )
    if not allowed.exists():
        words = _(
            "The household has not let this service receive its file: ask it, and note its answer on Sharing first."
        )
        raise Invalid(fields={"operator": words})


@transaction.atomic
def withdraw_order(*, actor: Actor, mandate_id: UUID) -> SupportMandate:
    """Take an order back before its answer. Can be undone by `order_again`."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_decide(actor, mandate), case=mandate.case_id)
    return _move(mandate, MandateState.WITHDRAWN, "mandate.withdrawn")


@transaction.atomic
def order_again(*, actor: Actor, mandate_id: UUID, at: datetime) -> SupportMandate:
    """Undo a withdrawal. Raises Conflict when the service has another mandate since, Invalid when it may no longer."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_decide(actor, mandate), case=mandate.case_id)
    _require_authorisation(mandate.case, mandate.operator, at.astimezone(clock.PARIS).date())
    if SupportMandate.objects.filter(case=mandate.case_id, operator=mandate.operator_id, state__in=LIVE).exists():
        raise Conflict(_("This service has a mandate for this household already."))
    return _move(mandate, MandateState.ORDERED, "mandate.ordered")


@transaction.atomic
def accept(*, actor: Actor, mandate_id: UUID, starts_on: date, at: datetime) -> SupportMandate:
    """The operator takes the household on, from a day. What it may read follows, as long as the mandate runs."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_answer(actor, mandate), case=mandate.case_id)
    _refuse_move(mandate, MandateState.ACCEPTED)
    today = at.astimezone(clock.PARIS).date()
    if not mandate.ordered_on <= starts_on <= today + LATEST_START:
        raise Invalid(fields={"starts_on": _("Between the day of the order and three months from today.")})
    mandate.answered_on, mandate.starts_on = today, starts_on
    mandate.ends_on = months_later(starts_on, mandate.months) - timedelta(days=1)
    return _move(mandate, MandateState.ACCEPTED, "mandate.accepted")


@transaction.atomic
def refuse(*, actor: Actor, mandate_id: UUID, reason: str, words: str, at: datetime) -> SupportMandate:
    """The operator cannot take the household on, and says why."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_answer(actor, mandate), case=mandate.case_id)
    _refuse_move(mandate, MandateState.REFUSED)
    if reason not in MandateRefusal.values:
        raise Invalid(fields={"reason": _("Choose a reason: the prescriber must look elsewhere with it.")})
    mandate.answered_on, mandate.refusal = at.astimezone(clock.PARIS).date(), reason
    if words.strip():
        _write(actor, mandate, ReportKind.ANSWER, words, at)
    return _move(mandate, MandateState.REFUSED, "mandate.refused", reason)


@transaction.atomic
def ask_renewal(*, actor: Actor, mandate_id: UUID, months: int, words: str, at: datetime) -> MandateRenewal:
    """The operator asks for more months, up to 24 in all. Raises Conflict while one is asked for already."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_answer(actor, mandate), case=mandate.case_id)
    _require_running(mandate)
    left = LONGEST - mandate.months
    if not 1 <= months <= left:
        raise Invalid(
            fields={
                "months": _("No more than %(most)s months in all: %(left)s are left.") % {"most": LONGEST, "left": left}
            }
        )
    if not words.strip():
        raise Invalid(fields={"words": _("Say why: the prescriber decides on it.")})
    if mandate.renewals.filter(state=RenewalState.ASKED).exists():
        raise Conflict(_("A renewal is asked for already: the prescriber has not answered yet."))
    renewal = MandateRenewal.objects.create(
        case_id=mandate.case_id, mandate=mandate, months=months, asked_on=at.astimezone(clock.PARIS).date()
    )
    _write(actor, mandate, ReportKind.RENEWAL, words, at)
    _record("mandate.renewal_asked", mandate, mandate.state)
    return renewal


@transaction.atomic
def decide_renewal(*, actor: Actor, mandate_id: UUID, granted: bool, at: datetime) -> SupportMandate:
    """The prescriber answers the renewal asked for: granted, the last day moves on by its months."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_decide(actor, mandate), case=mandate.case_id)
    _require_running(mandate)
    renewal = mandate.renewals.select_for_update().filter(state=RenewalState.ASKED).first()
    if renewal is None:
        raise Missing(case=mandate.case_id)
    to = RenewalState.GRANTED if granted else RenewalState.REFUSED
    if to not in RENEWAL_MOVES[renewal.state]:
        raise Conflict
    renewal.state, renewal.decided_on = to, at.astimezone(clock.PARIS).date()
    renewal.save(update_fields=["state", "decided_on"])
    if granted:
        mandate.months += renewal.months
        mandate.ends_on = months_later(mandate.starts_on, mandate.months) - timedelta(days=1)
        mandate.save(update_fields=["months", "ends_on"])
    _record(f"mandate.renewal_{to}", mandate, mandate.state)
    return mandate


@transaction.atomic
def report(*, actor: Actor, mandate_id: UUID, kind: str, body: str, at: datetime) -> MandateReport:
    """The operator's interim or final report."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_answer(actor, mandate), case=mandate.case_id)
    if mandate.state not in {MandateState.ACCEPTED, MandateState.CLOSED}:
        raise Conflict(_("Accept the mandate before reporting on it."))
    if kind not in {ReportKind.INTERIM, ReportKind.FINAL}:
        raise Invalid(fields={"kind": _("An interim report, or the final one.")})
    if not body.strip():
        raise Invalid(fields={"body": _("Write something, or leave the page.")})
    written = _write(actor, mandate, kind, body, at)
    _record("mandate.reported", mandate, mandate.state)
    return written


@transaction.atomic
def record_visit(*, actor: Actor, mandate_id: UUID, on: date, means: str, kept: bool, at: datetime) -> SupportVisit:
    """The operator met the household, or waited for it in vain; said again, it is corrected.

    Raises Conflict for a mandate that was not accepted, Invalid for a day to come or outside the mandate.
    """
    mandate = _locked(actor, mandate_id)
    require(policies.may_answer(actor, mandate), case=mandate.case_id)
    if mandate.state not in {MandateState.ACCEPTED, MandateState.CLOSED}:
        raise Conflict(_("Accept the mandate before recording its visits."))
    last = min(at.astimezone(clock.PARIS).date(), mandate.closed_on or mandate.ends_on)
    fields = {}
    if means not in VisitMeans.values:
        fields["means"] = _("Say how the household was met.")
    if not mandate.starts_on <= on <= last:
        fields["on"] = _("Between the first day of the support and today, while it runs.")
    if fields:
        raise Invalid(fields=fields)
    said = {"kept": kept, "recorded_by_id": actor.user}
    visit, _new = SupportVisit.objects.update_or_create(
        case_id=mandate.case_id, mandate=mandate, on=on, means=means, defaults=said
    )
    reason = "kept" if kept else "missed"
    events.record("mandate.visited", case=mandate.case_id, subject=mandate.id, audience=Audience.SOCIAL, reason=reason)
    return visit


@transaction.atomic
def close(*, actor: Actor, mandate_id: UUID, closing: str, at: datetime) -> SupportMandate:
    """Either service ends the mandate; what it opened closes. A renewal still asked for falls with it."""
    mandate = _locked(actor, mandate_id)
    require(policies.may_close(actor, mandate), case=mandate.case_id)
    _refuse_move(mandate, MandateState.CLOSED)
    if closing not in MandateEnd.values:
        raise Invalid(fields={"closing": _("Say how it ended.")})
    today = at.astimezone(clock.PARIS).date()
    mandate.renewals.filter(state=RenewalState.ASKED).update(state=RenewalState.REFUSED, decided_on=today)
    mandate.closed_on, mandate.closing = today, closing
    return _move(mandate, MandateState.CLOSED, "mandate.closed", closing)


def _locked(actor: Actor, mandate_id: UUID) -> SupportMandate:
    return get_mandate(actor, mandate_id, lock=True)


def _refuse_move(mandate: SupportMandate, to: str) -> None:
    if to not in MOVES[mandate.state]:
        raise Conflict(
            _("This mandate has changed (%(state)s): look at its page again.") % {"state": mandate.get_state_display()}
        )


def _require_running(mandate: SupportMandate) -> None:
    if mandate.state != MandateState.ACCEPTED:
        raise Conflict(_("This mandate does not run (%(state)s).") % {"state": mandate.get_state_display()})


def _move(mandate: SupportMandate, to: str, kind: str, reason: str = "") -> SupportMandate:
    _refuse_move(mandate, to)
    former, mandate.state = mandate.state, to
    mandate.save()
    _record(kind, mandate, former, reason)
    return mandate


def _write(actor: Actor, mandate: SupportMandate, kind: str, body: str, at: datetime) -> MandateReport:
    return MandateReport.objects.create(
        id=new_id(),
        case_id=mandate.case_id,
        mandate=mandate,
        kind=kind,
        service_id=actor.service,
        author_id=actor.user,
        written_at=at,
        body=body.strip(),
    )


def _record(kind: str, mandate: SupportMandate, former: str, reason: str = "") -> None:
    events.record(
        kind, case=mandate.case_id, subject=mandate.id, from_state=former, to_state=mandate.state, reason=reason
    )
