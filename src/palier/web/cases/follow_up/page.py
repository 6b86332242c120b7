"""A follow-up table as components: plain values, no markup."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.cases.follow_up.comparing import ALREADY, NEW, REFUSED_ROW, SUSPECTED, Comparison, Outcome
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.follow_up.reading import Finding
from palier.cases.follow_up.sentences import fate, sentence
from palier.cases.follow_up.words import choices_of
from palier.cases.queries import visible_to
from palier.homes.enums import ImportState
from palier.homes.faults import Fault
from palier.platform.actor import Actor
from palier.territory.models import Commune
from palier.ui.components import Cell, Column, Definition, Row, Status, Table

BROUGHT = "brought"


def status(file: FollowUpFile) -> Status:
    words = {
        ImportState.RECEIVED: ("soon", _("its columns are to be said")),
        ImportState.CHECKED: ("soon", _("ready to be brought in")),
        ImportState.APPLIED: ("done", _("brought in")),
        ImportState.DROPPED: ("quiet", _("given up")),
    }
    return Status(*words[ImportState(file.state)])


def files_table(files: Iterable[FollowUpFile]) -> Table:
    columns = [
        Column("file", _("Table")),
        Column("asked", _("Sent"), kind="moment"),
        Column("rows", _("Lines"), kind="number"),
        Column("brought", _("Brought in"), kind="number"),
        Column("state", _("State"), kind="status"),
    ]
    rows = [
        Row(
            [
                Cell(one.file_name, url=reverse("follow_up_file", args=[one.id]), note=str(one.asked_by)),
                one.asked_at,
                one.counts.get("rows"),
                one.counts.get(BROUGHT),
                status(one),
            ]
        )
        for one in files
    ]
    return Table(_("Follow-up tables"), columns, rows)


def kinds() -> dict[str, str]:
    return {
        NEW: _("new"),
        BROUGHT: _("brought in"),
        ALREADY: _("brought in before"),
        SUSPECTED: _("like a known household"),
        REFUSED_ROW: _("refused"),
    }


TONES = {NEW: "yes", BROUGHT: "done", ALREADY: "quiet", SUSPECTED: "soon", REFUSED_ROW: "no"}


def counts_of(counts: Mapping[str, int]) -> list[Definition]:
    words = {
        "rows": _("Lines read"),
        NEW: _("New households"),
        ALREADY: _("Brought in before: left as they are"),
        SUSPECTED: _("Like a known household"),
        REFUSED_ROW: _("Lines refused"),
        BROUGHT: _("Households brought in"),
    }
    return [Definition(word, counts[name], kind="number") for name, word in words.items() if name in counts]


def suspected_table(outcomes: Sequence[Outcome]) -> Table:
    """Those that are left out unless their box is ticked, each with whom it looks like."""
    columns = [
        Column("who", _("Household")),
        Column("row", _("Row"), kind="number"),
        Column("received", _("Received"), kind="day"),
        Column("like", _("Looks like")),
    ]
    rows = [
        Row([_who(one), one.line.row, one.line.values.get("received_on"), _like(one)], id=str(one.line.row))
        for one in outcomes
    ]
    return Table(_("Perhaps known already"), columns, rows, select="row")


def _who(outcome: Outcome) -> str:
    name, first = outcome.line.name
    return f"{name.upper()} {first}".strip()


def _like(outcome: Outcome) -> Cell:
    if not outcome.like:
        return Cell(_("row %(row)s") % {"row": outcome.like_row}, note=_("same name or same phone"))
    first, *others = outcome.like
    why = [word for said, word in ((first.same_name, _("same name")), (first.same_phone, _("same phone"))) if said]
    note = [", ".join(why), *(one.reference for one in others)]
    return Cell(first.reference, url=reverse("case", args=[first.case]), note=" · ".join(note))


def lines_table(outcomes: Iterable[Outcome], communes: Mapping[str, Commune]) -> Table:
    """Households as they would be."""
    columns = [
        Column("who", _("Household")),
        Column("row", _("Row"), kind="number"),
        Column("fate", _("Becomes"), kind="status"),
        Column("received", _("Received"), kind="day"),
        Column("phone", _("Phone")),
        Column("housing", _("Where they sleep")),
        Column("causes", _("What happened")),
        Column("communes", _("Wishes")),
        Column("state", _("Where it stands")),
        Column("note", _("In the note"), kind="number"),
    ]
    words = {field: dict(choices_of(field)) for field in ("housing", "causes", "state")}
    rows = []
    for one in outcomes:
        said = one.line.values
        rows.append(
            Row(
                [
                    _("row %(row)s") % {"row": one.line.row} if one.line.refused else _who(one),
                    one.line.row,
                    Status(TONES[one.kind], kinds()[one.kind]),
                    said.get("received_on"),
                    said.get("phone", ""),
                    words["housing"].get(said.get("housing", ""), ""),
                    ", ".join(words["causes"][code] for code in said.get("causes", ())),
                    ", ".join(str(communes[code]) for code in said.get("communes", ()) if code in communes),
                    "" if one.line.refused else words["state"].get(said.get("state", "open"), ""),
                    len(one.line.kept),
                ]
            )
        )
    return Table(_("Line by line, as they would be"), columns, rows)


def communes_of(outcomes: Iterable[Outcome]) -> dict[str, Commune]:
    found: dict[str, Commune] = Commune.objects.in_bulk(
        [code for outcome in outcomes for code in outcome.line.values.get("communes", ())]
    )
    return found


def findings_of(file: FollowUpFile, comparison: Comparison | None) -> list[Finding]:
    """What is wrong, row by row: of what would be, else of what was done."""
    if comparison:
        return comparison.findings
    return [Finding(Fault(*fields[:-1]), fields[-1]) for fields in file.report.get("findings", ())]


def findings_table(findings: Iterable[Finding]) -> Table:
    columns = [
        Column("row", _("Row")),
        Column("column", _("Column")),
        Column("value", _("Written")),
        Column("why", _("What is wrong")),
        Column("fate", _("Becomes")),
    ]
    rows = [
        Row([one.fault.row, one.fault.column or "", one.fault.value or "", sentence(one.fault), fate(one)])
        for one in findings
    ]
    return Table(_("What could not be read"), columns, rows)


def report_table(actor: Actor, rows: Sequence[Sequence[Any]]) -> Table:
    """What became of each line, with its case where the reader may open it."""
    ids = [UUID(case) for _row, _kind, case in rows if case]
    references = dict(visible_to(actor).filter(id__in=ids).values_list("id", "reference"))
    columns = [Column("row", _("Row")), Column("fate", _("Became"), kind="status"), Column("case", _("Case"))]
    return Table(
        _("Line by line"),
        columns,
        [Row([row, Status(TONES[kind], kinds()[kind]), _case(case, references)]) for row, kind, case in rows],
    )


def _case(case: str, references: Mapping[UUID, str]) -> Cell:
    reference = references.get(UUID(case)) if case else None
    return Cell(reference, url=reverse("case", args=[case])) if reference else Cell("")


def untold(file: FollowUpFile, comparison: Comparison | None) -> list[str]:
    """What is in the file and was not read as a household, in words."""
    kept = file.report
    above = comparison.table.above if comparison else [tuple(one) for one in kept.get("above", ())]
    left = comparison.left if comparison else kept.get("left", ())
    others = comparison.table.others if comparison else kept.get("others", ())
    told = []
    if above:
        told.append(_("Above the header: %(words)s") % {"words": " · ".join(cell for _row, cell in above)})
    if left:
        told.append(_("Columns left out: %(columns)s") % {"columns": ", ".join(left)})
    if others:
        told.append(_("Sheets that were not read: %(sheets)s") % {"sheets": ", ".join(others)})
    return told


def bring_label(comparison: Comparison) -> str:
    new = comparison.counts[NEW]
    if not new:
        return _("Bring in those that are ticked")
    return ngettext("Bring in %(n)s household", "Bring in %(n)s households", new) % {"n": new}
