"""Exit sheets: what a receiver outside Palier gets, and that it is kept."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from palier.cases.enums import Sheet
from palier.cases.models import Transmission
from palier.platform.context import acting
from palier.platform.models import Access, Event
from tests.factories.facts import a_fact
from tests.factories.support import allow
from tests.factories.world import DAY

SOCIAL = ("06 00 00 00 01", "Separation", "separation")


@pytest.fixture
def case(world):
    return world.case(employer="Boulangerie du Parc")


def a_sending(**changes):
    usual = {
        "id": str(uuid4()),
        "recipient": "Maison de la veille sociale",
        "sent_on": "12/3/2026",
        "means": "pasted",
        "ground": "siao",
    }
    return usual | changes


def sent(world) -> list[tuple]:
    with acting(world.actor("adviser")):
        return list(Transmission.objects.values_list("sheet", "recipient", "means", "ground"))


@pytest.mark.parametrize("sheet", Sheet.values)
def test_every_sheet_says_who_asks_and_whom_to_call(case, signed_in, sheet):
    page = signed_in("adviser").get(reverse("case_sheet", args=[case.id, sheet])).text
    for words in ("Benali", "Nadia", case.reference, "Adviser Person", "Boulangerie du Parc", "4, 7"):
        assert page.count(words) >= 2, words  # once to print, once to paste


def test_the_candidate_sheet_tells_nothing_social(case, signed_in):
    """It goes to a landlord: neither phone nor what happened."""
    page = signed_in("adviser").get(reverse("case_sheet", args=[case.id, "candidate"])).text
    assert not any(words in page for words in SOCIAL)


def test_the_request_to_the_fund_says_which_other_aids_run_and_neither_nights_nor_refusals(world, case, signed_in):
    said = {"amount": None, "nights": None, "decided_on": None}
    a_fact(world, case, "aid")
    a_fact(world, case, "aid", **said | {"kind": "visale", "answer": "awaited"})
    a_fact(world, case, "aid", **said | {"kind": "housing_fund_entry", "answer": "awaited"})
    a_fact(world, case, "aid", **said | {"kind": "grant", "answer": "refused", "refusal": "other", "decided_on": DAY})
    a_fact(world, case, "aid", **said | {"kind": "loca_pass", "decided_on": DAY, "amount": Decimal("460.00")})
    client = signed_in("adviser")
    lines = client.get(reverse("case_sheet", args=[case.id, "housing_fund"])).context["text"].splitlines()
    first = lines.index("OTHER AIDS ASKED FOR OR OBTAINED")
    assert lines[first + 1 : first + 4] == [
        "Visale guarantee : awaited, Fonds d’urgence",
        "Loca-Pass advance : granted, 12\u00a0March 2026, €460.00, Fonds d’urgence",
        "",
    ]
    for sheet in set(Sheet.values) - {"housing_fund"}:
        other = client.get(reverse("case_sheet", args=[case.id, sheet]))
        assert (sheet, other.status_code, "Fonds d’urgence" in other.text) == (sheet, 200, False)


def test_the_text_to_paste_has_every_line_of_the_sheet_and_no_markup(case, signed_in):
    page = signed_in("adviser").get(reverse("case_sheet", args=[case.id, "siao"]))
    lines = page.context["text"].splitlines()
    assert "Phone : 06 00 00 00 01 (a message may be left)" in lines
    assert "Until : 1\u00a0April 2026" in lines
    # Not known yet: left open.
    assert "Reference tax income :" in lines
    assert not any("<" in line for line in lines)


def test_what_left_is_kept_once_and_told_in_the_story(world, case, signed_in):
    client, page = signed_in("adviser"), reverse("case_sheet", args=[case.id, "siao"])
    client.get(page)
    once = a_sending()
    for _twice in range(2):
        assert client.post(page, once).status_code == 302
    assert sent(world) == [("siao", "Maison de la veille sociale", "pasted", "siao")]
    assert "Maison de la veille sociale" in client.get(reverse("case_sheets", args=[case.id])).text
    with acting(world.actor("adviser")):
        (event,) = Event.objects.filter(kind="sheet.transmitted")
        assert "veille" not in str(event.changes)
        assert Access.objects.filter(action="exported", case_id=case.id, reason="siao").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"recipient": " "}, "required"),
        ({"sent_on": "11/3/2026"}, "Between the day of the call and today."),
        ({"sent_on": "1/1/2099"}, "Between the day of the call and today."),
        ({"means": ""}, "required"),
    ],
)
def test_a_sending_that_lacks_something_is_not_kept(world, case, signed_in, typed, words):
    answer = signed_in("adviser").post(reverse("case_sheet", args=[case.id, "siao"]), a_sending(**typed))
    assert answer.status_code == 422
    assert words in answer.text
    assert sent(world) == []


def test_only_the_holder_sends(world, case, signed_in):
    allow(world, case)
    for key, status in (("social_worker", 403), ("stranger", 404), ("coordinator", 403)):
        assert signed_in(key).get(reverse("case_sheets", args=[case.id])).status_code == status, key


def test_an_unknown_sheet_is_not_there(case, signed_in):
    assert signed_in("adviser").get(reverse("case_sheet", args=[case.id, "none-such"])).status_code == 404
