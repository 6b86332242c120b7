"""Answers awaited by a residence, and how long a rank on its waiting list or a deferral holds."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from palier.candidacies import policies
from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.places import visible_to
from palier.cases import access
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due

ASKS = (PlaceCandidacy,)
P = PlaceCandidacyState


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """The referent's for the cases her service holds; the residence's own for who admits."""
    if not actor.has(*access.SOCIAL_ROLES, *policies.ADMIT) or not among.have(*ASKS):
        return
    mine = Q(case__holder=actor.service) | Q(provider=actor.service)
    near = Q(state=P.PLACE_OFFERED, offered_until__lte=until)
    near |= Q(state__in=(P.WAITING_LIST, P.DEFERRED), waiting_until__lte=until)
    rows = among.of(visible_to(actor)).filter(mine & near).order_by("id")
    for one in rows.select_related(None).select_related("case", "residence"):
        offered = one.state == P.PLACE_OFFERED
        kind = _("An answer to the offer of a place") if offered else _("A rank or a deferral that ends")
        what = _("Record the answer of the household.") if offered else _("Ask the residence to decide, or to wait on.")
        yield Due(
            on=one.offered_until if offered else one.waiting_until,
            kind=kind,
            why=f"{kind} · {one.where}",
            what=what,
            reference=one.case.reference,
            page="place_candidacy",
            key=one.id,
            case=one.case_id,
            person=one.case.referent_id if one.case.holder_id == actor.service else None,
        )
