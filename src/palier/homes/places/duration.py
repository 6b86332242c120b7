"""How long a stay in a residence is planned to last: the residence's own project says so, and no text."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.homes import policies
from palier.homes.enums import LASTING_KINDS
from palier.homes.models import Residence
from palier.homes.places.queries import get_residence
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require

LONGEST = 120


@transaction.atomic
def plan(*, actor: Actor, residence_id: UUID, months: int | None) -> Residence:
    """Say the planned duration of a stay, in months; None: the project says nothing, and nothing is past.

    Raises Invalid for a lasting adapted home, or a duration that cannot be.
    """
    residence = get_residence(actor, residence_id)
    require(policies.may_plan(actor, residence))
    if months is not None and residence.kind in LASTING_KINDS:
        words = _("One lives there without a planned end (CCH L633-1): leave it empty.")
        raise Invalid(fields={"months": words})
    if months is not None and not 1 <= months <= LONGEST:
        raise Invalid(fields={"months": _("Between 1 and %(most)s months, or nothing.") % {"most": LONGEST}})
    if residence.months != months:
        former, residence.months = residence.months, months
        residence.save(update_fields=["months"])
        events.record("residence.planned", subject=residence.id, changes={"from": former, "to": months})
    return residence
