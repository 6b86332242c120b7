"""Ranks asked for by somebody: how far they are, stopped in the middle, a lost worker, facts that change meanwhile."""

import os
import signal
from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import transaction
from django.urls import reverse

from palier.cases.services import complete_household
from palier.eligibility import shards
from palier.matching.engines import WorkerLost
from palier.matching.grid import MONTH, Line
from palier.organisations.grids import publish_grid
from palier.placement import asked, jobs, services
from palier.placement.columns import columns_on
from palier.placement.models import MatchingFacts, MatchingRank, MatchingRun, Shortlist, ShortlistLine
from palier.placement.queries import last_event, preview_of
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing, Refused
from palier.platform.models import JobRun
from tests.factories.homes import an_opening
from tests.factories.world import AT, DAY
from tests.placement.test_shortlists import FACTS

YEAR = timedelta(days=365)
# What never counts here, so that months alone decide.
NOTHING = [Line(code, 0) for code in ("priority_public", "adapted_home", "ready", "first_wished_commune")]


@pytest.fixture
def computed(committed_world, as_worker):
    """Three homes, two households that fit them; ranked once."""
    world = committed_world
    with transaction.atomic():
        for _ in range(3):
            an_opening(world)
        cases = [world.case(facts=FACTS, children_ages=(4,)) for _ in range(2)]
    work(world, as_worker)
    return world, cases


def work(world, as_worker, *, at=AT, advance=lambda done, total: None):
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        return services.refresh(world.agreement.id, at=at, advance=advance)


def kept(as_worker):
    """Everything a run leaves behind."""
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        tables = (Shortlist, ShortlistLine, MatchingRun, MatchingFacts, MatchingRank)
        return [sorted(map(str, table.objects.values_list())) for table in tables]


def ask(world, key="coordinator"):
    with transaction.atomic(), acting(world.actor(key), now=AT):
        return asked.ask_to_compute(actor=world.actor(key), agreement=world.agreement.id)


def something_happens(world, case, version=1, rent=300):
    adviser = world.actor("adviser")
    with transaction.atomic(), acting(adviser, now=AT):
        facts = {"max_rent": Decimal(rent)}
        complete_household(actor=adviser, case_id=case.id, version=version, facts=facts, communes=("69266",))


def do(world, as_worker, run):
    with clock.frozen(AT), as_worker():
        jobs.compute(job=str(run.id), agreement=str(world.agreement.id))
    return JobRun.objects.get(id=run.id)


def test_ranks_asked_for_are_computed_and_their_end_is_said(computed, as_worker, monkeypatch):
    world, cases = computed
    monkeypatch.setattr(shards, "HOMES", 1)
    something_happens(world, cases[0])
    run = ask(world)
    assert ask(world).id == run.id
    done = do(world, as_worker, run)
    assert (done.state, done.done, done.total) == ("done", 3, 3)
    assert done.result == {"agreement": str(world.agreement.id), "lists": 3}
    assert {(one.fits, one.does_not_fit) for one in Shortlist.objects.all()} == {(1, 1)}


def test_a_run_stopped_in_its_middle_leaves_the_former_one(computed, as_worker, monkeypatch):
    world, cases = computed
    monkeypatch.setattr(shards, "HOMES", 1)
    before = kept(as_worker)
    something_happens(world, cases[0])
    run = ask(world)
    JobRun.objects.filter(id=run.id).update(stop_asked=True)
    done = do(world, as_worker, run)
    assert (done.state, done.done, done.total) == ("stopped", 1, 3)
    assert kept(as_worker) == before
    # Asked for again, it is computed.
    assert do(world, as_worker, ask(world)).state == "done"
    assert kept(as_worker) != before


def end_its_process(shard):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_disappears_leaves_the_former_run(computed, as_worker, monkeypatch, settings):
    world, cases = computed
    before = kept(as_worker)
    something_happens(world, cases[0])
    settings.MATCHING_PROCESSES = 2
    monkeypatch.setattr(services, "standings", end_its_process)
    with pytest.raises(WorkerLost, match="shard 1 of 1"):
        work(world, as_worker)
    run = ask(world)
    with pytest.raises(WorkerLost):
        do(world, as_worker, run)
    assert JobRun.objects.get(id=run.id).state == "failed"
    assert kept(as_worker) == before


def test_processes_keep_what_one_keeps(computed, as_worker, monkeypatch, settings):
    world, cases = computed
    monkeypatch.setattr(shards, "HOMES", 1)
    something_happens(world, cases[0])
    work(world, as_worker, at=AT + YEAR)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        alone = MatchingRun.objects.first().digest
        MatchingRun.objects.filter(digest=alone).delete()
    settings.MATCHING_PROCESSES = 2
    work(world, as_worker, at=AT + YEAR)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        assert MatchingRun.objects.first().digest == alone


def test_what_happens_while_it_runs_makes_it_stale_and_not_wrong(computed, as_worker, committing_db):
    """The run says which events it knew of: the next one is made, and nothing of the change is in the first."""
    world, cases = computed
    something_happens(world, cases[0])
    changed = "UPDATE household SET max_rent = 200 WHERE case_id = %s"
    event = (
        "INSERT INTO event (id, at, system, kind, audience, case_id, from_state, to_state, reason, changes) "
        "VALUES (gen_random_uuid(), now(), 'placement', 'household.completed', 'file', %s, '', '', '', '{}')"
    )

    def meanwhile(done, total):
        with psycopg.connect(committing_db["DATABASE_OWNER_URL"]) as other:
            other.execute("SELECT set_config('palier.system', 'placement', true)")
            assert other.execute(changed, [cases[1].id]).rowcount == 1
            other.execute(event, [cases[1].id])

    assert work(world, as_worker, advance=meanwhile) == 3
    assert {(one.fits, one.does_not_fit) for one in Shortlist.objects.all()} == {(1, 1)}
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        first = MatchingRun.objects.first()
        assert first.stamp != last_event(world.agreement.id)
    work(world, as_worker, at=AT + timedelta(minutes=5))
    assert {(one.fits, one.does_not_fit) for one in Shortlist.objects.all()} == {(0, 2)}


def test_columns_are_read_again_while_nothing_has_happened(computed, as_worker):
    world, cases = computed
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        again, other_day = columns_on(world.agreement.id, DAY), columns_on(world.agreement.id, DAY + timedelta(days=1))
        assert again.households.cases == other_day.households.cases == sorted(case.id for case in cases)
        assert again.homes.vacancies == other_day.homes.vacancies
        for table, fresh in ((again.households, other_day.households), (again.homes, other_day.homes)):
            for name in type(table.columns).__dataclass_fields__:
                one, other = getattr(table.columns, name), getattr(fresh.columns, name)
                assert one.known.tolist() == other.known.tolist(), name
                told = one.row if hasattr(one, "row") else one.values * one.known
                assert told.tolist() == (other.row if hasattr(other, "row") else other.values * other.known).tolist()
        MatchingFacts.objects.all().delete()
        # Nothing was read from the rows: without its facts the run is of no use.
        with pytest.raises(MatchingFacts.DoesNotExist):
            columns_on(world.agreement.id, DAY)


def test_who_may_ask(computed):
    world, _ = computed
    for key in ("adviser", "allocation_officer"):
        with pytest.raises(Refused):
            ask(world, key)
    with pytest.raises(Missing):
        ask(world, "stranger")
    assert not JobRun.objects.exists()


def test_other_weights_are_tried_without_publishing_them(computed, as_worker, client):
    """Two that fit alike stand by their ids; who has waited a year goes first once months count for more."""
    world, _ = computed
    with transaction.atomic():
        world.case(facts=FACTS, children_ages=(4,), at=AT - YEAR)
    work(world, as_worker)
    coordinator = world.actor("coordinator")
    run = {}
    for points in (0, 1):
        with transaction.atomic(), acting(coordinator, now=AT):
            lines = [Line("waiting", points, MONTH, 36), *NOTHING]
            run[points] = asked.ask_for_preview(actor=coordinator, agreement=world.agreement.id, lines=lines)
        weights = [{"code": line.code, "points": line.points, "per": line.per, "cap": line.cap} for line in lines]
        with clock.frozen(AT), as_worker():
            jobs.preview_grid(job=str(run[points].id), agreement=str(world.agreement.id), weights=weights)
    told = {points: preview_of(coordinator, one.id).result["homes"] for points, one in run.items()}
    assert [set(one) for one in told[0]] == [{"vacancy", "households", "moved", "joining", "other_first"}] * 3
    assert {one["households"] for one in told[0]} == {3}
    # By the grid in force months count as in the second preview; in the first the day of the request still decides.
    assert {(one["moved"], one["other_first"]) for one in told[1]} == {(0, False)}
    client.force_login(world.people["coordinator"])
    client.cookies["django_language"] = "en"
    page = client.get(reverse("grid_preview", args=[run[0].id]))
    assert page.status_code == 200
    assert "no household is named" in page.text
    form = client.get(reverse("grid_publish", args=[world.agreement.id]) + f"?like={run[0].id}").context["form"]
    assert form["waiting"].value() == 0
    assert world.agreement.grids.count() == 1
    client.force_login(world.people["adviser"])
    assert client.get(reverse("grid_preview", args=[run[0].id])).status_code in {403, 404}


MONTHS = Line("waiting", 1, MONTH, 36)
ONCE = [Line(code, 1) for code in ("priority_public", "adapted_home", "ready", "first_wished_commune")]


@pytest.mark.parametrize(
    ("weights", "field"),
    [
        ([MONTHS, Line("ready", -1)], "ready"),
        ([MONTHS, Line("ready", 1.5)], "ready"),
        ([Line("waiting", 1, MONTH, -36), *ONCE], "waiting"),
        ([MONTHS, *ONCE, Line("ready", 2)], "ready"),
    ],
)
def test_points_that_cannot_be_are_neither_tried_nor_published(world, weights, field):
    coordinator = world.actor("coordinator")
    agreement = world.agreement.id
    with clock.frozen(AT), acting(coordinator, now=AT):
        with pytest.raises(Invalid) as tried, transaction.atomic():
            asked.ask_for_preview(actor=coordinator, agreement=agreement, lines=weights)
        with pytest.raises(Invalid) as published, transaction.atomic():
            publish_grid(actor=coordinator, agreement=agreement, lines=weights, starts_on=DAY, decided_on=DAY, at=AT)
    assert set(tried.value.fields) == set(published.value.fields) == {field}
    assert not JobRun.objects.exists()
    assert world.agreement.grids.count() == 1


def test_a_preview_stopped_in_its_middle_counts_nothing(computed, as_worker):
    world, _ = computed
    coordinator = world.actor("coordinator")
    with transaction.atomic(), acting(coordinator, now=AT):
        run = asked.ask_for_preview(actor=coordinator, agreement=world.agreement.id, lines=[MONTHS, *ONCE])
    JobRun.objects.filter(id=run.id).update(stop_asked=True)
    weights = [{"code": one.code, "points": one.points, "per": one.per, "cap": one.cap} for one in (MONTHS, *ONCE)]
    with clock.frozen(AT), as_worker():
        jobs.preview_grid(job=str(run.id), agreement=str(world.agreement.id), weights=weights)
    done = JobRun.objects.get(id=run.id)
    assert (done.state, done.result) == ("stopped", run.result)
