"""Which of the two layouts a file has, by its header."""

from pathlib import Path

from palier.homes.enums import Layout
from palier.homes.faults import Unreadable
from palier.homes.places import reading as places
from palier.homes.rpls import columns as register
from palier.homes.rpls.columns import Column, Known, header_key
from palier.homes.rpls.reading import first_row
from palier.homes.sheets import open_sheet

NOTHING = Known({}, {}, {}, 2000)


def _names(table: tuple[Column, ...], field: str) -> frozenset[str]:
    return frozenset(
        header_key(name) for column in table if column.field == field for name in (column.name, *column.labels)
    )


PLACE, REFERENCE = _names(places.columns(NOTHING), "label"), _names(register.columns(NOTHING), "internal_id")


def layout_of(path: Path) -> Layout:
    """A list of places names its places, and no home. What cannot be read is the register's, and refused as such."""
    try:
        written = {header_key(cell) for cell in first_row(open_sheet(path)).cells}
    except Unreadable:
        return Layout.RPLS
    return Layout.PLACES if written & PLACE and not written & REFERENCE else Layout.RPLS
