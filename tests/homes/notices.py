"""Lists of notices for the tests: rows as dictionaries, written as CSV."""

from pathlib import Path
from typing import Any

from palier.homes.notices.reading import NoticeLine, read_notices
from tests.factories.world import DAY
from tests.homes.files import csv_bytes, write

NOTICE = {
    "IDENT_INT": "A-0001",
    "LIBRE_LE": "01/05/2026",
    "CHARGES": "98,40",
    "RESERVATAIRE": "Action Logement",
    "CANDIDATS_AVANT": "10/04/2026",
    "USAGE": "bail",
}
HEADER = list(NOTICE)


def notice(number: int = 1, **changes: Any) -> dict[str, str]:
    return NOTICE | {"IDENT_INT": f"A-{number:04d}"} | changes


def rows_of(notices: list[dict[str, str]], header: list[str] | None = None) -> list[list[str]]:
    header = header or HEADER
    return [header, *([one.get(name, "") for name in header] for one in notices)]


def notices_bytes(*notices: dict[str, str], **how: Any) -> bytes:
    return csv_bytes(rows_of(list(notices)), **how)


def write_notices(folder: Path, *notices: dict[str, str], name: str = "notices.csv") -> Path:
    return write(folder, notices_bytes(*notices), name)


def read(path: Path) -> list[NoticeLine]:
    return list(read_notices(path, DAY).lines)
