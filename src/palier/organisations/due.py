"""Accreditations of the actor's organisation that end: without that of L365-4 it rents no home to sub-let."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from palier.organisations.accreditations import RENEW_MONTHS, last_days
from palier.organisations.enums import AccreditationKind, Role
from palier.organisations.models import Accreditation
from palier.organisations.policies import WRITERS
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due
from palier.rules.days import months_later

ASKS = ()


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """Told months before, to those who write it and to those who sub-let; until a later one is recorded."""
    if among.case or not actor.has(*WRITERS, Role.RENTAL_MANAGER):
        return
    mine = Accreditation.objects.filter(organisation=actor.organisation).select_related("organisation")
    names = {one.kind: str(one.organisation) for one in mine}
    for kind, last in last_days(mine).items():
        if months_later(last, -RENEW_MONTHS) <= until:
            yield Due(
                on=last,
                kind=_("An accreditation that ends"),
                why=str(AccreditationKind(kind).label),
                what=_("Ask the préfet to renew it, then record it: without it no home is rented to be sub-let."),
                reference=names[kind],
                page="accreditations",
                key=None,
            )
