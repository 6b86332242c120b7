"""The card beside the reasons: what a home would cost, in both languages, with what is not known."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.homes import a_home, an_opening

FACTS = {
    "reference_tax_income": Decimal(17900),
    "monthly_resources": Decimal(2180),
    "yearly_resources": Decimal(18400),
    "max_rent": Decimal(600),
    "needs_accessible": False,
}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.fixture
def card(world, signed_in):
    """`card(facts, rent=…)`: the page of a home for one parent of two children, and the card on it."""

    def open_card(facts, language="en", charges="118.00", **home):
        case = world.case(facts=facts, children_ages=(4, 7))
        vacancy = an_opening(world, a_home(world, **{"rent": Decimal("412.50"), **home}), charges=charges)
        client = signed_in("adviser")
        type(world.people["adviser"]).objects.filter(id=world.people["adviser"].id).update(language=language)
        page = client.get(reverse("case_home", args=[case.id, vacancy.id]))
        return page, page.context["affordability"]

    return open_card


def said(found) -> dict[str, str | None]:
    return {plain(fact.term): plain(fact.value) if fact.value else None for fact in found.facts}


def test_what_a_home_costs_a_household_that_told_everything(card):
    page, found = card(FACTS)
    assert said(found) == {
        "Rent and charges": "€530.50 (€412.50 + €118.00)",
        "Housing benefit, estimated": "€209.00",
        "Left to pay each month": "€321.50",
        "The first month, without the benefit": "€530.50",
        "Effort rate": "14.75%",
        "Left to live on each month": "€1,858.50",
        "Highest rent within 33% of the resources": "€846.40",
    }
    assert found.settle == []
    assert "the benefit usually starts the month after the entry" in page.text


def test_the_same_in_french(card):
    _page, found = card(FACTS, language="fr")
    assert said(found) == {
        "Loyer et charges": "530,50 € (412,50 € + 118,00 €)",
        "Aide au logement, estimée": "209,00 €",
        "Reste à payer chaque mois": "321,50 €",
        "Le premier mois, sans l’aide": "530,50 €",
        "Taux d’effort": "14,75 %",
        "Reste pour vivre chaque mois": "1 858,50 €",
        "Loyer le plus élevé pour 33 % des ressources": "846,40 €",
    }


def test_the_calculation_is_unfolded_line_by_line_with_its_law(card):
    page, found = card(FACTS)
    lines = {row.cells[0]: plain(row.cells[1]) for row in found.calculation.rows}
    assert lines["Highest amount that counts"] == "€458.10"
    assert lines["Participation of the household (Pp)"] == "€284.67"
    assert lines["Benefit paid, rounded down to the euro"] == "€209.00"
    assert any("article 7, modifié par l'arrêté du 5 septembre 2025" in citation for citation in found.law)
    assert "How the benefit is computed" in page.text


def test_without_the_resources_of_the_year_the_benefit_is_a_range_and_the_paper_is_named(card):
    page, found = card({**FACTS, "yearly_resources": None})
    facts = said(found)
    assert facts["Housing benefit, estimated"] == "from €0.00 to €450.00"
    assert facts["Left to pay each month"] == "from €80.50 to €530.50"
    assert facts["Effort rate"] == "from 3.69% to 24.33%"
    assert [way.text for way in found.settle] == ["Give the resources of the last twelve months."]
    assert found.settle[0].action.url.endswith("/household/")
    assert found.calculation is None
    assert "How the benefit is computed" not in page.text


def test_charges_that_are_not_known_leave_the_cost_open(card):
    _page, found = card(FACTS, charges=None)
    facts = said(found)
    assert facts["Rent and charges"] == "€412.50 and charges that are not known"
    assert facts["Housing benefit, estimated"] == "€209.00"
    assert (facts["Left to pay each month"], facts["The first month, without the benefit"]) == (None, None)
    assert [(way.text, way.action) for way in found.settle] == [("Ask the landlord for the charges.", None)]


def test_a_household_that_told_nothing_is_asked_for_what_is_missing(card):
    _page, found = card({})
    assert [way.text for way in found.settle] == [
        "Give the resources of the last twelve months.",
        "Give the resources of the month.",
    ]
    assert said(found)["Effort rate"] is None


def test_who_reads_the_file_and_may_not_write_it_is_told_what_is_missing_without_a_button(world, signed_in):
    case = world.case(facts={}, authorised=(world.services["support"].id,))
    address = reverse("case_home", args=[case.id, an_opening(world).id])
    settle = {key: signed_in(key).get(address).context["affordability"].settle for key in ("adviser", "social_worker")}
    assert [way.text for way in settle["adviser"]] == [way.text for way in settle["social_worker"]] != []
    assert all(way.action for way in settle["adviser"])
    assert not any(way.action for way in settle["social_worker"])


def test_who_may_not_open_the_file_reads_no_card(world, signed_in):
    case = world.case(facts=FACTS)
    vacancy = an_opening(world)
    assert signed_in("coordinator").get(reverse("case_home", args=[case.id, vacancy.id])).status_code == 404


# --- if an income stopped


@pytest.fixture
def loss(card):
    """`loss(lost="1610", replacement="")`: what the page of a home answers, row by row."""

    def ask(facts=FACTS, **sent):
        page, _ = card(facts)
        address = page.wsgi_request.path
        answer = page.client.post(address, sent)
        table = answer.context["lost"]
        return answer, table and [[plain(cell) if cell else cell for cell in row.cells] for row in table.rows]

    return ask


AFTER = "After 2 months without work, the benefit revised"
NOW = ["Now", "€2,180.00", "€209.00", "€321.50", "14.75%", "€1,858.50"]


def test_an_income_that_stops_is_felt_at_once_and_the_benefit_follows(loss):
    """Of 18,400 € a year, 12,000 of work are left out whole: the benefit of `palier benefit` on 6,400."""
    answer, rows = loss(lost="1 000", replacement="0")
    assert rows == [
        NOW,
        ["At once", "€1,180.00", "€209.00", "€321.50", "27.25%", "€858.50"],
        [AFTER, "€1,180.00", "€450.00", "€80.50", "6.82%", "€1,099.50"],
    ]
    assert "article R822-14" in answer.text
    assert "1 000" not in answer.wsgi_request.get_full_path()


def test_a_replacement_that_is_not_known_is_not_nothing(loss):
    _, rows = loss(lost="1000", replacement="")
    assert rows == [
        NOW,
        ["At once", None, "€209.00", "€321.50", None, None],
        [AFTER, None, None, None, None, None],
    ]


def test_with_an_unemployment_benefit_a_part_of_the_work_is_left_out(loss):
    """30 % of 12,000: the benefit on 14,800."""
    _, rows = loss(lost="1000", replacement="570")
    assert rows[2] == [AFTER, "€1,750.00", "€303.00", "€227.50", "13%", "€1,522.50"]


@pytest.mark.parametrize(("sent", "said"), [({}, "This field is required"), ({"lost": "much"}, "Write an amount")])
def test_what_cannot_be_computed_is_said_by_the_field(loss, sent, said):
    answer, rows = loss(**sent)
    assert (answer.status_code, rows) == (422, None)
    assert said in answer.text
    assert answer.context["affordability"].facts[0].value is not None
