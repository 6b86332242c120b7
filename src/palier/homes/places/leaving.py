"""A place that a list no longer has: it has left the stock, or it is still there. Said by a person, never by a file."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from palier.homes import policies
from palier.homes.models import Place
from palier.homes.places.queries import get_place
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict
from palier.platform.policy import require


@transaction.atomic
def leave(*, actor: Actor, place_id: UUID, on: date) -> Place:
    """Confirm that a place has left the stock: it is no longer listed, and stays. Raises Conflict while it is taken."""
    place = get_place(actor, place_id, lock=True)
    require(policies.may_settle_place(actor, place))
    taken = Q(departure=None) | Q(departure__gt=on)
    if place.uses.filter(taken, cancelled_at=None).exists():
        raise Conflict(_("Something takes this place from today on: say when it is free first."))
    if place.left_on is None:
        place.left_on = on
        place.save(update_fields=["left_on"])
        events.record("place.left", subject=place.id, changes={"left_on": on.isoformat()})
    return place


@transaction.atomic
def keep(*, actor: Actor, place_id: UUID) -> Place:
    """Say that a place is still in the stock, though a list left it out or somebody said it was gone."""
    place = get_place(actor, place_id, lock=True)
    require(policies.may_settle_place(actor, place))
    if place.left_on or place.missing_from_id:
        place.left_on, place.missing_from = None, None
        place.save(update_fields=["left_on", "missing_from"])
        events.record("place.kept", subject=place.id)
    return place
