"""A partner meeting as the partners use it: agenda, shared screen, decisions, the record, what waits afterwards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.candidacies.jobs import meeting_jobs
from palier.candidacies.meeting_models import AgendaLine, MeetingDecision, MeetingTask, PartnerMeeting
from palier.candidacies.models import Candidacy
from palier.platform.context import acting
from palier.platform.models import Event
from tests.factories.homes import an_opening
from tests.factories.meetings import a_meeting, attended_by, on_the_agenda
from tests.factories.support import allow, applicant_of
from tests.factories.world import AT
from tests.queries import asked

NAME = "Benali"


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def meeting(world):
    return a_meeting(world)


@pytest.fixture
def line(world, case, meeting):
    return on_the_agenda(world, meeting, case)


def page(name, one):
    return reverse(name, args=[one.id])


def test_from_convening_to_a_record_and_a_task_on_today(world, case, signed_in):
    vacancy = an_opening(world, address="3 rue du Lac")
    adviser = signed_in("adviser")
    form = adviser.get(reverse("meeting_convene")).context["form"]
    said = {
        "id": str(form.fields["id"].initial),
        "agreement": str(world.agreement.id),
        "held_on": "12/3/2026",
        "services": [str(world.services["allocations"].id)],
    }
    assert adviser.post(reverse("meeting_convene"), said).status_code == 302
    with acting(world.actor("adviser")):
        meeting = PartnerMeeting.objects.get()
    shown = adviser.get(page("meeting", meeting)).text
    assert (NAME.upper() in shown, "3 rue du Lac" in shown) == (True, True)
    ticked = {"case": [str(case.id)], "home": [str(vacancy.id)]}
    assert adviser.post(page("meeting_put_on", meeting), ticked).status_code == 302
    there = {"users": [str(world.people[key].id) for key in ("adviser", "allocation_officer")]}
    assert adviser.post(page("meeting_room", meeting), there).status_code == 302
    with acting(world.actor("adviser")):
        line = AgendaLine.objects.get(kind="case")
    officer = signed_in("allocation_officer")
    decided = {"kind": "put_forward", "vacancy": str(vacancy.id), "why": "Near the school."}
    assert officer.post(page("meeting_line", line), decided).status_code == 302
    task = {"task-what": "Send the sheet", "task-user": str(world.people["adviser"].id), "task-due_on": "16/3"}
    assert officer.post(page("meeting_task", line), task).status_code == 302
    adviser = signed_in("adviser")
    assert adviser.post(page("meeting_close", meeting)).status_code == 302
    record = signed_in("allocation_officer").get(page("meeting_record", meeting)).text
    for words in (case.reference, "1 adult, 2 children", "Near the school.", "Send the sheet", "the candidate file"):
        assert words in record
    assert NAME.upper() not in record
    today = signed_in("adviser").get(reverse("today")).text
    assert "Send the sheet" in today
    with acting(world.actor("adviser")):
        given = MeetingTask.objects.get(decision=None)
    assert signed_in("adviser").post(page("task_done", given)).status_code == 302
    assert "Send the sheet" not in signed_in("adviser").get(reverse("today")).context["tasks"]


def test_put_forward_with_its_agreement_the_household_is_a_candidate(world, case, meeting, line, signed_in):
    vacancy = an_opening(world)
    with acting(world.actor("adviser")):
        person = str(applicant_of(case))
    said = {"kind": "put_forward", "vacancy": str(vacancy.id), "why": "Near the school."}
    adviser = signed_in("adviser")
    missing = adviser.post(page("meeting_line", line), said | {"person": person})
    assert (missing.status_code, set(missing.context["decision_form"].errors)) == (422, {"means"})
    said |= {"person": person, "on": "12/3", "means": "oral"}
    told = adviser.post(page("meeting_line", line), said, follow=True)
    assert "the household is put forward" in told.text
    with acting(world.actor("adviser")):
        assert (Candidacy.objects.get().id, MeetingTask.objects.count()) == (MeetingDecision.objects.get().id, 0)
    assert "still to be asked" not in adviser.get(page("meeting_record", meeting)).text


def test_the_record_says_that_a_household_is_still_to_be_asked(world, case, meeting, line, signed_in):
    vacancy = an_opening(world)
    officer = signed_in("allocation_officer")
    asked_there = officer.get(page("meeting_line", line)).context["decision_form"].fields
    assert "person" not in asked_there
    said = {"kind": "put_forward", "vacancy": str(vacancy.id), "why": "Near the school."}
    assert "The referent has the task" in officer.post(page("meeting_line", line), said, follow=True).text
    assert "the household is still to be asked" in officer.get(page("meeting_record", meeting)).text
    assert "Ask the household whether it agrees" in signed_in("adviser").get(reverse("today")).text


def test_the_shared_screen_and_the_record_have_no_name_and_nothing_social(world, meeting, line, signed_in):
    attended_by(world, meeting, "adviser")
    adviser = signed_in("adviser")
    for name in ("meeting_screen", "meeting_record"):
        shown = adviser.get(page(name, meeting)).text
        assert line.reference in shown
        assert [
            word for word in ("BENALI", "Benali", "Nadia", "06 00 00", "Boulangerie", "eparation") if word in shown
        ] == []


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        (("adviser",), (True, True)),
        (("adviser", "coordinator"), (True, False)),
        (("adviser", "allocation_officer"), (False, False)),
        ((), (False, False)),
    ],
)
def test_the_shared_screen_tells_the_narrowest_of_those_present(world, meeting, line, signed_in, people, shown):
    attended_by(world, meeting, *people)
    text = signed_in("adviser").get(page("meeting_screen", meeting)).text
    assert ("Urgency" in text, "Must leave by" in text) == shown


def test_the_paper_agenda_has_initials_for_who_may_open_the_file(world, meeting, line, signed_in):
    papers = {key: signed_in(key).get(page("meeting_paper", meeting)).text for key in ("adviser", "allocation_officer")}
    assert ["N.B." in text for text in papers.values()] == [True, False]
    assert [line.reference in text and "BENALI" not in text for text in papers.values()] == [True, True]


def test_the_landlord_reads_a_line_and_not_its_case(world, case, meeting, line, signed_in):
    for key, sees in (("adviser", True), ("allocation_officer", False)):
        text = signed_in(key).get(page("meeting_line", line)).text
        assert (str(case.id) in text, "BENALI" in text) == (sees, sees)


def test_a_refused_decision_keeps_what_was_typed(world, meeting, line, signed_in):
    answer = signed_in("adviser").post(page("meeting_line", line), {"kind": "put_forward", "why": "Near her work."})
    assert answer.status_code == 422
    assert "Choose a home that is open to this agreement." in answer.text
    assert "Near her work." in answer.text


def test_a_decision_and_its_reason_enter_the_story_by_code_alone(world, case, meeting, line):
    adviser = world.actor("adviser")
    with acting(adviser):
        MeetingDecision.objects.create(
            meeting=meeting,
            line=line,
            kind="adjourn",
            why="The notice is missing.",
            decided_at=AT,
            recorded_by_id=adviser.user,
        )
        closing = Event(kind="meeting.closed", subject_id=meeting.id)
        meeting_jobs.tell_the_cases(closing)
        told = Event.objects.get(kind="case.decided_on")
    assert (told.case_id, told.to_state, told.changes) == (case.id, "adjourn", {"meeting": str(meeting.id)})


@pytest.mark.parametrize("name", ["meeting", "meeting_board", "meeting_screen", "meeting_paper", "meeting_record"])
def test_a_long_agenda_asks_no_more_than_a_short_one(world, meeting, signed_in, name):
    counts = []
    adviser = signed_in("adviser")
    for more in (1, 3):
        for _number in range(more):
            made = world.case(last_name="Other")
            allow(world, made)
            on_the_agenda(world, meeting, made)
        attended_by(world, meeting, "adviser", "social_worker")
        adviser.get(page(name, meeting))
        with CaptureQueriesContext(connection) as captured:
            assert adviser.get(page(name, meeting)).status_code == 200
        counts.append(asked(captured))
    assert counts[0] == counts[1]
