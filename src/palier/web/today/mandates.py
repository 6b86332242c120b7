"""Support mandates that wait for the reader's service: orders to answer, renewals to decide, last days near."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases import access
from palier.cases.models import Case, Person
from palier.cases.queries import applicants
from palier.platform import clock
from palier.platform.actor import Actor
from palier.support.enums import MandateState, RenewalState
from palier.support.models import SupportMandate
from palier.support.queries import WARNED, waiting
from palier.web.today.line import Line


def mandate_lines(actor: Actor) -> Iterable[Line]:
    """A service answers as one: whoever of it is here first."""
    if not actor.has(*access.SOCIAL_ROLES):
        return
    mandates = list(waiting(actor, on=clock.today()))
    names = applicants(actor, [mandate.case for mandate in mandates])
    for mandate in mandates:
        for on, why, what, since in _reasons(actor, mandate):
            yield Line(on, _name(mandate.case, names), why, what, _url(mandate.case), since=since)


def _reasons(actor: Actor, mandate: SupportMandate) -> Iterable[tuple[date, str, str, bool]]:
    """The day, why it waits, what to do, and whether it waits since that day."""
    if mandate.state == MandateState.ORDERED:
        why = _("Mandate ordered by %(service)s") % {"service": mandate.prescriber.organisation}
        yield mandate.ordered_on, why, _("Accept it, or say why not."), True
        return
    prescribes = mandate.prescriber_id == actor.service
    asked = [renewal for renewal in mandate.renewals.all() if renewal.state == RenewalState.ASKED]
    if prescribes and asked:
        why = _("%(service)s asks for more months of support") % {"service": mandate.operator}
        yield asked[0].asked_on, why, _("Grant or refuse them."), True
    if mandate.ends_on <= clock.today() + WARNED:
        what = _("Ask for more months, or close it with its final report.")
        if prescribes:
            what = _("Ask %(service)s for its report.") % {"service": mandate.operator}
        yield mandate.ends_on, _("The support mandate ends"), what, False


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference


def _url(case: Case) -> str:
    return reverse("case_support", args=[case.id])
