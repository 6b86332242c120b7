"""From a file to its header and its rows of text: the title lines above, cells beyond the header, what is merged."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from palier.cases.follow_up.fields import field_of
from palier.homes.faults import Unreadable
from palier.homes.sheets import Row, open_sheet
from palier.platform.text import search_key

# Three years of a large team are some hundreds of lines; beyond, it is another file.
MOST_ROWS, MOST_COLUMNS = 2000, 120
MEGABYTES = 5
# Titles, a logo's empty lines, a legend: the header stands among the first rows.
HEADER_WITHIN = 15
# As many headers that are known make a header.
KNOWN_HEADERS = 2


@dataclass(frozen=True)
class Table:
    """Every row has as many cells as there are headers; a column without a header has an empty one.

    `above`: what stands over the header, with its row. `merged`: the rows that a vertical merge makes unsure.
    `others`: sheets that were not read.
    """

    headers: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    above: tuple[tuple[int, str], ...] = ()
    merged: frozenset[int] = frozenset()
    others: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Of the headers, whatever their case, accents and spaces: next month's file has the same, even where a stray
        cell beyond the last header makes it wider."""
        return sha256("\n".join(map(search_key, self.headers)).rstrip("\n").encode()).hexdigest()

    def name(self, place: int) -> str:
        """The header as written; a column without one by its letters, as a spreadsheet has them."""
        return self.headers[place] or letters(place)


def letters(place: int) -> str:
    """0 → A, 26 → AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_table(content: bytes) -> Table:
    """Raises Unreadable for what is no table, has no line below its header, or is far too large."""
    with NamedTemporaryFile(prefix="palier-table-") as file:
        file.write(BytesIO(content).getbuffer())
        file.flush()
        sheet = open_sheet(Path(file.name), merged=True)
        rows = []
        for row in sheet.rows:
            if row.blank:
                continue
            rows.append(row)
            if len(rows) > MOST_ROWS + HEADER_WITHIN:
                raise Unreadable("many_rows")
    return _table(rows, sheet.merged, sheet.others)


def _table(rows: list[Row], merged: tuple[tuple[int, int], ...], others: tuple[str, ...]) -> Table:
    if not rows:
        raise Unreadable("empty")
    at = _header(rows)
    header, body = rows[at], rows[at + 1 :]
    if not body:
        raise Unreadable("no_household")
    width = max(_width(row) for row in rows[at:])
    if width > MOST_COLUMNS:
        raise Unreadable("many_columns")
    return Table(
        headers=tuple(" ".join(cell.split()) for cell in _padded(header, width).cells),
        header_row=header.number,
        rows=tuple(_padded(row, width) for row in body),
        above=tuple((row.number, cell.strip()) for row in rows[:at] for cell in row.cells if cell.strip()),
        merged=frozenset(
            row for first, last in merged if first < last and last > header.number for row in range(first, last + 1)
        ),
        others=others,
    )


def _header(rows: list[Row]) -> int:
    """The row with most known headers among the first ones; else the first that fills as many cells as any."""
    first = rows[:HEADER_WITHIN]
    known = [len({field_of(cell) for cell in row.cells if cell.strip()} - {""}) for row in first]
    if max(known) >= KNOWN_HEADERS:
        return known.index(max(known))
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in first]
    if max(filled) < KNOWN_HEADERS:
        raise Unreadable("no_table", row=first[0].number)
    return filled.index(max(filled))


def _width(row: Row) -> int:
    return max((place + 1 for place, cell in enumerate(row.cells) if cell.strip()), default=0)


def _padded(row: Row, width: int) -> Row:
    return Row(row.number, [*row.cells, *[""] * width][:width], row.fault)
