"""What a place would cost, on its candidacy: for whoever reads the file, once it is offered and until it is over."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from palier.cases.models import Household
from palier.platform import clock
from palier.platform.context import acting
from tests.candidacies.test_places import HOSTEL, asked, up_to
from tests.factories.places import a_place
from tests.factories.world import AT

RECENT = {"agreement_on": date(2015, 3, 1), "services": Decimal("22.00")}


@pytest.fixture
def read(world, client):
    """`read(key, place, last)`: the page of the candidacy as she reads it, taken to that step."""

    def page(key: str, last: str = "place_offered", **place) -> str:
        case = world.case(children_ages=())
        with acting(world.actor("adviser")):
            Household.objects.filter(case=case).update(monthly_resources=1455, yearly_resources=11600, couple=False)
        room = a_place(world, **{"kind": HOSTEL, "commune_id": "69266", "fee": 460} | RECENT | place)
        one = up_to(world, asked(world, case, room), room, last)
        client.cookies["django_language"] = "en"
        client.force_login(world.people[key])
        with clock.frozen(AT):
            return client.get(reverse("place_candidacy", args=[one.id])).text

    return page


def test_the_benefit_counts_the_fee_without_its_services(read):
    shown = read("adviser")
    for words in ("€460.00 (€438.00 that the benefit counts + €22.00 of services)", "€83.00", "€377.00", "25.91%"):
        assert words in shown
    assert "the FSL does not help there" in shown
    assert "not said" not in shown


def test_an_agreement_from_before_1990_has_the_first_formula(read):
    assert "€75.00" in read("adviser", agreement_on=date(1990, 9, 30))


def test_what_its_list_leaves_out_is_said_with_what_is_taken_for_it(read):
    shown = read("adviser", agreement_on=None, services=None)
    assert "The services in the fee are not said: the benefit is counted on all of it, and may be less." in shown
    assert "The day of its agreement is not said: it is taken for a recent one, with its benefit." in shown
    assert "Ask the residence for its fee." in read("adviser", fee=None, services=None, residence="Les Saules")


@pytest.mark.parametrize(
    ("key", "last", "place"),
    [
        ("adviser", "admitted", {}),
        ("adviser", "arrived", {}),
        ("adviser", "place_offered", {"kind": "mediated_sublease"}),
        # Its file has closed to the residence with the decision.
        ("residence_manager", "place_offered", {}),
    ],
)
def test_no_cost_before_an_offer_after_the_end_without_a_benefit_or_for_who_reads_no_file(read, key, last, place):
    shown = read(key, last, **place)
    assert "Les Tilleuls" in shown
    assert "What this place would cost" not in shown
