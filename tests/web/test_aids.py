"""The aids beside what a home would cost: a no with its text, what is still to be asked, and who reads them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from palier.cases.models import Household
from palier.platform.context import acting
from palier.tenancies.models import Deposit
from tests.factories.candidacies import a_candidacy, advance
from tests.factories.homes import a_home, an_opening
from tests.factories.tenancies import an_occupancy
from tests.queries import asked

FACTS = {"monthly_resources": Decimal(2240), "yearly_resources": Decimal(20900), "reference_tax_income": Decimal(17900)}


@pytest.fixture
def cards(world, signed_in):
    """`cards(case, …)`: for a home opened to the agreement, each aid with the answers of what it asks."""

    def look(case, key="adviser", purpose="lease", **home):
        vacancy = an_opening(world, a_home(world, **{"rent": Decimal("416.20"), **home}))
        type(vacancy).objects.filter(id=vacancy.id).update(purpose=purpose)
        page = signed_in(key).get(reverse("case_home", args=[case.id, vacancy.id]))
        found = page.context["aids"]
        return {card.name: (card.status.tone, {_label(row): _answer(row) for row in card.table.rows}) for card in found}

    return look


def _label(row) -> str:
    return row.cells[0]


def _answer(row) -> tuple[str, str]:
    return row.cells[1].value.tone, row.cells[1].note


def loca_pass(found) -> dict[str, str]:
    """The answers of the advance alone, by the last words of what it asks."""
    _status, asks = found["Loca-Pass advance on the deposit"]
    return {label.rpartition(": ")[2]: tone for label, (tone, _said) in asks.items()}


def test_what_no_file_says_is_still_to_be_asked(world, cards):
    found = cards(world.case(facts=FACTS, children_ages=(4, 7)))
    status, asks = found["Housing solidarity fund (FSL)"]
    # One adult and two children: 2,240 of at most 2,650, and a home at some sixth of them, in Villeurbanne.
    assert (status, {tone for tone, _said in asks.values()}) == ("yes", {"yes"})
    status, _asks = found["Loca-Pass advance on the deposit"]
    assert status == "unknown"
    assert set(loca_pass(found).values()) == {"unknown", "yes"}


@pytest.mark.parametrize(("stage", "answer"), [("filed", "no"), ("measures", "no"), ("none", "yes"), ("", "unknown")])
def test_an_over_indebtedness_file_stands_in_the_way_of_an_advance(world, cards, stage, answer):
    case = world.case(facts=FACTS | {"over_indebtedness": stage}, children_ages=(4, 7))
    found = cards(case)
    assert [tone for label, tone in loca_pass(found).items() if "debt" in label] == [answer]
    assert found["Loca-Pass advance on the deposit"][0] == ("no" if answer == "no" else "unknown")


@pytest.mark.parametrize(
    ("instalments", "returned", "answer"), [(23, None, "no"), (1, None, "unknown"), (23, date(2026, 3, 12), "unknown")]
)
def test_an_advance_that_is_still_paid_back_stands_in_the_way_of_another(world, cards, instalments, returned, answer):
    case = world.case(facts=FACTS, children_ages=())
    stay = an_occupancy(world, case)
    with acting(world.actor("adviser")):
        type(stay).objects.filter(id=stay.id).update(signed_on=date(2026, 2, 2), begins_on=date(2026, 2, 2))
        Deposit.objects.create(
            case=case,
            tenancy=stay,
            payer="household",
            amount=Decimal(460),
            instalments=instalments,
            advanced_by="loca_pass",
            returned_on=returned,
            returned=Decimal(460) if returned else None,
        )
    assert [tone for label, tone in loca_pass(cards(case)).items() if "advance" in label] == [answer]


def test_a_sub_lease_and_another_metropole_have_a_no_of_their_own(world, cards):
    case = world.case(facts=FACTS, children_ages=(4, 7))
    sublet = cards(case, purpose="sublease")
    assert [tone for label, tone in loca_pass(sublet).items() if "sub" in label] == ["no"]
    status, _asks = cards(case, commune_id="69264")["Housing solidarity fund (FSL)"]
    assert status == "no"
    assert cards(case, purpose="place") == {}


def test_a_contributing_employer_is_a_private_one(world, cards):
    case = world.case(facts=FACTS, children_ages=())
    assert loca_pass(cards(case))["for whom"] == "unknown"
    with acting(world.actor("adviser")):
        employer = Household.objects.get(case=case).known_employer
        type(employer).objects.filter(id=employer.id).update(contributes="yes", checked_on=date(2026, 3, 1))
    assert loca_pass(cards(case))["for whom"] == "yes"


def test_only_who_follows_the_household_reads_them(world, signed_in):
    case = world.case(facts=FACTS, authorised=(world.services["support"].id,))
    vacancy = an_opening(world)
    advance(world, a_candidacy(world, case, vacancy), "designated")
    page = reverse("case_home", args=[case.id, vacancy.id])
    assert signed_in("social_worker").get(page).context["aids"] != ()
    # The landlord reads the file of who is put forward to it: what the home costs, and nothing of aids.
    assert signed_in("allocation_officer").get(page).context["aids"] == ()
    with CaptureQueriesContext(connection) as captured:
        assert signed_in("adviser").get(page).context["aids"] != ()
    assert asked(captured) <= 36
