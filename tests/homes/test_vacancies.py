"""Open a home to the agreement, withdraw it, take that back; and what is refused with nothing written."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from palier.homes.enums import Purpose, VacancyState
from palier.homes.models import Home, Vacancy
from palier.homes.services import (
    Opening,
    leave_stock,
    open_many,
    open_vacancy,
    stay_in_stock,
)
from palier.homes.states import LIVE, MOVES, SHOWN
from palier.homes.vacancies import reopen, withdraw_vacancy
from palier.organisations.models import Agreement
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.homes import days_of
from tests.factories.world import AT, DAY

SOON = DAY + timedelta(days=20)


@pytest.fixture
def home(world) -> Home:
    return Home.objects.create(landlord=world.organisations["landlord"], internal_id="A-1", commune_id="69388")


@pytest.fixture
def opening(world) -> Opening:
    return Opening(free_on=SOON, purpose=Purpose.LEASE, agreement=world.agreement.id)


@pytest.fixture
def officer(world):
    actor = world.actor("allocation_officer")
    with acting(actor):
        yield actor


def test_three_fields_announce_and_open(officer, home, opening, world):
    vacancy = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    kept = Vacancy.objects.get()
    assert kept == vacancy
    assert (kept.state, kept.announced_on, kept.free_on, kept.purpose) == ("open_to_agreement", DAY, SOON, "lease")
    assert (kept.agreement, kept.opened_at, kept.directed_to) == (world.agreement, AT, "")
    assert (kept.charges, kept.candidates_due_on) == (None, None)
    event = Event.objects.get(kind="vacancy.opened")
    assert (event.subject_id, event.from_state, event.to_state) == (kept.id, "", "open_to_agreement")
    assert event.changes == {
        "home": str(home.id),
        "agreement": str(world.agreement.id),
        "free_on": SOON.isoformat(),
        "purpose": "lease",
    }


def test_charges_and_the_day_candidates_are_due(officer, home, opening):
    known = replace(opening, charges=Decimal("98.40"), candidates_due_on=DAY + timedelta(days=10))
    open_vacancy(actor=officer, home_id=home.id, opening=known, at=AT)
    assert Vacancy.objects.filter(charges=Decimal("98.40"), candidates_due_on=DAY + timedelta(days=10)).exists()


@pytest.mark.parametrize("former", [VacancyState.ANNOUNCED, VacancyState.DIRECTED])
def test_a_home_announced_before_keeps_its_vacancy(officer, home, opening, former):
    before = Vacancy.objects.create(
        **days_of(former) | {"announced_on": DAY - timedelta(days=3)}, home=home, free_on=DAY, purpose="place"
    )
    after = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    assert (after.id, after.announced_on, after.free_on) == (before.id, before.announced_on, SOON)
    assert Event.objects.get(kind="vacancy.opened").from_state == former


def test_a_home_open_already(officer, home, opening):
    open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    with pytest.raises(Conflict):
        open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    assert Event.objects.filter(kind="vacancy.opened").count() == 1


@pytest.mark.parametrize("key", ["committee_secretary", "landlord_adviser"])
def test_another_role_of_the_landlord_is_refused(world, home, opening, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises(Refused):
        open_vacancy(actor=actor, home_id=home.id, opening=opening, at=AT)


@pytest.mark.parametrize("key", ["adviser", "social_worker", "stranger", "debt_recovery", "administrator"])
def test_who_does_not_see_the_home_is_told_it_is_missing(world, home, opening, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises(Missing):
        open_vacancy(actor=actor, home_id=home.id, opening=opening, at=AT)


@pytest.mark.parametrize(
    "change",
    [{"status": "draft"}, {"status": "ended"}, {"starts_on": DAY + timedelta(days=1)}, {"ends_on": DAY - timedelta(1)}],
)
def test_an_agreement_that_does_not_run(officer, home, opening, world, change):
    Agreement.objects.filter(id=world.agreement.id).update(**change)
    with pytest.raises(Invalid) as caught:
        open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    assert list(caught.value.fields) == ["agreement"]


def test_an_agreement_of_others(officer, home, opening, world):
    theirs = replace(opening, agreement=world.other_agreement.id)
    with pytest.raises(Invalid):
        open_vacancy(actor=officer, home_id=home.id, opening=theirs, at=AT)
    assert not Vacancy.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": "sale"}, "purpose"),
        ({"candidates_due_on": DAY - timedelta(days=1)}, "candidates_due_on"),
        ({"charges": Decimal("-0.01")}, "charges"),
    ],
)
def test_what_does_not_fit(officer, home, opening, change, field):
    with pytest.raises(Invalid) as caught:
        open_vacancy(actor=officer, home_id=home.id, opening=replace(opening, **change), at=AT)
    assert list(caught.value.fields) == [field]


def test_a_home_that_has_left_is_not_opened(officer, home, opening):
    leave_stock(actor=officer, home_id=home.id, on=DAY)
    with pytest.raises(Refused):
        open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)


def test_withdraw_and_take_it_back(officer, home, opening):
    vacancy = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    withdraw_vacancy(actor=officer, vacancy_id=vacancy.id, on=DAY, reason="works")
    assert Vacancy.objects.get().state == "withdrawn"
    reopen(actor=officer, vacancy_id=vacancy.id, at=AT)
    assert Vacancy.objects.get().state == "open_to_agreement"
    moves = Event.objects.filter(subject_id=vacancy.id).order_by("at").values_list("kind", "from_state", "reason")
    assert set(moves) == {
        ("vacancy.opened", "", ""),
        ("vacancy.withdrawn", "open_to_agreement", "works"),
        ("vacancy.reopened", "withdrawn", ""),
    }


def test_withdrawn_twice(officer, home, opening):
    vacancy = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    withdraw_vacancy(actor=officer, vacancy_id=vacancy.id, on=DAY)
    with pytest.raises(Conflict):
        withdraw_vacancy(actor=officer, vacancy_id=vacancy.id, on=DAY)


def test_a_withdrawal_is_not_taken_back_when_the_home_is_open_again(officer, home, opening):
    first = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    withdraw_vacancy(actor=officer, vacancy_id=first.id, on=DAY)
    open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    with pytest.raises(Conflict):
        reopen(actor=officer, vacancy_id=first.id, at=AT)


def test_a_withdrawal_is_not_taken_back_when_the_agreement_has_ended(officer, home, opening, world):
    vacancy = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    withdraw_vacancy(actor=officer, vacancy_id=vacancy.id, on=DAY)
    with pytest.raises(Invalid):
        reopen(actor=officer, vacancy_id=vacancy.id, at=AT + timedelta(days=900))


def test_a_partner_does_not_withdraw(world, home, opening):
    officer = world.actor("allocation_officer")
    with acting(officer):
        vacancy = open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    adviser = world.actor("adviser")
    with acting(adviser), pytest.raises(Refused):
        withdraw_vacancy(actor=adviser, vacancy_id=vacancy.id, on=DAY)


def test_a_list_opens_what_can_be_and_says_why_not_of_the_rest(officer, home, opening, world):
    landlord = world.organisations["landlord"]
    other = Home.objects.create(landlord=landlord, internal_id="A-2", commune_id="69388")
    gone = Home.objects.create(landlord=landlord, internal_id="A-3", commune_id="69388", left_on=DAY)
    open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    done = open_many(actor=officer, home_ids=[home.id, other.id, gone.id, other.id], opening=opening, at=AT)
    assert [vacancy.home_id for vacancy in done.vacancies] == [other.id]
    assert set(done.refused) == {home.id, gone.id}
    assert all(done.refused.values())
    assert Vacancy.objects.count() == 2


def test_a_list_with_a_wrong_form_opens_nothing(officer, home, opening):
    with pytest.raises(Invalid):
        open_many(actor=officer, home_ids=[home.id], opening=replace(opening, purpose="sale"), at=AT)
    assert not Vacancy.objects.exists()


def test_left_and_back(officer, home):
    leave_stock(actor=officer, home_id=home.id, on=DAY)
    leave_stock(actor=officer, home_id=home.id, on=DAY + timedelta(days=1))
    assert Home.objects.get().left_on == DAY
    stay_in_stock(actor=officer, home_id=home.id)
    assert Home.objects.get().left_on is None
    assert sorted(Event.objects.values_list("kind", flat=True)) == ["home.left", "home.stayed"]


def test_an_open_home_does_not_leave(officer, home, opening):
    open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
    with pytest.raises(Conflict):
        leave_stock(actor=officer, home_id=home.id, on=DAY)


def broken(**fields) -> None:
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.create(**{"announced_on": DAY, "free_on": DAY, "purpose": "lease"} | fields)


@pytest.mark.parametrize("state", LIVE)
def test_the_database_keeps_one_live_vacancy_a_home(home, world, state):
    agreement = {"agreement": world.agreement, "opened_at": AT}
    Vacancy.objects.create(home=home, announced_on=DAY, free_on=DAY, purpose="lease")
    broken(home=home, **days_of(state) | agreement)
    Vacancy.objects.create(home=home, free_on=DAY, purpose="lease", **days_of("withdrawn"))


@pytest.mark.parametrize("state", SHOWN)
def test_the_database_opens_to_an_agreement_only(home, state):
    broken(home=home, **days_of(state), opened_at=AT)


def test_the_database_knows_the_states(home):
    broken(home=home, state="maybe")
    broken(home=home, purpose="sale")
    broken(home=home, directed_to="mayor")
    broken(home=home, charges=Decimal(-1))
    broken(home=home, candidates_due_on=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rooms": 0},
        {"rooms": 21},
        {"surface": 4},
        {"rent": -1},
        {"annex_rent": -1},
        {"max_rent": -1},
        {"ceiling": "HLM"},
        {"financing": "1"},
        {"energy_label": "H"},
        {"internal_id": ""},
        {"internal_id": "A-1"},
    ],
)
def test_the_database_refuses_an_impossible_home(home, wrong):
    with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
        Home.objects.create(**{"landlord": home.landlord, "internal_id": "A-2", "commune_id": "69388"} | wrong)


def test_every_state_has_its_moves():
    assert set(MOVES) == set(VacancyState.values)
    assert all(moves <= set(VacancyState.values) for moves in MOVES.values())
    assert not MOVES[VacancyState.FILLED]
