"""The grid of an agreement: its versions, who publishes one, and what is never changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.matching.grid import CODES, MONTH, Line, default_lines
from palier.organisations import agreements
from palier.organisations.enums import GridCode
from palier.organisations.grids import as_published, grid_on, publish_grid
from palier.organisations.models import Grid, GridLine
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.world import AT, DAY, PEOPLE
from tests.queries import asked

NEXT_WEEK = DAY + timedelta(days=7)
LINES = [Line("waiting", 2, MONTH, 24), Line("ready", 8)]


@pytest.fixture
def coordinator(world):
    with acting(world.actor("coordinator")) as actor:
        yield actor


def publish(actor, world, **said) -> Grid:
    usual = {"lines": LINES, "starts_on": NEXT_WEEK, "decided_on": DAY, "at": AT}
    return publish_grid(actor=actor, agreement=world.agreement.id, **usual | said)


def test_the_codes_on_the_screens_are_those_that_are_counted():
    assert set(GridCode.values) == set(CODES)


def test_an_agreement_begins_with_the_usual_weights(world):
    with acting(world.actor("administrator")) as administrator:
        made = agreements.draft_agreement(
            actor=administrator, name="New", territory="", starts_on=DAY, ends_on=DAY + timedelta(days=900)
        )
    (grid,) = made.grids.all()
    assert (grid.version, grid.starts_on, grid.decided_on, grid.published_by) == (1, DAY, None, None)
    assert as_published(grid).lines == tuple(default_lines())


def test_a_new_version_holds_from_its_day_and_leaves_the_past_alone(world, coordinator):
    made = publish(coordinator, world)
    before, after = grid_on(world.agreement.id, NEXT_WEEK - timedelta(days=1)), grid_on(world.agreement.id, NEXT_WEEK)
    assert (before.version, as_published(before).lines) == (1, tuple(default_lines()))
    assert (after.id, after.version, as_published(after).lines) == (made.id, 2, tuple(LINES))
    assert grid_on(world.agreement.id, date(2020, 1, 1)).version == 1
    event = Event.objects.get(kind="grid.published")
    assert event.changes == {
        "version": 2,
        "starts_on": "2026-03-19",
        "decided_on": "2026-03-12",
        "lines": {"waiting": [2, 24], "ready": [8, None]},
    }


@pytest.mark.parametrize("key", sorted(set(PEOPLE) - {"coordinator", "stranger"}))
def test_only_a_coordinator_publishes(world, key):
    with acting(world.actor(key)) as actor, pytest.raises(Refused):
        publish(actor, world)
    assert world.agreement.grids.count() == 1


def test_an_agreement_of_others_is_not_there(world, coordinator):
    with pytest.raises(Missing):
        publish_grid(
            actor=coordinator, agreement=world.other_agreement.id, lines=LINES, starts_on=DAY, decided_on=DAY, at=AT
        )


def test_the_grid_of_an_ended_agreement_no_longer_changes(world, coordinator):
    type(world.agreement).objects.filter(id=world.agreement.id).update(status="ended")
    with pytest.raises(Refused):
        publish(coordinator, world)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"starts_on": DAY - timedelta(days=1)}, "starts_on"),
        ({"starts_on": date(2028, 1, 1)}, "starts_on"),
        ({"decided_on": DAY + timedelta(days=1)}, "decided_on"),
        ({"lines": [Line("ready", -1)]}, "ready"),
        ({"lines": [Line("waiting", 5, MONTH, 4)]}, "waiting"),
    ],
)
def test_what_cannot_be_published(world, coordinator, said, field):
    with pytest.raises(Invalid) as refused:
        publish(coordinator, world, **said)
    assert list(refused.value.fields) == [field]
    assert world.agreement.grids.count() == 1


def test_a_version_begins_after_the_one_before_it(world, coordinator):
    publish(coordinator, world)
    with pytest.raises(Invalid):
        publish(coordinator, world, starts_on=NEXT_WEEK)
    assert publish(coordinator, world, starts_on=NEXT_WEEK + timedelta(days=1)).version == 3


def test_just_after_midnight_in_paris_it_may_begin_the_new_day(world, coordinator):
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    with pytest.raises(Invalid):
        publish(coordinator, world, starts_on=DAY, at=late)
    assert publish(coordinator, world, starts_on=DAY + timedelta(days=1), at=late).version == 2


@pytest.mark.parametrize("model", [Grid, GridLine])
def test_the_database_changes_and_removes_none(world, model):
    for write in (lambda rows: rows.update(id=rows.first().id), lambda rows: rows._raw_delete("default")):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            write(model.objects.all())


@pytest.mark.parametrize(
    "line",
    [
        {"code": "income", "points": 1},
        {"code": "ready", "points": 1},
        {"code": "waiting", "points": 1, "per": "year"},
        {"code": "waiting", "points": 2, "per": "month", "cap": 1},
    ],
)
def test_the_database_refuses_a_line_that_says_no_order(world, coordinator, line):
    grid = Grid.objects.create(
        agreement=world.agreement,
        version=2,
        starts_on=NEXT_WEEK,
        decided_on=DAY,
        published_at=AT,
        published_by_id=coordinator.user,
    )
    GridLine.objects.create(grid=grid, position=0, code="ready", points=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        GridLine.objects.create(grid=grid, position=1, **line)


def test_nobody_publishes_in_nobodys_name(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Grid.objects.create(agreement=world.agreement, version=2, starts_on=NEXT_WEEK)


FORM = {
    "waiting": "1", "cap": "30", "priority_public": "10", "adapted_home": "15", "ready": "0",
    "first_wished_commune": "5", "decided_on": "10/03/2026", "starts_on": "1/4/2026",
}  # fmt: skip


class TestPages:
    def test_the_coordinator_publishes_and_every_member_reads(self, signed_in, world):
        client = signed_in("coordinator")
        with clock.frozen(AT):
            answer = client.post(reverse("grid_publish", args=[world.agreement.id]), FORM)
            assert answer.url == reverse("grid", args=[world.agreement.id])
            page = signed_in("allocation_officer").get(reverse("grid", args=[world.agreement.id]))
            page = page.text.replace("\N{NO-BREAK SPACE}", " ")
        assert "Grid, version 1" in page
        assert "From 1 April 2026" in page
        assert "Publish new weights" not in page
        made = world.agreement.grids.get(version=2)
        assert as_published(made).lines[0] == Line("waiting", 1, MONTH, 30)
        assert [line.points for line in as_published(made).lines] == [1, 10, 15, 0, 5]

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"starts_on": "11/3/2026"}, "A grid never changes what was ranked before"),
            ({"cap": "0"}, "Less than one month counts for"),
            ({"ready": "-1"}, "greater than or equal to 0"),
            ({"waiting": ""}, "This field is required"),
        ],
    )
    def test_what_is_refused_stays_typed_and_says_why(self, signed_in, world, typed, said):
        with clock.frozen(AT):
            answer = signed_in("coordinator").post(reverse("grid_publish", args=[world.agreement.id]), FORM | typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert world.agreement.grids.count() == 1

    def test_the_page_asks_the_same_for_two_versions_and_for_four(self, signed_in, world):
        client, page = signed_in("adviser"), reverse("grid", args=[world.agreement.id])
        counts = []
        for days in range(4):
            with acting(world.actor("coordinator")) as actor:
                publish(actor, world, starts_on=NEXT_WEEK + timedelta(days=days))
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counts.append(asked(captured))
        assert counts == counts[:1] * 4
