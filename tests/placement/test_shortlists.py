"""The other direction: what the landlord reads of the households in search, and what it never does."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from palier.cases.models import Case
from palier.cases.services import complete_household
from palier.eligibility.households import households_of
from palier.matching.grid import MONTH, Line
from palier.organisations.grids import publish_grid
from palier.placement import jobs, services
from palier.placement.jobs import refresh_all
from palier.placement.models import Shortlist, ShortlistLine
from palier.placement.queries import visible_to
from palier.platform import clock, delivery
from palier.platform import jobs as platform_jobs
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Delivery, Event
from palier.rules.days import day_number
from tests.factories.facts import a_fact
from tests.factories.homes import an_opening
from tests.factories.world import AT, DAY, PEOPLE
from tests.queries import asked

FACTS = {
    "reference_tax_income": Decimal(18000),
    "monthly_resources": Decimal(1700),
    "max_rent": Decimal(600),
    "needs_accessible": False,
}


@pytest.fixture
def opened(committed_world, as_worker):
    """Two households in search, one of which fits the opened home; their shortlist computed in the worker."""
    world = committed_world
    with transaction.atomic():
        vacancy = an_opening(world)
        fits = world.case(facts=FACTS, children_ages=(4,))
        world.case(facts=FACTS | {"max_rent": Decimal(300)})
        world.case("stranger", facts=FACTS)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        services.refresh(world.agreement.id, at=AT)
    return world, vacancy, fits


def test_the_worker_counts_every_household_of_the_agreement_and_of_no_other(opened):
    world, vacancy, _ = opened
    (found,) = visible_to(world.actor("allocation_officer"))
    assert (found.vacancy_id, found.fits, found.to_complete, found.does_not_fit) == (vacancy.id, 1, 0, 1)


def test_an_agreement_that_is_not_there_has_no_shortlist_and_touches_no_other(opened, as_worker):
    before = [*Shortlist.objects.values_list()]
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        assert services.refresh(uuid4(), at=AT) == 0
    assert [*Shortlist.objects.values_list()] == before
    assert len(before) == 1


def test_a_line_leads_back_to_no_household(opened):
    """No id, no name, no figure of a household is stored in a shortlist."""
    _, _, case = opened
    (line,) = ShortlistLine.objects.all()
    stored = json.dumps(model_to_dict(line), default=str) + str(line.id)
    for secret in (str(case.id), case.reference, "Benali", "Nadia"):
        assert secret not in stored
    # Figures are looked for beside the random ids, in which any three digits may stand.
    told = json.dumps(model_to_dict(line, exclude=["shortlist"]), default=str)
    for figure in ("18000", "1700", "600"):
        assert figure not in told
    assert {field.name for field in ShortlistLine._meta.fields if field.is_relation} == {"shortlist"}


def test_only_the_provider_prepares_its_committee(opened):
    world, *_ = opened
    for key in PEOPLE:
        expected = 1 if key in {"allocation_officer", "committee_secretary"} else 0
        assert visible_to(world.actor(key)).count() == expected, key


def test_the_officer_reads_it_without_names(opened, client):
    world, vacancy, case = opened
    client.cookies["django_language"] = "en"
    client.force_login(world.people["allocation_officer"])
    page = client.get(reverse("shortlist", args=[vacancy.id]))
    assert page.status_code == 200
    assert "2 persons" in page.text
    for secret in ("Benali", "Nadia", case.reference, str(case.id)):
        assert secret not in page.text


def test_the_application_role_cannot_compute_it(committed_world):
    """In a person's session the system actor opens nothing: its policies are the worker's."""
    world = committed_world
    with transaction.atomic():
        an_opening(world)
        world.case(facts=FACTS)
    with transaction.atomic(), acting(system_actor("placement")):
        assert not Case.objects.exists()
    placement = acting(system_actor("placement"))
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), placement:
        services.refresh(world.agreement.id, at=AT)
    assert not Shortlist.objects.exists()


def test_what_happens_brings_the_shortlist_up_to_date_once(opened, as_worker):
    """An event is enqueued with the act, delivered once per handler, and asks for one computation."""
    world, _, case = opened
    adviser = world.actor("adviser")
    later = AT + timedelta(hours=1)
    with clock.frozen(later), transaction.atomic(), acting(adviser):
        complete_household(
            actor=adviser, case_id=case.id, version=1, facts={"max_rent": Decimal(100)}, communes=("69266",)
        )
        event = Event.objects.get(kind="household.completed")
    assert ProcrastinateJob.objects.filter(task_name="platform.deliver", args={"event": str(event.id)}).count() == 1
    with clock.frozen(later + timedelta(minutes=1)), as_worker():
        delivery.deliver(event.id)
        delivery.deliver(event.id)
        asked = list(ProcrastinateJob.objects.filter(task_name="placement.refresh"))
        assert [job.args for job in asked] == [{"agreement": str(world.agreement.id)}]
        assert Delivery.objects.filter(event_id=event.id).count() == 1
        jobs.refresh(**asked[0].args)
    (found,) = Shortlist.objects.all()
    assert (found.fits, found.does_not_fit) == (0, 2)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        assert Event.objects.filter(kind="shortlists.computed").count() == 2


def test_a_computation_that_waits_is_asked_for_once(committed_world, as_worker):
    """Two cases, two events, one computation; a queue that says no leaves the handler's own writes in place."""
    world = committed_world
    with transaction.atomic():
        an_opening(world)
        world.case(facts=FACTS)
        world.case(facts=FACTS)
    with as_worker():
        for event in _events():
            delivery.deliver(event)
        assert ProcrastinateJob.objects.filter(task_name="placement.refresh").count() == 1
        assert Delivery.objects.count() == 3


def _events() -> list:
    with transaction.atomic(), acting(system_actor("delivery")):
        return list(Event.objects.filter(kind__in=["case.received", "vacancy.opened"]).values_list("id", flat=True))


def test_an_act_that_fails_enqueues_nothing(committed_world):
    world = committed_world
    with transaction.atomic():
        world.case()
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM event")
        assert cursor.fetchone() == (0,)


# --- in order, by the grid of the agreement

WEEK = timedelta(days=7)
MONTHS_ALONE = [Line("waiting", 20, MONTH, 60)]


@pytest.fixture
def queue(committed_world, as_worker):
    """Four households that fit one accessible home, told apart by how many they are; what its lines say, refreshed."""
    world = committed_world
    settled = {"facts": FACTS, "housing": "private_tenant"}
    adapted = settled | {"facts": FACTS | {"needs_accessible": True}}
    with transaction.atomic():
        an_opening(world, accessible=True)
        world.case(**settled, children_ages=(1,), communes=("69029", "69266"))
        world.case(**settled, children_ages=(1, 2), at=AT - 5 * WEEK, housing_until=date(2026, 3, 1))
        world.case(**adapted, children_ages=(1, 2, 3))
        world.case(facts=FACTS, housing="no_home", housing_until=None, adults=2, children_ages=(1, 2, 3))

    def lines(at: datetime = AT) -> list[tuple]:
        with as_worker(), transaction.atomic(), acting(system_actor("placement")):
            services.refresh(world.agreement.id, at=at)
        return [
            (line.position, line.urgency, line.persons, line.points, line.best_position)
            for line in ShortlistLine.objects.all()
        ]

    return world, lines


def publish(world, lines: list[Line], starts_on: date) -> None:
    with clock.frozen(AT), transaction.atomic(), acting(world.actor("coordinator")) as actor:
        publish_grid(actor=actor, agreement=world.agreement.id, lines=lines, starts_on=starts_on, decided_on=DAY, at=AT)


def test_urgency_comes_first_then_the_points(queue):
    world, lines = queue
    assert lines() == [(1, "U1", 5, 15, 1), (2, "U2", 4, 20, 2), (3, "U2", 3, 6, 2), (4, "U2", 2, 0, 3)]
    first, second, *_ = ShortlistLine.objects.all()
    assert first.lines == [
        {"code": "waiting", "points": 0, "known": True},
        {"code": "priority_public", "points": 10, "known": True},
        {"code": "adapted_home", "points": 0, "known": True},
        {"code": "ready", "points": 0, "known": False},
        {"code": "first_wished_commune", "points": 5, "known": True},
    ]
    assert [line["points"] for line in second.lines] == [0, 0, 15, 0, 5]
    shortlist = Shortlist.objects.get()
    assert (shortlist.grid, shortlist.law_on) == (world.agreement.grids.get(), DAY)


def test_a_new_grid_ranks_from_its_day_and_not_before(queue):
    world, lines = queue
    publish(world, MONTHS_ALONE, DAY + WEEK)
    before = [(persons, points) for _, _, persons, points, _ in lines(AT + WEEK - timedelta(days=1))]
    assert before == [(5, 15), (4, 20), (3, 6), (2, 0)]
    assert Shortlist.objects.get().grid.version == 1
    after = [(persons, points) for _, _, persons, points, _ in lines(AT + WEEK)]
    assert after[:2] == [(5, 0), (3, 20)]
    assert Shortlist.objects.get().grid.version == 2


@pytest.mark.parametrize(("starts_on", "asked_for"), [(DAY, 1), (DAY + WEEK, 0)])
def test_a_published_grid_asks_for_the_shortlists_once_it_is_in_force(queue, as_worker, starts_on, asked_for):
    """One for a day to come waits for the work of that night."""
    world, _ = queue
    publish(world, MONTHS_ALONE, starts_on)
    with clock.frozen(AT), as_worker():
        with transaction.atomic(), acting(system_actor("delivery")):
            event = Event.objects.get(kind="grid.published").id
        delivery.deliver(event)
        waiting = ProcrastinateJob.objects.filter(task_name="placement.refresh", scheduled_at=None)
        assert [job.args for job in waiting] == [{"agreement": str(world.agreement.id)}] * asked_for


def test_the_officer_reads_waiting_and_reasons_first_and_points_on_demand(queue, client):
    world, lines = queue
    lines()
    client.cookies["django_language"] = "en"
    client.force_login(world.people["allocation_officer"])
    page = client.get(reverse("shortlist", args=[Shortlist.objects.get().vacancy_id])).text
    table, folded = page.split("<details><summary>Why in this order", 1)
    assert "Waiting since" in table
    assert "Points" not in table
    assert "1. 5 persons" in folded
    assert "Grid of the agreement, version 1" in folded
    assert reverse("grid", args=[world.agreement.id]) in folded


def test_the_page_asks_the_same_for_1_10_and_100_households(world, signed_in):
    vacancy, grid = an_opening(world), world.agreement.grids.get()
    counts = {"fits": 100, "to_complete": 0, "does_not_fit": 0}
    shortlist = Shortlist.objects.create(vacancy=vacancy, computed_at=AT, law_on=DAY, grid=grid, **counts)
    said = {"verdict": "yes", "persons": 2, "children": 1, "waiting_since": DAY, "urgency": "U2", "points": 5}
    client, page, counted = signed_in("allocation_officer"), reverse("shortlist", args=[vacancy.id]), []
    for rows in (range(1, 2), range(2, 11), range(11, 101)):
        ShortlistLine.objects.bulk_create(
            ShortlistLine(shortlist=shortlist, position=row, best_position=1, **said) for row in rows
        )
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(page).context["points"].rows) == rows[-1]
        counted.append(asked(captured))
    assert counted == counted[:1] * 3


@pytest.mark.parametrize(
    ("said", "priority", "ready"),
    [
        ({"housing": "shelter", "origin": "association_ready"}, 1, 1),
        ({"housing": "hosted_by_others"}, 1, None),
        ({"housing": "private_tenant"}, None, None),
        ({"housing": "hosted_by_family"}, None, None),
    ],
)
def test_what_the_grid_reads_in_a_file_is_yes_or_not_known(world, said, priority, ready):
    case = world.case(**said, communes=("69029", "69266"))
    with acting(world.actor("adviser")):
        priorities = households_of([case.id], on=DAY).priorities
    assert (priorities.priority_public.item(0), priorities.ready.item(0)) == (priority, ready)
    assert priorities.first_wish.codes((0,)) == [69029]


def test_months_count_from_the_request_for_social_housing_and_from_the_call_where_nobody_knows_it(world):
    told, untold = world.case(), world.case()
    for obtained in (date(2024, 5, 2), date(2023, 11, 20)):
        a_fact(world, told, "identifier", number=f"069{obtained:%Y%m%d}", obtained_on=obtained)
    a_fact(world, untold, "identifier", system="siao", number="12", obtained_on=date(2020, 1, 1))
    with acting(world.actor("adviser")):
        columns = households_of([told.id, untold.id], on=DAY).columns
    by_case = dict(zip(sorted([told.id, untold.id]), columns.registered_on.values.tolist(), strict=True))
    assert by_case == {told.id: day_number(date(2023, 11, 20)), untold.id: day_number(DAY)}


def test_the_work_of_the_night_waits_for_the_next_one_once(committed_world, as_worker):
    with as_worker():
        platform_jobs.plan_nights(AT)
        platform_jobs.plan_nights(AT)
        (planned,) = ProcrastinateJob.objects.filter(task_name="placement.refresh_all")
        assert planned.scheduled_at == datetime(DAY.year, DAY.month, DAY.day + 1, 3, tzinfo=clock.PARIS)
        # At night it plans the night after, then works.
        ProcrastinateJob.objects.filter(id=planned.id).update(status="doing")
        with clock.frozen(planned.scheduled_at):
            app.tasks["placement.refresh_all"]()
        waiting = ProcrastinateJob.objects.filter(status="todo", task_name__startswith="placement.")
        assert set(waiting.values_list("task_name", flat=True)) == {
            "placement.refresh_all",
            "placement.refresh",
            "placement.refresh_cases",
        }


def test_each_night_every_agreement_that_runs_is_computed_again(committed_world, as_worker):
    with clock.frozen(AT), as_worker():
        refresh_all()
        refresh_all()
        waiting = ProcrastinateJob.objects.filter(status="todo").values_list("task_name", "args")
        asked_for = sorted((name, args["agreement"]) for name, args in waiting)
    both = [committed_world.agreement.id, committed_world.other_agreement.id]
    assert asked_for == sorted(
        (name, str(agreement)) for name in ("placement.refresh", "placement.refresh_cases") for agreement in both
    )
    with clock.frozen(AT.replace(year=AT.year + 30)), as_worker():
        before = ProcrastinateJob.objects.count()
        refresh_all()
        assert ProcrastinateJob.objects.count() == before


def test_the_address_says_which_lines_and_the_workbook_holds_the_same(queue, client, committing_db):
    """Urgent and others, in the page and in the file; what is no choice chooses nothing."""
    world, lines = queue
    lines()
    client.cookies["django_language"] = "en"
    client.force_login(world.people["allocation_officer"])
    vacancy = Shortlist.objects.get().vacancy_id
    shown = {}
    for asked_for in ("", "?urgency=U2", "?urgency=U2&answer=unknown", "?urgency=U9"):
        page = client.get(reverse("shortlist", args=[vacancy]) + asked_for)
        shown[asked_for] = [row.cells[0].value for row in page.context["table"].rows]
        file = client.get(reverse("shortlist_workbook", args=[vacancy]) + asked_for)
        (sheet,) = CalamineWorkbook.from_filelike(BytesIO(file.content)).sheet_names
        rows = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_name(sheet).to_python()
        written = [row[0] for row in rows if re.match(r"\d+\. ", str(row[0]))]
        assert written == shown[asked_for] * 2
        assert "Benali" not in str(rows)
    assert shown == {
        "": ["1. 5 persons", "2. 4 persons", "3. 3 persons", "4. 2 persons"],
        "?urgency=U2": ["2. 4 persons", "3. 3 persons", "4. 2 persons"],
        "?urgency=U2&answer=unknown": [],
        "?urgency=U9": ["1. 5 persons", "2. 4 persons", "3. 3 persons", "4. 2 persons"],
    }
    with psycopg.connect(committing_db["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SELECT route, reason FROM access WHERE action = 'exported'").fetchall() == [
            ("shortlist", "xlsx")
        ] * len(shown)
    client.force_login(world.people["adviser"])
    assert client.get(reverse("shortlist_workbook", args=[vacancy])).status_code == 404
