"""Urgent orientations whose days end."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from palier.assessments.models import UrgentOrientation
from palier.assessments.queries import urgent_to_confirm
from palier.cases import access
from palier.cases.due import of_case
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due

ASKS = (UrgentOrientation,)


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    if not actor.has(*access.SOCIAL_ROLES) or not among.have(*ASKS):
        return
    for urgent in among.of(urgent_to_confirm(actor)).filter(until__lte=until):
        what = _("Have the joint assessment signed before that day.")
        if urgent.until < clock.today():
            what = _("Its days are over: sign the joint assessment, or orient again.")
        why = _("Urgent orientation: %(place)s") % {"place": urgent.get_kind_display()}
        yield of_case(urgent.case, "case_assessment", urgent.until, _("An urgent orientation to confirm"), why, what)
