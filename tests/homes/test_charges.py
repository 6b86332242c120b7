"""Charges no file gives: an estimate between two rates of the landlord, or nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from palier.homes.charges import Estimate, estimate, set_rates
from palier.homes.models import ChargeRates
from palier.platform.context import acting
from palier.platform.errors import Invalid, Refused
from tests.factories.homes import a_home, an_opening
from tests.factories.world import DAY

RATES = {"collective": Decimal("2.10"), "individual": Decimal("1.35")}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def rates(world):
    def call(holds_from=DAY, key="allocation_officer", **changes):
        actor = world.actor(key)
        with transaction.atomic(), acting(actor):
            return set_rates(actor=actor, holds_from=holds_from, **RATES | changes)

    return call


def test_the_range_goes_from_one_heating_to_the_other(world, rates):
    home = a_home(world, surface=Decimal("62.50"))
    assert estimate(home, DAY) is None
    rates()
    assert estimate(home, DAY) == Estimate(Decimal("84.38"), Decimal("131.25"), DAY)
    assert estimate(a_home(world, surface=None), DAY) is None


def test_the_rates_of_the_day_hold(world, rates):
    home, later = a_home(world, surface=100), DAY + timedelta(days=30)
    rates()
    rates(later, collective=Decimal(3))
    assert estimate(home, DAY - timedelta(days=1)) is None
    assert [estimate(home, on).most for on in (DAY, later - timedelta(days=1), later)] == [210, 210, 300]
    rates(later, collective=Decimal(4))
    assert (ChargeRates.objects.count(), estimate(home, later).most) == (2, 400)


def test_each_landlord_has_its_own(world, rates):
    rates()
    assert estimate(a_home(world, landlord=world.organisations["association"]), DAY) is None


@pytest.mark.parametrize("wrong", [{"collective": Decimal(-1)}, {"individual": Decimal("20.01")}])
def test_a_figure_out_of_reason_is_refused_by_its_field(world, rates, wrong):
    with pytest.raises(Invalid) as refusal:
        rates(**wrong)
    assert list(refusal.value.fields) == list(wrong)
    with pytest.raises(IntegrityError, match="charge_rates_0_to_20"), transaction.atomic():
        ChargeRates.objects.create(landlord=world.organisations["landlord"], holds_from=DAY, **RATES | wrong)


@pytest.mark.parametrize("key", ["committee_secretary", "adviser", "debt_recovery"])
def test_who_does_not_say_what_charges_come_to(world, rates, key):
    with pytest.raises(Refused):
        rates(key=key)


def test_the_page_of_a_home_shows_the_range_and_where_it_comes_from(world, rates, signed_in):
    home, client = a_home(world, surface=62), signed_in("allocation_officer")
    page = reverse("home", args=[home.id])
    assert "Charges a month, estimated" in client.get(page).text
    answer = client.post(
        reverse("charge_rates"), {"holds_from": "1/1/2026", "collective": "2,10", "individual": "1,35"}
    )
    assert (answer.status_code, answer.url) == (302, reverse("charge_rates"))
    assert ChargeRates.objects.get().holds_from == date(2026, 1, 1)
    text = client.get(page).text
    assert "€83.70 to €130.20" in text
    assert "no file gives them" in text
    assert client.post(reverse("charge_rates"), {"collective": "abc"}).status_code == 422


def test_a_partner_is_shown_a_known_figure_or_a_range_and_never_what_is_missing(world, rates, signed_in):
    known, unknown = an_opening(world), an_opening(world, charges=None)
    pages = [reverse("home", args=[one.home_id]) for one in (known, unknown)]
    client = signed_in("adviser")
    assert ["estimated" in client.get(page).text for page in pages] == [False, False]
    rates()
    assert ["estimated" in client.get(page).text for page in pages] == [False, True]
