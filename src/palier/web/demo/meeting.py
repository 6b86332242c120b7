"""Two partner meetings of the demo: one closed a fortnight ago, one that is prepared for today."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from palier.candidacies import agenda, meetings
from palier.candidacies.meeting_enums import DecisionKind
from palier.candidacies.meeting_models import AgendaLine, PartnerMeeting
from palier.candidacies.meeting_queries import may_attend
from palier.organisations.enums import Role
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.web.demo.people import Cast, demo_id

FORTNIGHT = timedelta(days=14)
# As many as one speaks of in an hour.
CASES, HOMES = 6, 3
WHY = "Il manque la notification de la CAF : on en reparle à la prochaine réunion."
# Each was given something to do by today, in the words of her trade.
TASKS = {
    Role.ADVISER: "Demander la notification de la CAF",
    Role.TEAM_LEAD: "Dire qui remplace pendant les congés",
    Role.COORDINATOR: "Envoyer le compte rendu aux partenaires",
    Role.SOCIAL_WORKER: "Fixer le rendez-vous d’évaluation",
    Role.ALLOCATION_OFFICER: "Confirmer la date de la CALEOL",
    Role.COMMITTEE_SECRETARY: "Inscrire le dossier à l’ordre du jour de la CALEOL",
    Role.RESERVATION_OFFICER: "Vérifier sur quel droit le ménage est désigné",
    Role.LANDLORD_ADVISER: "Convenir de la visite avec le gardien",
    Role.RESIDENCE_MANAGER: "Dire quelles places se libèrent ce mois",
}
ASKED = ("support", "allocations")
# The former one spoke of everybody's work.
ALL_ASKED = (*ASKED, "reservations", "tenants", "residence")


def hold_meetings(cast: Cast, adviser: Actor, as_of: date) -> None:
    former = _moment(as_of - FORTNIGHT)
    with clock.frozen(former), acting(adviser):
        past = _prepare(cast, adviser, former, ALL_ASKED, cases=2, homes=0)
        _adjourn(adviser, past, former)
    today = _moment(as_of)
    with clock.frozen(today), acting(adviser):
        _prepare(cast, adviser, today, ASKED, cases=CASES, homes=HOMES)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(8, 30), clock.PARIS)


def _prepare(
    cast: Cast, adviser: Actor, at: datetime, asked: Sequence[str], *, cases: int, homes: int
) -> PartnerMeeting:
    said = meetings.Convening(
        id=demo_id("meeting", at.date()),
        agreement=cast.agreement.id,
        held_on=at.date(),
        services=[cast.services[name].id for name in asked],
    )
    meeting = meetings.convene(actor=adviser, said=said, today=at.date())
    known = [one.case for one in agenda.due_cases(adviser, meeting, at=at) if one.case.received_on <= at.date()]
    due = [case.id for case in known[:cases]]
    opened = [one.id for one in agenda.due_homes(adviser, meeting)[:homes]]
    meetings.put_on(actor=adviser, meeting_id=meeting.id, cases=due, homes=opened, at=at)
    people = [cast.people[role].id for role in (Role.ADVISER, Role.SOCIAL_WORKER, Role.ALLOCATION_OFFICER)]
    meetings.say_who_is_there(actor=adviser, meeting_id=meeting.id, users=people)
    return meeting


def _adjourn(adviser: Actor, meeting: PartnerMeeting, at: datetime) -> None:
    line = AgendaLine.objects.filter(meeting=meeting).first()
    if line:
        said = meetings.Decided(kind=DecisionKind.ADJOURN, why=WHY)
        meetings.decide(actor=adviser, line_id=line.id, said=said, at=at)
        for member in may_attend(meeting, on=meeting.held_on).filter(role__in=TASKS).order_by("user__email"):
            given = meetings.Task(what=TASKS[Role(member.role)], user=member.user_id, due_on=(at + FORTNIGHT).date())
            meetings.give_task(actor=adviser, line_id=line.id, said=given)
    meetings.close(actor=adviser, meeting_id=meeting.id, at=at)
