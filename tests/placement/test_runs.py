"""A run of ranks is kept, read again by who may open the file, and computed again to the byte."""

import json
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import transaction
from django.urls import reverse

from palier.cases.models import Share
from palier.cases.services import complete_household
from palier.placement import command, runs, services
from palier.placement.models import MatchingFacts, MatchingRank, MatchingRun, Shortlist, ShortlistLine
from palier.placement.queries import past_ranks
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Event
from tests.factories.homes import an_opening
from tests.factories.world import AT
from tests.placement.test_shortlists import FACTS


@pytest.fixture
def computed(committed_world, as_worker):
    world = committed_world
    with transaction.atomic():
        vacancy = an_opening(world)
        cases = [world.case(facts=FACTS, children_ages=(4,)), world.case(facts=FACTS), world.case()]
    refresh(world, as_worker)
    return world, vacancy, cases


def first(cases):
    """Of the two that fit alike the order of the ids decides."""
    return min(cases[:2], key=lambda case: case.id)


def refresh(world, as_worker):
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        services.refresh(world.agreement.id, at=AT)


def as_placement(as_worker, ask):
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        return ask()


def test_a_run_is_computed_again_to_the_byte(computed, as_worker, capsys):
    run = as_placement(as_worker, MatchingRun.objects.get)
    with as_worker():
        assert command.replay(str(run.id), say=print) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["same"], answer["digest"], runs.digest(answer["homes"])) == (True, run.digest, run.digest)
    # What was kept before homes were written one after the other has this digest too.
    whole = json.dumps(answer["homes"], sort_keys=True, separators=(",", ":"))
    assert sha256(whole.encode()).hexdigest() == run.digest
    assert [line["rank"] for line in answer["homes"][0]["lines"]] == [
        line.position for line in ShortlistLine.objects.order_by("position")
    ]


def test_other_facts_give_another_answer_and_the_command_says_so(computed, as_worker, capsys):
    def change():
        facts = MatchingFacts.objects.get()
        MatchingFacts.objects.all().delete()
        facts.columns["columns"]["max_rent"] = [1] * facts.columns["households"]
        MatchingFacts.objects.create(run=facts.run, columns=facts.columns)
        return facts.run_id

    run = as_placement(as_worker, change)
    with as_worker():
        assert command.replay(str(run), say=print) == 1
    assert "the digest kept is" in capsys.readouterr().out


@pytest.mark.parametrize(("run", "code"), [("nothing", 2), ("88669385-551d-4d71-b16c-abe1e5e654ed", 1)])
def test_a_run_that_is_not_there_is_refused(committed_world, as_worker, run, code):
    with as_worker():
        assert command.replay(run, say=print) == code


def test_no_vacancy(committed_world, as_worker):
    with transaction.atomic():
        committed_world.case(facts=FACTS)
    refresh(committed_world, as_worker)
    assert not Shortlist.objects.exists()
    assert as_placement(as_worker, MatchingRun.objects.count) == 0


def test_no_household(committed_world, as_worker):
    """A list that counts nobody, and a run that is computed again as any other."""
    with transaction.atomic():
        an_opening(committed_world)
    refresh(committed_world, as_worker)
    found = Shortlist.objects.get()
    assert (found.fits, found.to_complete, found.does_not_fit) == (0, 0, 0)
    run = as_placement(as_worker, MatchingRun.objects.get)
    assert as_placement(as_worker, MatchingRank.objects.count) == 0
    with as_worker():
        assert command.replay(str(run.id), say=print) == 0


def test_the_facts_name_nobody_and_the_worker_alone_reads_them(computed, as_worker):
    world, _vacancy, cases = computed
    columns = json.dumps(as_placement(as_worker, lambda: MatchingFacts.objects.get().columns))
    assert [word for case in cases for word in (str(case.id), case.reference) if word in columns] == []
    assert "Benali" not in columns
    for key in world.people:
        with transaction.atomic(), acting(world.actor(key)):
            assert MatchingFacts.objects.count() == 0


def test_a_rank_is_read_by_who_follows_the_household_and_opens_its_file(computed):
    world, vacancy, cases = computed
    case = first(cases)
    officer, social = world.services["allocations"], world.services["social"]
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        Share.objects.create(
            case=case,
            organisation=officer.organisation,
            service=officer,
            audience="file",
            purpose="support",
            ground="put_forward",
            begins_at=AT,
            granter=social,
        )
    seen = {}
    for key in ("adviser", "coordinator", "allocation_officer"):
        with transaction.atomic(), acting(world.actor(key), now=AT):
            mine = list(past_ranks(world.actor(key), case))
            seen[key] = (len(mine), MatchingRank.objects.count(), MatchingRun.objects.count())
    assert seen == {"adviser": (1, 3, 1), "coordinator": (0, 0, 1), "allocation_officer": (0, 0, 1)}
    with transaction.atomic(), acting(world.actor("adviser"), now=AT):
        (line,) = past_ranks(world.actor("adviser"), case).get().ranks
    assert (line["vacancy"], line["rank"], line["of"], line["verdict"]) == (str(vacancy.id), 1, 3, "yes")


def test_nothing_is_computed_again_until_something_happens(computed, as_worker):
    world, _vacancy, (case, *_) = computed

    def computations():
        return Event.objects.filter(kind="shortlists.computed").count(), MatchingRun.objects.count()

    refresh(world, as_worker)
    assert as_placement(as_worker, computations) == (1, 1)
    adviser = world.actor("adviser")
    with transaction.atomic(), acting(adviser, now=AT):
        complete_household(
            actor=adviser, case_id=case.id, version=1, facts={"max_rent": Decimal(300)}, communes=("69266",)
        )
    refresh(world, as_worker)
    assert as_placement(as_worker, computations) == (2, 2)


def test_the_page_says_where_it_stood_why_and_how_to_contest(computed, client):
    world, _vacancy, cases = computed
    case = first(cases)
    client.force_login(world.people["adviser"])
    page = client.get(reverse("case_ranks", args=[case.id]))
    assert page.status_code == 200
    shown = client.get(reverse("case_rank", args=[case.id, page.context["page"].object_list[0].run_id])).text
    for words in ("1 of 3", "each month since the request", "How to contest it"):
        assert words.lower() in shown.lower()
