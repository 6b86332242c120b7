"""What is due in a service before a partner meeting: its cases, and homes opened to the agreement.

Each service puts its own cases on the agenda: nobody reads all the households of an agreement.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from palier.assessments.models import SocialAssessment
from palier.candidacies.meeting_enums import AgendaReason
from palier.candidacies.meeting_models import AgendaCase, AgendaLine, MeetingDecision, PartnerMeeting
from palier.candidacies.meeting_queries import meetings_of, rows_of
from palier.cases.enums import CaseState, Origin, PersonKind, Urgency
from palier.cases.models import Case, CurrentHousing, Person
from palier.cases.queries import caseload, rows_visible_to
from palier.homes.models import Vacancy
from palier.homes.queries import vacancies_visible_to
from palier.homes.states import SHOWN
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.models import Event
from palier.tenancies.models import Readiness

HORIZON = timedelta(days=30)
# A case to which nobody has done anything for so long stands still.
QUIET = timedelta(days=30)
# Before the first meeting of an agreement.
RECENT = timedelta(days=30)


@dataclass
class Due:
    """A case that should be spoken of: why, and its nearest day."""

    case: Case
    reasons: list[str] = field(default_factory=list)
    on: date | None = None

    def because(self, reason: AgendaReason, on: date | None = None) -> None:
        self.reasons.append(reason)
        self.on = min((day for day in (self.on, on) if day), default=None)


def due_cases(actor: Actor, meeting: PartnerMeeting, *, at: datetime) -> list[Due]:
    """Those her service holds under the agreement and that are not on the agenda, the nearest day first."""
    today = at.astimezone(clock.PARIS).date()
    held = caseload(actor).filter(agreement=meeting.agreement_id).exclude(state=CaseState.SUSPENDED)
    there = AgendaCase.objects.filter(case=OuterRef("id"), line__meeting=meeting)
    acts = Event.objects.filter(case_id=OuterRef("id"), at__gte=at - QUIET)
    asked = held.filter(~Exists(there))
    found = {case.id: Due(case) for case in asked.annotate(lively=Exists(acts))}
    for due in found.values():
        if due.case.urgency == Urgency.U1:
            due.because(AgendaReason.TONIGHT, today)
        if due.case.origin == Origin.ASSOCIATION_READY:
            due.because(AgendaReason.READY)
        if not due.case.lively:
            due.because(AgendaReason.QUIET)
    # A whole caseload may be more than the values of one statement: the cases are asked for again, not listed.
    of_cases = {"case__in": asked.order_by().values("id")}

    def each(rows: Iterable[Any]) -> Iterable[tuple[Due, Any]]:
        return ((found[row.case_id], row) for row in rows if row.case_id in found)

    ready = rows_visible_to(actor, Readiness).filter(**of_cases, state="signed", valid_until__gte=today)
    for due, _certificate in each(ready):
        if AgendaReason.READY not in due.reasons:
            due.because(AgendaReason.READY)
    for due, where in each(rows_visible_to(actor, CurrentHousing).filter(**of_cases, until__lte=today + HORIZON)):
        due.because(AgendaReason.MUST_LEAVE, where.until)
    since = _last_held(actor, meeting) or today - RECENT
    signed = rows_visible_to(actor, SocialAssessment).filter(**of_cases, state="signed", signed_on__gte=since)
    for due, _assessment in each(signed):
        due.because(AgendaReason.ASSESSED)
    for due, _line in each(_put_off(actor, meeting).filter(**of_cases)):
        due.because(AgendaReason.PUT_OFF)
    named = [one for one in found.values() if one.reasons]
    return sorted(named, key=lambda one: (one.on is None, one.on or today, one.case.received_on, str(one.case.id)))


def due_homes(actor: Actor, meeting: PartnerMeeting) -> QuerySet[Vacancy]:
    """The homes opened to the agreement that are not on the agenda, soonest free first."""
    there = AgendaLine.objects.filter(meeting=meeting, vacancy=OuterRef("id"))
    shown = vacancies_visible_to(actor).filter(~Exists(there), agreement=meeting.agreement_id, state__in=SHOWN)
    return shown.select_related("home__commune", "home__landlord").order_by("free_on", "id")


def compositions(actor: Actor, cases: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Adults and children of each case whose file she may open."""
    counted: dict[UUID, tuple[int, int]] = {}
    for case, kind in rows_visible_to(actor, Person).filter(case__in=list(cases)).values_list("case", "kind"):
        adults, children = counted.get(case, (0, 0))
        is_child = kind == PersonKind.CHILD
        counted[case] = adults + (not is_child), children + is_child
    return counted


def _last_held(actor: Actor, meeting: PartnerMeeting) -> date | None:
    past = meetings_of(actor).filter(agreement=meeting.agreement_id, closed_at__isnull=False)
    return past.order_by("-held_on").values_list("held_on", flat=True).first()


def _put_off(actor: Actor, meeting: PartnerMeeting) -> QuerySet[AgendaCase]:
    """Put off in another meeting of the agreement, or adjourned there, and not spoken of since."""
    adjourned = MeetingDecision.objects.filter(line=OuterRef("line"), kind="adjourn")
    lines = rows_of(actor, AgendaLine).filter(meeting__agreement=meeting.agreement_id)
    later = AgendaCase.objects.filter(
        case=OuterRef("case"),
        line__meeting__held_on__gt=OuterRef("line__meeting__held_on"),
        line__meeting__closed_at__isnull=False,
        line__put_off=False,
    )
    behind = rows_visible_to(actor, AgendaCase).filter(line__in=lines).exclude(line__meeting=meeting)
    waits = behind.filter(line__put_off=True) | behind.filter(Exists(adjourned))
    return waits.filter(~Exists(later))
