"""From a file to lines, each with its home or with what is wrong with it, in one pass."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from palier.homes.faults import Fault, Refusal, Unreadable
from palier.homes.rpls.columns import WIDTHS, Column, Known, columns, header_key
from palier.homes.sheets import TEXT, Row, Sheet, open_sheet, plain
from palier.platform.text import search_key

REQUIRED = ("internal_id", "commune")
# Below this, names that look like ours are chance.
NAMES_OF_A_HEADER = 3
TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b")
LONGEST_VALUE = 100
STREET = ("number", "repetition", "street_type", "street")
WORDS = ("register_id", "postcode", "building", "entrance", "staircase", "floor", "flat", "residence")
CODES = ("construction", "financing", "energy_label", "occupation", "past_quota")
FACTS = ("rooms", "surface", "built_year", "rent", "annex_rent", "max_rent", "benefit_agreement", "priority_area")


@dataclass(frozen=True, slots=True)
class Line:
    """A home of the file, ready to be compared, or None with its faults. `row` is the line where it begins."""

    row: int
    internal_id: str
    home: dict[str, Any] | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Stock:
    """The file as far as its header, and its lines to come. `headers`, `ignored` and `absent` are names of columns."""

    lines: Iterator[Line]
    expected: int
    id_column: str
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


A_line = TypeVar("A_line")
# What was written otherwise by hand: by row, then by header; a row left out has the header "".
Corrections = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True)
class Plan:
    """Where each column of ours stands in the rows of the file, under which header."""

    width: int
    headers: tuple[str, ...]
    places: tuple[tuple[int, Column], ...] = ()
    required: tuple[str, ...] = REQUIRED
    corrections: Corrections = field(default_factory=dict)

    def read(self, row: Row) -> tuple[dict[str, Any], dict[str, Any], tuple[Fault, ...]]:
        """The fields of a row, the rest of what it says, and what is wrong with it."""
        row = self._corrected(row)
        faults = self._misshapen(row)
        if faults:
            return {}, {}, faults
        values: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        wrong: list[Fault] = []
        for place, column in self.places:
            cell = row.cells[place].strip()
            if cell.startswith(TEXT):
                cell = plain(cell)
            if not cell:
                if column.field in self.required:
                    wrong.append(self._fault(row, place, cell, Refusal("required")))
                continue
            try:
                value = read_cell(column, cell)
            except Refusal as refusal:
                wrong.append(self._fault(row, place, cell, refusal))
                continue
            if value is not None:
                (rest if column.rest else values)[column.field] = value
        return values, rest, tuple(wrong)

    def _corrected(self, row: Row) -> Row:
        said = self.corrections.get(row.number)
        if not said:
            return row
        return Row(row.number, [said.get(name, cell) for name, cell in zip(self.headers, row.cells, strict=False)])

    def _misshapen(self, row: Row) -> tuple[Fault, ...]:
        """What makes the row no row of this table."""
        if row.fault:
            return (Fault(row.number, None, None, row.fault),)
        if "\0" in "".join(row.cells):
            return tuple(
                self._fault(row, place, cell.replace("\0", "␀"), Refusal("nul"))
                for place, cell in enumerate(row.cells)
                if "\0" in cell
            )
        first = next(cell for cell in row.cells if cell.strip())
        if TOTAL.match(search_key(first[:LONGEST_VALUE])):
            return (Fault(row.number, None, shown(first), "total"),)
        if len(row.cells) != self.width:
            spans = any("\n" in cell for cell in row.cells)
            code = "width_spanning" if spans else "width"
            return (Fault(row.number, None, str(len(row.cells)), code, detail=str(self.width)),)
        return ()

    def fault(self, row: Row, name: str, code: str) -> Fault:
        """What is wrong with the field of a row beside its others."""
        row = self._corrected(row)
        place = next(place for place, column in self.places if column.field == name)
        return self._fault(row, place, row.cells[place].strip(), Refusal(code))

    def _fault(self, row: Row, place: int, cell: str, refusal: Refusal) -> Fault:
        header = self.headers[place] if place < self.width else None
        return Fault(row.number, header, shown(cell), refusal.code, refusal.meant, refusal.detail)


def line(plan: Plan, row: Row, known: Known) -> Line:
    values, rest, wrong = plan.read(row)
    home = None if wrong else compose(values, rest, known)
    return Line(row.number, values.get("internal_id", ""), home, wrong)


def shown(cell: str) -> str:
    return cell if len(cell) <= LONGEST_VALUE else cell[:LONGEST_VALUE] + "…"


def read_cell(column: Column, cell: str) -> Any:
    if cell.startswith("="):
        raise Refusal("formula")
    return column.read(cell)


def compose(values: dict[str, Any], rest: dict[str, Any], known: Known) -> dict[str, Any]:
    """The fields of the home; what is not said is empty, or None where empty would be a value."""
    address = " ".join(values[part] for part in STREET if part in values)
    words = {name: values.get(name, "") for name in (*WORDS, *CODES)}
    commune = values["commune"]
    said = (values["internal_id"], words["postcode"], address, words["residence"], known.communes[commune])
    return {
        "internal_id": values["internal_id"],
        "commune_id": commune,
        "address": address,
        **words,
        **{name: values.get(name) for name in FACTS},
        "ceiling": known.ceilings.get(words["financing"], ""),
        "register": rest,
        "search_key": spoken(*said),
    }


def spoken(*said: str) -> str:
    """What a line is found by; streets, residences and communes come again and again."""
    return f" {' '.join(filter(None, map(_key, said)))}"


@lru_cache(maxsize=4096)
def _key(said: str) -> str:
    return search_key(said)


def read_stock(path: Path, known: Known, corrections: Corrections | None = None) -> Stock:
    """Raises Unreadable when the file as a whole is refused; later, its lines may raise it too."""
    sheet = open_sheet(path)
    first = first_row(sheet)
    plan, rows, ignored = _plan(first, sheet.rows, known)
    plan = replace(plan, corrections=corrections or {})
    present = {column.field for _, column in plan.places}
    wanted = [column for column in columns(known) if column.field and not column.rest]
    id_place = next(place for place, column in plan.places if column.field == "internal_id")
    return Stock(
        lines=lines_of(kept(rows, corrections), lambda row: line(plan, row, known), Line),
        expected=max(sheet.expected - first.number, 1),
        id_column=plan.headers[id_place],
        ignored=ignored,
        absent=tuple(column.name for column in wanted if column.field not in present),
        headers=plan.headers,
    )


def kept(rows: Iterator[Row], corrections: Corrections | None) -> Iterator[Row]:
    """Without the rows that somebody left out."""
    left_out = {number for number, said in (corrections or {}).items() if "" in said}
    return (row for row in rows if row.number not in left_out) if left_out else rows


def first_row(sheet: Sheet) -> Row:
    """The first row that says something. Raises Unreadable without one."""
    first = next((row for row in sheet.rows if not row.blank), None)
    if first is None:
        raise Unreadable("empty")
    if first.fault:
        raise Unreadable(first.fault, row=first.number)
    if any("\0" in cell for cell in first.cells):
        raise Unreadable("nul", row=first.number)
    return first


def _plan(first: Row, others: Iterator[Row], known: Known) -> tuple[Plan, Iterator[Row], tuple[str, ...]]:
    """By the names of the header; by position when there is none."""
    table = columns(known)
    named = named_columns(first, table)
    fields = {column.field for column in named.values()}
    if "internal_id" in fields or len(named) >= NAMES_OF_A_HEADER:
        refuse_header(first, table, fields, REQUIRED)
        ignored = tuple(cell for place, cell in enumerate(first.cells) if place not in named and cell.strip())
        places = tuple((place, column) for place, column in sorted(named.items()) if column.field)
        return Plan(len(first.cells), tuple(first.cells), places), others, ignored
    if _of_the_landlord(first):
        first = next((row for row in others if not row.blank), first)
    if len(first.cells) in WIDTHS:
        headers = {column.position - 1: column.name for column in table}
        places = tuple((column.position - 1, column) for column in table if column.field)
        width = len(first.cells)
        return (
            Plan(width, tuple(headers[place] for place in range(width)), places),
            chain([first], others),
            (),
        )
    raise Unreadable("no_table" if len(first.cells) == 1 else "no_header", row=first.number)


def named_columns(header: Row, table: tuple[Column, ...]) -> dict[int, Column]:
    """Which column of the register stands in which place. Names go before labels; the same one twice is refused."""
    written = [header_key(cell) for cell in header.cells]
    named: dict[int, Column] = {}
    for words in (lambda column: (column.name,), lambda column: column.labels):
        for column in table:
            keys = {header_key(word) for word in words(column)}
            places = [place for place, key in enumerate(written) if key in keys and place not in named]
            if not places or column in named.values():
                continue
            if len(places) > 1:
                raise Unreadable("column_twice", row=header.number, column=header.cells[places[1]])
            named[places[0]] = column
    return named


def refuse_header(header: Row, table: tuple[Column, ...], fields: set[str], required: tuple[str, ...]) -> None:
    """Raises Unreadable when a column that is needed is not there, or two cells of the header are one."""
    for column in table:
        if column.field in required and column.field not in fields:
            raise Unreadable("column_missing", row=header.number, column=column.name)
    written = [cell.strip() for cell in header.cells]
    last = max(place for place, cell in enumerate(written) if cell)
    for place in range(1, last):
        if not written[place]:
            raise Unreadable("merged", row=header.number, column=written[place - 1])


def _of_the_landlord(row: Row) -> bool:
    """The line about the landlord that opens the file as it is sent: twelve cells, the year first, a SIRET tenth."""
    return (
        len(row.cells) == 12
        and re.fullmatch("[0-9]{4}", row.cells[0].strip()) is not None
        and re.fullmatch("[0-9]{14}", row.cells[9].replace(" ", "")) is not None
    )


def lines_of(
    rows: Iterator[Row], read: Callable[[Row], A_line], make: Callable[[int, str, None, tuple[Fault, ...]], A_line]
) -> Iterator[A_line]:
    """Blank rows are nothing at the end, and a fault before another row."""
    blank, empty = 0, True
    for row in rows:
        if row.blank:
            blank = blank or row.number
            continue
        empty = False
        if blank:
            yield make(blank, "", None, (Fault(blank, None, None, "blank_row"),))
            blank = 0
        yield read(row)
    if empty:
        raise Unreadable("header_only")
