"""The main job's end: a call in, an explained list of homes out, as the worker last judged them."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from palier.cases.services import move_case
from palier.homes.models import Vacancy
from palier.homes.vacancies import withdraw_vacancy
from palier.placement import home_lists
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from tests.factories.homes import a_home, an_opening
from tests.factories.world import AT, DAY

LATER = AT + timedelta(hours=1)
FACTS = {
    "reference_tax_income": Decimal(18000),
    "monthly_resources": Decimal(1700),
    "max_rent": Decimal(600),
    "needs_accessible": False,
}


@pytest.fixture
def world(committed_world):
    """Committed: the worker writes the lists that the pages read."""
    return committed_world


@pytest.fixture
def told(world):
    """`told(facts=…)`: a case; `told.opening(rent=…)`: a home opened to the agreement."""

    def case(**said):
        with transaction.atomic():
            return world.case(**{"facts": FACTS, "children_ages": (4,)} | said)

    def opening(**facts):
        with transaction.atomic():
            return an_opening(world, **facts)

    case.opening = opening
    return case


@pytest.fixture
def compute(world, as_worker):
    def all_lists(at=AT):
        with as_worker(), transaction.atomic(), acting(system_actor("placement")):
            home_lists.refresh_cases(world.agreement.id, at=at)

    return all_lists


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def answers(page) -> list[str]:
    return [row.cells[3].tone for row in page.context["table"].rows]


def test_what_fits_comes_first_then_what_is_to_be_completed(world, signed_in, told, compute):
    case = told()
    too_dear, unknown, fits = told.opening(rent=Decimal(900)), told.opening(charges=None), told.opening()
    compute()
    page = signed_in("adviser").get(reverse("case_homes", args=[case.id]))
    order = [re.search(r"homes/([0-9a-f-]+)/$", row.cells[0].url)[1] for row in page.context["table"].rows]
    assert order == [str(vacancy.id) for vacancy in (fits, unknown, too_dear)]
    assert answers(page) == ["yes", "unknown", "no"]
    homes = page.context["homes"]
    assert (homes.fits, homes.to_complete, homes.does_not_fit) == (1, 1, 1)
    assert "As computed on" in page.text
    assert "Being computed anew" not in page.text


def test_a_filter_keeps_one_answer(world, signed_in, told, compute):
    case = told()
    told.opening()
    told.opening(rent=Decimal(900))
    compute()
    page = signed_in("adviser").get(reverse("case_homes", args=[case.id]), {"answer": "no"})
    assert answers(page) == ["no"]


def test_the_workbook_holds_the_lines_that_the_address_keeps_and_names_nobody(world, signed_in, told, compute):
    case = told()
    told.opening()
    told.opening(rent=Decimal(900))
    told.opening(commune_id="69029", charges=None)
    page, file = (reverse(name, args=[case.id]) for name in ("case_homes", "case_homes_workbook"))
    assert signed_in("adviser").get(file).status_code == 404
    compute()
    kept = {}
    for query in ("", "?answer=yes", "?commune=69029", "?commune=75056", "?answer=no&commune=69266"):
        shown = signed_in("adviser").get(page + query).context["table"].rows
        content = signed_in("adviser").get(file + query).content
        rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
        head = next(place for place, row in enumerate(rows) if row[0] == "Home")
        lines = [row for row in rows[head + 1 :] if row[0]]
        assert [row[0] for row in lines] == [row.cells[0].value for row in shown]
        assert "Benali" not in str(rows)
        kept[query] = [(row[2], row[5], row[7]) for row in lines]
    fits, dear = ("Villeurbanne (69)", 480, "Yes"), ("Villeurbanne (69)", 900, "No")
    bron = ("Bron (69)", 480, "No")
    assert kept == {
        "": [fits, dear, bron],
        "?answer=yes": [fits],
        "?commune=69029": [bron],
        "?commune=75056": [fits, dear, bron],
        "?answer=no&commune=69266": [dear],
    }
    assert signed_in("coordinator").get(file).status_code == 404


def test_only_homes_opened_to_the_agreement_are_judged(world, signed_in, told, compute):
    case, officer, withdrawn = told(), world.actor("allocation_officer"), told.opening()
    compute()
    with transaction.atomic(), acting(officer):
        a_home(world)
        withdraw_vacancy(actor=officer, vacancy_id=withdrawn.id, on=DAY)
    # At once, and again when its list is made anew.
    assert signed_in("adviser").get(reverse("case_homes", args=[case.id])).context["table"].rows == []
    compute()
    page = signed_in("adviser").get(reverse("case_homes", args=[case.id]))
    assert page.context["total"] == 0
    assert "No home is open to the agreement yet" in page.text
    assert signed_in("adviser").get(reverse("case_home", args=[case.id, withdrawn.id])).status_code == 404


def test_the_reasons_give_figure_threshold_law_and_what_would_unlock_it(world, signed_in, told, compute):
    """A single parent of one child is category 3, or 4 should somebody hold a disability card: under PLUS outside
    Paris in 2026, at most 45,374 €."""
    case, vacancy = told(facts=FACTS | {"reference_tax_income": Decimal(46000)}), told.opening(rent=Decimal(560))
    compute()
    page = signed_in("adviser").get(reverse("case_home", args=[case.id, vacancy.id]))
    rows = {row.criterion: row for row in page.context["reasons"].rows}
    ceiling = rows["Income ceiling"]
    assert (ceiling.verdict, ceiling.value, ceiling.threshold, ceiling.margin) == ("no", "€46,000", "€45,374", "€626")
    assert "29 juillet 1987" in ceiling.law
    # The law of the day it was judged, whatever the day it is read.
    link = f"{reverse('law_in_force')}?on=2026-03-12"
    assert page.context["reasons"].law.url == link
    assert f'<a href="{link}">The law in force</a>' in page.text
    rent = rows["Rent you can pay"]
    assert (rent.verdict, rent.value, rent.threshold, rent.margin) == ("no", "€620.00", "€600.00", "€20.00")
    assert "Effort rate" not in rows, "no landlord has set a limit: it is a figure of the card, no criterion"
    ways = [way.text for way in page.context["reasons"].unlock]
    assert any("PLS" in way for way in ways)
    assert any("€540.00" in way for way in ways)
    assert not any("child" in way.lower() for way in ways)


def test_the_same_row_is_read_in_both_languages(world, signed_in, told, compute):
    case, vacancy = told(facts=FACTS | {"max_rent": None}), told.opening()
    compute()
    client, people = signed_in("adviser"), type(world.people["adviser"]).objects
    sentences = []
    for language in ("en", "fr"):
        people.filter(id=world.people["adviser"].id).update(language=language)
        page = client.get(reverse("case_home", args=[case.id, vacancy.id]))
        sentences.append(page.context["reasons"].sentence.replace("\N{NO-BREAK SPACE}", " "))
    assert sentences == ["Fits; one fact is missing", "Convient ; une information manque"]


def test_what_is_typed_is_judged_anew_and_the_page_says_so_meanwhile(world, signed_in, told, compute):
    client = signed_in("adviser")
    case, vacancy = told(facts=FACTS | {"max_rent": None}), told.opening()
    compute()
    address = reverse("case_home", args=[case.id, vacancy.id])
    before = client.get(address)
    assert (before.context["reasons"].verdict, before.context["anew"]) == ("unknown", False)
    form = client.get(reverse("case_household", args=[case.id])).context["form"]
    sent = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    sent = {name: form[name].field.prepare_value(value) or "" for name, value in sent.items() if name != "max_rent"}
    with clock.frozen(LATER):
        assert client.post(reverse("case_household", args=[case.id]), sent | {"max_rent": "600"}).status_code == 302
        meanwhile = client.get(address)
        assert meanwhile.context["reasons"].verdict == "unknown"
        assert "Being computed anew." in meanwhile.text
        compute(LATER)
        after = client.get(address)
    assert (after.context["reasons"].verdict, after.context["anew"]) == ("yes", False)


def test_before_the_first_time_and_once_closed_the_page_says_why_there_is_none(world, signed_in, told, compute):
    case, vacancy = told(), told.opening()
    client, address = signed_in("adviser"), reverse("case_homes", args=[case.id])
    assert "Being computed anew." in client.get(address).text
    home = client.get(reverse("case_home", args=[case.id, vacancy.id]))
    assert (home.status_code, home.context["reasons"]) == (200, None)
    adviser = world.actor("adviser")
    with transaction.atomic(), acting(adviser):
        move_case(actor=adviser, case_id=case.id, version=case.version, to="closed", outcome="advice_given", at=AT)
    compute()
    page = client.get(address).text
    assert "This household looks for no home" in page
    assert "Being computed anew." not in page


def test_who_opens_the_envelope_alone_reads_no_reasons(world, signed_in, told, compute):
    case, vacancy = told(), told.opening()
    compute()
    for address in (reverse("case_homes", args=[case.id]), reverse("case_home", args=[case.id, vacancy.id])):
        assert signed_in("coordinator").get(address).status_code == 404


def test_the_list_takes_the_same_queries_at_1_10_and_100_homes(world, signed_in, told, compute):
    case = told()
    client, counted, made = signed_in("adviser"), {}, 0
    for rows in (1, 10, 100):
        for _ in range(rows - made):
            told.opening()
        made = rows
        compute()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("case_homes", args=[case.id])).status_code == 200
        counted[rows] = len(captured)
    assert Vacancy.objects.count() == 100
    assert counted[1] == counted[10] == counted[100] <= 30
