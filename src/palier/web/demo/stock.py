"""The landlord's invented stock, as a file in the layout of the yearly register: it comes in by the same door."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from palier.homes.enums import Layout, Purpose
from palier.homes.imports import import_file
from palier.homes.models import Home
from palier.homes.services import Opening, open_many
from palier.organisations.models import Agreement
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting

LANDLORD = "rives-habitat"
# One home in so many is opened to the agreement, and never fewer than two dozen nor more than three score.
OPENED = (24, 60, 500)

COLUMNS = (
    "IDENT_REP IDENT_INT DROIT DEPCOM CODEPOSTAL LIBCOM NUMVOIE TYPVOIE NOMVOIE NUMAPPT ETAGE COMPLGEO QPV TYPECONST "
    "NBPIECE SURFHAB CONSTRUCT LOCAT FINAN CONV MODE LOYERPRINC LOYERACC DPEENERGIE"
).split()
# Commune, its postcode, its name in capitals as landlords write it, and how many homes in a hundred.
PLACES = (
    ("69266", "69100", "VILLEURBANNE", 22),
    ("69388", "69008", "LYON 8E ARRONDISSEMENT", 12),
    ("69383", "69003", "LYON 3E ARRONDISSEMENT", 8),
    ("69387", "69007", "LYON 7E ARRONDISSEMENT", 8),
    ("69029", "69500", "BRON", 10),
    ("69259", "69200", "VENISSIEUX", 12),
    ("69256", "69120", "VAULX EN VELIN", 10),
    ("69290", "69800", "SAINT PRIEST", 8),
    ("69034", "69300", "CALUIRE ET CUIRE", 5),
    ("69204", "69230", "SAINT GENIS LAVAL", 5),
)
STREETS = ("des Tilleuls", "Jean Macé", "de la Soie", "des Canuts", "Ambroise Croizat", "du Lac", "des Lilas")
RESIDENCES = ("Les Terrasses", "Le Belvédère", "Les Mûriers", "Le Clos", "Les Passereaux")
# Rooms, least and most surface in m², weight: half the requests are for a T1 or T2, less of the stock is.
TYPES = ((1, 24, 33, 14), (2, 38, 52, 26), (3, 55, 68, 33), (4, 70, 84, 21), (5, 86, 102, 6))
# Code of the register, rent in euros a square metre, weight.
FINANCINGS = (("10", "5.60", 22), ("13", "6.50", 48), ("52", "5.20", 20), ("14", "9.10", 10))


def _lines(random: Random, homes: int) -> Iterator[dict[str, object]]:
    for number in range(1, homes + 1):
        (insee, postcode, name, _), residence = _drawn(PLACES, random), random.choice(RESIDENCES)
        rooms, least, most, _ = _drawn(TYPES, random)
        financing, price, _ = _drawn(FINANCINGS, random)
        surface = random.randrange(least, most)
        rent = (surface * Decimal(price) * random.randrange(92, 109) / 100).quantize(Decimal("0.01"))
        built = random.randrange(1958, 2019)
        yield {
            "IDENT_REP": f"{number:010d}",
            "IDENT_INT": f"RH-{number:05d}",
            "DROIT": 1,
            "DEPCOM": insee,
            "CODEPOSTAL": postcode,
            "LIBCOM": name,
            "NUMVOIE": random.randrange(1, 90),
            "TYPVOIE": "rue",
            "NOMVOIE": random.choice(STREETS),
            "NUMAPPT": random.randrange(1, 60),
            "ETAGE": random.randrange(0, 9),
            "COMPLGEO": residence,
            "QPV": random.choice((1, 2, 2, 2)),
            "TYPECONST": "C",
            "NBPIECE": rooms,
            "SURFHAB": surface,
            "CONSTRUCT": built,
            "LOCAT": built + 1,
            "FINAN": financing,
            "CONV": 1,
            "MODE": 1,
            "LOYERPRINC": str(rent).replace(".", ","),
            "LOYERACC": random.choice(("999", "0", "24,50")),
            "DPEENERGIE": random.choice("BCCDDE"),
        }


def _drawn(choices: tuple[tuple, ...], random: Random) -> tuple:
    return random.choices(choices, weights=[choice[-1] for choice in choices])[0]


def bring_in(officer: Actor, random: Random, as_of: date, homes: int) -> None:
    """Write the file, then import it as its officer would."""
    with TemporaryDirectory(prefix="palier-demo-") as folder:
        path = Path(folder) / f"rpls-{as_of.year}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter=";")
            writer.writeheader()
            writer.writerows(_lines(random, homes))
        with acting(officer):
            import_file(
                actor=officer,
                path=path,
                slug=LANDLORD,
                layout=Layout.RPLS,
                at=datetime.combine(as_of, time(8), clock.PARIS),
            )


def open_some(officer: Actor, agreement: Agreement, random: Random, as_of: date) -> None:
    """Open two dozen homes or more, half of them with charges known, a few for a sub-lease."""
    homes = list(Home.objects.filter(landlord__slug=LANDLORD).order_by("internal_id"))
    least, most, share = OPENED
    opened = min(len(homes), max(least, min(most, len(homes) // share)))
    with acting(officer):
        for number, home in enumerate(random.sample(homes, opened)):
            charges = (home.surface * Decimal("1.9")).quantize(Decimal("0.01")) if number % 2 else None
            opening = Opening(
                free_on=as_of + timedelta(days=5 * (number % 9) + 3),
                purpose=Purpose.SUBLEASE if number % 4 == 0 else Purpose.LEASE,
                agreement=agreement.id,
                charges=charges,
            )
            at = datetime.combine(as_of, time(8), clock.PARIS) + timedelta(minutes=number)
            open_many(actor=officer, home_ids=[home.id], opening=opening, at=at)
