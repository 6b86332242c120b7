"""Support mandates that end: both their services hear of it."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from palier.cases import access
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due
from palier.support.models import SupportMandate
from palier.support.queries import ending

ASKS = (SupportMandate,)


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """A service answers as one: whoever of it is here first."""
    if not actor.has(*access.SOCIAL_ROLES) or not among.have(*ASKS):
        return
    for mandate in among.of(ending(actor, until=until)):
        what = _("Ask for more months, or close it with its final report.")
        if mandate.prescriber_id == actor.service:
            what = _("Ask %(service)s for its report.") % {"service": mandate.operator}
        yield Due(
            on=mandate.ends_on,
            kind=_("The support mandate ends"),
            why=_("The support mandate ends"),
            what=what,
            reference=mandate.case.reference,
            page="case_support",
            key=mandate.case_id,
            case=mandate.case_id,
        )
