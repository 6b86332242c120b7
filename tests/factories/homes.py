"""Homes of the small world's landlord, and homes opened to its agreement."""

from datetime import date
from decimal import Decimal
from itertools import count

from palier.homes.models import Home, Vacancy
from palier.homes.services import Opening, open_vacancy
from palier.platform import clock
from palier.platform.context import acting
from tests.factories.world import AT, DAY, World

_numbers = count(1)


def a_home(world: World, **facts) -> Home:
    """A T3 of 62 m² under PLUS in Villeurbanne at 480 €, as far as `facts` do not say otherwise."""
    number = next(_numbers)
    usual = {
        "landlord": world.organisations["landlord"],
        "internal_id": f"H-{number:04d}",
        "commune_id": "69266",
        "address": f"{number} rue des Tilleuls",
        "rooms": 3,
        "surface": Decimal(62),
        "financing": "13",
        "ceiling": "PLUS",
        "rent": Decimal("480.00"),
        "search_key": " rue des tilleuls",
    }
    return Home.objects.create(**usual | facts)


def days_of(state: str) -> dict[str, object]:
    """A state with the days that the database wants of it; without an agreement."""
    sent = {"candidates_sent_on": DAY}
    committee = sent | {"committee_on": DAY}
    days = {
        "directed": {"directed_to": "state", "directed_on": DAY},
        "candidates_sent": sent,
        "committee": committee,
        "filled": committee | {"ended_on": DAY},
        "returned_to_landlord": {"ended_on": DAY},
        "withdrawn": {"ended_on": DAY, "withdrawn_for": "works"},
        "lapsed": {"ended_on": DAY},
    }
    return {"state": state, "announced_on": DAY} | days.get(state, {})


def an_opening(world: World, home: Home | None = None, *, charges: str | None = "60.00", **facts) -> Vacancy:
    """A home open to the agreement from the day of the world."""
    home = home or a_home(world, **facts)
    officer = world.actor("allocation_officer")
    opening = Opening(
        free_on=date(2026, 4, 1),
        purpose="lease",
        agreement=world.agreement.id,
        charges=None if charges is None else Decimal(charges),
    )
    with clock.frozen(AT), acting(officer):
        return open_vacancy(actor=officer, home_id=home.id, opening=opening, at=AT)
