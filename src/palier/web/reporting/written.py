"""The same figures elsewhere: a workbook, and paper. Drawings stay on the page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from palier.platform.typeset import typeset
from palier.reporting.models import Report
from palier.ui import workbook as book
from palier.ui.components import Cell, Column, Table
from palier.ui.formats import day, moment
from palier.ui.templatetags.ui import WRITERS
from palier.ui.workbook import Sheet, plain
from palier.web.reporting.page import DRAWN, Section, title_of

PAPER = Path(__file__).parent / "paper"


def workbook(report: Report, sections: Sequence[Section]) -> bytes:
    """A sheet for each part of the report."""
    told = f"{title_of(report)}. {standing(report)}"
    sheets = [
        Sheet(part.title, [str(report.agreement), told, part.lead], [*map(_undrawn, part.tables)]) for part in sections
    ]
    counted = datetime.combine(report.counted_on, time())
    return book.workbook(sheets, created=counted, title=str(report.agreement))


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
    shown = _undrawn(table)
    rows = [*(row.cells for row in shown.rows), *([shown.total] if shown.total else [])]
    return {
        "caption": shown.caption,
        "columns": [{"label": str(column.label), "numeric": column.numeric} for column in shown.columns],
        "rows": [[_said(*pair) for pair in zip(cells, shown.columns, strict=True)] for cells in rows],
    }


def _said(cell: Any, column: Column) -> list[str]:
    """The value as it is written, and the line below it."""
    value, note = plain(cell), cell.note if isinstance(cell, Cell) else ""
    if value is None:
        return ["–", note]
    known = column.kind in WRITERS and not isinstance(value, str)
    return [str(WRITERS[column.kind](value) if known else value), str(note)]


def standing(report: Report) -> str:
    """On which day it was counted, and whether it still is."""
    counted = _("As they stood on %(day)s.") % {"day": day(report.counted_on)}
    if report.frozen_at is None:
        return counted
    frozen = {"moment": moment(report.frozen_at), "who": report.frozen_by.get_full_name()}
    return f"{counted} " + _("Frozen on %(moment)s by %(who)s: they no longer change.") % frozen


def _undrawn(table: Table) -> Table:
    """Without the columns that are drawings."""
    kept = [place for place, column in enumerate(table.columns) if column.key != DRAWN]
    rows = [replace(row, cells=[row.cells[place] for place in kept]) for row in table.rows]
    total = [table.total[place] for place in kept] if table.total else ()
    return replace(table, columns=[table.columns[place] for place in kept], rows=rows, total=total)
