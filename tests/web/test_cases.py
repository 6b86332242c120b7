"""The pages of a case, as their readers use them."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.cases.models import Case, Household, Note
from palier.platform.context import acting
from palier.platform.models import Access
from tests.queries import asked


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def said(**changes):
    usual = {
        "id": str(uuid4()),
        "agreement": "",
        "last_name": "Benali",
        "first_name": "Nadia",
        "phone": "06 39 98 00 01",
        "housing": "hosted_by_others",
        "housing_until": "1/4",
        "adults": "1",
        "children_ages": "4, 7",
        "communes": "Villeurbanne; Lyon 8e",
        "employer": "Bakery",
        "causes": ["separation"],
        "authorised": ["nobody"],
        "origin": "housing_body_detection",
    }
    return usual | changes


def test_a_call_is_logged_and_leads_to_the_homes(world, signed_in):
    client = signed_in("adviser")
    answer = client.post(reverse("call"), said(agreement=world.agreement.id))
    with acting(world.actor("adviser")):
        case = Case.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("case_homes", args=[case.id])
    assert client.get(answer.url).status_code == 200


def test_a_form_filled_again_after_back_logs_no_call_in_silence(world, signed_in):
    """The second caller's words stay in the form, which says so; sent again, they are logged."""
    client = signed_in("adviser")
    first = said(agreement=world.agreement.id)
    assert client.post(reverse("call"), first).status_code == 302
    answer = client.post(reverse("call"), first | {"last_name": "Lefort", "phone": "06 39 98 11 11"})
    assert answer.status_code == 409
    assert "Lefort" in answer.text
    sent = first | {"last_name": "Lefort", "phone": "06 39 98 11 11", "id": answer.context["form"]["id"].value()}
    assert client.post(reverse("call"), sent).status_code == 302
    with acting(world.actor("adviser")):
        assert Case.objects.count() == 2


def test_one_call_sent_by_two_clicks_at_once_is_one_case(committed_world):
    """Each in its own connection: both answers lead to the same case."""
    sent = said(agreement=str(committed_world.agreement.id))

    def click(_number: int) -> tuple[int, str]:
        client = Client(raise_request_exception=False)
        client.force_login(committed_world.people["adviser"])
        try:
            answer = client.post(reverse("call"), sent)
            return answer.status_code, answer.headers.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(click, range(2)))
    ((status, _address),) = answers
    assert status == 302


def test_only_eight_fields_are_compulsory(world, signed_in):
    """The eight of a call; hidden ones aside. Without them: 422, the typed values kept, nothing written."""
    client = signed_in("adviser")
    answer = client.post(reverse("call"), {"id": str(uuid4()), "agreement": world.agreement.id, "first_name": "Zoé"})
    form = answer.context["form"]
    assert answer.status_code == 422
    assert set(form.errors) == {
        "last_name",
        "phone",
        "housing",
        "adults",
        "communes",
        "employer",
        "causes",
        "authorised",
    }
    assert "Zoé" in answer.text
    with acting(world.actor("adviser")):
        assert not Case.objects.exists()
    visible = [name for name in form.fields if not form[name].is_hidden]
    assert len(visible) <= 25


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("communes", "Trifouilly", "We do not know “Trifouilly”"),
        ("communes", "Saint-Denis", "Several communes are called"),
        ("children_ages", "four", "Write the ages in years"),
        ("housing_until", "31/2", "This day does not exist"),
        ("authorised", ["nobody", "SUPPORT"], "Either nobody, or the services you name."),
        ("max_rent", "lots", "Write an amount in euros"),
        ("max_rent", "0", "Nobody pays nothing"),
        ("max_rent", "100000", "This amount is too large"),
        ("phone", "abc", "Write a phone number"),
    ],
)
def test_bad_input_says_what_and_keeps_what_was_typed(world, signed_in, field, value, message):
    client = signed_in("adviser")
    support = str(world.services["support"].id)
    value = [support if part == "SUPPORT" else part for part in value] if isinstance(value, list) else value
    answer = client.post(reverse("call"), said(agreement=world.agreement.id, **{field: value}))
    assert answer.status_code == 422
    assert message in answer.text
    assert "Benali" in answer.text


def test_every_look_is_recorded(world, signed_in):
    case = world.case()
    client = signed_in("colleague")
    for name in ("case", "case_household", "case_homes", "case_sharing"):
        assert client.get(reverse(name, args=[case.id])).status_code == 200, name
    with acting(world.actor("adviser")):
        looked = Access.objects.filter(case_id=case.id, action="opened").values_list("actor_id", "route")
        assert sorted(looked, key=lambda row: row[1]) == [
            (world.people["colleague"].id, name) for name in ("case", "case_homes", "case_household", "case_sharing")
        ]


def test_a_hidden_case_and_a_missing_one_get_one_answer_and_the_refusal_is_recorded(world, signed_in):
    case = world.case()
    client = signed_in("stranger")
    bodies = []
    for case_id in (case.id, uuid4()):
        answer = client.get(reverse("case", args=[case_id]))
        assert answer.status_code == 404
        own = f"{case_id}|{answer.headers['X-Request-Id']}|[A-Za-z0-9]{{64}}"
        bodies.append(re.sub(own, "", answer.text))
    assert bodies[0] == bodies[1]
    stranger = world.actor("stranger")
    with acting(replace(stranger, audiences=frozenset({"record"}))):
        refused = Access.objects.filter(action="refused").values_list("actor_id", "route", "reason")
        assert set(refused) == {(stranger.user, "case", "missing")}


def test_two_colleagues_save_one_file(world, signed_in):
    case = world.case()
    url = reverse("case_household", args=[case.id])
    first = {"version": "1", "max_rent": "500", "communes": "Villeurbanne", "employer": "Bakery"}
    assert signed_in("adviser").post(url, first).status_code == 302
    answer = signed_in("colleague").post(url, first | {"max_rent": "450"})
    assert answer.status_code == 409
    assert "Saved meanwhile by a colleague: 500.00" in answer.text
    assert 'value="450' in answer.text
    again = first | {"max_rent": "450", "version": answer.context["form"]["version"].value()}
    assert signed_in("colleague").post(url, again).status_code == 302
    with acting(world.actor("adviser")):
        assert Household.objects.get(case=case).max_rent == 450


def test_a_search_is_posted_and_its_address_tells_nothing(world, signed_in):
    case = world.case(last_name="Lefèvre-N'Diaye", phone="06.39.98.00.01")
    client = signed_in("adviser")
    answer = client.post(reverse("search"), {"q": "ndiaye lefevre"})
    assert answer.status_code == 302
    assert "ndiaye" not in answer.url
    answer = client.post(reverse("search"), {"q": "diaye LEFEVRE"})
    assert case.reference in client.get(answer.url).text
    assert case.reference in client.get(client.post(reverse("search"), {"q": case.reference.lower()}).url).text
    for number in ("06 39 98 00 01", "+33 6 39 98 00 01", "980001"):
        assert case.reference in client.get(client.post(reverse("search"), {"q": number}).url).text, number
    assert case.reference not in client.get(client.post(reverse("search"), {"q": "001"}).url).text
    assert signed_in("stranger").get(answer.url).status_code == 404
    answer = client.post(reverse("search"), {"q": "lefevre"})
    assert case.reference not in client.get(answer.url).text


def test_a_note_sent_twice_is_written_once(world, signed_in):
    case = world.case()
    sent = {"id": str(uuid4()), "audience": "social", "body": "Prefers mornings."}
    for _ in range(2):
        assert signed_in("adviser").post(reverse("case_note", args=[case.id]), sent).status_code == 302
    with acting(world.actor("adviser")):
        assert Note.objects.count() == 1


def test_who_sees_what_can_be_changed_by_the_holder(world, signed_in):
    case = world.case(authorised=(world.services["support"].id,))
    page = signed_in("adviser").get(reverse("case_sharing", args=[case.id]))
    assert "support service" in page.text
    (line,) = page.context["authorisations"]
    assert signed_in("social_worker").get(reverse("case", args=[case.id])).status_code == 200
    assert signed_in("social_worker").post(line["withdraw"].url).status_code == 403
    assert signed_in("adviser").post(line["withdraw"].url).status_code == 302
    assert signed_in("social_worker").get(reverse("case", args=[case.id])).status_code == 404


# Today asks each kind of date, once: they stand in tables of their own.
@pytest.mark.parametrize(("name", "most"), [("cases", 20), ("today", 35)])
def test_a_list_takes_the_same_queries_at_1_10_and_100_rows(world, signed_in, name, most):
    client = signed_in("adviser")
    counted, made = {}, 0
    for rows in (1, 10, 100):
        for _ in range(rows - made):
            world.case()
        made = rows
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        counted[rows] = asked(captured)
    assert counted[1] == counted[10] == counted[100] <= most


def test_ours_and_shared_stand_apart_and_a_coordinator_sees_all_envelopes(world, signed_in):
    ours = world.case(authorised=(world.services["support"].id,))
    theirs = world.case("social_worker")
    listed = {
        key: signed_in(key).get(reverse("cases"), query).text
        for key, query in {
            "adviser": {},
            "social_worker": {},
            "coordinator": {},
            "colleague": {"whose": "shared"},
        }.items()
    }
    assert ours.reference in listed["adviser"]
    assert ours.reference not in listed["social_worker"]
    assert theirs.reference in listed["social_worker"]
    assert ours.reference in signed_in("social_worker").get(reverse("cases"), {"whose": "shared"}).text
    assert ours.reference in listed["coordinator"]
    assert "BENALI" not in listed["coordinator"]
    assert ours.reference not in listed["colleague"]
