"""The main job's end: a call in, an explained list of homes out."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.homes.vacancies import withdraw_vacancy
from palier.platform.context import acting
from tests.factories.homes import a_home, an_opening
from tests.factories.world import DAY

FACTS = {
    "reference_tax_income": Decimal(18000),
    "monthly_resources": Decimal(1700),
    "max_rent": Decimal(600),
    "needs_accessible": False,
}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def answers(page) -> list[str]:
    return [row.cells[3].tone for row in page.context["table"].rows]


def test_what_fits_comes_first_then_what_is_to_be_completed(world, signed_in):
    case = world.case(facts=FACTS, children_ages=(4,))
    too_dear = an_opening(world, rent=Decimal(900))
    unknown = an_opening(world, charges=None)
    fits = an_opening(world)
    page = signed_in("adviser").get(reverse("case_homes", args=[case.id]))
    order = [re.search(r"homes/([0-9a-f-]+)/$", row.cells[0].url)[1] for row in page.context["table"].rows]
    assert order == [str(vacancy.id) for vacancy in (fits, unknown, too_dear)]
    assert answers(page) == ["yes", "unknown", "no"]
    assert page.context["counts"] == {"yes": 1, "unknown": 1, "no": 1}


def test_a_filter_keeps_one_answer(world, signed_in):
    case = world.case(facts=FACTS, children_ages=(4,))
    an_opening(world)
    an_opening(world, rent=Decimal(900))
    page = signed_in("adviser").get(reverse("case_homes", args=[case.id]), {"answer": "no"})
    assert answers(page) == ["no"]


def test_only_homes_opened_to_the_agreement_are_judged(world, signed_in):
    case = world.case(facts=FACTS)
    a_home(world)
    withdrawn = an_opening(world)
    officer = world.actor("allocation_officer")
    with acting(officer):
        withdraw_vacancy(actor=officer, vacancy_id=withdrawn.id, on=DAY)
    page = signed_in("adviser").get(reverse("case_homes", args=[case.id]))
    assert page.context["total"] == 0
    assert "No home is open to the agreement yet" in page.text
    assert signed_in("adviser").get(reverse("case_home", args=[case.id, withdrawn.id])).status_code == 404


def test_the_reasons_give_figure_threshold_law_and_what_would_unlock_it(world, signed_in):
    """A single parent of one child is category 3, or 4 should somebody hold a disability card: under PLUS outside
    Paris in 2026, at most 45,374 €."""
    case = world.case(facts=FACTS | {"reference_tax_income": Decimal(46000)}, children_ages=(4,))
    vacancy = an_opening(world, rent=Decimal(560))
    page = signed_in("adviser").get(reverse("case_home", args=[case.id, vacancy.id]))
    rows = {row.criterion: row for row in page.context["reasons"].rows}
    ceiling = rows["Income ceiling"]
    assert (ceiling.verdict, ceiling.value, ceiling.threshold, ceiling.margin) == ("no", "€46,000", "€45,374", "€626")
    assert "29 juillet 1987" in ceiling.law
    rent = rows["Rent you can pay"]
    assert (rent.verdict, rent.value, rent.threshold, rent.margin) == ("no", "€620.00", "€600.00", "€20.00")
    assert "Effort rate" not in rows, "no landlord has set a limit: it is a figure of the card, no criterion"
    ways = [way.text for way in page.context["reasons"].unlock]
    assert any("PLS" in way for way in ways)
    assert any("€540.00" in way for way in ways)
    assert not any("child" in way.lower() for way in ways)


def test_applying_what_would_unlock_it_changes_the_answer(world, signed_in):
    client = signed_in("adviser")
    case = world.case(facts=FACTS | {"max_rent": None}, children_ages=(4,))
    vacancy = an_opening(world)
    address = reverse("case_home", args=[case.id, vacancy.id])
    assert client.get(address).context["verdict"] == "unknown"
    form = client.get(reverse("case_household", args=[case.id])).context["form"]
    sent = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    sent = {name: form[name].field.prepare_value(value) or "" for name, value in sent.items() if name != "max_rent"}
    assert client.post(reverse("case_household", args=[case.id]), sent | {"max_rent": "600"}).status_code == 302
    assert client.get(address).context["verdict"] == "yes"


def test_who_opens_the_envelope_alone_reads_no_reasons(world, signed_in):
    case = world.case(facts=FACTS)
    vacancy = an_opening(world)
    for address in (reverse("case_homes", args=[case.id]), reverse("case_home", args=[case.id, vacancy.id])):
        assert signed_in("coordinator").get(address).status_code == 404


def test_the_list_takes_the_same_queries_at_1_10_and_100_homes(world, signed_in):
    case = world.case(facts=FACTS)
    client, counted, made = signed_in("adviser"), {}, 0
    for rows in (1, 10, 100):
        for _ in range(rows - made):
            an_opening(world)
        made = rows
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("case_homes", args=[case.id])).status_code == 200
        counted[rows] = len(captured)
    assert counted[1] == counted[10] == counted[100] <= 25
