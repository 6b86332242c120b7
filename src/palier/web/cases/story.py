"""The story of a case: events and notes the reader may open, in one timeline, readable like a letter."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User
from palier.cases.enums import Audience, CaseState, Sheet, WaitingOn
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
    "sharing.authorised": _("The household let another service follow the case."),
    "sharing.confirmed": _("The household confirmed its authorisation in writing."),
    "sharing.withdrawn": _("The household took its authorisation back."),
    "sheet.transmitted": _("Sent outside Palier: %(to)s."),
    "mandate.ordered": _("A support mandate was ordered."),
    "mandate.withdrawn": _("The order of a support mandate was taken back."),
    "mandate.accepted": _("The support mandate was accepted."),
    "mandate.refused": _("The support mandate was refused."),
    "mandate.renewal_asked": _("More months of support were asked for."),
    "mandate.renewal_granted": _("More months of support were granted."),
    "mandate.renewal_refused": _("More months of support were refused."),
    "mandate.reported": _("A report on the support was written."),
    "mandate.closed": _("The support mandate was closed."),
    "diagnosis.signed": _("The diagnosis was signed."),
    "orientation.urgent": _("An urgent orientation was signed."),
    "orientation.settled": _("The joint assessment settled the urgent orientation."),
    "assessment.begun": _("A joint assessment was begun."),
    "assessment.remarked": _("A remark was left in the joint assessment."),
    "assessment.oriented": _("An orientation was proposed in the joint assessment."),
    "assessment.signed_by_one": _("One service signed the joint assessment."),
    "assessment.lapsed": _("The joint assessment changed: its signature lapsed."),
    "assessment.signed": _("Both services signed the joint assessment."),
    "assessment.superseded": _("A newer joint assessment replaced the former one."),
    "assessment.read": _("The household read the joint assessment."),
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
    words = {**dict(CaseState.choices), **dict(WaitingOn.choices), **dict(Sheet.choices)}
    return str(TITLES[event.kind]) % {"to": words.get(to, to)}


def _names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return {user.id: user.get_full_name() for user in User.objects.filter(id__in={i for i in ids if i})}


def _services(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return dict(Service.objects.filter(id__in={i for i in ids if i}).values_list("id", "name"))
