"""Places of the small world's association, and what takes them."""

from datetime import date
from itertools import count

from palier.homes.models import Place, PlaceUse, Residence
from palier.platform.context import acting
from palier.platform.text import search_key
from tests.factories.world import World

_numbers = count(1)


def a_place(world: World, *, residence: str = "Les Tilleuls", kind: str = "young_workers_residence", **facts) -> Place:
    """A place of 18 m² at 412 € in Lyon 8e, as far as `facts` do not say otherwise."""
    owner = facts.pop("landlord", world.organisations["association"])
    found, _ = Residence.objects.get_or_create(landlord=owner, name=residence, kind=kind)
    label = facts.pop("label", None) or f"P{next(_numbers):04d}"
    usual = {"commune_id": "69388", "surface": 18, "fee": 412, "search_key": f" {search_key(residence, label)}"}
    return Place.objects.create(
        landlord=owner, residence=found, label=label, internal_id=f"{residence} / {label}", **usual | facts
    )


def a_use(world: World, place: Place, arrival: date, departure: date | None = None, kind: str = "occupied") -> PlaceUse:
    """Written as the residence manager would; out of service for repairs."""
    with acting(world.actor("residence_manager")):
        return PlaceUse.objects.create(
            place=place,
            kind=kind,
            reason="repairs" if kind == "works" else "",
            arrival=arrival,
            departure=departure,
        )
