"""A meeting from its convening to its closed record: who sees it, what is due, what is refused."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from palier.candidacies import agenda, meeting_queries, meetings
from palier.candidacies.meeting_models import (
    AgendaCase,
    AgendaLine,
    Attendance,
    MeetingCorrection,
    MeetingDecision,
    MeetingTask,
    PartnerMeeting,
)
from palier.candidacies.models import Candidacy
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories import readiness
from tests.factories.assessments import an_assessment, signed_by_both
from tests.factories.candidacies import a_candidacy, agreed
from tests.factories.homes import an_opening
from tests.factories.meetings import a_meeting, attended_by, on_the_agenda
from tests.factories.support import allow, applicant_of
from tests.factories.world import AT, DAY

WALLED = (PartnerMeeting, AgendaLine, Attendance, MeetingDecision, MeetingTask)


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def meeting(world):
    return a_meeting(world)


@pytest.fixture
def line(world, case, meeting):
    return on_the_agenda(world, meeting, case)


def decided(kind="other", why="As agreed aloud.", **more):
    return meetings.Decided(kind=kind, why=why, **more)


def decide(world, line, said, key="allocation_officer"):
    actor = world.actor(key)
    with acting(actor, now=AT):
        return meetings.decide(actor=actor, line_id=line.id, said=said, at=AT)


def adult(world, case):
    with acting(world.actor("adviser")):
        return applicant_of(case)


def closed(world, meeting):
    attended_by(world, meeting, "adviser", "allocation_officer")
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        return meetings.close(actor=adviser, meeting_id=meeting.id, at=AT)


def test_both_walls_show_a_meeting_to_the_services_with_a_seat_alone(world, meeting, line):
    attended_by(world, meeting, "adviser")
    decide(world, line, decided())
    actor = world.actor("adviser")
    with acting(actor, now=AT):
        said = meetings.Task(what="Call the CAF", user=actor.user, due_on=DAY)
        meetings.give_task(actor=actor, line_id=line.id, said=said)
    seats = {"adviser", "colleague", "team_lead", "coordinator", "social_worker"}
    seats |= {"allocation_officer", "committee_secretary"}
    for key in world.people:
        actor = world.actor(key)
        with acting(actor, now=AT):
            by_python = {
                PartnerMeeting: meeting_queries.meetings_of(actor).count(),
                **{model: meeting_queries.rows_of(actor, model).count() for model in WALLED[1:]},
            }
            by_database = {model: model.objects.count() for model in WALLED}
        assert (key, by_python, by_database) == (
            key,
            dict.fromkeys(WALLED, int(key in seats)),
            dict.fromkeys(WALLED, int(key in seats)),
        )


def test_the_way_from_a_line_to_its_case_is_behind_the_wall_of_the_case(world, line):
    seen = {}
    for key in ("adviser", "allocation_officer", "social_worker"):
        with acting(world.actor(key), now=AT):
            seen[key] = (AgendaLine.objects.get().reference == line.reference, AgendaCase.objects.count())
    assert seen == {"adviser": (True, 1), "allocation_officer": (True, 0), "social_worker": (True, 0)}


def test_a_line_says_reference_and_composition_and_why(world, case, line):
    assert (line.reference, line.adults, line.children) == (case.reference, 1, 2)
    assert (line.reasons, line.due_on) == (["must_leave"], date(2026, 4, 1))


def test_what_is_due_leaves_once_it_is_on_the_agenda(world, case, meeting):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        assert [one.case.id for one in agenda.due_cases(adviser, meeting, at=AT)] == [case.id]
    on_the_agenda(world, meeting, case)
    with acting(adviser, now=AT):
        assert agenda.due_cases(adviser, meeting, at=AT) == []


@pytest.mark.parametrize(
    ("said", "later", "reasons"),
    [
        ({"housing": "no_home", "housing_until": None}, timedelta(), ["tonight"]),
        ({"origin": "association_ready", "housing_until": None}, timedelta(), ["ready"]),
        ({"housing_until": None}, timedelta(days=31), ["quiet"]),
        ({"housing_until": date(2026, 4, 11)}, timedelta(), ["must_leave"]),
        ({"housing_until": date(2026, 4, 12)}, timedelta(), None),
        ({"housing_until": None}, timedelta(), None),
    ],
)
def test_each_reason_brings_a_case_on_the_agenda(world, meeting, said, later, reasons):
    world.case(**said)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT + later):
        found = [one.reasons for one in agenda.due_cases(adviser, meeting, at=AT + later)]
    assert found == ([reasons] if reasons else [])


def test_a_case_has_all_its_reasons_and_its_nearest_day(world, meeting):
    """Signed today, ready by its certificate, two days to leave: tonight comes first."""
    case = world.case(housing="no_home", housing_until=date(2026, 3, 20), authorised=(world.services["support"].id,))
    signed_by_both(world, an_assessment(world, case))
    readiness.signed(world, case)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        (found,) = agenda.due_cases(adviser, meeting, at=AT)
    assert (found.reasons, found.on) == (["tonight", "must_leave", "assessed", "ready"], DAY)


def test_a_line_put_off_is_due_again_at_the_next_meeting(world, meeting):
    case = world.case(housing_until=None)
    line = on_the_agenda(world, meeting, case)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        meetings.put_off(actor=adviser, line_id=line.id)
    following = a_meeting(world, held_on=DAY + timedelta(days=7))
    with acting(adviser, now=AT):
        assert [one.reasons for one in agenda.due_cases(adviser, following, at=AT)] == [["put_off"]]


def test_only_the_service_that_holds_a_case_puts_it_on(world, case, meeting):
    allow(world, case)
    worker, officer = world.actor("social_worker"), world.actor("allocation_officer")
    with acting(worker, now=AT), pytest.raises(Refused):
        meetings.put_on(actor=worker, meeting_id=meeting.id, cases=[case.id], at=AT)
    with acting(officer, now=AT), pytest.raises(Missing):
        meetings.put_on(actor=officer, meeting_id=meeting.id, cases=[case.id], at=AT)


def test_homes_opened_to_the_agreement_come_on_once(world, meeting):
    vacancy = an_opening(world)
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT):
        assert list(agenda.due_homes(officer, meeting)) == [vacancy]
        assert meetings.put_on(actor=officer, meeting_id=meeting.id, homes=[vacancy.id], at=AT) == 1
        assert list(agenda.due_homes(officer, meeting)) == []
        assert meetings.put_on(actor=officer, meeting_id=meeting.id, homes=[vacancy.id], at=AT) == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (decided(kind="lottery"), "kind"),
        (decided(why="  "), "why"),
        (decided(kind="put_forward"), "vacancy"),
        (decided(kind="referent"), "referent"),
    ],
)
def test_a_decision_that_does_not_hold_is_refused(world, line, said, field):
    with pytest.raises(Invalid) as refused:
        decide(world, line, said)
    assert set(refused.value.fields) == {field}


def test_a_decision_is_undone_until_the_meeting_is_closed(world, meeting, line):
    vacancy = an_opening(world)
    decision = decide(world, line, decided("put_forward", vacancy=vacancy.id))
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT):
        meetings.take_back(actor=officer, decision_id=decision.id, at=AT)
        assert MeetingDecision.objects.count() == 0
    decision = decide(world, line, decided("paper"))
    closed(world, meeting)
    with acting(officer, now=AT), pytest.raises(Refused):
        meetings.take_back(actor=officer, decision_id=decision.id, at=AT)


def test_the_database_changes_nothing_of_a_closed_record(world, meeting, line):
    decide(world, line, decided())
    closed(world, meeting)
    with acting(world.actor("adviser"), now=AT):
        assert MeetingDecision.objects.update(why="Otherwise.") == 0
        assert AgendaLine.objects.all().delete()[0] == 0
        assert PartnerMeeting.objects.update(closed_at=None) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            MeetingDecision.objects.create(
                meeting=meeting,
                line=line,
                kind="other",
                why="Late.",
                decided_at=AT,
                recorded_by_id=world.people["adviser"].id,
            )
        assert MeetingDecision.objects.get().why == "As agreed aloud."


def test_a_correction_is_added_after_closing_and_not_before(world, meeting):
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT), pytest.raises(Refused):
        meetings.correct(actor=officer, meeting_id=meeting.id, body="The home is a T2.", at=AT)
    closed(world, meeting)
    with acting(officer, now=AT):
        meetings.correct(actor=officer, meeting_id=meeting.id, body="The home is a T2.", at=AT)
        assert MeetingCorrection.objects.update(body="A T3.") == 0
        assert MeetingCorrection.objects.get().body == "The home is a T2."


def test_the_convener_closes_once_somebody_is_said_to_be_there(world, meeting):
    adviser, officer = world.actor("adviser"), world.actor("allocation_officer")
    with acting(officer, now=AT), pytest.raises(Refused):
        meetings.close(actor=officer, meeting_id=meeting.id, at=AT)
    with acting(adviser, now=AT), pytest.raises(Invalid):
        meetings.close(actor=adviser, meeting_id=meeting.id, at=AT)
    found = closed(world, meeting)
    assert (found.closed_at, found.closed_by_id, len(found.digest)) == (AT, adviser.user, 64)


def test_a_task_waits_for_who_took_it_until_it_is_done(world, meeting, line):
    worker, officer = world.actor("social_worker"), world.actor("allocation_officer")
    said = meetings.Task(what="Call the CAF", user=worker.user, due_on=DAY + timedelta(days=2))
    with acting(officer, now=AT):
        task = meetings.give_task(actor=officer, line_id=line.id, said=said)
        assert list(meeting_queries.tasks_of(officer)) == []
    closed(world, meeting)
    with acting(worker, now=AT):
        assert [one.what for one in meeting_queries.tasks_of(worker)] == ["Call the CAF"]
        meetings.finish_task(actor=worker, task_id=task.id, at=AT)
        assert list(meeting_queries.tasks_of(worker)) == []
        meetings.finish_task(actor=worker, task_id=task.id, at=None)
        assert meeting_queries.tasks_of(worker).count() == 1


def test_the_events_of_a_meeting_say_nothing_that_was_said(world, meeting, line):
    decide(world, line, decided(why="He sleeps in the car."), key="adviser")
    closed(world, meeting)
    with acting(world.actor("adviser"), now=AT):
        found = Event.objects.filter(kind__startswith="meeting.").order_by("at", "id")
        kinds = sorted(found.values_list("kind", flat=True))
        words = " ".join(str(event.changes) + event.reason for event in found)
    assert kinds == [
        "meeting.attended",
        "meeting.case_put_on",
        "meeting.closed",
        "meeting.convened",
        "meeting.decided",
    ]
    assert "car" not in words
    assert line.reference not in words


@pytest.mark.parametrize(
    ("services", "held_on", "field"),
    [(("elsewhere",), DAY, "services"), (("support",), DAY - timedelta(days=1), "held_on")],
)
def test_a_meeting_of_strangers_or_of_yesterday_is_not_convened(world, services, held_on, field):
    with pytest.raises(Invalid) as refused:
        a_meeting(world, services=services, held_on=held_on)
    assert set(refused.value.fields) == {field}


def test_put_forward_without_its_agreement_the_referent_has_the_task_to_ask(world, case, line):
    vacancy = an_opening(world)
    decision = decide(world, line, decided("put_forward", vacancy=vacancy.id))
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        assert not Candidacy.objects.exists()
        (task,) = meeting_queries.tasks_of(adviser)
        assert (task.decision_id, task.due_on, str(vacancy.home) in task.what) == (decision.id, DAY, True)
    a_candidacy(world, case, vacancy)
    with acting(adviser, now=AT):
        assert not meeting_queries.tasks_of(adviser).exists()
        assert MeetingTask.objects.get().done_at == AT


def test_put_forward_with_its_agreement_the_household_is_a_candidate_at_once(world, case, line):
    vacancy = an_opening(world)
    said = decided("put_forward", vacancy=vacancy.id, agreed=agreed(adult(world, case), note=""))
    decision = decide(world, line, said, key="adviser")
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT):
        assert [(one.id, one.vacancy_id, one.state) for one in Candidacy.objects.all()] == [
            (decision.id, vacancy.id, "put_forward")
        ]
        assert not MeetingTask.objects.exists()
        with pytest.raises(Refused):
            meetings.take_back(actor=officer, decision_id=decision.id, at=AT)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        meetings.take_back(actor=adviser, decision_id=decision.id, at=AT)
        assert (Candidacy.objects.get().state, Candidacy.objects.get().withdrawn_for) == ("withdrawn", "mistake")
        assert not MeetingDecision.objects.exists()


def test_the_word_of_a_household_is_said_by_who_follows_it(world, case, line):
    said = decided("put_forward", vacancy=an_opening(world).id, agreed=agreed(adult(world, case), note=""))
    with pytest.raises(Missing):
        decide(world, line, said, key="allocation_officer")
    with acting(world.actor("adviser"), now=AT):
        assert not MeetingDecision.objects.exists()


def test_taken_back_a_decision_takes_its_task_with_it_and_decided_twice_it_asks_nothing_again(world, case, line):
    vacancy = an_opening(world)
    decision = decide(world, line, decided("put_forward", vacancy=vacancy.id))
    officer = world.actor("allocation_officer")
    with acting(officer, now=AT):
        meetings.take_back(actor=officer, decision_id=decision.id, at=AT)
        assert not MeetingTask.objects.exists()
    a_candidacy(world, case, vacancy)
    decide(world, line, decided("put_forward", vacancy=vacancy.id))
    with acting(world.actor("adviser"), now=AT):
        assert (MeetingTask.objects.count(), Candidacy.objects.count()) == (0, 1)
