"""Bring the communes of `data/communes.csv` into the database, as its owner, at each `palier migrate`."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from palier.platform import clock
from palier.platform.text import search_key
from palier.rules.law import Law, law_on
from palier.rules.territory import ceiling_zone

SOURCE = Path(__file__).parent / "data/communes.csv"

COLUMNS = (
    "insee",
    "name",
    "parent_id",
    "department",
    "region",
    "epci",
    "epci_name",
    "postcodes",
    "population",
    "benefit_zone",
    "ceiling_zone",
    "search_key",
)
# The list of communes tells 1bis from 1; the rent ceilings of housing benefit do not.
BENEFIT_ZONES = {"1": 1, "1bis": 1, "2": 2, "3": 3, "": None}


def load_communes(source: Path = SOURCE) -> int:
    """Add the communes that are new and change those that changed; never delete. Returns the rows written.

    What was loaded last is remembered as the table's comment: the same file under the same law is not read again.
    """
    digest = _digest(source)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('commune'::regclass)")
        if cursor.fetchone()[0] == digest:
            return 0
        written = _merge(cursor, _rows(source, law_on(clock.today())))
        cursor.execute(f"COMMENT ON TABLE commune IS '{digest}'")
    return written


def _digest(source: Path) -> str:
    """Of all that shapes the rows: the file, this module, and what the law says of zones today."""
    law = law_on(clock.today())
    zones = repr((law.codes("ceiling_zone.paris"), law.codes("ceiling_zone.idf"), sorted(law.names("arrondissements"))))
    parts = (source.read_bytes(), Path(__file__).read_bytes(), zones.encode())
    return "communes " + hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _rows(source: Path, law: Law) -> Iterator[tuple[Any, ...]]:
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                row["insee"],
                row["name"],
                row["parent_insee"] or None,
                row["department"],
                row["region"],
                row["epci"],
                row["epci_name"],
                row["postcodes"],
                int(row["population"]) if row["population"] else None,
                BENEFIT_ZONES[row["zone_benefit"]],
                ceiling_zone(row["insee"], row["region"], law),
                search_key(row["name"]),
            )


def _merge(cursor: CursorWrapper, rows: Iterator[tuple[Any, ...]]) -> int:
    names = ", ".join(COLUMNS)
    changes = ", ".join(f"{name} = new.{name}" for name in COLUMNS[1:])
    cursor.execute("CREATE TEMP TABLE commune_read (LIKE commune) ON COMMIT DROP")
    with cursor.copy(f"COPY commune_read ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(
        f"UPDATE commune SET {changes} FROM commune_read new"  # noqa: S608 — names are ours
        " WHERE commune.insee = new.insee AND commune.* IS DISTINCT FROM new.*"
    )
    changed = cursor.rowcount
    cursor.execute(
        f"INSERT INTO commune ({names}) SELECT {names} FROM commune_read"  # noqa: S608 — names are ours
        " ON CONFLICT DO NOTHING"
    )
    return int(changed + cursor.rowcount)
