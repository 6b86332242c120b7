"""The record of a closed meeting holds, an erasure is told apart from a change, and a change is seen."""

from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction

from palier.candidacies import meeting_record, meetings
from palier.candidacies.meeting_models import MeetingDecision, MeetingTask, PartnerMeeting
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Event
from palier.retention.cases import erase_case
from tests.factories.meetings import a_meeting, attended_by, on_the_agenda
from tests.factories.world import AT, DAY, World


@contextmanager
def as_role(name: str):
    """The block runs under that account of PostgreSQL, as a command does."""
    former = {alias: connections[alias].settings_dict["USER"] for alias in connections}
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["USER"] = name
    try:
        yield
    finally:
        connections.close_all()
        for alias, user in former.items():
            connections[alias].settings_dict["USER"] = user


@pytest.fixture
def world(committed_world) -> World:
    return committed_world


@pytest.fixture
def closed(world):
    """A closed meeting about two households, and their cases."""
    with transaction.atomic():
        cases = [world.case(), world.case()]
        meeting = a_meeting(world)
        lines = [on_the_agenda(world, meeting, case) for case in cases]
        attended_by(world, meeting, "adviser")
        adviser = world.actor("adviser")
        with acting(adviser, now=AT):
            for line in lines:
                said = meetings.Decided(kind="other", why="She hopes for the flat near the school.")
                meetings.decide(actor=adviser, line_id=line.id, said=said, at=AT)
                task = meetings.Task(what="Call her brother", user=adviser.user, due_on=DAY)
                meetings.give_task(actor=adviser, line_id=line.id, said=task)
            meetings.close(actor=adviser, meeting_id=meeting.id, at=AT)
    return PartnerMeeting(id=meeting.id), cases


def erase(case) -> None:
    with as_role("palier_owner"), clock.frozen(AT), transaction.atomic(), acting(system_actor("retention")):
        erase_case(case.id)


def faults() -> list[str]:
    with as_role("palier_backup"), transaction.atomic():
        return list(meeting_record.faults())


def standing(world, meeting) -> tuple[bool, int]:
    """Whether the record holds, as a seat reads it, and on how many lines words were erased."""
    with transaction.atomic(), acting(world.actor("social_worker"), now=AT):
        found = PartnerMeeting.objects.get(id=meeting.id)
        return meeting_record.holds(found), found.erased_lines


def test_an_erasure_leaves_a_record_that_holds_and_says_how_many_lines_it_took_from(world, closed):
    meeting, (first, second) = closed
    assert (standing(world, meeting), faults()) == ((True, 0), [])
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        as_closed = PartnerMeeting.objects.get(id=meeting.id).digest
    for number, case in enumerate((first, second), 1):
        erase(case)
        assert (standing(world, meeting), faults()) == ((True, number), [])
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        found = PartnerMeeting.objects.get(id=meeting.id)
        assert found.digest == as_closed
        assert set(MeetingDecision.objects.values_list("why", flat=True)) == {"–"}
        assert set(MeetingTask.objects.values_list("what", flat=True)) == {"–"}
    with as_role("palier_backup"), transaction.atomic():
        said = Event.objects.filter(kind="meeting.words_erased").values_list("subject_id", "changes__lines")
        assert sorted(said) == [(meeting.id, 1), (meeting.id, 2)]


def change(statement: str) -> None:
    with as_role("palier_owner"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_word_changed_by_the_owner_of_the_tables_is_seen_and_an_erasure_does_not_hide_it(world, closed):
    meeting, (first, _) = closed
    change("UPDATE meeting_decision SET why = 'Against her will.'")
    wrong = f"The record of the meeting {meeting.id} does not read as it was closed: one of its rows was changed."
    assert (standing(world, meeting), faults()) == ((False, 0), [wrong])
    erase(first)
    assert (standing(world, meeting), faults()) == ((False, 0), [wrong])


def test_a_digest_made_anew_is_in_no_event(world, closed):
    meeting, _ = closed
    change("UPDATE meeting_decision SET why = 'Against her will.'")
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        anew = meeting_record.digest_of(PartnerMeeting.objects.get(id=meeting.id))
    change(f"UPDATE partner_meeting SET digest = '{anew}'")
    assert (standing(world, meeting), faults()) == (
        (True, 0),
        [f"The digest of the meeting {meeting.id} is in no event: it was made anew."],
    )
