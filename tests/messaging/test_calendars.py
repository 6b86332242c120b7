"""What a calendar outside Palier reads, in whose name, and until when."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from palier.cases.models import CurrentHousing, Person
from palier.messaging.models import CalendarLink
from palier.organisations.models import Membership
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.due import due_dates
from palier.web.calendar.links import MISSES_AN_HOUR
from tests.factories.support import a_mandate
from tests.factories.world import AT, DAY
from tests.queries import asked

LEAVES = date(2026, 4, 1)  # what `world.case` says of its current home


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    cache.clear()


@pytest.fixture
def link(signed_in):
    """The address that the adviser is shown once."""
    return signed_in("adviser").post(reverse("calendar_link")).context["link"].removeprefix("http://127.0.0.1:8000")


def read(client, link):
    client.logout()
    return client.get(link)


def lines(answer) -> list[tuple[date, str]]:
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return sorted((event.decoded("dtstart"), str(event["summary"])) for event in found)


def test_a_calendar_reads_kinds_of_dates_and_references_and_no_name(world, client, link):
    case = world.case(authorised=(world.services["support"].id,))
    answer = read(client, link)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert lines(answer) == [
        (DAY + timedelta(days=15), f"An authorisation to confirm in writing – {case.reference}"),
        (LEAVES, f"A home to leave – {case.reference}"),
    ]
    text = answer.content.decode()
    assert [word for word in ("Benali", "BENALI", "Nadia", "hosted", "support service") if word in text] == []
    assert "no-store" in answer["Cache-Control"]


def test_the_secret_is_kept_nowhere_and_its_page_shows_it_once(world, signed_in, link):
    kept = CalendarLink.objects.get()
    token = link.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43
    assert token not in str(vars(kept))
    assert token not in signed_in("adviser").get(reverse("account")).text


def test_another_link_or_its_end_makes_the_former_one_worthless(world, signed_in, client, link):
    other = signed_in("adviser").post(reverse("calendar_link")).context["link"]
    assert read(client, link).status_code == 404
    assert read(client, other).status_code == 200
    signed_in("adviser").post(reverse("calendar_link_end"))
    assert read(client, other).status_code == 404


def test_whoever_leaves_the_service_leaves_its_dates(world, client, link):
    Membership.objects.filter(user=world.people["adviser"]).update(ended_on=DAY)
    assert read(client, link).status_code == 404


def test_a_date_of_a_colleagues_case_is_not_in_my_calendar(world, client, link):
    world.case("colleague")
    assert lines(read(client, link)) == []


def test_who_tries_links_is_told_to_wait(world, client, settings):
    # What is counted stays where a miss is rolled back: on the connection aside, which tests share with the request.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    statuses = [client.get(f"/calendar/{number}.ics").status_code for number in range(MISSES_AN_HOUR + 1)]
    assert statuses == [404] * MISSES_AN_HOUR + [429]


def test_each_date_says_why_what_next_and_where(world):
    case = world.case(authorised=(world.services["support"].id,))
    a_mandate(world, case)
    with acting(world.actor("adviser")) as actor:
        CurrentHousing.objects.filter(case=case).update(until=DAY - timedelta(days=3))
        dues = due_dates(actor, DAY + timedelta(days=30))
        assert [(due.on, due.why, due.page, due.person) for due in dues] == [
            (DAY - timedelta(days=3), "Must leave: hosted by somebody else", "case_homes", actor.user),
            (
                DAY + timedelta(days=15),
                f"Authorisation only spoken: {world.services['support']}",
                "case_sharing",
                actor.user,
            ),
        ]
    with acting(world.actor("coordinator")) as actor:
        assert due_dates(actor, DAY + timedelta(days=30)) == []


# --- the page


def test_a_month_shows_its_dates_and_those_gone_by(world, signed_in):
    case = world.case()
    client = signed_in("adviser")
    april = client.get(reverse("calendar"), {"month": "2026-04"}).context
    assert [(entry.who, entry.due.on) for entry in april["entries"]] == [("BENALI Nadia", LEAVES)]
    shown = [(day.on, len(day.entries)) for week in april["weeks"] for day in week if day.entries]
    assert shown == [(LEAVES, 1)]
    with clock.frozen(AT + timedelta(days=40)):
        later = client.get(reverse("calendar")).context
    assert [entry.due.case for entry in later["late"]] == [case.id]
    forged = client.get(reverse("calendar"), {"month": "2026-13", "whose": "theirs", "form": "none"}).context
    assert (forged["first"], forged["form"]) == (DAY.replace(day=1), "month")


def test_my_services_dates_are_those_of_my_colleagues_too(world, signed_in):
    world.case("colleague")
    client = signed_in("adviser")
    asked = {"month": "2026-04", "form": "list"}
    assert client.get(reverse("calendar"), asked).context["entries"] == []
    assert len(client.get(reverse("calendar"), asked | {"whose": "ours"}).context["entries"]) == 1


def test_a_partner_without_the_file_reads_a_reference(world, signed_in):
    case = world.case(authorised=(world.services["support"].id,))
    mandate = a_mandate(world, case)
    with acting(world.actor("adviser")):
        type(mandate).objects.filter(id=mandate.id).update(
            state="accepted", answered_on=DAY, starts_on=DAY, ends_on=DAY + timedelta(days=9)
        )
        Person.objects.filter(case=case).update(kind="adult")
    entries = signed_in("social_worker").get(reverse("calendar")).context["entries"]
    assert [(entry.who, entry.due.kind) for entry in entries] == [(case.reference, "The support mandate ends")]


def test_the_calendar_takes_the_same_queries_at_1_and_10_dates(world, signed_in):
    client, counted, made = signed_in("adviser"), {}, 0
    for rows in (1, 10):
        for _ in range(rows - made):
            world.case()
        made = rows
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(reverse("calendar"), {"month": "2026-04"}).context["entries"]) == rows
        counted[rows] = asked(captured)
    assert counted[1] == counted[10]
