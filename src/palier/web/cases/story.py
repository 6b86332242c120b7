"""The story of a case: events and notes the reader may open, in one timeline, readable like a letter."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User
from palier.cases.enums import Audience, CaseState, WaitingOn
from palier.cases.models import Case, Note
from palier.cases.queries import open_shares, rows_visible_to
from palier.organisations.models import Service
from palier.platform.actor import Actor
from palier.platform.models import Event
from palier.ui.components import TimelineItem

TITLES: dict[str, Promise] = {
    "case.received": _("The call was logged."),
    "case.moved": _("The case changed: %(to)s."),
    "case.waiting": _("Now waiting on %(to)s."),
    "household.completed": _("The file was completed."),
    "person.changed": _("The people of the household were changed."),
    "income.changed": _("The incomes were changed."),
    "debt.changed": _("The debts were changed."),
    "identifier.changed": _("The numbers elsewhere were changed."),
    "paper.changed": _("The list of papers was changed."),
    "sharing.authorised": _("The household let another service follow the case."),
    "sharing.confirmed": _("The household confirmed its authorisation in writing."),
    "sharing.withdrawn": _("The household took its authorisation back."),
}
KINDS = {"case.received": "call", "case.moved": "decision"}
FILTERS = {"notes": _("Notes"), "events": _("What happened")}
LONGEST = 200


def story(actor: Actor, case: Case, *, only: str = "") -> list[TimelineItem]:
    """The latest first; at most LONGEST lines."""
    notes = list(_notes(actor, case)) if only != "events" else []
    events = list(_events(actor, case)) if only != "notes" else []
    names = _names([*(e.actor_id for e in events), *(n.author_id for n in notes)])
    services = _services([*(e.service_id for e in events), *(n.service_id for n in notes)])
    items = [
        TimelineItem(
            kind=KINDS.get(event.kind, "event"),
            who=names.get(event.actor_id, ""),
            when=event.at,
            title=event_title(event),
            service=services.get(event.service_id, ""),
        )
        for event in events
    ] + [
        TimelineItem(
            kind="comment",
            who=names.get(note.author_id, ""),
            when=note.written_at,
            text=note.body,
            service=services.get(note.service_id, ""),
            audience=Audience(note.audience).label,
        )
        for note in notes
    ]
    return sorted(items, key=lambda item: item.when, reverse=True)[:LONGEST]


def _notes(actor: Actor, case: Case) -> Iterable[Note]:
    return rows_visible_to(actor, Note).filter(case=case)[:LONGEST]


def _events(actor: Actor, case: Case) -> Iterable[Event]:
    """Those with a sentence of their own; a note tells itself."""
    opened = open_shares(actor).filter(case=case).values("audience")
    readable = Q(audience__in=opened) & (~Q(audience=Audience.INTERNAL) | Q(service_id=actor.service))
    return Event.objects.filter(readable, case_id=case.id, kind__in=TITLES).order_by("-at")[:LONGEST]


def event_title(event: Event) -> str:
    to = event.to_state
    words = {**dict(CaseState.choices), **dict(WaitingOn.choices)}
    return str(TITLES[event.kind]) % {"to": words.get(to, to)}


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return {user.id: user.get_full_name() for user in User.objects.filter(id__in={i for i in ids if i})}


def _services(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return dict(Service.objects.filter(id__in={i for i in ids if i}).values_list("id", "name"))
