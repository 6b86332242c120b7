"""The home of tonight follows the titles: what it says, what it keeps, how urgent the case then is."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F

from palier.cases.closing import close_case, start_from
from palier.cases.due import due
from palier.cases.models import Case, CurrentHousing, Situation
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Event
from palier.tenancies import housing, jobs, keeping
from palier.tenancies.terms import Where
from tests.factories.homes import a_home
from tests.factories.places import a_place
from tests.factories.tenancies import OUTSIDE, a_lease, a_sublease, an_occupancy
from tests.factories.world import AT, DAY

LATER = DAY + timedelta(days=60)
HOMES = ("kind", "since", "left_on", "until")
HER_SISTERS = ("hosted_by_others", None, DAY, DAY + timedelta(days=20))


@pytest.fixture
def case(world):
    return world.case()


def homes(world, case):
    """Every home of the case, in their order, and how urgent it is."""
    with transaction.atomic(), acting(world.actor("adviser")):
        found = CurrentHousing.everything.filter(case=case).order_by(F("since").asc(nulls_first=True))
        rows = list(found.values_list(*HOMES))
        level = Case.objects.values_list("urgency", flat=True).get(id=case.id)
        return rows, (level, Situation.objects.get(case=case).urgency_reason)


def test_an_arrival_says_the_new_home_keeps_the_former_one_and_nobody_must_leave_any_more(world, case):
    assert homes(world, case) == ([("hosted_by_others", None, None, DAY + timedelta(days=20))], ("U2", "must_leave"))
    adviser = world.actor("adviser")
    with acting(adviser, now=AT), clock.frozen(AT):
        assert [one.kind for one in due(adviser, LATER) if one.page == "case_homes"] != []
    an_occupancy(world, case)
    assert homes(world, case) == ([HER_SISTERS, ("residence", DAY, None, None)], ("U4", "none"))
    with acting(adviser, now=AT), clock.frozen(AT):
        assert [one.kind for one in due(adviser, LATER) if one.page == "case_homes"] == []
    with acting(adviser):
        told = Event.objects.filter(kind="housing.changed").values_list("from_state", "to_state", "audience")
        assert list(told) == [("hosted_by_others", "residence", "file")]


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (a_sublease, "sublet"),
        (lambda world, case: a_lease(world, case, where=Where(home_id=a_home(world).id)), "hlm_tenant"),
        (lambda world, case: a_lease(world, case, where=OUTSIDE), "private_tenant"),
        (lambda world, case: an_occupancy(world, case, where=of_kind(world, "chrs")), "shelter"),
        (lambda world, case: an_occupancy(world, case, where=of_kind(world, "pension_de_famille")), "residence"),
        (lambda world, case: an_occupancy(world, case, where=of_kind(world, "mediated_sublease")), "sublet"),
    ],
)
def test_what_a_title_is_on_the_national_request_form(world, case, begin, kind):
    begin(world, case)
    assert homes(world, case)[0] == [HER_SISTERS, (kind, DAY, None, None)]


def of_kind(world, kind):
    return Where(place_id=a_place(world, kind=kind).id)


def test_a_debt_procedure_goes_on_in_the_new_home_and_violence_was_in_the_former_one(world):
    indebted = world.case(causes=("over_indebtedness", "eviction"))
    threatened = world.case(causes=("violence",), phone="06 00 00 00 02")
    for one in (indebted, threatened):
        an_occupancy(world, one)
    assert homes(world, indebted)[1] == ("U3", "procedure")
    assert homes(world, threatened)[1] == ("U4", "none")


def test_a_lease_signed_beforehand_says_so_on_its_day_and_the_place_left_that_day_says_nothing_more(
    committed_world, as_worker
):
    world = committed_world
    with transaction.atomic():
        case = world.case()
        place = an_occupancy(world, case)
        a_lease(world, case, begins_on=LATER)
        manager = world.actor("residence_manager")
        with acting(manager, now=AT):
            left = {"ends_on": LATER, "ending": "rehoused", "next_home": "lease"}
            keeping.end(actor=manager, tenancy_id=place.id, at=AT, **left)
    stays = [HER_SISTERS, ("residence", DAY, None, None)]
    assert homes(world, case)[0] == stays
    with as_worker():
        at_night(days=59)
    assert homes(world, case)[0] == stays
    with as_worker():
        at_night(case, days=60)
        at_night(days=60)
    assert homes(world, case)[0] == [
        HER_SISTERS,
        ("residence", DAY, LATER, None),
        ("private_tenant", LATER, None, None),
    ]


def at_night(*found, days):
    """What the work of that night finds, and does."""
    at = AT + timedelta(days=days)
    with clock.frozen(at):
        with transaction.atomic(), acting(system_actor("delivery"), now=at):
            assert list(housing.to_settle(clock.today())) == [case.id for case in found]
        for case in found:
            jobs.settle_home(case=str(case.id))


@pytest.mark.parametrize(
    ("next_home", "kind", "weighed"),
    [
        ("family", "hosted_by_family", ("U4", "none")),
        ("nothing", "no_home", ("U1", "no_roof")),
        ("unknown", None, ("U4", "none")),
    ],
)
def test_who_leaves_a_place_is_where_the_departure_says_or_nobody_knows(world, case, next_home, kind, weighed):
    place = an_occupancy(world, case)
    manager, at = world.actor("residence_manager"), AT + timedelta(days=60)
    with acting(manager, now=at):
        keeping.end(actor=manager, tenancy_id=place.id, ends_on=LATER, ending="left", next_home=next_home, at=at)
    after = [(kind, LATER, None, None)] if kind else []
    assert homes(world, case) == ([HER_SISTERS, ("residence", DAY, LATER, None), *after], weighed)


def test_a_new_case_from_a_closed_one_starts_from_where_the_household_lives_or_from_nothing(world, case):
    place = an_occupancy(world, case)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        version = Case.objects.get(id=case.id).version
        closing = {"outcome": "housed_temporary", "reason": "Housed.", "sent_to": "", "version": version}
        close_case(actor=adviser, case_id=case.id, at=AT, **closing)
        new = start_from(actor=adviser, case_id=case.id, new_id=place.place_id, at=AT)
        assert list(CurrentHousing.everything.filter(case=new).values_list(*HOMES)) == [("residence", None, None, None)]
        CurrentHousing.everything.filter(case=case).delete()
        other = start_from(actor=adviser, case_id=case.id, new_id=place.id, at=AT)
        assert not CurrentHousing.everything.filter(case=other).exists()


def test_who_loses_a_lease_while_a_place_still_runs_is_back_there_since_the_day_it_ended(world, case):
    an_occupancy(world, case)
    lease, adviser = a_lease(world, case, begins_on=DAY + timedelta(days=1)), world.actor("adviser")
    at = AT + timedelta(days=60)
    with acting(adviser, now=at):
        housing.settle(case, at)
        keeping.end(actor=adviser, tenancy_id=lease.id, ends_on=LATER, ending="right_ended", at=at)
    moved = DAY + timedelta(days=1)
    rows = [("residence", DAY, moved, None), ("private_tenant", moved, LATER, None), ("residence", LATER, None, None)]
    assert homes(world, case) == ([HER_SISTERS, *rows], ("U4", "none"))
