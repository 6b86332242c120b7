"""The list of titles that run, as a table."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases.queries import applicants
from palier.platform.actor import Actor
from palier.tenancies.models import Tenancy
from palier.ui.components import Cell, Column, Row, Table
from palier.web.tenancies.page import where


def tenancy_table(actor: Actor, tenancies: Iterable[Tenancy]) -> Table:
    """Names where the reader's service may know them, the reference elsewhere."""
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
                        str(names.get(row.case_id, row.case.reference)),
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
