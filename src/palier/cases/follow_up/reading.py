"""From the rows of a table to households, each with what its note keeps and what the report says of it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from palier.cases.enums import Outcome
from palier.cases.follow_up.cells import NARROWER, NIR, READERS, Read
from palier.cases.follow_up.fields import BY_CODE, CODED, NOTE, OUT
from palier.cases.follow_up.table import Table
from palier.cases.follow_up.words import mapped
from palier.homes.faults import Fault, Refusal
from palier.homes.sheets import Row
from palier.platform.text import digits, search_key

LONGEST_VALUE = 100
# What is longer is a text, whatever its column: it goes into the note unread.
LONGEST_CELL = 300
# What became of a cell that is not on the case as its column says: its whole row is refused, it is in the note, or it
# is nowhere but in the partner's own table.
REFUSED, NOTED, LEFT = "refused", "noted", "left"
# `="0612345678"`: how some programs keep a spreadsheet from reading a text as a number.
AS_TEXT_BEGINS, AS_TEXT_ENDS = '="', '"'


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say of a cell or a row, and what became of it."""

    fault: Fault
    fate: str


@dataclass(frozen=True)
class Plan:
    """What the person decided: where each column goes, and what each word of a coded one means (by search key)."""

    targets: Sequence[str]
    meanings: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass
class Line:
    """A household of the table. `kept`: header and cell of what its note keeps, in the order of the columns."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    kept: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.fate == REFUSED for finding in self.findings)

    @property
    def name(self) -> tuple[str, str]:
        """(name, first name)."""
        return self.values["last_name"], self.values.get("first_name", "")

    @property
    def identity(self) -> str:
        """What makes it the same household in the same table: its name, its birth or the day it came, its phone."""
        born = self.values.get("born_on") or self.values.get("received_on")
        return "|".join((search_key(*self.name), str(born or ""), digits(self.values.get("phone", ""))))


def read_lines(table: Table, plan: Plan, today: date) -> Iterator[Line]:
    header = [search_key(cell) for cell in table.headers]
    for row in table.rows:
        line = Line(row.number)
        if fault := _misread(row, table, header):
            line.findings.append(Finding(fault, REFUSED))
        else:
            _read(line, row, table, plan, today)
        yield line


def _misread(row: Row, table: Table, header: Sequence[str]) -> Fault | None:
    """What makes a row no household at all."""
    if row.fault:
        return Fault(row.number, None, None, row.fault)
    if row.number in table.merged:
        return Fault(row.number, None, None, "merged_rows")
    if any("\0" in cell for cell in row.cells):
        return Fault(row.number, None, None, "nul")
    if [search_key(cell) for cell in row.cells] == header:
        return Fault(row.number, None, None, "header_again")
    return None


def _read(line: Line, row: Row, table: Table, plan: Plan, today: date) -> None:
    for place, written in enumerate(row.cells):
        cell = plain(written)
        target = plan.targets[place]
        if target == OUT:
            continue
        if not cell:
            if written.strip():
                line.findings.append(Finding(Fault(row.number, table.name(place), None, "formula"), LEFT))
            continue
        if NIR.search(cell):
            line.findings.append(Finding(Fault(row.number, table.name(place), None, "nir"), LEFT))
        elif target == NOTE:
            line.kept.append((table.name(place), cell))
        else:
            _take(line, table.name(place), cell, target, plan.meanings.get(place, {}), today)
    _settle(line, table, plan)


def plain(written: str) -> str:
    """What one reads in the cell: a computed cell shows its value; one whose formula failed shows nothing."""
    cell = written.strip()
    if cell.startswith(AS_TEXT_BEGINS) and cell.endswith(AS_TEXT_ENDS) and len(cell) > len(AS_TEXT_BEGINS):
        return cell[len(AS_TEXT_BEGINS) : -len(AS_TEXT_ENDS)].strip()
    return cell.removeprefix("=").strip()


def _take(line: Line, header: str, cell: str, target: str, meanings: Mapping[str, str], today: date) -> None:
    """The cell's value under its field; the note and the report have what cannot be read."""
    try:
        found = _value(target, cell, meanings, today)
    except Refusal as refusal:
        fault = Fault(line.row, header, shown(cell), refusal.code, refusal.meant, refusal.detail)
        line.findings.append(Finding(fault, NOTED))
        line.kept.append((header, cell))
        return
    line.values[target] = found.value
    if found.whole:
        line.kept.append((header, cell))


def _value(target: str, cell: str, meanings: Mapping[str, str], today: date) -> Read:
    kind = BY_CODE[target].kind
    if len(cell) > LONGEST_CELL:
        raise Refusal("long", detail=str(LONGEST_CELL))
    if kind not in CODED:
        return NARROWER.get(target, READERS[kind])(cell, today)
    codes, whole = mapped(cell, meanings, several=kind != "word")
    if not codes:
        raise Refusal("no_meaning")
    # Of several words some have no code: the codes are on the case, and the cell is in the note as it was.
    return Read(codes[0] if kind == "word" else tuple(codes), whole=not whole)


def shown(cell: str) -> str:
    return cell if len(cell) <= LONGEST_VALUE else cell[:LONGEST_VALUE] + "…"


def _settle(line: Line, table: Table, plan: Plan) -> None:
    """What is needed, and what only two columns together can say."""
    values = line.values
    if both := values.pop("name", None):
        if "last_name" in values:
            line.kept.append((_header_of("name", table, plan), " ".join(both)))
        else:
            values["last_name"], first = both
            values.setdefault("first_name", first)
    if not search_key(values.get("last_name", "")):
        _refuse(line, _header_of("last_name", table, plan) or _header_of("name", table, plan), "no_name")
    elif not values.get("phone") and not values.get("received_on"):
        _refuse(line, _header_of("phone", table, plan) or _header_of("received_on", table, plan), "no_way_to_tell")
    # A column of its own says more surely what the words of another only let one count.
    for target, value in values.pop("composition", {}).items():
        if target != "children" or "children_ages" not in values:
            values.setdefault(target, value)
    _settle_children(line, table, plan)
    _settle_end(line, table, plan)
    if line.values.get("nur_on") and not line.values.get("nur"):
        _set_aside(line, "nur_on", "nur_day_alone", table, plan)
    if line.values.get("housing_until") and not line.values.get("housing"):
        _set_aside(line, "housing_until", "until_without_housing", table, plan)


def _header_of(target: str, table: Table, plan: Plan) -> str:
    return next((table.name(place) for place, found in enumerate(plan.targets) if found == target), "")


def _refuse(line: Line, header: str, code: str) -> None:
    line.findings.append(Finding(Fault(line.row, header or None, None, code), REFUSED))


def _settle_children(line: Line, table: Table, plan: Plan) -> None:
    """Ages say how many; a number beside them that says otherwise is kept in the note, for somebody to ask."""
    ages, number = line.values.get("children_ages"), line.values.get("children")
    if ages is not None and number is not None and number != len(ages):
        _set_aside(line, "children", "other_number", table, plan)
    elif ages is None and number is not None:
        line.values["children_ages"] = (None,) * number


def _settle_end(line: Line, table: Table, plan: Plan) -> None:
    """A closing day belongs to a case that is closed, and comes after the day it was received."""
    closed, state = line.values.get("closed_on"), line.values.get("state")
    if closed is None:
        return
    if state not in Outcome.values:
        _set_aside(line, "closed_on", "not_closed", table, plan)
    elif closed < line.values.get("received_on", closed):
        _set_aside(line, "closed_on", "closed_before", table, plan)


def _set_aside(line: Line, target: str, code: str, table: Table, plan: Plan) -> None:
    """A cell that reads well and cannot be right: into the note, as a day or a number is written."""
    value = line.values.pop(target)
    written = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    header = _header_of(target, table, plan)
    line.kept.append((header, written))
    line.findings.append(Finding(Fault(line.row, header, written, code), NOTED))
