"""What falls due, said by the app that knows it, asked in one place.

An app says its dates in a module of its own, named in the setting `DUE_DATES`: a function `due(actor, until, among)`
that yields those the actor answers for, overdue ones included, and `ASKS`, the models of whose rows they are said.
Today, the calendar, its feed, the page of a case and the work of the night all ask here, so that a date said once is
nowhere forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.urls import reverse

from palier.platform.actor import Actor

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Due:
    """A last day to keep.

    `kind` is what falls due, in words that tell nothing about anybody: with `reference` it goes into calendars outside
    Palier. `why` and `who` (the household's name, if the app that says it knows one) are for readers inside, `what` is
    what to do next, `page` and `key` the address where; no key for a page that is nobody's. `person` answers for it;
    without one, whoever of the actor's service is here first.
    """

    on: date
    kind: str
    why: str
    what: str
    reference: str
    page: str
    key: UUID | None
    case: UUID | None = None
    person: UUID | None = None
    who: str = ""

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.key] if self.key else [])


@dataclass(frozen=True)
class Among:
    """All cases, or one, of which rows are in these tables and in none of the others that anybody asks."""

    case: Any = None
    tables: frozenset[str] = frozenset()

    def have(self, *models: type[Model]) -> bool:
        """Whether there may be such rows: most cases have few kinds of them, and a question takes its time."""
        return self.case is None or any(model._meta.db_table in self.tables for model in models)

    def of(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Of rows that belong to a case, those that are asked for."""
        return rows.filter(case=self.case) if self.case else rows


ALL = Among()


def due_dates(actor: Actor, until: date, case: Any = None) -> list[Due]:
    """Everything that the actor's service must do by a day, in one case or in all, overdue dates first."""
    found: list[Due] = []
    sources = [import_module(name) for name in settings.DUE_DATES]
    among = Among(case, _tables_of(case, {model for source in sources for model in source.ASKS})) if case else ALL
    for source in sources:
        found += source.due(actor, until, among)
    return sorted(found, key=lambda due: (due.on, due.reference, due.kind))


def _tables_of(case: Any, models: Iterable[type[Model]]) -> frozenset[str]:
    """Which of the tables have rows of the case that the reader sees."""
    tables = sorted(model._meta.db_table for model in models)
    one = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0} WHERE case_id = %s)"
    each = " UNION ALL ".join(one.format(name) for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(each, [case.id] * len(tables))
        return frozenset(name for (name,) in cursor.fetchall())


def hers(dues: Iterable[Due], person: UUID | None) -> list[Due]:
    """Those that one person answers for, alone or with her service."""
    return [due for due in dues if due.person in (person, None)]
