"""All that is kept of one household: erased together, or given to whoever asks what is known of her."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Model

from palier.candidacies import meeting_record
from palier.candidacies.meeting_models import AgendaCase
from palier.cases.models import Case, CaseBound
from palier.platform import events
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Access, Event


def bound_models() -> list[type[CaseBound]]:
    """Every table of a case, whichever app has it: one that comes later is erased and given like the others."""
    return sorted(
        (model for model in apps.get_models() if issubclass(model, CaseBound)), key=lambda model: model.__name__
    )


def erase_case(case_id: UUID) -> int:
    """Erase a case with every row bound to it, and the words of meetings about it; returns how many rows went.

    In the open transaction, as the owner of the tables. The record keeps its events: ids, codes and days, and that it
    was erased. Raises IntegrityError, with nothing erased, where a row elsewhere still points here.
    """
    case = Case.objects.select_related("holder").get(id=case_id)
    lines = list(AgendaCase.objects.filter(case=case).values_list("line", flat=True))
    eraser = system_actor("retention", organisation=case.holder.organisation_id)
    with acting(eraser):
        meeting_record.erase_words(lines)
    Case.objects.filter(former=case).update(former=None)
    gone = 0
    with connection.cursor() as cursor:
        # Rows of a case point at one another: the constraints are looked at once all have gone.
        for model in bound_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table} WHERE case_id = %s", [case_id])  # noqa: S608 — our tables' names
            gone += cursor.rowcount
        cursor.execute('DELETE FROM "case" WHERE id = %s', [case_id])
        gone += cursor.rowcount
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with acting(eraser):
        events.record("case.erased", subject=case_id, changes={"rows": gone})
    return gone


def everything_of(case: Case) -> dict[str, Any]:
    """All that Palier keeps of a case, table by table, as JSON takes it; files by their digest alone.

    What is written is somebody's and about somebody: whoever hands it out reads it first, for what it says of others.
    """
    tables = {model._meta.db_table: [_row(row) for row in _rows(model, case)] for model in bound_models()}
    record = {
        "event": Event.objects.filter(case_id=case.id).order_by("at", "id"),
        "access": Access.objects.filter(case_id=case.id).order_by("at", "id"),
    }
    tables |= {name: [_row(row) for row in rows] for name, rows in record.items()}
    return {"case": _row(case)} | {name: rows for name, rows in tables.items() if rows}


def _rows(model: type[CaseBound], case: Case) -> Iterator[CaseBound]:
    """Those taken out as well: they are kept until the case is erased."""
    return model._base_manager.filter(case=case).order_by("id").iterator()


def _row(row: Model) -> dict[str, Any]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: _plain(value) for name, value in values.items() if not isinstance(value, bytes | memoryview)}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | Decimal | date | datetime) else value
