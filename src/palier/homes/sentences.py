"""What each fault says to a person: which rule, and what was probably meant."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.homes.faults import Fault

SENTENCES: dict[str, Any] = {
    # The whole file
    "empty": gettext_lazy("The file is empty."),
    "header_only": gettext_lazy("The file has a header and nothing below it."),
    "no_table": gettext_lazy("This is not a table: a CSV file or an XLSX workbook is expected."),
    "no_header": gettext_lazy(
        "No column name is known, and the rows do not have the 63 positions of the register: keep its header line."
    ),
    "no_workbook": gettext_lazy("The workbook is damaged, or is not one: save it again as XLSX, or as CSV."),
    "old_workbook": gettext_lazy(
        "The workbook has an old format or a password: save it as XLSX without a password, or as CSV."
    ),
    "expands": gettext_lazy("The file expands more than 100 times, or beyond 500 MB: it is not read. Save it as CSV."),
    "vast": gettext_lazy("The sheet reaches too far: remove what stands apart from the table, or save it as CSV."),
    "utf16": gettext_lazy("The file is encoded in UTF-16: save it as CSV UTF-8."),
    "encoding": gettext_lazy("The file is neither UTF-8 nor Windows-1252 throughout: save it as CSV UTF-8."),
    "column_missing": gettext_lazy("This column is missing, and it is needed."),
    "column_twice": gettext_lazy("This column is there twice: keep one."),
    "merged": gettext_lazy("Cells are merged: undo the merging, each cell stands for one thing."),
    "large_change": gettext_lazy(
        "More than a fifth of the stock would change or go missing: %(detail)s. If that is right, accept it explicitly."
    ),
    # A row
    "open_quote": gettext_lazy(
        "A quote is opened here and never closed: close it, or double it inside a cell. What follows was not read."
    ),
    "stray_quote": gettext_lazy("A quote stands inside a quoted cell: double it, or close the cell."),
    "width": gettext_lazy("The row has another number of cells than the header, which has %(detail)s."),
    "width_spanning": gettext_lazy(
        "The row spans several lines without the %(detail)s cells of the header: a quote is probably left open."
    ),
    "blank_row": gettext_lazy("A blank row stands before other rows: remove it."),
    "total": gettext_lazy("This is a line of totals: remove it."),
    # A cell
    "nul": gettext_lazy("The cell holds a character without meaning (NUL): the file was damaged on its way."),
    "formula": gettext_lazy("The cell holds a formula: paste its value."),
    "required": gettext_lazy("Nothing is written here, and it is needed."),
    "twice": gettext_lazy("This reference stands on row %(detail)s already."),
    "long": gettext_lazy("More than %(detail)s characters are written here."),
    "code": gettext_lazy("This is not one of the codes: %(detail)s."),
    "insee_length": gettext_lazy("An INSEE code has five characters."),
    "insee": gettext_lazy("No commune has this INSEE code."),
    "insee_postcode": gettext_lazy("This is a postcode; the INSEE code of the commune is expected."),
    "rooms": gettext_lazy("The main rooms are a whole number from 1 to 20."),
    "surface": gettext_lazy("The living surface is from 5 to 999 m²."),
    "year": gettext_lazy("A year of four figures is expected, %(detail)s at the latest."),
    "number": gettext_lazy("This is not an amount: 412,50 or 412.50 is expected."),
    "negative": gettext_lazy("An amount cannot be negative."),
    "large": gettext_lazy("This amount is too large."),
    "services": gettext_lazy("Services are a part of the fee: they cannot be more than it."),
    "whole_day": gettext_lazy("This is not a day: 31/01/2026 is expected."),
    "day_far": gettext_lazy("This day is too far: it must be between %(detail)s."),
    "word": gettext_lazy("This is not one of the words: %(detail)s."),
    "due_past": gettext_lazy("Candidates cannot be due before the home is announced."),
    "left_stock": gettext_lazy("This home has left the stock. Say on its page that it is still there."),
    "day": gettext_lazy("This is not a date: 31/01/2026 or 01/2026 is expected."),
}


def sentence(fault: Fault) -> str:
    """In the language in force: `An INSEE code has five characters. Perhaps 01001?`"""
    said = str(SENTENCES[fault.code]) % {"detail": fault.detail}
    if fault.meant:
        said += " " + _("Perhaps %(meant)s?") % {"meant": fault.meant}
    return said
