"""The list of titles that run, as a table."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palier.cases.queries import applicants
from palier.platform.actor import Actor
from palier.tenancies.account_table import Table as Read
from palier.tenancies.accounts import months
from palier.tenancies.enums import LineKind
from palier.tenancies.models import AccountLine, Tenancy
from palier.ui.components import Cell, Column, Row, Table
from palier.ui.formats import day, money
from palier.web.tenancies.life_page import euros, month_words
from palier.web.tenancies.page import where


def tenancy_table(actor: Actor, tenancies: Iterable[Tenancy]) -> Table:
    """Names as the file has them where the reader may open it, else as the title has them."""
    rows = list(tenancies)
    names = applicants(actor, [row.case for row in rows])
    columns = [
        Column("who", _("Household")),
        Column("title", _("Title")),
        Column("where", _("Where")),
        Column("since", _("From"), kind="day"),
        Column("leaves", _("Leaves on"), kind="day"),
    ]
    return Table(
        _("Occupancies and leases"),
        columns,
        [
            Row(
                [
                    Cell(
                        str(names.get(row.case_id) or row.titled_to or row.case.reference),
                        url=reverse("case_tenancies", args=[row.case_id]),
                    ),
                    row.get_kind_display(),
                    where(row),
                    row.begins_on,
                    row.leaves_on,
                ]
            )
            for row in rows
        ],
    )


def preview(read: Read, already: Iterable[bool]) -> dict[str, Any]:
    """What a pasted table would write, which lines are there `already`, and the rows left out, each with its reason."""
    kinds = dict(LineKind.choices)
    columns = [
        Column("kind", _("What is it?")),
        Column("month", _("Month")),
        Column("on", _("On"), kind="day"),
        Column("amount", _("Amount"), kind="money"),
        Column("reference", _("Reference")),
        Column("new", _("New?")),
    ]
    rows = [
        Row([str(kinds[one.kind]), month_words(one.month), one.on, one.amount, one.reference, _there(there)])
        for one, there in zip(read.lines, already, strict=True)
    ]
    left_out = [Column("row", _("Row")), Column("why", _("Why it is left out")), Column("cells", _("As it was sent"))]
    refused = [Row([one.row, one.why, one.cells]) for one in read.refused]
    return {
        "good": Table(_("Lines that would be written"), columns, rows) if rows else None,
        "refused": Table(_("Rows left out"), left_out, refused) if refused else None,
    }


def _there(already: bool) -> str:
    return _("there already, counts once") if already else pgettext("a line", "new")


def written(lines: Iterable[AccountLine]) -> list[tuple[AccountLine, str]]:
    """The lines of the accounts in words, each to be taken back or to count again."""
    return [
        (
            one,
            " · ".join(
                filter(
                    None,
                    (
                        f"{one.get_kind_display()}, {month_words(one.month)}",
                        money(one.amount),
                        day(one.on),
                        one.reference,
                    ),
                )
            ),
        )
        for one in lines
    ]


def owed_table(lines: Iterable[AccountLine]) -> Table:
    """By home and month, what was called and is still owed."""
    columns = [
        Column("home", _("Home")),
        Column("month", _("Month")),
        Column("called", _("Called"), kind="money"),
        Column("paid", _("Paid"), kind="money"),
        Column("owed", _("Still owed"), kind="money"),
    ]
    rows = [
        Row([f"{place}, {place.commune}", month_words(one.month), *map(euros, (one.called, one.paid, one.owed))])
        for place, own in groupby(lines, key=lambda line: line.place)
        for one in months(own)
    ]
    return Table(_("What associations owe"), columns, rows)
