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

ASSOCIATION = "passerelles"
COLUMNS = ("RESIDENCE", "TYPE", "PLACE", "SURFACE", "REDEVANCE", "DATCONV", "DEPCOM", "ADRESSE")
# Name, kind, places, surface in m², fee in euros, agreement, commune, address.
RESIDENCES = (
    ("Résidence des Quais", "FJT", 30, 18, "438,00", "01/09/2014", "69387", "4 quai des Mariniers"),
    ("Les Terrasses", "Résidence sociale", 20, 22, "465,50", "15/03/2018", "69266", "31 rue des Ateliers"),
    ("Le Grand Noyer", "Pension de famille", 12, 24, "421,00", "01/06/2020", "69259", "9 chemin du Noyer"),
)


def _lines() -> Iterator[dict[str, object]]:
    for residence, kind, places, surface, fee, agreement, commune, address in RESIDENCES:
        for number in range(1, places + 1):
            cells = (residence, kind, f"{100 + number}", surface, fee, agreement, commune, address)
            yield dict(zip(COLUMNS, cells, strict=True))


def bring_in_places(manager: Actor, random: Random, as_of: date) -> None:
    """Write the list, import it as its manager would, then fill the calendar: four places in five are taken."""
    with TemporaryDirectory(prefix="palier-demo-") as folder:
        path = Path(folder) / f"places-{as_of.year}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter=";")
            writer.writeheader()
            writer.writerows(_lines())
        at = datetime.combine(as_of, time(8), clock.PARIS)
        with acting(manager):
            import_file(actor=manager, path=path, slug=ASSOCIATION, layout=Layout.PLACES, at=at)
    with acting(manager):
        for place in Place.objects.filter(landlord__slug=ASSOCIATION).order_by("internal_id"):
            for period in _periods(random, as_of):
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
