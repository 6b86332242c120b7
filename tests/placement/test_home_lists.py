"""The homes of a household: made by the worker, read behind the walls of its case, renewed where something changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from palier.cases.models import Case
from palier.cases.services import complete_household, move_case
from palier.placement import home_lists, jobs
from palier.placement.models import HomeLine, HomeList
from palier.placement.queries import home_lines, home_list, is_computed_anew
from palier.platform import clock, delivery
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Event
from tests.factories.homes import an_opening
from tests.factories.world import AT, DAY, PEOPLE

FACTS = {
    "reference_tax_income": Decimal(18000),
    "monthly_resources": Decimal(1700),
    "max_rent": Decimal(600),
    "needs_accessible": False,
}
LATER = AT + timedelta(hours=1)


@pytest.fixture
def judged(committed_world, as_worker):
    """Two households and one of another agreement, two opened homes; every home list computed in the worker."""
    world = committed_world
    with transaction.atomic():
        an_opening(world)
        an_opening(world, rent=Decimal(900))
        cases = [world.case(facts=FACTS, children_ages=(4,)) for _ in range(2)]
        world.case("stranger", facts=FACTS)
    with as_worker(), transaction.atomic(), acting(system_actor("placement")):
        assert home_lists.refresh_cases(world.agreement.id, at=AT) == 2
    return world, cases


def read(world, key, case, at=AT):
    actor = world.actor(key)
    with transaction.atomic(), acting(actor, now=at):
        return home_list(actor, case), list(home_lines(actor, case)), is_computed_anew(case, home_list(actor, case))


def test_what_fits_comes_first_with_figures_law_and_what_would_unlock_it(judged):
    world, (case, _) = judged
    found, (fits, too_dear), anew = read(world, "adviser", case)
    assert (found.fits, found.to_complete, found.does_not_fit, found.law_on, anew) == (1, 0, 1, DAY, False)
    assert [(line.position, line.verdict) for line in (fits, too_dear)] == [(1, "yes"), (2, "no")]
    reason = next(one for one in too_dear.found["reasons"] if one["code"] == "highest_rent")
    assert (reason["verdict"], reason["value"], reason["threshold"], reason["margin"]) == ("no", 96000, 60000, -36000)
    ceiling = next(one for one in fits.found["reasons"] if one["code"] == "income_ceiling")
    assert "29 juillet 1987" in ceiling["law"]
    (unlock,) = too_dear.found["unlocks"]
    assert (unlock["action"], unlock["fact"], unlock["to"]) == ("change", ["home", "rent"], 54000)


def test_only_who_opens_the_file_reads_it(judged):
    world, (case, _) = judged
    for key in PEOPLE:
        expected = 2 if key in {"adviser", "colleague", "team_lead"} else 0
        assert len(read(world, key, case)[1]) == expected, key


def test_nobody_but_the_worker_adds_changes_or_removes_one(judged, as_worker):
    world, (case, _) = judged
    made = {"case": case, "computed_at": AT, "law_on": DAY, "fits": 0, "to_complete": 0, "does_not_fit": 0}
    for actor in (world.actor("adviser"), system_actor("placement")):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(actor):
            HomeList.objects.create(**made)
        with transaction.atomic(), acting(actor):
            assert HomeLine.objects.update(position=9) == HomeLine.objects.all()._raw_delete("default") == 0
    with as_worker():
        with pytest.raises(DatabaseError), transaction.atomic(), acting(system_actor("delivery")):
            HomeList.objects.create(**made)
        with transaction.atomic(), acting(system_actor("placement")):
            assert HomeLine.objects.update(position=9) == 0
            assert HomeLine.objects.count() == 4


def changed(world, case, at=LATER) -> None:
    adviser = world.actor("adviser")
    with clock.frozen(at), transaction.atomic(), acting(adviser):
        complete_household(
            actor=adviser, case_id=case.id, version=1, facts={"max_rent": Decimal(100)}, communes=("69266",)
        )


def delivered(kind: str, at=LATER) -> None:
    """Hand the last event of a kind to its handlers; in the worker."""
    with clock.frozen(at):
        with transaction.atomic(), acting(system_actor("delivery")):
            event = Event.objects.filter(kind=kind).latest("at").id
        delivery.deliver(event)


def names() -> list[str]:
    tasks = ProcrastinateJob.objects.exclude(task_name="platform.deliver").order_by("task_name")
    return list(tasks.values_list("task_name", flat=True))


def test_a_case_that_changes_has_its_own_list_made_anew_and_no_other(judged, as_worker):
    world, (case, other) = judged
    before = {line.id for line in read(world, "adviser", other)[1]}
    changed(world, case)
    assert read(world, "adviser", case, LATER)[2] is True
    assert read(world, "adviser", other, LATER)[2] is False
    with as_worker():
        delivered("household.completed")
        assert names() == ["placement.refresh", "placement.refresh_case"]
        with clock.frozen(LATER + timedelta(minutes=1)):
            jobs.refresh_case(case=str(case.id))
            ProcrastinateJob.objects.all().update(status="succeeded")
    found, lines, anew = read(world, "adviser", case, LATER + timedelta(minutes=2))
    assert (found.fits, found.does_not_fit, len(lines), anew) == (0, 2, 2, False)
    assert {line.id for line in read(world, "adviser", other)[1]} == before


def test_a_home_that_opens_has_every_list_made_anew(judged, as_worker):
    world, cases = judged
    with transaction.atomic():
        an_opening(world)
    with as_worker():
        delivered("vacancy.opened")
        assert names() == ["placement.refresh", "placement.refresh_cases"]
    assert [read(world, "adviser", case)[2] for case in cases] == [True, True]
    with as_worker(), clock.frozen(LATER):
        jobs.refresh_cases(agreement=str(world.agreement.id))
        jobs.refresh_cases(agreement=str(world.agreement.id))
    assert [len(read(world, "adviser", case, LATER)[1]) for case in cases] == [3, 3]


def test_a_closed_case_keeps_no_list(judged, as_worker):
    world, (case, _) = judged
    adviser = world.actor("adviser")
    with clock.frozen(LATER), transaction.atomic(), acting(adviser):
        closed = move_case(
            actor=adviser, case_id=case.id, version=case.version, to="closed", outcome="advice_given", at=LATER
        )
    with as_worker(), clock.frozen(LATER):
        jobs.refresh_case(case=str(case.id))
    assert read(world, "adviser", closed, LATER) == (None, [], False)


def test_a_case_that_is_not_there_is_no_error(judged, as_worker):
    with as_worker():
        jobs.refresh_case(case="00000000-0000-4000-8000-000000000000")
        with transaction.atomic(), acting(system_actor("placement")):
            assert HomeList.objects.count() == 2
            assert Case.objects.count() == 3


def test_before_the_first_time_it_is_being_computed(committed_world):
    world = committed_world
    with transaction.atomic():
        case = world.case()
    assert read(world, "adviser", case) == (None, [], True)
