"""Lists of places for the tests."""

from pathlib import Path
from typing import Any

from palier.homes.places.reading import read_places
from palier.homes.rpls import Line
from tests.homes.files import KNOWN, table

PLACE = {
    "RESIDENCE": "Les Tilleuls",
    "TYPE": "FJT",
    "PLACE": "1",
    "SURFACE": "18,5",
    "REDEVANCE": "412,50",
    "PRESTATIONS": "22,00",
    "DATCONV": "01/03/2015",
    "DEPCOM": "69388",
    "ADRESSE": "12 rue du Lac",
}


def place(number: int = 1, **changes: Any) -> dict[str, str]:
    return PLACE | {"PLACE": str(number)} | changes


def rows_of(places: list[dict[str, str]], header: list[str] | None = None) -> list[list[str]]:
    return table(places, header or list(PLACE))


def read(path: Path) -> list[Line]:
    return list(read_places(path, KNOWN).lines)


def faults(path: Path) -> list[tuple[int | None, str | None, str | None, str, str]]:
    return [(one.row, one.column, one.value, one.code, one.meant) for line in read(path) for one in line.faults]
