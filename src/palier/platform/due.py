"""What falls due, said by the app that knows it, asked in one place.

An app says its dates in `due.py`: a function `due(actor, until)` that yields those the actor answers for, overdue ones
included, and is named in the setting `DUE_DATES`. Today, the calendar, its feed and the work of the night all ask
here, so that a date said once is nowhere forgotten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from palier.platform.actor import Actor


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


def due_dates(actor: Actor, until: date) -> list[Due]:
    """Everything that the actor's service must do by a day, overdue dates first."""
    found: list[Due] = []
    for name in settings.DUE_DATES:
        found += import_string(name)(actor, until)
    return sorted(found, key=lambda due: (due.on, due.reference, due.kind))


def hers(dues: Iterable[Due], person: UUID | None) -> list[Due]:
    """Those that one person answers for, alone or with her service."""
    return [due for due in dues if due.person in (person, None)]
