"""What is done around a partner meeting: convene, fill the agenda, say who is there, decide, close, correct.

Each act is one transaction: fetch, ask the policy, refuse what does not fit, write, record the event. Events carry ids
and codes; what was said stays in the meeting.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from palier.candidacies import agenda, meeting_forward, meeting_policies, services
from palier.candidacies.enums import WithdrawalReason, WithdrawnBy
from palier.candidacies.meeting_enums import AgendaKind, AgendaReason, DecisionKind
from palier.candidacies.meeting_models import (
    AgendaCase,
    AgendaLine,
    Attendance,
    MeetingCorrection,
    MeetingDecision,
    MeetingSeat,
    MeetingTask,
    PartnerMeeting,
)
from palier.candidacies.meeting_queries import get_line, get_meeting, may_attend, rows_of
from palier.candidacies.meeting_record import digest_of
from palier.candidacies.services import Agreed
from palier.cases import policies as of_case
from palier.cases.models import Case
from palier.cases.queries import visible_to
from palier.homes.models import Vacancy
from palier.homes.queries import vacancies_visible_to
from palier.homes.states import SHOWN
from palier.organisations.queries import partner_services, running_agreements
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require


@dataclass(frozen=True, kw_only=True)
class Convening:
    """`id` makes a form sent twice one meeting; `services`: those asked, besides one's own."""

    id: UUID
    agreement: UUID
    held_on: date
    services: Collection[UUID]


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision in one go: what, why, for which home or whom. `agreed`: the household's word, where it is there."""

    kind: str
    why: str
    vacancy: UUID | None = None
    referent: UUID | None = None
    agreed: Agreed | None = None


@dataclass(frozen=True, kw_only=True)
class Task:
    what: str
    user: UUID
    due_on: date


@transaction.atomic
def convene(*, actor: Actor, said: Convening, today: date) -> PartnerMeeting:
    """Call the services of an agreement to a meeting. Raises Invalid for a day past or a service of no partner."""
    require(meeting_policies.may_meet(actor))
    if again := PartnerMeeting.objects.filter(id=said.id, convener_id=actor.service).first():
        return again
    fields = {}
    if not running_agreements(actor, on=said.held_on).filter(id=said.agreement).exists():
        fields["agreement"] = _("Choose an agreement that runs on that day.")
    if said.held_on < today:
        fields["held_on"] = _("This day is past: choose the day of the meeting.")
    asked = {*said.services, actor.service}
    of_parties = partner_services(actor).filter(organisation__places__agreement=said.agreement)
    if set(of_parties.filter(id__in=asked).values_list("id", flat=True)) != asked:
        fields["services"] = _("Choose services of the parties of this agreement.")
    if fields:
        raise Invalid(fields=fields)
    meeting = PartnerMeeting.objects.create(
        id=said.id,
        agreement_id=said.agreement,
        convener_id=actor.service,
        convened_by_id=actor.user,
        held_on=said.held_on,
    )
    MeetingSeat.objects.bulk_create(MeetingSeat(meeting=meeting, service_id=one) for one in sorted(asked, key=str))
    _record("meeting.convened", meeting, held_on=said.held_on.isoformat())
    return meeting


@transaction.atomic
def say_who_is_there(*, actor: Actor, meeting_id: UUID, users: Collection[UUID]) -> None:
    """Who is in the room, in place of who was. Raises Invalid for somebody whose service has no seat."""
    meeting = _fetch(actor, meeting_id)
    possible = {one.user_id: one.service_id for one in may_attend(meeting, on=meeting.held_on)}
    if not set(users) <= set(possible):
        raise Invalid(fields={"users": _("Choose people of the services that were asked.")})
    rows_of(actor, Attendance).filter(meeting=meeting).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, user_id=user, service_id=possible[user]) for user in sorted(set(users), key=str)
    )
    _record("meeting.attended", meeting, people=len(set(users)))


@transaction.atomic
def put_on(
    *, actor: Actor, meeting_id: UUID, cases: Collection[UUID] = (), homes: Collection[UUID] = (), at: datetime
) -> int:
    """Put cases that her service holds, and homes opened to the agreement, on the agenda; returns how many lines.

    The reference and the composition of each household are then said to every service with a seat.
    """
    meeting = _fetch(actor, meeting_id)
    due = {one.case.id: one for one in agenda.due_cases(actor, meeting, at=at)}
    found = _cases(actor, meeting, cases)
    people = agenda.compositions(actor, [case.id for case in found])
    opened = list(_homes(actor, meeting, homes))
    place = _last_place(meeting)
    for case in found:
        why = due.get(case.id) or agenda.Due(case, [AgendaReason.BY_HAND])
        place += 1
        adults, children = people.get(case.id, (0, 0))
        line = AgendaLine.objects.create(
            meeting=meeting,
            kind=AgendaKind.CASE,
            position=place,
            reasons=why.reasons,
            due_on=why.on,
            reference=case.reference,
            adults=adults,
            children=children,
            added_by_id=actor.service,
        )
        AgendaCase.objects.create(case=case, line=line)
        _record("meeting.case_put_on", meeting, case=case.id, line=str(line.id))
    for vacancy in opened:
        place += 1
        line = AgendaLine.objects.create(
            meeting=meeting,
            kind=AgendaKind.HOME,
            position=place,
            reasons=[AgendaReason.OPENED],
            due_on=vacancy.candidates_due_on,
            vacancy=vacancy,
            added_by_id=actor.service,
        )
        _record("meeting.home_put_on", meeting, line=str(line.id), home=str(vacancy.home_id))
    return len(found) + len(opened)


@transaction.atomic
def put_on_topic(*, actor: Actor, meeting_id: UUID, topic: str) -> AgendaLine:
    """A subject that is neither a household nor a home. Raises Invalid without words."""
    meeting = _fetch(actor, meeting_id)
    if not topic.strip():
        raise Invalid(fields={"topic": _("Say in a few words what is to be spoken of.")})
    line = AgendaLine.objects.create(
        meeting=meeting,
        kind=AgendaKind.TOPIC,
        position=_last_place(meeting) + 1,
        reasons=[AgendaReason.BY_HAND],
        topic=topic.strip(),
        added_by_id=actor.service,
    )
    _record("meeting.topic_put_on", meeting, line=str(line.id))
    return line


@transaction.atomic
def put_off(*, actor: Actor, line_id: UUID, put_off: bool = True) -> AgendaLine:
    """Not at this meeting: the line is proposed again at the next one. `put_off=False` takes it back."""
    line = _fetch_line(actor, line_id)
    if line.put_off != put_off:
        if put_off and line.decisions.exists():
            raise Invalid(_("Something was decided on this line: take the decision back first."))
        line.put_off = put_off
        line.save(update_fields=["put_off"])
        _record("meeting.put_off" if put_off else "meeting.taken_up", line.meeting, line=str(line.id))
    return line


@transaction.atomic
def decide(*, actor: Actor, line_id: UUID, said: Decided, at: datetime) -> MeetingDecision:
    """Record what the room decided. Raises Invalid without a reason, or without the home or the person it names.

    Put forward with its agreement, the household is a candidate at once; without, its referent has the task to ask it.
    """
    line = _fetch_line(actor, line_id)
    _refuse_unfit(actor, line, said)
    if line.put_off:
        raise Invalid(_("This line is put off: take it up again before deciding."))
    decision = MeetingDecision.objects.create(
        meeting=line.meeting,
        line=line,
        kind=said.kind,
        why=said.why.strip(),
        vacancy_id=said.vacancy if said.kind == DecisionKind.PUT_FORWARD else None,
        referent_id=said.referent if said.kind == DecisionKind.REFERENT else None,
        decided_at=at,
        recorded_by_id=actor.user,
    )
    _record("meeting.decided", line.meeting, line=str(line.id), decision=said.kind)
    if said.kind == DecisionKind.PUT_FORWARD:
        _put_forward(actor, line, decision, said.agreed, at)
    return decision


def _put_forward(
    actor: Actor, line: AgendaLine, decision: MeetingDecision, agreed: Agreed | None, at: datetime
) -> None:
    """The candidacy bears the id of the decision that began it."""
    case = meeting_forward.case_behind(line)
    if meeting_forward.is_put_forward(case, decision.vacancy_id):
        return
    if agreed is not None:
        word = replace(agreed, id=decision.id)
        services.put_forward(actor=actor, case_id=case.id, vacancy_id=decision.vacancy_id, agreed=word, at=at)
        return
    task = meeting_forward.ask_for_agreement(decision, line, case)
    _record("meeting.task_given", line.meeting, line=str(line.id), due_on=task.due_on.isoformat())


def _refuse_unfit(actor: Actor, line: AgendaLine, said: Decided) -> None:
    fields = {}
    if said.kind not in DecisionKind.values:
        fields["kind"] = _("Choose what was decided.")
    if not said.why.strip():
        fields["why"] = _("Say why in a sentence: the record needs the reason.")
    if said.kind == DecisionKind.PUT_FORWARD and not _homes(actor, line.meeting, [said.vacancy], strict=False):
        fields["vacancy"] = _("Choose a home that is open to this agreement.")
    attends = may_attend(line.meeting, on=line.meeting.held_on).filter(user=said.referent)
    if said.kind == DecisionKind.REFERENT and not attends.exists():
        fields["referent"] = _("Choose somebody of the services that were asked.")
    if said.kind in (DecisionKind.PUT_FORWARD, DecisionKind.REFERENT) and line.kind != AgendaKind.CASE:
        fields["kind"] = _("This is decided for a household: go to its line.")
    if fields:
        raise Invalid(fields=fields)


@transaction.atomic
def take_back(*, actor: Actor, decision_id: UUID, at: datetime) -> AgendaLine:
    """Undo a decision before the meeting is closed, with the task or the candidacy that it began.

    Raises Refused where the household is a candidate by it and her service does not follow that household.
    """
    decision = rows_of(actor, MeetingDecision).filter(id=decision_id).first()
    if decision is None:
        raise Missing
    line = _fetch_line(actor, decision.line_id)
    if decision.kind == DecisionKind.PUT_FORWARD:
        case = meeting_forward.case_behind(line)
        if meeting_forward.was_put_forward_by(decision, case):
            require(of_case.may_move(actor, case))
            services.withdraw(
                actor=actor,
                candidacy_id=decision.id,
                by=WithdrawnBy.REFERENT,
                reason=WithdrawalReason.MISTAKE,
                at=at,
            )
    _record("meeting.decision_taken_back", line.meeting, line=str(line.id), decision=decision.kind)
    decision.delete()
    return line


@transaction.atomic
def give_task(*, actor: Actor, line_id: UUID, said: Task) -> MeetingTask:
    """Who does what by when. Raises Invalid without words, for a day before the meeting, or for somebody else's."""
    line = _fetch_line(actor, line_id)
    who = may_attend(line.meeting, on=line.meeting.held_on).filter(user=said.user).first()
    fields = {}
    if not said.what.strip():
        fields["what"] = _("Say what is to be done.")
    if who is None:
        fields["user"] = _("Choose somebody of the services that were asked.")
    if said.due_on < line.meeting.held_on:
        fields["due_on"] = _("This day is before the meeting.")
    if fields or who is None:
        raise Invalid(fields=fields)
    task = MeetingTask.objects.create(
        meeting=line.meeting,
        line=line,
        what=said.what.strip(),
        service=who.service,
        user_id=said.user,
        due_on=said.due_on,
    )
    _record("meeting.task_given", line.meeting, line=str(line.id), due_on=said.due_on.isoformat())
    return task


@transaction.atomic
def finish_task(*, actor: Actor, task_id: UUID, at: datetime | None) -> MeetingTask:
    """Say that a task of one's service is done, at any time; without `at`, that it is not."""
    task = rows_of(actor, MeetingTask).filter(id=task_id, service_id=actor.service).first()
    if task is None:
        raise Missing
    if (task.done_at is None) != (at is None):
        task.done_at = at
        task.save(update_fields=["done_at"])
        _record("meeting.task_done" if at else "meeting.task_to_do", task.meeting, task=str(task.id))
    return task


@transaction.atomic
def close(*, actor: Actor, meeting_id: UUID, at: datetime) -> PartnerMeeting:
    """Fix the record: from now on corrections are added to it, nothing is changed. Raises Invalid before its day."""
    meeting = get_meeting(actor, meeting_id, lock=True)
    require(meeting_policies.may_close(actor, meeting))
    if at.astimezone(clock.PARIS).date() < meeting.held_on:
        raise Invalid(_("The day of the meeting has not come yet: close it then."))
    if not rows_of(actor, Attendance).filter(meeting=meeting).exists():
        raise Invalid(_("Say who was there before closing: the record names them."))
    meeting.digest = digest_of(meeting)
    meeting.closed_at, meeting.closed_by_id = at, actor.user
    meeting.save(update_fields=["closed_at", "closed_by", "digest"])
    _record("meeting.closed", meeting, digest=meeting.digest)
    return meeting


@transaction.atomic
def correct(*, actor: Actor, meeting_id: UUID, body: str, at: datetime) -> MeetingCorrection:
    """Add to the record of a closed meeting. Raises Invalid without words."""
    meeting = get_meeting(actor, meeting_id)
    require(meeting_policies.may_correct(actor, meeting))
    if not body.strip():
        raise Invalid(fields={"body": _("Say what the record should have said.")})
    added = MeetingCorrection.objects.create(
        meeting=meeting, service_id=actor.service, author_id=actor.user, written_at=at, body=body.strip()
    )
    _record("meeting.corrected", meeting)
    return added


def _fetch(actor: Actor, meeting_id: UUID) -> PartnerMeeting:
    """A meeting that still runs, one act at a time: two services add lines in the same minute."""
    meeting = get_meeting(actor, meeting_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"meeting {meeting.id}"])
    meeting.refresh_from_db(fields=["closed_at"])
    require(meeting_policies.may_prepare(actor, meeting))
    return meeting


def _fetch_line(actor: Actor, line_id: UUID) -> AgendaLine:
    line = get_line(actor, line_id)
    line.meeting = _fetch(actor, line.meeting_id)
    return line


def _last_place(meeting: PartnerMeeting) -> int:
    return AgendaLine.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0


def _cases(actor: Actor, meeting: PartnerMeeting, cases: Collection[UUID]) -> list[Case]:
    """In the order given. Raises Missing for one she does not see, Refused for one her service does not hold."""
    found = {case.id: case for case in visible_to(actor).filter(id__in=cases, agreement=meeting.agreement_id)}
    if set(found) != set(cases):
        raise Missing
    for case in found.values():
        require(of_case.may_close(actor, case), case=case.id)
    there = set(AgendaCase.objects.filter(line__meeting=meeting, case__in=found).values_list("case", flat=True))
    return [found[case] for case in dict.fromkeys(cases) if case not in there]


def _homes(
    actor: Actor, meeting: PartnerMeeting, homes: Collection[UUID | None], *, strict: bool = True
) -> list[Vacancy]:
    """Those open to the agreement; `strict`: and that are not on the agenda yet."""
    shown = vacancies_visible_to(actor).filter(id__in=homes, agreement=meeting.agreement_id, state__in=SHOWN)
    if strict:
        shown = shown.exclude(id__in=AgendaLine.objects.filter(meeting=meeting, vacancy__in=homes).values("vacancy"))
    return list(shown.order_by("free_on", "id"))


def _record(kind: str, meeting: PartnerMeeting, *, case: UUID | None = None, **changes: object) -> None:
    """Codes, days and ids; nothing that was said."""
    events.record(kind, subject=meeting.id, case=case, changes=dict(changes))
