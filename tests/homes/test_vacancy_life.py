"""The life of a vacancy: announced, directed, candidates, committee, its ends, back; by services and by pages."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.homes import vacancies as acts
from palier.homes.enums import Purpose, VacancyState, Withdrawal
from palier.homes.models import Home, Vacancy
from palier.homes.queries import vacancies_due, vacancies_of_stock, visible_to
from palier.homes.services import Opening, open_vacancy
from palier.homes.states import LIVE, MOVES, SHOWN
from palier.homes.vacancies import Announcement, announce
from palier.organisations.models import Agreement
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.homes import a_home, days_of
from tests.factories.world import AT, DAY

SOON, PAST = DAY + timedelta(days=20), DAY - timedelta(days=1)
AGREED = {"candidates_sent", "committee", "open_to_agreement", "filled"}


@pytest.fixture(autouse=True)
def _now(client):
    client.cookies["django_language"] = "en"
    with clock.frozen(AT):
        yield


@pytest.fixture
def officer(world):
    actor = world.actor("allocation_officer")
    with acting(actor):
        yield actor


@pytest.fixture
def home(world) -> Home:
    return a_home(world, internal_id="A-1")


@pytest.fixture
def announced(officer, home) -> Vacancy:
    return announce(actor=officer, home_id=home.id, announcement=Announcement(free_on=SOON, purpose="lease"), on=DAY)


@pytest.fixture
def stand(world, home):
    """`stand("committee")`: a vacancy of the home in that state."""

    def call(state: str, at: Home | None = None, **fields) -> Vacancy:
        days = {"free_on": SOON, "purpose": "lease"} | days_of(state)
        if state in AGREED:
            days |= {"agreement": world.agreement, "opened_at": AT}
        return Vacancy.objects.create(home=at or home, **days | fields)

    return call


def test_announced_and_seen_by_nobody_else(officer, announced, world):
    kept = Vacancy.objects.get()
    assert (kept.state, kept.announced_on, kept.free_on, kept.purpose) == ("announced", DAY, SOON, "lease")
    assert (kept.charges, kept.agreement, kept.opened_at) == (None, None, None)
    assert not visible_to(world.actor("adviser")).exists()
    event = Event.objects.get(kind="vacancy.announced")
    assert (event.subject_id, event.from_state, event.to_state) == (kept.id, "", "announced")


def test_announced_twice(officer, home, announced):
    with pytest.raises(Conflict):
        announce(actor=officer, home_id=home.id, announcement=Announcement(free_on=SOON, purpose="lease"), on=DAY)


@pytest.mark.parametrize(
    ("wrong", "field"), [({"purpose": "sale"}, "purpose"), ({"charges": Decimal("-0.01")}, "charges")]
)
def test_an_announcement_that_does_not_fit(officer, home, wrong, field):
    said = Announcement(**{"free_on": SOON, "purpose": Purpose.LEASE} | wrong)
    with pytest.raises(Invalid) as caught:
        announce(actor=officer, home_id=home.id, announcement=said, on=DAY)
    assert list(caught.value.fields) == [field]


def test_the_whole_way(officer, announced, world):
    one = {"actor": officer, "vacancy_id": announced.id}
    acts.direct(**one, to="action_logement", due_on=SOON, on=DAY)
    opening = Opening(free_on=SOON, purpose=Purpose.LEASE, agreement=world.agreement.id)
    open_vacancy(actor=officer, home_id=announced.home_id, opening=opening, at=AT)
    acts.send_candidates(**one, on=DAY, today=DAY)
    acts.set_committee(**one, on=DAY + timedelta(days=2))
    acts.fill(**one, on=DAY + timedelta(days=3), today=DAY + timedelta(days=3))
    kept = Vacancy.objects.get()
    assert (kept.state, kept.directed_to, kept.directed_on) == ("filled", "action_logement", DAY)
    assert (kept.candidates_due_on, kept.candidates_sent_on) == (SOON, DAY)
    assert (kept.committee_on, kept.ended_on) == (DAY + timedelta(days=2), DAY + timedelta(days=3))
    moves = Event.objects.filter(subject_id=kept.id).values_list("kind", "from_state", "to_state")
    assert set(moves) == {
        ("vacancy.announced", "", "announced"),
        ("vacancy.directed", "announced", "directed"),
        ("vacancy.opened", "directed", "open_to_agreement"),
        ("vacancy.candidates_sent", "open_to_agreement", "candidates_sent"),
        ("vacancy.committee_set", "candidates_sent", "committee"),
        ("vacancy.filled", "committee", "filled"),
    }


def do(act: str, officer, vacancy: Vacancy) -> Vacancy:
    """Each act with what it is usually told."""
    one = {"actor": officer, "vacancy_id": vacancy.id}
    told = {
        "direct": {"to": "state", "due_on": None, "on": DAY},
        "send_candidates": {"on": DAY, "today": DAY},
        "set_committee": {"on": DAY},
        "fill": {"on": DAY, "today": DAY},
        "return_to_landlord": {"on": DAY},
        "lapse": {"on": DAY},
        "withdraw_vacancy": {"on": DAY, "reason": "works"},
        "reopen": {"at": AT},
    }
    return getattr(acts, act)(**one | told.get(act, {}))


LEADS_TO = {
    "direct": VacancyState.DIRECTED,
    "send_candidates": VacancyState.CANDIDATES_SENT,
    "set_committee": VacancyState.COMMITTEE,
    "fill": VacancyState.FILLED,
    "return_to_landlord": VacancyState.RETURNED,
    "lapse": VacancyState.LAPSED,
    "withdraw_vacancy": VacancyState.WITHDRAWN,
}
FORWARD = {
    ("announced", "direct"),
    ("open_to_agreement", "send_candidates"),
    ("candidates_sent", "set_committee"),
    ("committee", "fill"),
    *product(LIVE, ("return_to_landlord", "lapse", "withdraw_vacancy")),
}


@pytest.mark.parametrize(("state", "act"), list(product(VacancyState.values, LEADS_TO)))
def test_each_act_from_each_state(officer, stand, state, act):
    vacancy = stand(state)
    if (state, act) in FORWARD:
        assert do(act, officer, vacancy).state == LEADS_TO[act]
    else:
        with pytest.raises(Conflict):
            do(act, officer, vacancy)
    vacancy.refresh_from_db()
    assert vacancy.state == (LEADS_TO[act] if (state, act) in FORWARD else state)


@pytest.mark.parametrize(
    ("act", "state", "back"),
    [
        ("take_direction_back", "directed", "announced"),
        ("step_back", "candidates_sent", "open_to_agreement"),
        ("step_back", "committee", "candidates_sent"),
    ],
)
def test_a_step_taken_back_forgets_its_day(officer, stand, act, state, back):
    vacancy = do(act, officer, stand(state, candidates_due_on=SOON))
    vacancy.refresh_from_db()
    assert vacancy.state == back
    assert (vacancy.directed_to, vacancy.directed_on) == ("", None)
    assert vacancy.committee_on is None
    assert vacancy.candidates_sent_on == (DAY if back == "candidates_sent" else None)
    assert do({"announced": "direct"}.get(back, "withdraw_vacancy"), officer, vacancy)


@pytest.mark.parametrize(("act", "state"), [("take_direction_back", "open_to_agreement"), ("step_back", "announced")])
def test_nothing_to_take_back(officer, stand, act, state):
    with pytest.raises(Conflict):
        do(act, officer, stand(state))


@pytest.mark.parametrize(("state", "end"), list(product(LIVE, ("return_to_landlord", "lapse", "withdraw_vacancy"))))
def test_an_end_is_taken_back_to_where_it_stood(officer, stand, state, end):
    before = stand(state)
    do(end, officer, before)
    do("reopen", officer, before)
    after = Vacancy.objects.get()
    for name in ("state", "directed_on", "candidates_sent_on", "committee_on", "ended_on", "withdrawn_for"):
        assert getattr(after, name) == getattr(before, name), name


def test_a_filled_home_is_not_taken_back(officer, stand):
    with pytest.raises(Conflict):
        do("reopen", officer, stand("filled"))
    with pytest.raises(Conflict):
        do(
            "reopen",
            officer,
            Vacancy.objects.create(**days_of("announced"), home=stand("withdrawn").home, free_on=DAY, purpose="lease"),
        )


def test_an_announcement_is_taken_back_without_an_agreement(officer, stand, world):
    vacancy = do("withdraw_vacancy", officer, stand("directed"))
    Agreement.objects.filter(id=world.agreement.id).update(status="ended")
    assert do("reopen", officer, vacancy).state == "directed"


@pytest.mark.parametrize(
    ("act", "state", "told", "field"),
    [
        ("direct", "announced", {"to": "mayor", "due_on": None, "on": DAY}, "directed_to"),
        ("direct", "announced", {"to": "state", "due_on": PAST, "on": DAY}, "candidates_due_on"),
        ("send_candidates", "open_to_agreement", {"on": PAST, "today": DAY}, "day"),
        ("send_candidates", "open_to_agreement", {"on": SOON, "today": DAY}, "day"),
        ("set_committee", "candidates_sent", {"on": PAST}, "day"),
        ("fill", "committee", {"on": PAST, "today": DAY}, "day"),
        ("fill", "committee", {"on": SOON, "today": DAY}, "day"),
        ("withdraw_vacancy", "announced", {"on": DAY, "reason": "because"}, "reason"),
    ],
)
def test_a_day_or_a_word_that_does_not_fit(officer, stand, act, state, told, field):
    vacancy = stand(state)
    with pytest.raises(Invalid) as caught:
        getattr(acts, act)(actor=officer, vacancy_id=vacancy.id, **told)
    assert list(caught.value.fields) == [field]
    assert Vacancy.objects.get().state == state


@pytest.mark.parametrize("key", ["committee_secretary", "landlord_adviser"])
@pytest.mark.parametrize("act", [*LEADS_TO, "reopen", "step_back", "take_direction_back"])
def test_another_role_of_the_landlord_is_refused(world, stand, key, act):
    vacancy, actor = stand("open_to_agreement"), world.actor(key)
    with acting(actor), pytest.raises(Refused):
        do(act, actor, vacancy)


@pytest.mark.parametrize("key", ["adviser", "stranger"])
def test_an_announced_home_is_missing_to_others(world, stand, key):
    vacancy, actor = stand("announced"), world.actor(key)
    with acting(actor), pytest.raises(Missing):
        do("withdraw_vacancy", actor, vacancy)


def test_the_table_and_the_acts_say_the_same():
    said = {(state, LEADS_TO[act]) for state, act in FORWARD} | {
        *product(("announced", "directed"), ("open_to_agreement",)),
        *{("directed", "announced"), ("candidates_sent", "open_to_agreement"), ("committee", "candidates_sent")},
        *product(("returned_to_landlord", "withdrawn", "lapsed"), LIVE),
    }
    assert {(state, to) for state, moves in MOVES.items() for to in moves} == said


# The database


@pytest.mark.parametrize(
    "wrong",
    [
        days_of("announced") | {"directed_to": "state"},
        days_of("announced") | {"directed_on": DAY},
        days_of("directed") | {"directed_to": "", "directed_on": None},
        days_of("directed") | {"directed_on": PAST},
        days_of("announced") | {"candidates_sent_on": DAY},
        days_of("announced") | {"committee_on": DAY},
        days_of("candidates_sent") | {"candidates_sent_on": None},
        days_of("candidates_sent") | {"candidates_sent_on": PAST},
        days_of("candidates_sent") | {"committee_on": DAY},
        days_of("committee") | {"committee_on": None},
        days_of("committee") | {"committee_on": PAST},
        days_of("filled") | {"ended_on": None},
        days_of("filled") | {"committee_on": DAY + timedelta(days=1)},
        days_of("filled") | {"committee_on": None},
        days_of("lapsed") | {"ended_on": None},
        days_of("lapsed") | {"ended_on": PAST},
        days_of("returned_to_landlord") | {"ended_on": None},
        days_of("withdrawn") | {"withdrawn_for": ""},
        days_of("withdrawn") | {"withdrawn_for": "because"},
        days_of("lapsed") | {"withdrawn_for": "works"},
        days_of("announced") | {"ended_on": DAY},
    ],
)
def test_the_database_refuses_days_that_do_not_fit(home, world, wrong):
    usual = {"home": home, "free_on": DAY, "purpose": "lease", "agreement": world.agreement, "opened_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Vacancy.objects.create(**usual | wrong)


# The list


def test_what_is_due_comes_first_and_past_days_are_said(world, officer, stand, client):
    late = stand("directed", candidates_due_on=DAY, announced_on=DAY)
    later = stand("open_to_agreement", a_home(world, commune_id="69388"), candidates_due_on=DAY + timedelta(days=9))
    stand("candidates_sent", a_home(world), candidates_due_on=DAY)
    stand("announced", a_home(world))
    assert list(vacancies_due(officer, DAY)) == [late]
    assert list(vacancies_due(officer, DAY + timedelta(days=9))) == [late, later]
    assert list(vacancies_due(world.actor("adviser"), SOON)) == []
    assert vacancies_of_stock(officer).count() == 4
    client.force_login(world.people["allocation_officer"])
    for query, wanted in {"due=on": [late], "commune=69388": [later], "directed_to=state": [late]}.items():
        answer = client.get(f"{reverse('vacancies')}?{query}")
        assert list(answer.context["page"].object_list) == wanted, query
    with clock.frozen(AT + timedelta(days=1)):
        assert "past its day" in client.get(reverse("vacancies")).text


def test_ended_ones_are_listed_when_they_are_asked_for(world, stand, client):
    ended = stand("withdrawn")
    client.force_login(world.people["committee_secretary"])
    assert client.get(reverse("vacancies")).context["page"].paginator.count == 0
    assert list(client.get(f"{reverse('vacancies')}?state=withdrawn").context["page"].object_list) == [ended]


def test_as_many_queries_for_one_vacancy_as_for_a_hundred(world, stand, client):
    client.force_login(world.people["allocation_officer"])
    asked, count = [], 0
    for wanted in (1, 10, 100):
        while count < wanted:
            stand("directed", a_home(world))
            count += 1
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("vacancies"))
        asked.append(len(seen))
    assert len(set(asked)) == 1, asked


# The pages


def step(client, vacancy, act, said=None, **how):
    return client.post(reverse("vacancy_step", args=[vacancy.id, act]), said or {}, **how)


def test_announce_by_three_fields_then_every_step_by_hand(world, home, client):
    client.force_login(world.people["allocation_officer"])
    new = reverse("vacancy_new")
    assert f'value="{home.internal_id}"' in client.get(f"{new}?home={home.id}").text
    assert client.get(f"{new}?home=x").status_code == 200
    answer = client.post(new, {"home": "A-1", "free_on": "1/4/2026", "purpose": "sublease"})
    vacancy = Vacancy.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("vacancy", args=[vacancy.id]))
    assert "Who may designate?" in client.get(answer.url).text
    answer = step(client, vacancy, "direct", {"directed_to": "local", "candidates_due_on": "20/3"}, follow=True)
    assert reverse("vacancy_step", args=[vacancy.id, "undirect"]) in answer.text
    fields = {"free_on": "1/4/2026", "purpose": "sublease", "agreement": world.agreement.id}
    assert 'value="20/03/2026"' in client.get(reverse("home", args=[home.id])).text
    client.post(reverse("vacancy_open", args=[home.id]), fields)
    for act, said in (("candidates", {"day": "12/3/2026"}), ("committee", {"day": "12/3/2026"})):
        assert step(client, vacancy, act, said).status_code == 302
    assert step(client, vacancy, "back").status_code == 302
    assert Vacancy.objects.get().state == "candidates_sent"
    step(client, vacancy, "committee", {"day": "12/3/2026"})
    step(client, vacancy, "fill", {"day": "12/3/2026"})
    vacancy.refresh_from_db()
    assert (vacancy.state, vacancy.directed_to, str(vacancy.candidates_due_on)) == ("filled", "local", "2026-03-20")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"home": "B-9"}, "home"),
        ({"home": ""}, "home"),
        ({"free_on": "31/2"}, "free_on"),
        ({"purpose": ""}, "purpose"),
        ({"charges": "-3"}, "charges"),
    ],
)
def test_an_announcement_keeps_what_was_typed(world, home, client, said, field):
    client.force_login(world.people["allocation_officer"])
    typed = {"home": "A-1", "free_on": "1/4/2026", "purpose": "lease", "charges": "98,40"} | said
    answer = client.post(reverse("vacancy_new"), typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert typed["free_on"] in answer.text
    assert not Vacancy.objects.exists()


@pytest.mark.parametrize(
    ("state", "act", "said", "status"),
    [
        ("announced", "direct", {}, 422),
        ("open_to_agreement", "candidates", {"day": "never"}, 422),
        ("open_to_agreement", "candidates", {"day": "13/3/2026"}, 422),
        ("committee", "fill", {"day": "11/3/2026"}, 422),
        ("announced", "withdraw", {}, 422),
        ("announced", "candidates", {"day": "12/3/2026"}, 409),
        ("announced", "dance", {}, 404),
        ("withdrawn", "reopen", {}, 302),
        ("announced", "lapse", {}, 302),
    ],
)
def test_a_step_that_does_not_fit(world, stand, client, state, act, said, status):
    vacancy = stand(state)
    client.force_login(world.people["allocation_officer"])
    answer = step(client, vacancy, act, said)
    assert answer.status_code == status
    if status == 422:
        assert Vacancy.objects.get().state == state
        assert said.get("day", "") in answer.text


@pytest.mark.parametrize("state", VacancyState.values)
def test_every_state_has_its_page(world, stand, client, state):
    vacancy = stand(state)
    client.force_login(world.people["allocation_officer"])
    text = client.get(reverse("vacancy", args=[vacancy.id])).text
    assert str(vacancy.get_state_display()) in text
    assert ("End it otherwise" in text) is (state in LIVE)
    assert (reverse("shortlist", args=[vacancy.id]) in text) is (state in SHOWN)


def test_a_colleague_reads_and_a_partner_does_not(world, stand, client):
    vacancy = stand("open_to_agreement")
    client.force_login(world.people["committee_secretary"])
    text = client.get(reverse("vacancy", args=[vacancy.id])).text
    assert "Candidates sent" not in text
    client.force_login(world.people["adviser"])
    assert client.get(reverse("vacancy", args=[vacancy.id])).status_code == 404
    assert client.get(reverse("vacancies")).status_code == 404


def test_every_reason_has_its_words():
    assert all(str(label) for _, label in Withdrawal.choices)
