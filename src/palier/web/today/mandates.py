"""Support mandates that wait for the reader's service: orders to answer, renewals to decide."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases import access
from palier.cases.models import Case, Person
from palier.cases.queries import applicants
from palier.platform.actor import Actor
from palier.support.enums import MandateState, RenewalState
from palier.support.models import SupportMandate
from palier.support.queries import waiting
from palier.web.today.line import Line


def mandate_lines(actor: Actor) -> Iterable[Line]:
    """A service answers as one: whoever of it is here first."""
    if not actor.has(*access.SOCIAL_ROLES):
        return
    mandates = list(waiting(actor))
    names = applicants(actor, [mandate.case for mandate in mandates])
    for mandate in mandates:
        on, why, what = _reason(mandate)
        yield Line(on, _name(mandate.case, names), why, what, _url(mandate.case), since=True)


def _reason(mandate: SupportMandate) -> tuple[date, str, str]:
    """Since which day it waits, why, and what to do."""
    if mandate.state == MandateState.ORDERED:
        why = _("Mandate ordered by %(service)s") % {"service": mandate.prescriber.organisation}
        return mandate.ordered_on, why, _("Accept it, or say why not.")
    asked = next(renewal for renewal in mandate.renewals.all() if renewal.state == RenewalState.ASKED)
    why = _("%(service)s asks for more months of support") % {"service": mandate.operator}
    return asked.asked_on, why, _("Grant or refuse them.")


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference


def _url(case: Case) -> str:
    return reverse("case_support", args=[case.id])
