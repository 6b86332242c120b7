"""An arrival in a place that was written by mistake: taken back, with all that it had begun."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.candidacies import holds, places, policies
from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import LIVE
from palier.cases.sharing import in_the_name_of_holder
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict
from palier.platform.policy import require
from palier.tenancies import keeping
from palier.tenancies.models import Tenancy

P = PlaceCandidacyState


def may_take_back(actor: Actor, one: PlaceCandidacy) -> bool:
    """Whoever says that households arrive, while this one lives there and no notice was given."""
    return bool(policies.may_admit(actor, one)) and one.state == P.ARRIVED and _title(one) is not None


@transaction.atomic
def take_back(*, actor: Actor, candidacy_id: UUID, at: datetime) -> PlaceCandidacy:
    """The household has not arrived: its contract is signed and its place is kept for it, as before.

    Raises Conflict once it has left or gives notice, or asks for a place there anew.
    """
    one = places.get_place_candidacy(actor, candidacy_id, lock=True)
    require(policies.may_admit(actor, one), case=one.case_id)
    title = _title(one) if one.state == P.ARRIVED else None
    if title is None:
        raise Conflict(_("Only an arrival that was just written is taken back: record the departure instead."))
    asked = PlaceCandidacy.objects.filter(case=one.case_id, residence=one.residence_id, state__in=LIVE)
    if one.residence_id and asked.exists():
        raise Conflict(_("The household asks for a place there anew: withdraw that candidacy first."))
    # Written while the contract still opens the case to the residence; the candidacy then opens it again.
    one.state, one.arrived_on, one.ended_on = P.CONTRACT_SIGNED, None, None
    one.save()
    keeping.never_was(title, at)
    holds.keep_until_arrival(one)
    places.record(one, P.ARRIVED)
    places.settle(one, at)
    return one


def _title(one: PlaceCandidacy) -> Tenancy | None:
    """The contract that this arrival began, which bears the id of the candidacy."""
    with acting(in_the_name_of_holder(one.case)):
        running = Tenancy.objects.filter(id=one.id, ends_on=None, notice_on=None)
        return running.select_related("case__holder__organisation").first()
