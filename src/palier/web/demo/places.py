"""The association's invented places, as its own list, and what takes some of them."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from palier.homes.enums import Layout, OutOfService, PlaceUseKind
from palier.homes.imports import import_file
from palier.homes.models import Place
from palier.homes.places.calendar import Period, take
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.web.demo.stock import PLACES as TOWNS

ASSOCIATION = "passerelles"
COLUMNS = ("RESIDENCE", "TYPE", "PLACE", "SURFACE", "REDEVANCE", "PRESTATIONS", "DATCONV", "DEPCOM", "ADRESSE")
# Name, kind, places, surface in m², fee in euros, services in it, agreement, commune, address.
RESIDENCES = (
    ("Les Terrasses", "Résidence sociale", 20, 22, "465,50", "22,00", "15/03/2018", "69266", "31 rue des Ateliers"),
    ("Résidence des Quais", "FJT", 30, 18, "438,00", "24,00", "01/09/2014", "69387", "4 quai des Mariniers"),
    ("Le Grand Noyer", "Pension de famille", 12, 24, "421,00", "30,00", "01/06/2020", "69259", "9 chemin du Noyer"),
)
# Of what the association has beyond these, one place in six is in a residence; the others are flats of their own.
COLLECTIVE = (
    ("FJT", 40, 19, "441,00", "24,00"),
    ("Résidence sociale", 34, 21, "459,50", "22,00"),
    ("Pension de famille", 22, 24, "424,00", "30,00"),
)
DIFFUSE = (("IML sous-location", 38, "512,00", ""), ("Sous-location HLM", 52, "468,00", ""), ("ALT", 29, "390,00", ""))
NAMES = (
    "du Parc",
    "des Platanes",
    "de la Gare",
    "du Canal",
    "des Ateliers",
    "du Moulin",
    "des Acacias",
    "de la Plaine",
)
FLATS = 24
# In the first residence: one for the household that is offered a place, one for the household that lives in its own.
FREE = 2


def _lines(places: int) -> Iterator[dict[str, object]]:
    number = 0
    for residence, kind, size, surface, fee, services, agreement, commune, address in (*RESIDENCES, *_further(places)):
        for label in range(1, size + 1):
            if (number := number + 1) > places:
                return
            cells = (residence, kind, f"{100 + label}", surface, fee, services, agreement, commune, address)
            yield dict(zip(COLUMNS, cells, strict=True))


def _further(places: int) -> Iterator[tuple[str, str, int, int, str, str, str, str, str]]:
    """One residence after the other, until there are places enough."""
    left, collective = places - sum(row[2] for row in RESIDENCES), 0
    in_residences = left // 6
    for number in range(places):
        insee, _, town, _ = TOWNS[number % len(TOWNS)]
        name, agreement = NAMES[number % len(NAMES)], f"{1 + number % 28:02d}/06/{2009 + number % 14}"
        where = (agreement, insee, f"{1 + number % 80} rue {name}")
        if collective < in_residences:
            kind, size, surface, fee, services = COLLECTIVE[number % len(COLLECTIVE)]
            collective += size
            yield (f"Résidence {name} {number + 1}", kind, size, surface, fee, services, *where)
        else:
            kind, surface, fee, services = DIFFUSE[number % len(DIFFUSE)]
            yield (f"Logements {town.title()} {number + 1}", kind, FLATS, surface, fee, services, *where)


def bring_in_places(manager: Actor, random: Random, as_of: date, places: int) -> None:
    """Write the list, import it as its manager would, then fill the calendar of the first residences: four places in
    five are taken.
    """
    with TemporaryDirectory(prefix="palier-demo-") as folder:
        path = Path(folder) / f"places-{as_of.year}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter=";")
            writer.writeheader()
            writer.writerows(_lines(places))
        at = datetime.combine(as_of, time(8), clock.PARIS)
        with acting(manager):
            import_file(actor=manager, path=path, slug=ASSOCIATION, layout=Layout.PLACES, at=at)
    with acting(manager):
        told = Place.objects.filter(landlord__slug=ASSOCIATION, residence__name__in=[row[0] for row in RESIDENCES])
        free = set(told.filter(residence__name=RESIDENCES[0][0]).order_by("internal_id")[:FREE])
        for place in told.order_by("internal_id"):
            periods = _periods(random, as_of)
            for period in periods if place not in free else ():
                take(actor=manager, place_id=place.id, period=period)


def _periods(random: Random, as_of: date) -> list[Period]:
    since = as_of - timedelta(days=random.randrange(20, 600))
    if random.random() < 0.1:
        back = as_of + timedelta(days=random.randrange(10, 60))
        return [Period(kind=PlaceUseKind.WORKS, reason=OutOfService.REPAIRS, arrival=since, departure=back)]
    if random.random() < 0.15:
        return []
    if random.random() < 0.7:
        return [Period(kind=PlaceUseKind.OCCUPIED, arrival=since)]
    leaves = as_of + timedelta(days=random.randrange(3, 90))
    ready = Period(kind=PlaceUseKind.TURNAROUND, arrival=leaves, departure=leaves + timedelta(days=5))
    return [Period(kind=PlaceUseKind.OCCUPIED, arrival=since, departure=leaves), ready]
