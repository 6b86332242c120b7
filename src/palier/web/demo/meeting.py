"""Two partner meetings of the demo: one closed a fortnight ago, one that is prepared for today."""

from datetime import date, datetime, time, timedelta

from palier.candidacies import agenda, meetings
from palier.candidacies.meeting_enums import DecisionKind
from palier.candidacies.meeting_models import AgendaLine, PartnerMeeting
from palier.organisations.enums import Role
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.web.demo.people import Cast, demo_id

FORTNIGHT = timedelta(days=14)
# As many as one speaks of in an hour.
CASES, HOMES = 6, 3
WHY = "Il manque la notification de la CAF : on en reparle à la prochaine réunion."
TASK = "Demander la notification de la CAF"


def hold_meetings(cast: Cast, adviser: Actor, as_of: date) -> None:
    former = _moment(as_of - FORTNIGHT)
    with clock.frozen(former), acting(adviser):
        past = _prepare(cast, adviser, former, cases=2, homes=0)
        _adjourn(cast, adviser, past, former)
    today = _moment(as_of)
    with clock.frozen(today), acting(adviser):
        _prepare(cast, adviser, today, cases=CASES, homes=HOMES)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(8, 30), clock.PARIS)


def _prepare(cast: Cast, adviser: Actor, at: datetime, *, cases: int, homes: int) -> PartnerMeeting:
    said = meetings.Convening(
        id=demo_id("meeting", at.date()),
        agreement=cast.agreement.id,
        held_on=at.date(),
        services=[cast.services[name].id for name in ("support", "allocations")],
    )
    meeting = meetings.convene(actor=adviser, said=said, today=at.date())
    known = [one.case for one in agenda.due_cases(adviser, meeting, at=at) if one.case.received_on <= at.date()]
    due = [case.id for case in known[:cases]]
    opened = [one.id for one in agenda.due_homes(adviser, meeting)[:homes]]
    meetings.put_on(actor=adviser, meeting_id=meeting.id, cases=due, homes=opened, at=at)
    people = [cast.people[role].id for role in (Role.ADVISER, Role.SOCIAL_WORKER, Role.ALLOCATION_OFFICER)]
    meetings.say_who_is_there(actor=adviser, meeting_id=meeting.id, users=people)
    return meeting


def _adjourn(cast: Cast, adviser: Actor, meeting: PartnerMeeting, at: datetime) -> None:
    line = AgendaLine.objects.filter(meeting=meeting).first()
    if line:
        said = meetings.Decided(kind=DecisionKind.ADJOURN, why=WHY)
        meetings.decide(actor=adviser, line_id=line.id, said=said, at=at)
        given = meetings.Task(what=TASK, user=cast.people[Role.ADVISER].id, due_on=(at + FORTNIGHT).date())
        meetings.give_task(actor=adviser, line_id=line.id, said=given)
    meetings.close(actor=adviser, meeting_id=meeting.id, at=at)
