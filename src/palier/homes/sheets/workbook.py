"""XLSX: the first visible sheet, through calamine, which runs no formula and expands no entity.

What calamine keeps silent about is said here: formulas, errors of formulas and merged cells.
"""

import datetime
import lzma
import re
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from typing import IO, Any

import python_calamine as calamine

from palier.homes.faults import Unreadable
from palier.homes.sheets import Row, Sheet

# An archive that says more is a trap: no stock file comes near.
MOST_TIMES = 100
MOST_BYTES = 500 * 1000 * 1000
# What Excel holds; the cells that fit in MOST_BYTES with room to spare; the memory their texts may take.
MOST_ROWS, MOST_COLUMNS = 1 << 20, 1 << 14
MOST_CELLS = 40 * 1000 * 1000
MOST_SHARED = 2 * 1000 * 1000 * 1000
CHUNK = 1 << 20

Computed = dict[int, set[int]]

# What the standard library raises on a damaged archive: also offsets before its beginning, and names in no encoding.
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, ValueError, OSError)

FORMULA = "="
TAG = re.compile(rb"<(?:\w+:)?(row|c|f)\b([^>]*)>")
SUSPECT = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["']e["']""")
REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]*)(\d{1,18})["']""")
ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^>]*\b\w+:id\s*=\s*["']([^"']+)["']""")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']+)["']""")


def read(path: Path, *, merged: bool = False) -> Sheet:
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_traps(archive, path.stat().st_size)
            with calamine.CalamineWorkbook.from_path(path) as book:
                index = _first_visible(book)
                computed = _computed_cells(archive, index)
                sheet = book.get_sheet_by_index(index)
    except DAMAGED as error:
        raise Unreadable("no_workbook") from error
    except calamine.CalamineError as error:
        raise Unreadable("old_workbook" if isinstance(error, calamine.PasswordError) else "no_workbook") from error
    ranges = tuple((begin[0] + 1, end[0] + 1) for begin, end in sheet.merged_cell_ranges or ())
    if ranges and not merged:
        raise Unreadable("merged", row=min(first for first, _ in ranges))
    if sheet.start is None:
        raise Unreadable("empty")
    return Sheet(_rows(sheet, computed), sheet.total_height, ranges, _others(book, index))


def _refuse_traps(archive: zipfile.ZipFile, size: int) -> None:
    """By what the archive says, then by what it holds: each part is expanded once, in pieces, and its sum checked."""
    allowed = min(MOST_BYTES, MOST_TIMES * size)
    if sum(part.file_size for part in archive.infolist()) > allowed:
        raise Unreadable("expands")
    seen = 0
    for part in archive.infolist():
        with archive.open(part) as file:
            while piece := file.read(CHUNK):
                seen += len(piece)
                if seen > allowed:
                    raise Unreadable("expands")


def _first_visible(book: calamine.CalamineWorkbook) -> int:
    for index, sheet in enumerate(book.sheets_metadata):
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet and sheet.visible == calamine.SheetVisibleEnum.Visible:
            return index
    raise Unreadable("no_table")


def _others(book: calamine.CalamineWorkbook, index: int) -> tuple[str, ...]:
    return tuple(
        one.name
        for number, one in enumerate(book.sheets_metadata)
        if number != index and one.visible == calamine.SheetVisibleEnum.Visible
    )


def _computed_cells(archive: zipfile.ZipFile, index: int) -> Computed:
    """Where a formula, or the error of one, stands: columns by row, both from 0. Refuses a sheet beyond reason."""
    part = _part_of(archive, index)
    computed: Computed = defaultdict(set)
    with archive.open(part) as file:
        if not _survey(archive, file):
            return computed
    with archive.open(part) as file:
        for row, column in _walk(file):
            computed[row].add(column)
    return computed


def _survey(archive: zipfile.ZipFile, file: IO[bytes]) -> bool:
    """Whether a formula or an error may stand there. Calamine holds the whole rectangle, each cell with its own text:
    one cell far away, or a long text shared by all, would fill the memory. Raises Unreadable."""
    suspect, columns, last, shared = False, {b"A"}, 1, 0
    for piece in _pieces(file):
        suspect = suspect or SUSPECT.search(piece) is not None
        places = REFERENCE.findall(piece)
        columns.update({letters for letters, _ in places if letters})
        last = max(last, *map(int, {row for _, row in places}), 1)
        shared += piece.count(b't="s"')
    width = max(map(_column, columns)) + 1
    if last > MOST_ROWS or width > MOST_COLUMNS or last * width > MOST_CELLS:
        raise Unreadable("vast")
    if shared and shared * _longest_shared(archive) > MOST_SHARED:
        raise Unreadable("vast")
    return suspect


def _longest_shared(archive: zipfile.ZipFile) -> int:
    """Bytes of the longest text that cells refer to."""
    longest = 0
    try:
        with archive.open("xl/sharedStrings.xml") as file:
            rest = b""
            while piece := file.read(CHUNK):
                *whole, rest = (rest + piece).split(b"<si")
                longest = max(longest, len(rest), *map(len, whole), 0)
    except KeyError:
        return 0
    return longest


def _part_of(archive: zipfile.ZipFile, index: int) -> str:
    try:
        relation = SHEET.findall(archive.read("xl/workbook.xml"))[index]
        for attributes in RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
            found = dict(ATTRIBUTE.findall(attributes))
            if found.get(b"Id") == relation:
                target = found[b"Target"].decode()
                name = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
                return archive.getinfo(name).filename
    except (KeyError, IndexError, UnicodeDecodeError) as error:
        raise Unreadable("no_workbook") from error
    raise Unreadable("no_workbook")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end between two tags."""
    rest = b""
    while piece := file.read(CHUNK):
        rest += piece
        cut = rest.rfind(b"<")
        yield rest[:cut]
        rest = rest[cut:]
    yield rest


def _walk(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    row = column = -1
    for piece in _pieces(file):
        for tag, attributes in TAG.findall(piece):
            if tag == b"row":
                place = REFERENCE.search(attributes)
                row, column = (int(place[2]) - 1 if place else row + 1), -1
            elif tag == b"c":
                place = REFERENCE.search(attributes)
                column = _column(place[1]) if place else column + 1
                if ERROR.search(attributes):
                    yield row, column
            else:
                yield row, column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _rows(sheet: calamine.CalamineSheet, computed: Computed) -> Iterator[Row]:
    first = sheet.start[1] if sheet.start else 0
    for number, values in enumerate(sheet.iter_rows()):
        cells = [_text(value) for value in values]
        for column in computed.get(number, ()):
            if 0 <= column - first < len(cells):
                cells[column - first] = FORMULA + cells[column - first]
        yield Row(number + 1, cells)


def _text(value: Any) -> str:
    """What one would read in the cell: 69388, not 69388.0; a date as it is written in French."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    return str(value)
