"""Who may be named in a note, and where one was named oneself."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from palier.cases import access
from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import rows_visible_to, shares_of
from palier.messaging.models import Mention
from palier.organisations.models import Membership
from palier.organisations.queries import running
from palier.platform import clock
from palier.platform.actor import Actor


@dataclass(frozen=True)
class Reader:
    """Somebody who opens a case for one of her services, and the audiences she may read in it."""

    user: UUID
    service: UUID
    name: str
    service_name: str
    audiences: frozenset[str]


def readers(actor: Actor, case: Case) -> list[Reader]:
    """Whom the actor may name in a note on the case, by name: those who open it, as far as she knows of their shares.

    A partner knows of its own shares and of the holder's service, which opens everything. A service's own notes are
    read by that service alone.
    """
    opened: dict[tuple[UUID, UUID | None], set[str]] = {
        (case.holder.organisation_id, case.holder_id): set(access.HOLDER_OPENS)
    }
    for organisation, service, audience in shares_of(actor, case).values_list("organisation", "service", "audience"):
        opened.setdefault((organisation, service), set()).add(audience)
    found: dict[tuple[UUID, UUID], Reader] = {}
    for row in _members(opened):
        shared = opened.get((row.service.organisation_id, row.service_id), set())
        shared = shared | opened.get((row.service.organisation_id, None), set())
        audiences = shared & access.OPENS[row.role]
        if row.service_id != actor.service:
            audiences -= {Audience.INTERNAL}
        former = found.get((row.user_id, row.service_id))
        audiences |= former.audiences if former else frozenset()
        if audiences and row.user_id != actor.user:
            name = row.user.get_full_name()
            key = (row.user_id, row.service_id)
            found[key] = Reader(row.user_id, row.service_id, name, row.service.name, frozenset(audiences))
    return list(found.values())


def _members(opened: Iterable[tuple[UUID, UUID | None]]) -> QuerySet[Membership]:
    whole = [organisation for organisation, service in opened if service is None]
    services = [service for _organisation, service in opened if service is not None]
    members = Membership.objects.filter(running(clock.today()), user__is_active=True)
    return (
        (members.filter(service__in=services) | members.filter(service__organisation__in=whole))
        .select_related("user", "service")
        .order_by("user__last_name", "user__first_name", "service__name", "role")
    )


def unseen(actor: Actor) -> QuerySet[Mention]:
    """Where the actor was named, for the service she works in, and has not looked since: the latest first."""
    return (
        rows_visible_to(actor, Mention)
        .filter(user=actor.user, reader=actor.service, seen_at=None, note__withdrawn_at=None)
        .select_related("case", "author")
    )


def named_in(actor: Actor, notes: Iterable[UUID]) -> dict[UUID, list[str]]:
    """By note, the names of those it names."""
    names: dict[UUID, list[str]] = {}
    found = rows_visible_to(actor, Mention).filter(note__in=list(notes)).select_related("user")
    for mention in found.order_by("user__last_name", "user__first_name"):
        names.setdefault(mention.note_id, []).append(mention.user.get_full_name())
    return names
