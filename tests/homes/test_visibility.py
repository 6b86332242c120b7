"""Who sees which home: one's own stock, and what the parties of a common agreement opened to it."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palier.homes import policies
from palier.homes.enums import VacancyState
from palier.homes.models import Home, StockImport, Vacancy
from palier.homes.queries import (
    READERS,
    communes_of,
    get_home,
    get_import,
    get_vacancy,
    imports_visible_to,
    opened_by,
    opened_homes,
    search,
    vacancies_visible_to,
    visible_to,
)
from palier.homes.states import SHOWN
from palier.organisations.models import Agreement, Party
from palier.platform.actor import system_actor
from palier.platform.errors import Missing
from tests.factories.homes import days_of
from tests.factories.world import AT, DAY, PEOPLE

KINDS = ("housing_body", "landlord", "association", "stranger")


def make(world, owner: str, name: str, **fields) -> Home:
    return Home.objects.create(
        **{"landlord": world.organisations[owner], "internal_id": name, "commune_id": "69388", "search_key": " x"}
        | fields
    )


def announce(home: Home, state: str, agreement: Agreement | None) -> Vacancy:
    return Vacancy.objects.create(
        home=home, agreement=agreement, opened_at=AT, free_on=DAY, purpose="lease", **days_of(state)
    )


def test_a_landlord_sees_its_stock_and_a_partner_what_is_opened(world):
    kept, opened = make(world, "landlord", "kept"), make(world, "landlord", "opened")
    vacancy = announce(opened, "open_to_agreement", world.agreement)
    seen = {key: set(visible_to(world.actor(key))) for key in PEOPLE}
    assert seen["allocation_officer"] == seen["landlord_adviser"] == {kept, opened}
    assert seen["adviser"] == seen["social_worker"] == seen["coordinator"] == {opened}
    for key in ("stranger", "debt_recovery", "volunteer", "steering", "administrator", "support", "dpo"):
        assert seen[key] == set(), key
    assert set(vacancies_visible_to(world.actor("adviser"))) == {vacancy}
    assert set(vacancies_visible_to(world.actor("stranger"))) == set()
    assert list(opened_by(world.actor("allocation_officer"))) == [vacancy]
    assert list(opened_by(world.actor("adviser"))) == []


def test_what_is_not_seen_is_missing(world):
    home = make(world, "landlord", "kept")
    vacancy = announce(home, "announced", None)
    for key in ("adviser", "stranger"):
        with pytest.raises(Missing):
            get_home(world.actor(key), home.id)
        with pytest.raises(Missing):
            get_vacancy(world.actor(key), vacancy.id)
    assert get_home(world.actor("allocation_officer"), home.id, lock=True) == home
    assert get_vacancy(world.actor("allocation_officer"), vacancy.id, lock=True) == vacancy


@pytest.mark.parametrize("state", VacancyState.values)
def test_a_partner_sees_a_home_while_it_is_open(world, state):
    home = make(world, "landlord", "one")
    announce(home, state, world.agreement)
    assert (home in visible_to(world.actor("adviser"))) is (state in SHOWN)


@pytest.mark.parametrize("status", ["draft", "ended"])
def test_only_under_an_agreement_in_force(world, status):
    announce(make(world, "landlord", "one"), "open_to_agreement", world.agreement)
    Agreement.objects.filter(id=world.agreement.id).update(status=status)
    assert not visible_to(world.actor("adviser")).exists()


def test_a_landlord_that_left_the_agreement_shows_nothing_more(world):
    announce(make(world, "landlord", "one"), "open_to_agreement", world.agreement)
    Party.objects.filter(agreement=world.agreement, organisation=world.organisations["landlord"]).delete()
    assert not visible_to(world.actor("adviser")).exists()
    assert visible_to(world.actor("allocation_officer")).count() == 1


def test_a_system_actor_sees_nothing_by_this_door(world):
    announce(make(world, "landlord", "one"), "open_to_agreement", world.agreement)
    assert not visible_to(system_actor("placement")).exists()
    assert opened_homes([world.agreement.id]).count() == 1
    assert opened_homes([world.other_agreement.id]).count() == 0


def test_a_file_is_seen_by_its_landlord_alone(world):
    file = StockImport.objects.create(landlord=world.organisations["landlord"], file_name="a.csv", asked_at=AT)
    assert list(imports_visible_to(world.actor("allocation_officer"))) == [file]
    for key in ("adviser", "stranger", "debt_recovery"):
        with pytest.raises(Missing):
            get_import(world.actor(key), file.id)


owners = st.sampled_from(KINDS)
worlds = st.lists(
    st.tuples(owners, st.sampled_from([*VacancyState.values, ""]), st.integers(0, 2)), min_size=1, max_size=5
)
parties = st.lists(st.sets(owners, min_size=1), min_size=3, max_size=3)
statuses = st.lists(st.sampled_from(["draft", "signed", "ended"]), min_size=3, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds, parties, statuses)
def test_the_query_says_what_the_rule_says(world, homes, signers, status):
    """On every triple of actor, home and agreement: the rule written once more, in plain Python."""
    Vacancy.objects.all().delete()
    Home.objects.all().delete()
    agreements = []
    for names, one in zip(signers, status, strict=True):
        made = Agreement.objects.create(
            name="x", status=one, signed_on=DAY, starts_on=DAY, ends_on=DAY + timedelta(days=900)
        )
        for name in names:
            Party.objects.create(agreement=made, organisation=world.organisations[name])
        agreements.append(made)
    made = []
    for number, (owner, state, which) in enumerate(homes):
        one = make(world, owner, str(number))
        if state:
            announce(one, state, agreements[which])
        made.append((one, owner, state, which))
    actors = {
        key: world.actor(key) for key in ("adviser", "allocation_officer", "rental_manager", "stranger", "volunteer")
    }
    for (key, actor), (one, owner, state, which) in product(actors.items(), made):
        mine = next(name for name, row in world.organisations.items() if row.id == actor.organisation)
        common = status[which] == "signed" and {mine, owner} <= signers[which]
        expected = actor.has(*READERS) and (mine == owner or (state in SHOWN and common))
        assert visible_to(actor).filter(id=one.id).exists() is expected, (key, owner, state)
        acts = bool(policies.may_open(actor, one))
        assert not acts or (expected and mine == owner)


def test_search_by_words_commune_rooms_ceiling_and_opening(world):
    officer = world.actor("allocation_officer")
    one = make(world, "landlord", "A-1", rooms=3, ceiling="PLUS", search_key=" a 1 69008 12 rue de la paix lyon")
    two = make(world, "landlord", "B-2", rooms=2, ceiling="PLAI", commune_id="69266", search_key=" b 2 villeurbanne")
    make(world, "landlord", "C-3", left_on=DAY)
    announce(one, "open_to_agreement", world.agreement)
    assert set(search(officer)) == {one, two}
    assert list(search(officer, words="Paix LYON")) == [one]
    assert list(search(officer, words="b-2")) == [two]
    assert list(search(officer, words="aix")) == []
    assert list(search(officer, commune="69266")) == [two]
    assert list(search(officer, commune="69123")) == [one], "Lyon holds its arrondissements"
    assert list(search(officer, rooms=2)) == [two]
    assert list(search(officer, ceiling="PLUS")) == [one]
    assert list(search(officer, opened=True)) == [one]
    assert list(search(officer, opened=False)) == [two]
    assert search(officer, opened=True).get().live_vacancy.state == "open_to_agreement"
    assert list(search(world.actor("adviser"))) == [one]


def test_the_communes_one_may_choose_are_those_of_the_homes_one_sees(world):
    make(world, "landlord", "A-1", commune_id="69266")
    announce(make(world, "landlord", "A-2"), "open_to_agreement", world.agreement)
    assert [one.insee for one in communes_of(world.actor("allocation_officer"))] == ["69388", "69266"]
    assert [one.insee for one in communes_of(world.actor("adviser"))] == ["69388"]
    assert not communes_of(world.actor("stranger")).exists()
    assert not communes_of(world.actor("debt_recovery")).exists()
