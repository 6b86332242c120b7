"""A CSV file or a workbook as rows of text, each with its line: pure, in one pass, whatever the size.

Knows nothing of what the columns mean. Raises `Unreadable` at what is not a table, or cannot be read any further.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from palier.homes.faults import Unreadable

# What a spreadsheet would run as a formula when a CSV file is opened, and the mark before it that keeps it from that.
ACTIVE, TEXT = ("=", "+", "-", "@", "\t", "\r"), "'"
ZIP, OLE, PDF = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the line where the row begins. `fault` is a code when the row cannot be split into cells."""

    number: int
    cells: list[str]
    fault: str = ""

    @property
    def blank(self) -> bool:
        return not self.fault and not any(cell.strip() for cell in self.cells)


def inert(cell: str) -> str:
    """Text that no spreadsheet runs."""
    return f"{TEXT}{cell}" if cell.startswith(ACTIVE) else cell


def plain(cell: str) -> str:
    """What `inert` was given."""
    return cell[1:] if cell.startswith(TEXT) and cell.startswith(ACTIVE, 1) else cell


@dataclass(frozen=True)
class Sheet:
    """`expected` is about how many rows there are, for a progress bar.

    `merged`: the first and the last row of each merged range, whose value stands in its first cell alone. `others`: the
    visible sheets that are not read, by name.
    """

    rows: Iterator[Row]
    expected: int
    merged: tuple[tuple[int, int], ...] = ()
    others: tuple[str, ...] = ()


def open_sheet(path: Path, *, merged: bool = False) -> Sheet:
    """Raises Unreadable for a file that is empty, no table, or expands beyond reason; OSError as `open` does.

    Merged cells are refused too, unless `merged`: then the caller decides which of them it can read.
    """
    from palier.homes.sheets import delimited, workbook

    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Unreadable("empty")
    if head.startswith(ZIP):
        return workbook.read(path, merged=merged)
    if head.startswith(OLE):
        raise Unreadable("old_workbook")
    if head.startswith(PDF):
        raise Unreadable("no_table")
    return delimited.read(path)
