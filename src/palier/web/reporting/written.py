"""The same figures elsewhere: a workbook, and paper. Drawings stay on the page."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palier.platform.typeset import typeset
from palier.reporting.models import Report
from palier.ui.components import Cell, Column, Status, Table
from palier.ui.formats import day, moment
from palier.ui.templatetags.ui import WRITERS
from palier.web.reporting.page import DRAWN, Section, title_of

PAPER = Path(__file__).parent / "paper"
# What a spreadsheet takes for a name of a sheet.
LONGEST_NAME = 31
WIDE, NARROW = 48, 14


def workbook(report: Report, sections: Sequence[Section]) -> bytes:
    """A sheet for each part of the report; numbers are numbers, and nothing is ever a formula."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    # The same report gives the same bytes.
    counted = datetime(report.counted_on.year, report.counted_on.month, report.counted_on.day)  # noqa: DTZ001
    book.set_properties({"title": str(report.agreement), "created": counted})
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0%"})
    formats = {"percent": percent, "day": book.add_format({"num_format": "yyyy-mm-dd"})}
    for section in sections:
        sheet = book.add_worksheet(str(section.title)[:LONGEST_NAME])
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, 8, NARROW)
        lines = [str(report.agreement), f"{title_of(report)}. {standing(report)}", section.lead]
        for number, line in enumerate(map(str, lines)):
            sheet.write_string(number, 0, line, bold if not number else None)
        row = len(lines) + 1
        for table in section.tables:
            row = write_table(sheet, row, table, bold, formats) + 1
    book.close()
    return made.getvalue()


def write_table(sheet: Any, row: int, table: Table, bold: Any, formats: dict[str, Any]) -> int:
    """One table from a row down; returns the row below it."""
    sheet.write_string(row, 0, str(table.caption), bold)
    places = _places(table)
    for column, place in enumerate(places):
        sheet.write_string(row + 1, column, str(table.columns[place].label), bold)
    row += 2
    for cells in _lines(table):
        for column, place in enumerate(places):
            value, kind = plain(cells[place]), table.columns[place].kind
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, formats["day"])
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value, formats.get(kind))
            elif value is not None:
                sheet.write_string(row, column, str(value))
        row += 1
    return row


def paper(report: Report, sections: Sequence[Section]) -> bytes:
    """A tagged PDF, for the table of the committee."""
    counted = report.counted_on
    values = {
        "lang": (get_language() or "fr")[:2],
        "title": title_of(report),
        "agreement": str(report.agreement),
        "standing": standing(report),
        "page": _("page"),
        "day": [counted.year, counted.month, counted.day],
        "sections": [
            {"title": part.title, "lead": part.lead, "tables": [_printed(table) for table in part.tables if table.rows]}
            for part in sections
        ],
    }
    return typeset(PAPER, "report", values)


def _printed(table: Table) -> dict[str, Any]:
    columns = [table.columns[place] for place in _places(table)]
    return {
        "caption": table.caption,
        "columns": [{"label": str(column.label), "numeric": column.numeric} for column in columns],
        "rows": [[_said(cells[place], table.columns[place]) for place in _places(table)] for cells in _lines(table)],
    }


def _said(cell: Any, column: Column) -> list[str]:
    """The value as it is written, and the line below it."""
    value, note = plain(cell), cell.note if isinstance(cell, Cell) else ""
    if value is None:
        return ["–", note]
    known = column.kind in WRITERS and not isinstance(value, str)
    return [str(WRITERS[column.kind](value) if known else value), str(note)]


def plain(cell: Any) -> Any:
    """A cell without its link and its tone."""
    value = cell.value if isinstance(cell, Cell) else cell
    return value.label if isinstance(value, Status) else value


def standing(report: Report) -> str:
    """On which day it was counted, and whether it still is."""
    counted = _("As they stood on %(day)s.") % {"day": day(report.counted_on)}
    if report.frozen_at is None:
        return counted
    frozen = {"moment": moment(report.frozen_at), "who": report.frozen_by.get_full_name()}
    return f"{counted} " + _("Frozen on %(moment)s by %(who)s: they no longer change.") % frozen


def _places(table: Table) -> list[int]:
    return [place for place, column in enumerate(table.columns) if column.key != DRAWN]


def _lines(table: Table) -> list[Sequence[Any]]:
    return [*(row.cells for row in table.rows), *([table.total] if table.total else [])]
