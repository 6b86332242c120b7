"""What is wrong with a file, mended by hand: on its page cell by cell, or in a sheet of the refused rows.

The file stays as it was sent: what is corrected stands beside it, and is read over it each time.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.homes import policies
from palier.homes.enums import ImportState, Layout
from palier.homes.faults import Fault
from palier.homes.imports import READ, corrections_of, file_of, known, move, start
from palier.homes.models import StockCorrection, StockImport
from palier.homes.queries import get_import
from palier.homes.report import faults_of
from palier.homes.sentences import sentence
from palier.homes.sheets import open_sheet
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require

LONGEST = 500


def may_be_left_out(fault: Fault) -> bool:
    """Where no cell mends it: the row is none of the table, or stands for what another row stands for."""
    return fault.column is None or fault.code == "twice"


@transaction.atomic
def correct(
    *,
    actor: Actor,
    import_id: UUID,
    seen: UUID | None,
    written: Mapping[int, str],
    left_out: Collection[int],
    at: datetime,
) -> StockImport:
    """Write cells otherwise and leave rows out, then have the file read again; the stock stays as it is.

    `written` and `left_out` go by the number of a fault in the report that the job `seen` made. Raises Conflict when
    the file has been read since, Invalid when nothing is corrected or a cell is too long.
    """
    stock_import = get_import(actor, import_id, lock=True)
    require(policies.may_settle_import(actor, stock_import))
    if stock_import.state != ImportState.TO_CORRECT or stock_import.job_id != seen:
        raise Conflict(_("This file has been read again meanwhile: look at its page again."))
    faults = faults_of(stock_import.report)
    cells = {
        (fault.row, fault.column): text.strip()
        for number, text in written.items()
        if (fault := faults[number]).column is not None and text.strip() != (fault.value or "")
    }
    rows = {faults[number].row for number in left_out if may_be_left_out(faults[number])}
    if not cells and not rows:
        raise Invalid(_("Nothing is corrected yet: write a cell otherwise, or leave a row out."))
    if any(len(text) > LONGEST for text in cells.values()):
        raise Invalid(_("A cell has at most %(most)s characters.") % {"most": LONGEST})
    said = [*((row, column, text) for (row, column), text in cells.items()), *((row, "", "") for row in rows)]
    StockCorrection.objects.bulk_create(
        [StockCorrection(stock_import=stock_import, row=row, column=name, value=text) for row, name, text in said],
        update_conflicts=True,
        unique_fields=["stock_import", "row", "column"],
        update_fields=["value"],
    )
    move(stock_import, ImportState.RECEIVED, at)
    start(actor, stock_import, "homes.check_import", _("Read %(file)s") % {"file": stock_import.file_name})
    return stock_import


def refused_rows(stock_import: StockImport, at: datetime) -> list[list[str]]:
    """The rows with a listed fault, as they are written and corrected, under the header of their file; one more column
    says why. Sent again, that column is left aside. Raises Conflict once the content is forgotten.
    """
    if stock_import.state != ImportState.TO_CORRECT:
        raise Conflict(_("This file has no rows to correct."))
    why: dict[int, list[str]] = {}
    for fault in faults_of(stock_import.report):
        why.setdefault(fault.row or 0, []).append(f"{fault.column or _('row')} – {sentence(fault)}")
    corrections = corrections_of(stock_import)
    with file_of(stock_import) as path:
        headers = list(READ[Layout(stock_import.layout)](path, known(at)).headers)
        lines = [[*headers, _("What is wrong")]]
        for row in open_sheet(path).rows:
            if row.number in why:
                said = corrections.get(row.number, {})
                names = headers if len(row.cells) == len(headers) else [""] * len(row.cells)
                cells = [said.get(name, cell) for name, cell in zip(names, row.cells, strict=True)]
                lines.append([*cells, " ".join(why[row.number])])
    return lines
