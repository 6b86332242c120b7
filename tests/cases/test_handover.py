"""A colleague covers for somebody, or takes her cases: within the service, with nothing more opened."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from palier.cases.handover import (
    PASSED,
    cover,
    covering,
    covers_of,
    end_cover,
    pass_on,
    resume_cover,
    take_back,
)
from palier.cases.models import Case, Cover, Person
from palier.cases.queries import found_people, in_order, saved_views, search, visible_to
from palier.cases.saved_views import remove_view, restore_view, save_view
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.world import AT, DAY

WEEK = timedelta(days=7)


def set_cover(world, actor_key="adviser", user="adviser", substitute="colleague", first=DAY, last=DAY + WEEK, at=AT):
    actor = world.actor(actor_key)
    with acting(actor):
        return cover(
            actor=actor,
            user=world.people[user].id,
            substitute=world.people[substitute].id,
            begins_on=first,
            until=last,
            at=at,
        )


def test_a_cover_runs_from_its_first_day_to_its_last_included(world):
    made = set_cover(world, first=DAY + WEEK, last=DAY + 2 * WEEK)
    colleague, day = world.actor("colleague"), timedelta(days=1)
    with acting(colleague):
        on = [DAY + WEEK - day, DAY + WEEK, DAY + 2 * WEEK, DAY + 2 * WEEK + day]
        assert [list(covering(colleague, on=when)) for when in on] == [[], [made], [made], []]
        assert covers_of(made.service_id, [made.user_id], on=DAY + WEEK) == {made.user_id: made}
        event = Event.objects.get(kind="cover.set")
    assert (event.subject_id, event.case_id, event.changes["substitute"]) == (made.id, None, str(made.substitute_id))


def test_a_cover_opens_nothing(world):
    """The substitute sees the same cases before and after: her service's."""
    world.case()
    colleague = world.actor("colleague")
    with acting(colleague):
        before = set(visible_to(colleague))
    set_cover(world)
    with acting(colleague):
        assert set(visible_to(colleague)) == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"substitute": "adviser"}, "substitute"),
        ({"substitute": "social_worker"}, "substitute"),
        ({"substitute": "coordinator"}, "substitute"),
        ({"first": DAY + WEEK, "last": DAY}, "until"),
        ({"first": DAY - 2 * WEEK, "last": DAY - WEEK}, "until"),
        ({"last": DAY + timedelta(days=400)}, "until"),
    ],
)
def test_a_cover_that_cannot_be_is_refused_at_its_field(world, said, field):
    with pytest.raises(Invalid) as caught:
        set_cover(world, **said)
    assert list(caught.value.fields) == [field]
    assert not Cover.objects.exists()


def test_somebody_is_covered_once_at_a_time(world):
    made = set_cover(world)
    with pytest.raises(Invalid) as caught:
        set_cover(world, substitute="team_lead", first=DAY + WEEK, last=DAY + 2 * WEEK)
    assert list(caught.value.fields) == ["begins_on"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Cover.objects.create(
            user_id=made.user_id,
            service_id=made.service_id,
            substitute=world.people["team_lead"],
            begins_on=DAY + WEEK,
            until=DAY + WEEK,
        )


def test_the_team_lead_says_it_for_whoever_is_ill_and_a_colleague_does_not(world):
    assert set_cover(world, actor_key="team_lead").user_id == world.people["adviser"].id
    with pytest.raises(Refused):
        set_cover(world, actor_key="colleague", first=DAY + 2 * WEEK, last=DAY + 3 * WEEK)
    with pytest.raises(Refused):
        set_cover(world, actor_key="coordinator", user="coordinator")


def test_a_cover_is_ended_and_put_back_unless_another_took_its_days(world):
    made, adviser = set_cover(world), world.actor("adviser")
    with acting(adviser):
        assert end_cover(actor=adviser, cover_id=made.id, at=AT).ended_at == AT
        assert covers_of(made.service_id, [made.user_id], on=DAY) == {}
        assert resume_cover(actor=adviser, cover_id=made.id, at=AT).ended_at is None
        end_cover(actor=adviser, cover_id=made.id, at=AT)
    set_cover(world, substitute="team_lead")
    with acting(adviser), pytest.raises(Invalid):
        resume_cover(actor=adviser, cover_id=made.id, at=AT)


def passed(world, key, cases, to="colleague", at=AT):
    actor = world.actor(key)
    with acting(actor):
        return pass_on(actor=actor, case_ids=[case.id for case in cases], to=world.people[to].id, at=at)


def referents(world, cases) -> list[str]:
    with acting(world.actor("adviser")):
        found = dict(Case.objects.values_list("id", "referent__first_name"))
    return [found[case.id] for case in cases]


def test_many_cases_are_passed_on_and_taken_back_each_to_her_own(world):
    cases = [world.case("adviser"), world.case("colleague"), world.case("team_lead")]
    done = passed(world, "team_lead", cases, to="team_lead")
    assert referents(world, cases) == ["Team_Lead"] * 3
    with acting(world.actor("team_lead")):
        # The one she referred already has not been passed on.
        assert Event.objects.filter(kind=PASSED, subject_id=done).count() == 2
        assert take_back(actor=world.actor("team_lead"), handover=done, at=AT) == 2
    assert referents(world, cases) == ["Adviser", "Colleague", "Team_Lead"]


def test_a_case_passed_on_again_meanwhile_stays_where_it_is(world):
    case = world.case("adviser")
    done = passed(world, "adviser", [case])
    passed(world, "colleague", [case], to="team_lead")
    adviser = world.actor("adviser")
    with acting(adviser):
        assert take_back(actor=adviser, handover=done, at=AT) == 0
    assert referents(world, [case]) == ["Team_Lead"]


def test_only_who_passed_it_on_takes_it_back_and_only_that_day(world):
    done = passed(world, "adviser", [world.case("adviser")])
    for key, at in (("team_lead", AT), ("adviser", AT + timedelta(days=2))):
        actor = world.actor(key)
        with acting(actor), pytest.raises(Missing):
            take_back(actor=actor, handover=done, at=at)


def test_one_case_that_is_not_hers_and_none_moves(world):
    mine, hers = world.case("adviser"), world.case("colleague")
    with pytest.raises(Refused):
        passed(world, "adviser", [mine, hers], to="team_lead")
    assert referents(world, [mine, hers]) == ["Adviser", "Colleague"]


@pytest.mark.parametrize("to", ["social_worker", "coordinator", "stranger"])
def test_a_case_stays_with_those_of_the_service_who_hold_cases(world, to):
    case = world.case("adviser")
    with pytest.raises(Invalid) as caught:
        passed(world, "adviser", [case], to=to)
    assert list(caught.value.fields) == ["to"]


def test_who_only_follows_a_case_does_not_pass_it_on(world):
    case = world.case("adviser", authorised=(world.services["support"].id,))
    for key in ("social_worker", "stranger"):
        with pytest.raises(Missing):
            passed(world, key, [case])


# --- lists


def test_a_view_is_ones_own_or_the_services_and_holds_codes_alone(world):
    adviser = world.actor("adviser")
    with acting(adviser):
        mine = save_view(actor=adviser, name=" Tonight ", filters={"urgency": "U1", "q": "Benali"})
        ours = save_view(actor=adviser, name="Courts", filters={"waiting": "court"}, shared=True)
        assert mine.filters == {"urgency": "U1"}
        assert save_view(actor=adviser, name="Tonight", filters={"urgency": "U2"}).id == mine.id
        for bad in ({"name": " "}, {"name": "x", "filters": {"urgency": "Nadia Benali"}}):
            with pytest.raises(Invalid):
                save_view(actor=adviser, **{"filters": {}} | bad)
    seen = {key: list(saved_views(world.actor(key))) for key in ("adviser", "colleague", "social_worker")}
    assert seen == {"adviser": [ours, mine], "colleague": [ours], "social_worker": []}


def test_a_view_is_taken_away_by_its_owner_and_put_back(world):
    adviser, colleague = world.actor("adviser"), world.actor("colleague")
    with acting(adviser):
        view = save_view(actor=adviser, name="Tonight", filters={"urgency": "U1"}, shared=True)
    with acting(colleague), pytest.raises(Missing):
        remove_view(actor=colleague, view_id=view.id, at=AT)
    with acting(adviser):
        remove_view(actor=adviser, view_id=view.id, at=AT)
        assert list(saved_views(adviser)) == []
        restore_view(actor=adviser, view_id=view.id)
        assert list(saved_views(adviser)) == [view]
        remove_view(actor=adviser, view_id=view.id, at=AT)
        save_view(actor=adviser, name="Tonight", filters={})
        with pytest.raises(Invalid):
            restore_view(actor=adviser, view_id=view.id)


def test_by_the_day_they_must_leave_those_without_one_last(world):
    none, late, soon = (world.case(housing_until=until) for until in (None, DAY + 2 * WEEK, DAY + WEEK))
    adviser, coordinator = world.actor("adviser"), world.actor("coordinator")
    with acting(adviser):
        assert list(in_order(adviser, visible_to(adviser), "due")) == [soon, late, none]
        assert list(in_order(adviser, visible_to(adviser), "-due")) == [late, soon, none]
    with acting(coordinator):
        # The day is in the candidate file: the order of a list does not tell it to whoever may not open it.
        assert {case.due for case in in_order(coordinator, visible_to(coordinator), "due")} == {None}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("lefevre zoe", ["Zoé"]),
        ("ZOÉ Lefèvre", ["Zoé"]),
        ("14/07/2019", ["Zoé"]),
        ("Lefèvre 14.07.2019", ["Zoé"]),
        ("Benali 14/07/2019", []),
        ("31/02/2019", []),
        ("benali", ["Nadia"]),
    ],
)
def test_a_search_finds_anybody_of_the_household_and_says_whom(world, words, found):
    case, adviser = world.case(), world.actor("adviser")
    world.case(last_name="Other")
    with acting(adviser):
        child = Person.objects.filter(case=case, kind="child").first()
        child.first_name, child.last_name, child.search_key = "Zoé", "Lefèvre", "lefevre zoe"
        child.born_on = "2019-07-14"
        child.save()
        cases = list(search(adviser, words))
        people = found_people(adviser, words, cases)
    assert cases == ([case] if found else [])
    assert [person.first_name for person in people.get(case.id, [])] == found
    with acting(world.actor("stranger")):
        assert list(search(world.actor("stranger"), words)) == []
