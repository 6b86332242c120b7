"""Lines of an account out of a table of the rental software: kind; month; day; amount; reference. Pure."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from palier.homes.faults import Refusal
from palier.homes.rpls import cells
from palier.tenancies.accounts import MOST_LINES, Line, wrong_line
from palier.tenancies.enums import LineKind

FIRST = date(2000, 1, 1)
# The words of the rental software for each kind of line.
KINDS = {
    LineKind.CALLED: ("appel", "appelé", "called", "quittance", "loyer"),
    LineKind.PAID: ("payé", "paiement", "règlement", "paid"),
    LineKind.BENEFIT: ("apl", "al", "aide", "benefit"),
    LineKind.BACK_PAY: ("rappel", "rappel apl", "arrears", "back_pay"),
}
WORDS = {word: kind for kind, words in KINDS.items() for word in (*words, kind.value)}


@dataclass(frozen=True)
class Refused:
    """A row of the table that is left out, and why."""

    row: int
    cells: str
    why: str


@dataclass(frozen=True)
class Table:
    lines: list[Line]
    refused: list[Refused]


def read(text: str, payer: str, last: date) -> Table:
    """The lines of a pasted table, with a semicolon, a tab or a comma between cells; a header is left alone."""
    lines, refused = [], []
    delimiter = max(";\t,", key=text.count)
    for number, row in enumerate(csv.reader(StringIO(text), delimiter=delimiter), start=1):
        typed = [cell.strip() for cell in row]
        if not any(typed) or (number == 1 and typed[0].lower() in {"type", "kind", "nature"}):
            continue
        line = _line(typed, payer, last)
        if isinstance(line, str) or len(lines) == MOST_LINES:
            why = line if isinstance(line, str) else _("Between 1 and 500 lines at a time.")
            refused.append(Refused(number, delimiter.join(typed), why))
        else:
            lines.append(line)
    return Table(lines, refused)


def _line(typed: list[str], payer: str, last: date) -> Line | str:
    if len(typed) < 4:
        return _("Four cells: what it is, the month, the day, the amount.")
    kind = WORDS.get(typed[0].lower(), "")
    try:
        month = _month(typed[1], last)
        on = cells.day(typed[2], first=FIRST, last=last)
    except Refusal:
        return _("Write the month as 06/2026 and the day as 05/06/2026, not in the future.")
    try:
        amount = Decimal(cells.money(typed[3], not_applicable=()) or 0)
    except Refusal:
        return _("Write the amount in euros: 530,50.")
    line = Line(kind=kind, month=month, on=on, amount=amount, reference=" ".join(typed[4:5])[:60])
    return wrong_line(payer, line) or line


def _month(cell: str, last: date) -> date:
    """`06/2026`, or any day of it. A month may be called before it begins."""
    day = f"01/{cell}" if cell.count("/") == 1 else cell
    return cells.day(day, first=FIRST, last=last.replace(year=last.year + 1, day=1)).replace(day=1)
