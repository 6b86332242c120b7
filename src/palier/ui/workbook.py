"""Tables as a workbook for a spreadsheet: numbers are numbers, days are days, and nothing is ever a formula."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from palier.ui.components import Cell, Status, Table
from palier.ui.templatetags.ui import status_words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for a name of a sheet.
LONGEST_NAME = 31
# Pixels: a sentence is not shown whole, one sees that there is more.
WIDEST = 350
FORMATS = {"percent": "0%", "money": "#,##0.00", "day": "yyyy-mm-dd"}


@dataclass(frozen=True)
class Sheet:
    """`lines`: what is said above the tables, its subject first."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table]


def workbook(sheets: Sequence[Sheet], *, created: datetime, title: str = "") -> bytes:
    """The same sheets, `created` when they are said to be, give the same bytes."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
    bold = book.add_format({"bold": True})
    formats = {kind: book.add_format({"num_format": shape}) for kind, shape in FORMATS.items()}
    for one in sheets:
        sheet = book.add_worksheet(str(one.title)[:LONGEST_NAME])
        row = len(one.lines) + 1
        for table in one.tables:
            row = _write(sheet, row, table, bold, formats) + 1
        # Before the lines above: they may run over the columns.
        sheet.autofit(WIDEST)
        for number, line in enumerate(one.lines):
            sheet.write_string(number, 0, str(line), None if number else bold)
    book.close()
    return made.getvalue()


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    """To be kept as a file; `name` without its ending, in plain letters."""
    kept_as = f'attachment; filename="{name}.xlsx"'
    return HttpResponse(content, content_type=MEDIA_TYPE, headers={"Content-Disposition": kept_as})


def plain(cell: Any) -> Any:
    """A cell without its link and its tone."""
    value = cell.value if isinstance(cell, Cell) else cell
    return value.label or status_words(value.tone) if isinstance(value, Status) else value


def _write(sheet: Any, row: int, table: Table, bold: Any, formats: dict[str, Any]) -> int:
    """One table from a row down; returns the row below it."""
    sheet.write_string(row, 0, str(table.caption), bold)
    for column, one in enumerate(table.columns):
        sheet.write_string(row + 1, column, str(one.label), bold)
    row += 2
    for cells in (*(row.cells for row in table.rows), *([table.total] if table.total else [])):
        for column, one in enumerate(table.columns):
            value = plain(cells[column])
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, formats["day"])
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(row, column, value, formats.get(one.kind))
            elif value is not None:
                sheet.write_string(row, column, str(value))
        row += 1
    return row
