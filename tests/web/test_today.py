"""Today, the story and the handover, as their readers use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.cases.handover import cover, pass_on
from palier.cases.models import Case, Cover, Person, SavedView
from palier.cases.services import move_case, wait_on, write_note
from palier.messaging.services import comment
from palier.placement.models import Shortlist
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.models import Event
from tests.factories.homes import an_opening
from tests.factories.world import AT, DAY

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def note(world, case, body, *, at=AT, key="adviser", audience="social", named=()):
    actor = world.actor(key)
    with clock.frozen(at), acting(actor):
        return comment(actor=actor, case_id=case.id, audience=audience, body=body, at=at, named=named)


def cover_the_adviser(world):
    adviser = world.actor("adviser")
    with acting(adviser):
        cover(
            actor=adviser,
            user=adviser.user,
            substitute=world.people["colleague"].id,
            begins_on=DAY,
            until=DAY + WEEK,
            at=AT,
        )


# --- named


def test_who_is_named_finds_it_under_today_until_she_opens_the_case(world, signed_in):
    case = world.case()
    note(world, case, "Please call.", named=[(world.people["colleague"].id, world.services["social"].id)])
    client = signed_in("colleague")
    assert [name for _mention, name in client.get(reverse("today")).context["mentions"]] == ["BENALI Nadia"]
    assert "Please call." not in client.get(reverse("today")).text
    assert "To the attention of Colleague Person" in client.get(reverse("case", args=[case.id])).text
    assert client.get(reverse("today")).context["mentions"] == []


def test_a_note_that_names_who_may_not_read_keeps_the_words_and_says_who_may(world, signed_in):
    case, coordinator = world.case(), world.people["coordinator"]
    client = signed_in("adviser")
    form = client.get(reverse("case", args=[case.id])).context["note_form"]
    value = f"{coordinator.id}:{world.services['social'].id}"
    sent = {"id": str(form["id"].value()), "audience": "social", "body": "She left on Monday.", "named": [value]}
    answer = client.post(reverse("case_note", args=[case.id]), sent)
    assert answer.status_code == 422
    assert "She left on Monday." in answer.text
    assert list(answer.context["note_form"].errors) == ["named"]
    assert client.post(reverse("case_note", args=[case.id]), sent | {"audience": "envelope"}).status_code == 302


# --- the story


def test_the_story_is_filtered_by_kind_with_counts(world, signed_in):
    case, adviser = world.case(authorised=(world.services["support"].id,)), world.actor("adviser")
    note(world, case, "First words.")
    note(world, case, "Next words.")
    with acting(adviser):
        move_case(actor=adviser, case_id=case.id, version=1, to="open", at=AT)
    client = signed_in("adviser")
    shown = client.get(reverse("case", args=[case.id])).context
    assert [(name, lines) for name, _label, lines in shown["filters"]] == [
        ("notes", 2),
        ("calls", 1),
        ("decisions", 1),
        ("sharing", 1),
    ]
    for name, lines in (("notes", 2), ("calls", 1), ("decisions", 1), ("sharing", 1), ("", 5), ("forged", 5)):
        assert len(client.get(reverse("case", args=[case.id]), {"only": name}).context["story"]) == lines, name


def test_a_long_story_is_paged_and_nothing_of_it_is_cut_off(world, signed_in):
    case = world.case()
    for minute in range(1, 61):
        note(world, case, f"Line {minute}.", at=AT + timedelta(minutes=minute))
    client = signed_in("adviser")
    url = reverse("case", args=[case.id])
    with clock.frozen(AT + timedelta(hours=2)):
        pages = [client.get(url, {"page": number}).context["story"] for number in (1, 2)]
        letter = client.get(reverse("case_story", args=[case.id])).context["story"]
    read = [item.text for page in pages for item in page]
    assert (len(pages[0]), len(pages[1])) == (50, 11)
    assert read == [f"Line {minute}." for minute in range(60, 0, -1)] + [""]
    assert [item.text for item in letter] == read[::-1]


def test_a_partner_reads_her_part_of_the_story_and_its_count(world, signed_in):
    case = world.case(authorised=(world.services["support"].id,))
    note(world, case, "Ours alone.", audience="internal")
    note(world, case, "For both.")
    answer = signed_in("social_worker").get(reverse("case", args=[case.id]))
    assert "For both." in answer.text
    assert "Ours alone." not in answer.text
    assert {name: lines for name, _label, lines in answer.context["filters"]}["notes"] == 1


def test_a_withdrawn_note_says_so_and_shows_its_words_to_nobody(world, signed_in):
    case = world.case()
    written = note(world, case, "Said too soon.")
    client = signed_in("adviser")
    assert client.post(reverse("case_note_withdraw", args=[case.id, written.id])).status_code == 302
    for name in ("case", "case_story", "case_brief"):
        text = client.get(reverse(name, args=[case.id])).text
        assert "Said too soon." not in text, name
        assert "Withdrawn by its author." in text, name
    client.post(reverse("case_note_restore", args=[case.id, written.id]))
    assert "Said too soon." in client.get(reverse("case", args=[case.id])).text


# --- handover


def test_a_substitute_sees_the_lines_of_whom_she_covers_and_the_case_says_whom_to_call(world, signed_in):
    case = world.case(authorised=(world.services["support"].id,))
    client = signed_in("colleague")
    assert client.get(reverse("today")).context["covers"] == []
    cover_the_adviser(world)
    answer = client.get(reverse("today"))
    ((running, lines),) = answer.context["covers"]
    assert running.user_id == world.people["adviser"].id
    assert [line.why for line in lines] == [
        "Authorisation only spoken: support service",
        "Must leave: hosted by somebody else",
        "New call",
    ]
    assert answer.context["lines"] == []
    assert "For Adviser Person, until 19\u00a0March 2026" in answer.text
    away = "away until 19\u00a0March 2026: Colleague Person answers"
    assert away in signed_in("social_worker").get(reverse("case", args=[case.id])).text


def test_a_cover_is_set_ended_and_put_back_from_its_page(world, signed_in):
    client = signed_in("adviser")
    said = {"user": world.people["adviser"].id, "substitute": world.people["colleague"].id}
    answer = client.post(reverse("cover"), said | {"begins_on": "12/3/2026", "until": "10/3/2026"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["until"]
    assert client.post(reverse("cover"), said | {"begins_on": "12/3/2026", "until": "20/3/2026"}).status_code == 302
    made = Cover.objects.get()
    assert [mine for _cover, mine in client.get(reverse("cover")).context["covers"]] == [True]
    for name, ended in (("cover_end", True), ("cover_resume", False)):
        assert client.post(reverse(name, args=[made.id])).status_code == 302
        made.refresh_from_db()
        assert (made.ended_at is not None) is ended


def test_ticked_cases_are_passed_on_and_come_back(world, signed_in):
    cases = [world.case(), world.case()]
    client = signed_in("adviser")
    assert client.get(reverse("cases")).context["table"].select == "case"
    sent = {"case": [str(case.id) for case in cases], "to": str(world.people["colleague"].id)}
    answer = client.post(reverse("cases_pass_on"), sent, follow=True)
    assert "2 cases passed on to Colleague Person." in answer.text
    with acting(world.actor("adviser")):
        assert set(Case.objects.values_list("referent", flat=True)) == {world.people["colleague"].id}
        handover = Event.objects.filter(kind="case.passed_on").first().subject_id
    assert client.get(reverse("cases")).context["table"].select == ""
    client.post(reverse("cases_take_back", args=[handover]))
    with acting(world.actor("adviser")):
        assert set(Case.objects.values_list("referent", flat=True)) == {world.people["adviser"].id}
    for bad in ({"to": sent["to"]}, {"case": sent["case"]}, {"case": ["x"], "to": sent["to"]}):
        assert client.post(reverse("cases_pass_on"), bad).status_code == 422


def test_the_new_referent_reads_that_the_case_is_hers(world, signed_in):
    case, adviser = world.case(), world.actor("adviser")
    with acting(adviser):
        pass_on(actor=adviser, case_ids=[case.id], to=world.people["colleague"].id, at=AT)
    client = signed_in("colleague")
    news = client.get(reverse("today")).context["news"]
    assert ("BENALI Nadia", "The referent is now Colleague Person.", "Adviser Person") in [line[1:] for line in news]
    assert "The referent is now Colleague Person." in client.get(reverse("case", args=[case.id])).text


def test_a_case_in_thirty_seconds(world, signed_in):
    case, adviser = world.case(authorised=(world.services["support"].id,)), world.actor("adviser")
    with acting(adviser):
        move_case(actor=adviser, case_id=case.id, version=1, to="open", at=AT)
        wait_on(actor=adviser, case_id=case.id, whom="caf", at=AT)
        for number in range(4):
            write_note(actor=adviser, case_id=case.id, audience="social", body=f"Line {number}", at=AT)
    cover_the_adviser(world)
    shown = signed_in("colleague").get(reverse("case_brief", args=[case.id])).context
    assert [(fact.term, str(fact.value)) for fact in shown["facts"]] == [
        ("Urgency", "less than a month"),
        ("Step", "Assessment"),
        ("Waiting on", "the family benefits office (CAF)"),
        ("Authorisation only spoken: support service", "2026-03-27"),
        ("Must leave: hosted by somebody else", "2026-04-01"),
        ("The case changed: open.", "12\u00a0March 2026"),
    ]
    assert [(fact.term, fact.value) for fact in shown["people"]] == [
        ("Household", "06 00 00 00 01"),
        ("Referent", "Adviser Person"),
        ("Away: call", "Colleague Person"),
        ("Follow the case", "association of the tests – support service"),
    ]
    assert len(shown["story"]) == 3


def test_the_coordinator_reads_the_envelope_in_thirty_seconds_and_nothing_else(world, signed_in):
    case = world.case(note="Sleeps in the car.")
    answer = signed_in("coordinator").get(reverse("case_brief", args=[case.id]))
    assert answer.status_code == 200
    for secret in ("Benali", "BENALI", "06 00 00 00 01", "Sleeps in the car.", "Must leave", "must leave"):
        assert secret not in answer.text, secret


# --- by role


def test_news_is_told_since_the_day_before_this_one(world, signed_in):
    case, adviser = world.case("colleague"), world.actor("adviser")
    client = signed_in("colleague")

    def news(at):
        with clock.frozen(at):
            return [words for _event, _household, words, _who in client.get(reverse("today")).context["news"]]

    assert news(AT) == []
    later = AT + timedelta(hours=1)
    with clock.frozen(later), acting(adviser):
        wait_on(actor=adviser, case_id=case.id, whom="court", at=later)
    told = ["Now waiting on a court."]
    assert news(AT + timedelta(days=1)) == told
    assert news(AT + timedelta(days=1, hours=3)) == told
    assert news(AT + timedelta(days=2)) == []


def test_the_officer_sees_the_homes_whose_candidates_are_due_and_those_that_fit_somebody(world, signed_in):
    soon, open_ended = an_opening(world, address="1 rue due"), an_opening(world, address="2 rue ouverte")
    far, nobody = an_opening(world, address="3 rue loin"), an_opening(world, address="4 rue sans personne")
    for vacancy, fits in ((open_ended, 2), (nobody, 0)):
        Shortlist.objects.create(
            vacancy=vacancy,
            computed_at=AT,
            law_on=DAY,
            grid=world.agreement.grids.get(),
            fits=fits,
            to_complete=3,
            does_not_fit=0,
        )
    for vacancy, due in ((soon, DAY + WEEK), (open_ended, None), (far, DAY + 20 * WEEK)):
        type(vacancy).objects.filter(id=vacancy.id).update(candidates_due_on=due)
    lines = signed_in("allocation_officer").get(reverse("today")).context["home_lines"]
    assert [(line.why, line.on, line.url) for line in lines] == [
        ("Candidates are due", DAY + WEEK, reverse("shortlist", args=[soon.id])),
        ("Opened to the agreement", DAY, reverse("shortlist", args=[open_ended.id])),
    ]


def test_the_coordinator_sees_what_stands_still_and_what_is_late_by_service(world, signed_in):
    case = world.case(at=AT - timedelta(days=40), authorised=(world.services["support"].id,))
    world.case()
    shown = signed_in("coordinator").get(reverse("today")).context
    assert [(line.who, line.on) for line in shown["still"]] == [(case.reference, DAY - timedelta(days=40))]
    assert [row.cells[1:] for row in shown["holders"].rows] == [[2, 1, 1]]


def test_whom_nothing_waits_for_is_led_to_the_pages_of_her_role(world, signed_in):
    shown = signed_in("administrator").get(reverse("today")).text
    assert f'<a class="button" href="{reverse("members")}">' in shown
    assert f'<a class="button" href="{reverse("cases")}">' not in shown


def test_a_view_is_saved_from_the_list_and_leads_back_to_it(world, signed_in):
    client = signed_in("adviser")
    shown = client.get(reverse("cases"), {"urgency": "U1", "mine": "on", "sort": "due"}).context
    assert shown["in_force"] == {"whose": "ours", "urgency": "U1", "mine": "on", "sort": "due"}
    answer = client.post(reverse("case_view_save"), shown["in_force"] | {"name": "Tonight", "shared": "on"})
    assert answer.url == "/cases/?whose=ours&urgency=U1&mine=on&sort=due"
    view = SavedView.objects.get()
    assert [(one["view"], one["mine"]) for one in client.get(answer.url).context["views"]] == [(view, True)]
    assert [one["mine"] for one in signed_in("colleague").get(reverse("cases")).context["views"]] == [False]
    assert client.post(reverse("case_view_save"), {"name": " "}).status_code == 422


def test_the_result_of_a_search_says_who_was_found(world, signed_in):
    case = world.case()
    with acting(world.actor("adviser")):
        Person.objects.filter(case=case, position=1).update(
            first_name="Lina", last_name="Haddad", search_key="haddad lina"
        )
    client = signed_in("adviser")
    answer = client.post(reverse("search"), {"q": "lina haddad"}, follow=True)
    assert "HADDAD Lina, child" in answer.text
    assert "haddad" not in answer.request["PATH_INFO"]


# --- costs


@pytest.mark.parametrize("name", ["case", "case_story", "case_brief"])
def test_a_story_takes_the_same_queries_at_1_10_and_100_notes(world, signed_in, name):
    case, counted, made = world.case(), {}, 0
    client = signed_in("adviser")
    for rows in (1, 10, 100):
        for _ in range(rows - made):
            note(world, case, "Words.", named=[(world.people["colleague"].id, world.services["social"].id)])
        made = rows
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name, args=[case.id])).status_code == 200
        counted[rows] = len(captured)
    assert counted[1] == counted[10] == counted[100]


@pytest.mark.parametrize("key", ["colleague", "coordinator", "team_lead"])
def test_today_takes_the_same_queries_at_1_and_20_rows(world, signed_in, key):
    cover_the_adviser(world)
    client, counted, made = signed_in(key), {}, 0
    for rows in (1, 20):
        for _ in range(rows - made):
            case = world.case(at=AT - timedelta(days=40))
            note(world, case, "Words.", named=[(world.people["colleague"].id, world.services["social"].id)])
        made = rows
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("today")).status_code == 200
        counted[rows] = len(captured)
    assert counted[1] == counted[20]
