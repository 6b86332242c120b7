"""The board of a meeting: filled by the worker, read by the services with a seat, and what a choice would change."""

import pytest
from django.db import transaction
from django.urls import reverse

from palier.candidacies import meetings
from palier.candidacies.meeting_models import AgendaLine, MeetingDecision
from palier.placement import boards, services
from palier.placement.models import BoardPair, Override
from palier.platform.actor import system_actor
from palier.platform.context import acting
from tests.factories.homes import an_opening
from tests.factories.meetings import a_meeting, on_the_agenda
from tests.factories.world import AT
from tests.placement.test_shortlists import FACTS


@pytest.fixture
def filled(committed_world, as_worker):
    """One home and two households it fits: the first waits on the street, the second does not."""
    world = committed_world
    with transaction.atomic():
        vacancy = an_opening(world)
        urgent = world.case(facts=FACTS, children_ages=(4,), housing="no_home", housing_until=None)
        other = world.case(facts=FACTS, children_ages=(4,))
        meeting = a_meeting(world)
        lines = [on_the_agenda(world, meeting, case) for case in (urgent, other)]
        adviser = world.actor("adviser")
        with acting(adviser, now=AT):
            meetings.put_on(actor=adviser, meeting_id=meeting.id, homes=[vacancy.id], at=AT)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        services.refresh(world.agreement.id, at=AT)
        boards.refresh_board(meeting.id)
    return world, meeting, vacancy, lines


def url(meeting, vacancy, line):
    return reverse("meeting_board", args=[meeting.id]) + f"?home={vacancy.id}&line={line.id}"


def test_the_services_with_a_seat_read_the_board_and_no_other(filled):
    world, *_ = filled
    seen = {}
    for key in ("adviser", "allocation_officer", "social_worker", "reservation_officer", "stranger"):
        with transaction.atomic(), acting(world.actor(key), now=AT):
            seen[key] = sorted(BoardPair.objects.values_list("verdict", "tier"))
    pairs = [("yes", 0), ("yes", 1)]
    assert seen == {
        "adviser": pairs,
        "allocation_officer": pairs,
        "social_worker": pairs,
        "reservation_officer": [],
        "stranger": [],
    }


def test_a_line_put_off_leaves_the_board(filled, as_worker):
    world, meeting, _vacancy, (urgent, other) = filled
    adviser = world.actor("adviser")
    with transaction.atomic(), acting(adviser, now=AT):
        meetings.put_off(actor=adviser, line_id=urgent.id)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        boards.refresh_board(meeting.id)
        assert list(BoardPair.objects.values_list("line", flat=True)) == [other.id]


def test_what_if_says_who_would_lose_the_home_and_writes_nothing(filled, client):
    world, meeting, vacancy, (urgent, other) = filled
    client.force_login(world.people["allocation_officer"])
    shown = client.get(url(meeting, vacancy, other)).context["asked"]
    home = shown.home
    assert shown.moves == [
        f"{other.reference} · 1 adult, 1 child would have {home}, in place of none.",
        f"{urgent.reference} · 1 adult, 1 child would have no home, in place of {home}.",
    ]
    assert shown.changes[:2] == ["Households with a home, tonight: -1", "Households with a home, less than a month: +1"]
    assert shown.instead == f"{urgent.reference} · 1 adult, 1 child"
    assert client.get(url(meeting, vacancy, urgent)).context["asked"].moves == []
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        assert MeetingDecision.objects.count() == 0


def test_a_choice_against_the_best_keeps_its_reason_and_its_cost(filled, client):
    world, meeting, vacancy, (urgent, other) = filled
    client.force_login(world.people["allocation_officer"])
    assert client.post(url(meeting, vacancy, other), {"why": ""}).status_code == 422
    assert client.post(url(meeting, vacancy, other), {"why": "Near the school."}).status_code == 302
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        kept = Override.objects.select_related("decision").get()
    assert (kept.decision.why, kept.instead_id, kept.change["tier:0"]) == ("Near the school.", urgent.id, -1)
    # The home is given: nothing is asked of it any more.
    assert client.get(url(meeting, vacancy, urgent)).status_code == 404
    assert other.reference in client.get(reverse("meeting_board", args=[meeting.id])).text


def test_the_best_choice_needs_a_reason_and_is_no_override(filled, client):
    world, meeting, vacancy, (urgent, _other) = filled
    client.force_login(world.people["adviser"])
    assert client.post(url(meeting, vacancy, urgent), {"why": "First in order."}).status_code == 302
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        assert (MeetingDecision.objects.count(), Override.objects.count()) == (1, 0)
        assert AgendaLine.objects.filter(decisions__vacancy=vacancy).get() == urgent
