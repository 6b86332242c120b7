"""What is due in a service before a partner meeting: its cases, and homes opened to the agreement.

Each service puts its own cases on the agenda: nobody reads all the households of an agreement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

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


@dataclass(frozen=True)
class Due:
    """A case that should be spoken of: why, and its nearest day."""

    case: Case
    reasons: Sequence[AgendaReason]
    on: date | None = None


def due_cases(actor: Actor, meeting: PartnerMeeting, *, at: datetime) -> list[Due]:
    """Those her service holds under the agreement and that are not on the agenda, the nearest day first."""
    today, of_case = at.astimezone(clock.PARIS).date(), {"case": OuterRef("id")}
    since = _last_held(actor, meeting) or today - RECENT
    held = caseload(actor).filter(agreement=meeting.agreement_id).exclude(state=CaseState.SUSPENDED)
    certified = rows_visible_to(actor, Readiness).filter(state="signed", valid_until__gte=today, **of_case)
    leaving = rows_visible_to(actor, CurrentHousing).filter(until__lte=today + HORIZON, **of_case)
    signed = rows_visible_to(actor, SocialAssessment).filter(state="signed", signed_on__gte=since, **of_case)
    why = {
        AgendaReason.TONIGHT: Q(urgency=Urgency.U1),
        AgendaReason.MUST_LEAVE: Exists(leaving),
        AgendaReason.ASSESSED: Exists(signed),
        AgendaReason.READY: Q(origin=Origin.ASSOCIATION_READY) | Exists(certified),
        AgendaReason.QUIET: ~Exists(Event.objects.filter(case_id=OuterRef("id"), at__gte=at - QUIET)),
        AgendaReason.PUT_OFF: Exists(_put_off(actor, meeting).filter(**of_case)),
    }
    asked = held.filter(~Exists(AgendaCase.objects.filter(line__meeting=meeting, **of_case)))
    told = asked.annotate(
        leaves_on=Subquery(leaving.values("until")[:1]),
        **{str(reason): ExpressionWrapper(said, BooleanField()) for reason, said in why.items()},
    )
    due = [_due(case, why, today) for case in told.filter(reduce(or_, (Q(**{str(reason): True}) for reason in why)))]
    return sorted(due, key=lambda one: (one.on is None, one.on or today, one.case.received_on, str(one.case.id)))


def _due(case: Case, why: Iterable[AgendaReason], today: date) -> Due:
    reasons = [reason for reason in why if getattr(case, reason)]
    days = (today if AgendaReason.TONIGHT in reasons else None, case.leaves_on)
    return Due(case, reasons, min((day for day in days if day), default=None))


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
