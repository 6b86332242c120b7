"""The meetings an actor's service has a seat at, and what belongs to them."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.candidacies.meeting_models import (
    AgendaCase,
    AgendaLine,
    MeetingSeat,
    MeetingTask,
    OfMeeting,
    PartnerMeeting,
)
from palier.candidacies.meeting_policies import PARTNERS
from palier.cases.queries import rows_visible_to
from palier.organisations.models import Membership, Service
from palier.organisations.queries import running
from palier.platform.actor import Actor
from palier.platform.errors import Missing

Row = TypeVar("Row", bound=OfMeeting)


def meetings_of(actor: Actor) -> QuerySet[PartnerMeeting]:
    """The last first."""
    if not actor.has(*PARTNERS):
        return PartnerMeeting.objects.none()
    seat = MeetingSeat.objects.filter(meeting=OuterRef("id"), service_id=actor.service)
    found = PartnerMeeting.objects.filter(Q(convener_id=actor.service) | Exists(seat))
    return found.select_related("agreement", "convener__organisation")


def get_meeting(actor: Actor, meeting_id: UUID, *, lock: bool = False) -> PartnerMeeting:
    """Raises Missing for one that is not there, or at which her service has no seat."""
    meetings = meetings_of(actor).filter(id=meeting_id)
    # PostgreSQL locks only what one may change: the convener's alone.
    found = (meetings.select_for_update(of=("self",)).first() if lock else None) or meetings.first()
    if found is None:
        raise Missing
    return found


def rows_of(actor: Actor, model: type[Row]) -> QuerySet[Row]:
    """The rows of her meetings."""
    return model.objects.filter(meeting__in=meetings_of(actor).order_by().values("id"))


def agenda(actor: Actor, meeting: PartnerMeeting) -> QuerySet[AgendaLine]:
    lines = rows_of(actor, AgendaLine).filter(meeting=meeting)
    related = (
        "decisions__vacancy__home__commune",
        "decisions__referent",
        "decisions__asked",
        "tasks__user",
        "tasks__service",
    )
    return lines.select_related("vacancy__home__commune").prefetch_related(*related)


def get_line(actor: Actor, line_id: UUID, *, lock: bool = False) -> AgendaLine:
    lines = rows_of(actor, AgendaLine).filter(id=line_id)
    if lock:
        lines = lines.select_for_update(of=("self",))
    found = lines.select_related("meeting__agreement", "vacancy__home__commune", "added_by").first()
    if found is None:
        raise Missing
    return found


def cases_behind(actor: Actor, meeting: PartnerMeeting) -> dict[UUID, AgendaCase]:
    """By line, the cases of the agenda whose envelope she may open."""
    found = rows_visible_to(actor, AgendaCase).filter(line__meeting=meeting).select_related("case__holder")
    return {one.line_id: one for one in found}


def seated(meeting: PartnerMeeting) -> QuerySet[Service]:
    seats = MeetingSeat.objects.filter(meeting=meeting).values("service")
    return Service.objects.filter(id__in=seats).select_related("organisation").order_by("organisation__name", "name")


def may_attend(meeting: PartnerMeeting, *, on: date) -> QuerySet[Membership]:
    """Who works in a service with a seat on a day, in a role that sits there."""
    return (
        Membership.objects.filter(running(on), service__in=seated(meeting).order_by(), user__is_active=True)
        .filter(role__in=PARTNERS)
        .select_related("user", "service__organisation")
        .order_by("service__organisation__name", "service__name", "user__last_name", "user__first_name", "role")
    )


def tasks_of(actor: Actor) -> QuerySet[MeetingTask]:
    """What she took on and has not done, the next day first."""
    tasks = rows_of(actor, MeetingTask).filter(user_id=actor.user, service_id=actor.service, done_at=None)
    return tasks.select_related("line", "meeting").order_by("due_on", "id")
