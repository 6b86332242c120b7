"""What the shared screen of a meeting may show of a case: what everybody in the room may open, and never more.

A line's reference and composition are said to the room. More shows only where the reader's service granted the shares
herself and so knows them all, and each person present may open it; what is social or internal never does.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from palier.cases.access import audiences_of
from palier.cases.enums import Audience
from palier.cases.models import Case, Share
from palier.organisations.models import Membership
from palier.platform.actor import Actor

# From least to most; a wall shows nothing beyond.
SHOWN_TO_A_ROOM = (Audience.ENVELOPE, Audience.FILE)
# A person, for a service of an organisation, with her roles.
Present = tuple[UUID, UUID, frozenset[str]]


def present(memberships: Iterable[Membership]) -> list[Present]:
    """Each person with all that she is in the service she sits for."""
    roles: dict[tuple[UUID, UUID, UUID], set[str]] = {}
    for one in memberships:
        roles.setdefault((one.user_id, one.service_id, one.service.organisation_id), set()).add(one.role)
    return [(organisation, service, frozenset(held)) for (_, service, organisation), held in roles.items()]


def narrowest(
    actor: Actor, cases: Collection[Case], room: Collection[Present], *, at: datetime
) -> dict[UUID, frozenset[str]]:
    """By case, the audiences that the whole room may open, the reader included. An empty room is not known: nothing."""
    held = [case for case in cases if case.holder_id == actor.service]
    opened = _opened(held, at)
    return {
        case.id: frozenset(
            str(audience)
            for audience in SHOWN_TO_A_ROOM
            if room and audience in actor.audiences and all(_opens(opened, case, audience, one) for one in room)
        )
        if case.holder_id == actor.service
        else frozenset()
        for case in cases
    }


def _opened(cases: Collection[Case], at: datetime) -> set[tuple[UUID, str, UUID, UUID | None]]:
    shares = Share.objects.filter(case__in=cases, begins_at__lte=at).exclude(until__lte=at)
    return set(shares.values_list("case", "audience", "organisation", "service"))


def _opens(opened: set[tuple[UUID, str, UUID, UUID | None]], case: Case, audience: Audience, person: Present) -> bool:
    organisation, service, roles = person
    shared = {(case.id, audience, organisation, service), (case.id, audience, organisation, None)} & opened
    return bool(shared) and audience in audiences_of(roles)
