"""Residences, places and their calendar: one period at a time, who is free when, who reads and who writes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from palier.homes.models import PlaceUse, StockImport
from palier.homes.places import calendar, duration
from palier.homes.places.calendar import Period
from palier.homes.places.queries import residences_of, search_places
from palier.organisations.models import Membership
from palier.organisations.services import actor_of
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from palier.web.demo.loading import Size, load
from palier.web.homes.residence_forms import month_of
from palier.web.homes.residence_page import month_cell, months
from tests.factories.places import a_place, a_use
from tests.factories.world import AT, DAY
from tests.queries import asked

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def keeper(world):
    actor = world.actor("residence_manager")
    with transaction.atomic(), acting(actor):
        yield actor


def works(arrival: date, departure: date | None = None) -> Period:
    return Period(kind="works", reason="repairs", arrival=arrival, departure=departure)


def occupied(arrival: date, departure: date | None = None) -> Period:
    return Period(kind="occupied", arrival=arrival, departure=departure)


def free_on(actor, day: date) -> list[str]:
    return sorted(search_places(actor, free_on=day).values_list("label", flat=True))


# One period at a time


def test_a_place_is_out_of_service_then_back_and_that_is_undone(world, keeper):
    place = a_place(world, label="A")
    use = calendar.take(actor=keeper, place_id=place.id, period=works(MARCH))
    assert (use.kind, use.reason, use.arrival, use.departure) == ("works", "repairs", MARCH, None)
    assert (free_on(keeper, MARCH - timedelta(days=1)), free_on(keeper, MAY)) == (["A"], [])
    calendar.free(actor=keeper, use_id=use.id, on=APRIL, at=AT)
    assert (free_on(keeper, APRIL - timedelta(days=1)), free_on(keeper, APRIL)) == ([], ["A"])
    calendar.retake(actor=keeper, use_id=use.id, until=None)
    assert free_on(keeper, APRIL) == []
    calendar.cancel(actor=keeper, use_id=use.id, at=AT)
    assert free_on(keeper, MARCH) == ["A"]
    calendar.retake(actor=keeper, use_id=use.id, until=MAY)
    assert (free_on(keeper, MARCH), free_on(keeper, MAY)) == ([], ["A"])
    kinds = [f"place_use.{act}" for act in ("taken", "freed", "retaken", "cancelled", "retaken")]
    found = Event.objects.filter(subject_id=use.id)
    assert sorted(found.values_list("kind", flat=True)) == sorted(kinds)
    assert {tuple(sorted(one.changes)) for one in found} == {
        ("arrival", "kind", "place"),
        ("arrival", "departure", "kind", "place"),
    }


def test_one_leaves_and_another_arrives_on_the_same_day(world, keeper):
    place = a_place(world)
    calendar.take(actor=keeper, place_id=place.id, period=occupied(MARCH, APRIL))
    calendar.take(actor=keeper, place_id=place.id, period=occupied(APRIL))
    calendar.take(actor=keeper, place_id=place.id, period=occupied(date(2026, 1, 1), MARCH))
    assert PlaceUse.objects.count() == 3


@pytest.mark.parametrize(
    "period",
    [
        occupied(date(2026, 3, 31), MAY),
        occupied(date(2026, 2, 1), date(2026, 3, 2)),
        occupied(date(2026, 3, 10), date(2026, 3, 11)),
        occupied(date(2026, 1, 1)),
    ],
)
def test_a_night_that_is_taken_is_not_taken_again(world, keeper, period):
    place = a_place(world)
    calendar.take(actor=keeper, place_id=place.id, period=works(MARCH, APRIL))
    with pytest.raises(Invalid) as refusal:
        calendar.take(actor=keeper, place_id=place.id, period=period)
    assert refusal.value.fields == {
        "arrival": "This place is taken: out of service from March 1, 2026 until April 1, 2026."
    }
    assert PlaceUse.objects.count() == 1


def test_the_database_refuses_two_periods_that_share_a_night(world):
    place = a_place(world)
    a_use(world, place, MARCH)
    with pytest.raises(IntegrityError, match="one_use_at_a_time"), transaction.atomic():
        a_use(world, place, APRIL, MAY)
    a_use(world, place, date(2026, 1, 1), MARCH)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"departure": MARCH}, "place_use_lasts_a_day"),
        ({"kind": "works"}, "out_of_service_for_a_reason"),
        ({"reason": "pests"}, "out_of_service_for_a_reason"),
        ({"kind": "party"}, "place_use_kind_known"),
    ],
)
def test_the_database_refuses_a_period_that_cannot_be(world, keeper, wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PlaceUse.objects.create(**{"place": a_place(world), "kind": "occupied", "arrival": MARCH} | wrong)


@pytest.mark.parametrize(
    ("period", "field"),
    [
        (works(MARCH, MARCH), "departure"),
        (Period(kind="works", arrival=MARCH), "reason"),
        (Period(kind="works", reason="holiday", arrival=MARCH), "reason"),
        (Period(kind="occupied", reason="pests", arrival=MARCH), "reason"),
    ],
)
def test_a_period_that_cannot_be_is_told_by_its_field(world, keeper, period, field):
    with pytest.raises(Invalid) as refusal:
        calendar.take(actor=keeper, place_id=a_place(world).id, period=period)
    assert list(refusal.value.fields) == [field]


def test_free_before_the_first_night_is_as_if_it_never_was(world, keeper):
    place = a_place(world, label="A")
    use = calendar.take(actor=keeper, place_id=place.id, period=works(MARCH, APRIL))
    done = calendar.free(actor=keeper, use_id=use.id, on=MARCH, at=AT)
    assert (done.cancelled_at, done.departure) == (AT, APRIL)
    assert free_on(keeper, MARCH) == ["A"]
    with pytest.raises(Conflict):
        calendar.free(actor=keeper, use_id=use.id, on=MARCH, at=AT)


def test_what_was_taken_meanwhile_is_not_taken_back(world, keeper):
    place = a_place(world)
    use = calendar.take(actor=keeper, place_id=place.id, period=works(MARCH))
    calendar.free(actor=keeper, use_id=use.id, on=APRIL, at=AT)
    calendar.take(actor=keeper, place_id=place.id, period=occupied(MAY))
    with pytest.raises(Invalid):
        calendar.retake(actor=keeper, use_id=use.id, until=None)
    calendar.retake(actor=keeper, use_id=use.id, until=MAY)


def test_a_place_that_has_left_is_not_taken(world, keeper):
    with pytest.raises(Invalid, match="has left the stock"):
        calendar.take(actor=keeper, place_id=a_place(world, left_on=DAY).id, period=works(MARCH))


# Who


@pytest.mark.parametrize(("key", "error"), [("social_worker", Refused), ("allocation_officer", Missing)])
def test_who_does_not_keep_the_calendar(world, key, error):
    place, actor = a_place(world), world.actor(key)
    use = a_use(world, place, MARCH)
    with transaction.atomic(), acting(actor):
        for act in (
            lambda: calendar.take(actor=actor, place_id=place.id, period=occupied(MAY)),
            lambda: calendar.free(actor=actor, use_id=use.id, on=MAY, at=AT),
            lambda: calendar.cancel(actor=actor, use_id=use.id, at=AT),
            lambda: calendar.retake(actor=actor, use_id=use.id, until=None),
        ):
            with pytest.raises(error):
                act()


@pytest.mark.parametrize(("key", "seen"), [("residence_manager", 1), ("social_worker", 1), ("adviser", 0), ("dpo", 0)])
def test_the_second_wall_shows_a_calendar_to_its_organisation_alone(world, key, seen):
    a_use(world, a_place(world), MARCH)
    with transaction.atomic(), acting(world.actor(key)):
        assert PlaceUse.objects.count() == seen


def test_the_second_wall_lets_nobody_write_in_the_calendar_of_another(world):
    place = a_place(world)
    use = a_use(world, place, MARCH)
    with transaction.atomic(), acting(world.actor("allocation_officer")):
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            PlaceUse.objects.create(place=place, kind="occupied", arrival=date(2025, 1, 1), departure=MARCH)
        assert PlaceUse.objects.filter(id=use.id).update(departure=MAY) == 0


# Lists


def test_residences_with_their_places_and_how_many_are_free(world, keeper):
    one, two, _ = (a_place(world, label=label) for label in "ABC")
    a_place(world, label="1", residence="Le Phare", kind="chrs", commune_id="69266")
    a_place(world, label="gone", residence="Le Phare", kind="chrs", left_on=DAY)
    a_place(world, label="other", residence="Ailleurs", landlord=world.organisations["landlord"])
    a_use(world, one, MARCH)
    a_use(world, two, MARCH, APRIL, kind="works")

    def listed(day: date, **chosen) -> list[tuple]:
        found = residences_of(search_places(keeper, **chosen), day)
        return [(one.name, one.total, one.free, one.communes) for one in found]

    assert listed(MARCH) == [
        ("Le Phare", 1, 1, ["Villeurbanne"]),
        ("Les Tilleuls", 3, 1, ["Lyon 8e Arrondissement"]),
    ]
    assert [row[2] for row in listed(APRIL)] == [1, 2]
    assert [row[0] for row in listed(MARCH, kind="chrs")] == ["Le Phare"]
    assert [row[0] for row in listed(MARCH, commune="69123")] == ["Les Tilleuls"]
    assert [row[:3] for row in listed(MARCH, words="tilleuls c")] == [("Les Tilleuls", 1, 1)]
    assert [row[:3] for row in listed(MARCH, free_on=MARCH)] == [("Le Phare", 1, 1), ("Les Tilleuls", 1, 1)]


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ([], ("free", "yes")),
        ([(MARCH, None)], ("occupied", "")),
        ([(date(2026, 1, 1), APRIL)], ("occupied", "")),
        ([(APRIL, None)], ("free", "yes")),
        ([(date(2026, 1, 1), MARCH)], ("free", "yes")),
        ([(date(2026, 3, 12), None)], ("occupied from 12 March", "")),
        (
            [(date(2026, 2, 1), date(2026, 3, 5)), (date(2026, 3, 20), date(2026, 3, 25))],
            (
                "occupied until 5 March, occupied from 20 March until 25 March",
                "",
            ),
        ),
    ],
)
def test_a_month_of_a_place_in_words(periods, said):
    uses = [PlaceUse(kind="occupied", arrival=arrival, departure=departure) for arrival, departure in periods]
    cell = month_cell(uses, MARCH, APRIL)
    assert (cell.value.replace("\N{NO-BREAK SPACE}", " "), cell.tone) == said


def test_months_follow_one_another():
    assert months(date(2026, 11, 1), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert month_of("2026-03", DAY) == MARCH
    assert {month_of(wrong, DAY) for wrong in (None, "", "x", "0001-01", "9999-12", "2026-13")} == {DAY.replace(day=1)}


# Pages


def test_as_many_questions_for_one_place_as_for_many(world, signed_in):
    client, counts = signed_in("residence_manager"), []
    made = 0
    for wanted in (1, 10, 40):
        for number in range(made, wanted):
            place = a_place(world, residence=f"Residence {number}")
            last = a_place(world, residence="Residence 0")
            for one in (place, last):
                a_use(world, one, MARCH, APRIL)
        made = wanted
        with CaptureQueriesContext(connection) as listed:
            page = client.get(reverse("residences"))
        assert page.context["page"].paginator.count == wanted
        with CaptureQueriesContext(connection) as one_residence:
            page = client.get(reverse("residence", args=[last.residence_id]))
        assert page.context["page"].paginator.count == wanted + 1
        counts.append((asked(listed), asked(one_residence)))
    assert counts[0] == counts[1] == counts[2]


def test_a_residence_says_who_is_free_when(world, signed_in):
    place = a_place(world, label="A12")
    a_use(world, place, date(2026, 3, 12), MAY, kind="works")
    page = f"{reverse('residence', args=[place.residence_id])}?month=2026-03"
    text = signed_in("residence_manager").get(page).text
    for said in ("A12", "March 2026", "August 2026", "out of service from 12\N{NO-BREAK SPACE}March"):
        assert said in text, said
    assert ("?month=2025-09" in text, "?month=2026-09" in text) == (True, True)


def test_the_duration_that_a_residence_plans_is_said_on_its_page(world, signed_in):
    place, client = a_place(world), signed_in("residence_manager")
    url = reverse("residence_plan", args=[place.residence_id])
    page = reverse("residence", args=[place.residence_id])
    assert client.post(url, {"months": "0"}).status_code == 422
    assert client.post(url, {"months": "24"}).status_code == 302
    assert "a stay is planned for 24 months" in client.get(page).text
    assert client.post(url, {"months": ""}).status_code == 302
    assert "a stay is planned for" not in client.get(page).text
    assert "how long a stay" not in signed_in("social_worker").get(page).text
    assert signed_in("social_worker").post(url, {"months": "24"}).status_code == 403
    assert signed_in("allocation_officer").post(url, {"months": "24"}).status_code == 404


def test_a_lasting_adapted_home_plans_no_duration(world, keeper):
    lasting = a_place(world, residence="Les Lilas", kind="pension_de_famille").residence
    with acting(keeper), pytest.raises(Invalid) as refused:
        duration.plan(actor=keeper, residence_id=lasting.id, months=24)
    assert "L633-1" in str(refused.value.fields["months"])
    with acting(keeper):
        assert duration.plan(actor=keeper, residence_id=lasting.id, months=None).months is None


def test_a_place_is_taken_freed_and_taken_back_on_its_page(world, signed_in):
    place, client = a_place(world), signed_in("residence_manager")
    page = reverse("place", args=[place.id])
    assert "it is free" in client.get(page).text
    said = {"kind": "works", "reason": "pests", "arrival": "1/3/2026", "departure": "1/5/2026"}
    answer = client.post(reverse("place_take", args=[place.id]), said, follow=True)
    with acting(world.actor("residence_manager")):
        use = PlaceUse.objects.get()
    assert reverse("place_cancel", args=[use.id]) in answer.text
    assert client.post(reverse("place_take", args=[place.id]), said).status_code == 422
    assert client.post(reverse("place_free", args=[use.id]), {"day": "never"}).status_code == 422
    answer = client.post(reverse("place_free", args=[use.id]), {"day": "1/4/2026"}, follow=True)
    undo = f"{reverse('place_retake', args=[use.id])}?until=2026-05-01"
    assert undo in answer.text
    client.post(undo)
    with acting(world.actor("residence_manager")):
        assert PlaceUse.objects.get().departure == MAY
    retake = reverse("place_retake", args=[use.id])
    assert [client.post(f"{retake}{until}").status_code for until in ("", "?until=x")] == [302, 404]
    with acting(world.actor("residence_manager")):
        assert PlaceUse.objects.get().departure is None


def test_a_colleague_reads_a_place_and_has_nothing_to_write(world, signed_in):
    place = a_place(world)
    text = signed_in("social_worker").get(reverse("place", args=[place.id])).text
    assert "Put in the calendar" not in text
    for key in ("allocation_officer", "adviser", "stranger"):
        client = signed_in(key)
        assert client.get(reverse("place", args=[place.id])).status_code == 404
        assert client.get(reverse("residence", args=[place.residence_id])).status_code == 404


def test_a_place_missing_from_the_last_list_has_left_or_is_still_there(world, signed_in):
    owner = world.organisations["association"]
    last = StockImport.objects.create(landlord=owner, layout="places", file_name="p.csv", asked_at=AT)
    place, client = a_place(world, label="A", missing_from=last), signed_in("rental_manager")
    a_place(world, label="B")
    gone = f"{reverse('residences')}?gone=on"
    assert [one.total for one in client.get(gone).context["page"].object_list] == [1]
    assert "missing from the last list" in client.get(reverse("residence", args=[place.residence_id])).text
    page = client.get(reverse("place", args=[place.id]))
    assert "Has this place left the stock?" in page.text
    use = a_use(world, place, MARCH)
    assert client.post(reverse("place_left", args=[place.id])).status_code == 409
    client.post(reverse("place_cancel", args=[use.id]))
    answer = client.post(reverse("place_left", args=[place.id]), follow=True)
    assert reverse("place_keep", args=[place.id]) in answer.text
    assert [one.total for one in client.get(reverse("residences")).context["page"].object_list] == [1]
    client.post(reverse("place_keep", args=[place.id]))
    place.refresh_from_db()
    assert (place.left_on, place.missing_from) == (None, None)
    assert signed_in("residence_manager").post(reverse("place_left", args=[place.id])).status_code == 403


def test_an_organisation_without_places_is_told_how_to_begin(world, signed_in):
    assert reverse("stock_import_new") in signed_in("rental_manager").get(reverse("residences")).text
    assert signed_in("adviser").get(reverse("residences")).status_code == 404


def test_the_demo_has_residences_with_places_free_and_taken(db):
    assert load(size=Size(households=0), seed=1, as_of="2026-03-12", only_if_empty=False, say=lambda text: None) == 0
    works_there = Membership.objects.get(role="rental_manager")
    manager = actor_of(user=works_there.user_id, service=works_there.service_id)
    with transaction.atomic(), acting(manager):
        found = residences_of(search_places(manager), date(2026, 3, 12))
        assert [(one.name, one.total, 0 < one.free < one.total) for one in found] == [
            ("Le Grand Noyer", 12, True),
            ("Les Terrasses", 20, True),
            ("Résidence des Quais", 30, True),
        ]
