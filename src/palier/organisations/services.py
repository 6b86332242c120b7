"""Build the Actor of a session or a job; found organisations, agreements and memberships."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from palier.organisations.models import Membership
from palier.organisations.queries import held_memberships
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Refused

SESSION_KEY = "service"


@dataclass(frozen=True)
class Choice:
    """One line of the service switcher."""

    service_id: UUID
    service_name: str
    organisation_id: UUID
    organisation_name: str


def actor_of(*, user: UUID, service: UUID) -> Actor:
    """The actor a job runs for. Raises Refused when the person no longer works there."""
    held = [row for row in held_memberships(user, on=clock.today()) if row.service_id == service]
    if not held:
        raise Refused(_("The person who asked for this no longer works in that service."))
    return _actor(held)


def actor_for_request(request: HttpRequest) -> Actor | None:
    """The actor of a session: the service she last chose, else her first; none for a stranger to every service.

    The session's choice is only a wish: it counts if a membership of today backs it, so a forged one finds nothing.
    """
    request.memberships = []
    if not request.user.is_authenticated:
        return None
    held = list(held_memberships(request.user.id, on=clock.today()))
    if not held:
        return None
    request.memberships = _choices(held)
    wished = request.session.get(SESSION_KEY)
    service = next((row.service_id for row in held if str(row.service_id) == wished), held[0].service_id)
    return _actor([row for row in held if row.service_id == service])


def _choices(held: list[Membership]) -> list[Choice]:
    choices = {
        row.service_id: Choice(
            row.service_id, row.service.name, row.service.organisation_id, row.service.organisation.name
        )
        for row in held
    }
    return list(choices.values())


def _actor(held: list[Membership]) -> Actor:
    roles = frozenset(row.role for row in held)
    return Actor(
        user=held[0].user_id,
        organisation=held[0].service.organisation_id,
        service=held[0].service_id,
        roles=roles,
        audiences=import_string(settings.PALIER["AUDIENCES_OF"])(roles),
    )
