"""The board of a meeting: filled by the worker, read by the services with a seat, and what a choice would change."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from palier.candidacies import meetings
from palier.candidacies.meeting_models import AgendaLine, MeetingDecision
from palier.candidacies.meeting_queries import agenda
from palier.matching.problem import ProblemRefused
from palier.placement import boards, services
from palier.placement.models import BoardPair, Override
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Missing
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


# --- what cannot be


def as_placement(as_worker, work):
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        return work()


def test_a_meeting_that_is_not_there_has_no_board(filled, as_worker):
    before = as_placement(as_worker, lambda: sorted(BoardPair.objects.values_list()))
    as_placement(as_worker, lambda: boards.refresh_board(uuid4()))
    assert as_placement(as_worker, lambda: sorted(BoardPair.objects.values_list())) == before
    assert len(before) == 2


def give(world, meeting, line, vacancy):
    actor = world.actor("adviser")
    with transaction.atomic(), acting(actor, now=AT):
        board = boards.board_of(actor, meeting, list(agenda(actor, meeting)))
        boards.give(actor=actor, board=board, line=line, vacancy=vacancy, why="Near the school.", at=AT)


def decisions(world):
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        return MeetingDecision.objects.count()


def test_a_home_that_is_not_on_the_board_or_does_not_fit_is_not_given(filled, as_worker):
    world, meeting, vacancy, (urgent, _) = filled
    with transaction.atomic():
        too_dear = on_the_agenda(world, meeting, world.case(facts=FACTS | {"max_rent": 100}))
    as_placement(as_worker, lambda: services.refresh(world.agreement.id, at=AT))
    as_placement(as_worker, lambda: boards.refresh_board(meeting.id))
    for line, home in ((urgent, uuid4()), (too_dear, vacancy.id)):
        with pytest.raises(Missing):
            give(world, meeting, line, home)
    assert decisions(world) == 0


def test_what_was_given_is_not_given_again(filled, client):
    """Two who decide at once: the second is told to look again, and nothing of hers is kept."""
    world, meeting, vacancy, (urgent, other) = filled
    give(world, meeting, urgent, vacancy.id)
    with pytest.raises(ProblemRefused):
        give(world, meeting, other, vacancy.id)
    client.force_login(world.people["allocation_officer"])
    assert client.post(url(meeting, vacancy, other), {"why": "Near the school."}).status_code == 409
    assert decisions(world) == 1


def test_an_address_that_names_nothing_asks_nothing(filled, client):
    world, meeting, vacancy, (urgent, _) = filled
    client.force_login(world.people["adviser"])
    board = reverse("meeting_board", args=[meeting.id])
    for query, status in (
        ("?home=1&line=2", 200),
        (f"?home={vacancy.id}", 200),
        (f"?home={uuid4()}&line={urgent.id}", 404),
        (f"?home={vacancy.id}&line={uuid4()}", 404),
    ):
        assert client.get(board + query).status_code == status, query


# --- what one looks for, and what one takes away


def test_the_address_says_whom_one_looks_for_and_the_workbook_holds_the_same(filled, client):
    """A choice keeps the filters of its page; who is hidden is counted; what is given jointly stays the same."""
    world, meeting, vacancy, (urgent, other) = filled
    client.force_login(world.people["allocation_officer"])
    board, file = (reverse(name, args=[meeting.id]) for name in ("meeting_board", "meeting_board_workbook"))
    seen = {}
    for query in ("", "?urgency=U2", "?answer=unknown", "?urgency=U9"):
        shown = client.get(board + query).context
        (place,) = shown["places"]
        seen[query] = [one.line for one in place.choices], place.hidden
        assert [one.homes for one in shown["households"]] == [1, 1]
        sheet = CalamineWorkbook.from_filelike(BytesIO(client.get(file + query).content)).get_sheet_by_index(0)
        rows = [row for row in sheet.to_python() if row[0] == place.words]
        assert [row[1] for row in rows] == [one.words for one in place.choices]
        assert "Benali" not in str(rows)
    assert seen == {
        "": ([urgent.id, other.id], 0),
        "?urgency=U2": ([other.id], 1),
        "?answer=unknown": ([], 2),
        "?urgency=U9": ([urgent.id, other.id], 0),
    }
    (place,) = client.get(board + "?urgency=U2").context["places"]
    assert place.choices[0].url == f"{board}?urgency=U2&home={vacancy.id}&line={other.id}#asked"
    assert client.post(place.choices[0].url, {"why": "Near the school."}).url == f"{board}?urgency=U2"
    client.force_login(world.people["reservation_officer"])
    assert client.get(file).status_code == 404
