"""The shared screen shows what everybody in the room may open, and never what is social."""

import pytest

from palier.candidacies.meeting_queries import may_attend
from palier.candidacies.meeting_room import narrowest, present
from palier.platform.context import acting
from tests.factories.meetings import a_meeting
from tests.factories.support import allow
from tests.factories.world import AT, DAY


@pytest.fixture
def case(world):
    """Shared with the association's social service: envelope, file and social."""
    case = world.case()
    allow(world, case)
    return case


@pytest.mark.parametrize(
    ("people", "audiences"),
    [
        ((), set()),
        (("adviser",), {"envelope", "file"}),
        (("adviser", "social_worker"), {"envelope", "file"}),
        (("adviser", "coordinator"), {"envelope"}),
        (("adviser", "social_worker", "allocation_officer"), set()),
    ],
)
def test_the_narrowest_of_those_present_decides(world, case, people, audiences):
    meeting, adviser = a_meeting(world), world.actor("adviser")
    with acting(adviser, now=AT):
        there = present(may_attend(meeting, on=DAY).filter(user__in=[world.people[name] for name in people]))
        assert narrowest(adviser, [case], there, at=AT) == {case.id: audiences}


def test_a_reader_who_does_not_hold_the_case_shows_its_line_alone(world, case):
    meeting, worker = a_meeting(world), world.actor("social_worker")
    with acting(worker, now=AT):
        there = present(may_attend(meeting, on=DAY).filter(user=world.people["social_worker"]))
        assert narrowest(worker, [case], there, at=AT) == {case.id: set()}
