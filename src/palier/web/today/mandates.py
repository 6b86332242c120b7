"""Support mandates that wait for the reader's service: orders to answer, renewals to decide, last days near."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases import access
from palier.cases.models import Case, Person
from palier.cases.queries import applicants
from palier.platform import clock
from palier.platform.actor import Actor
from palier.support.queries import ending, renewals_to_decide, to_answer
from palier.web.today.line import Line


def mandate_lines(actor: Actor) -> Iterable[Line]:
    """A service answers as one: whoever of it is here first."""
    if not actor.has(*access.SOCIAL_ROLES):
        return
    orders, renewals = list(to_answer(actor)), list(renewals_to_decide(actor))
    last_days = list(ending(actor, on=clock.today()))
    names = applicants(actor, [row.case for row in (*orders, *renewals, *last_days)])
    for order in orders:
        why = _("Mandate ordered by %(service)s") % {"service": order.prescriber.organisation}
        what = _("Accept it, or say why not.")
        yield Line(order.ordered_on, _name(order.case, names), why, what, _url(order.case), since=True)
    for asked in renewals:
        why = _("%(service)s asks for more months of support") % {"service": asked.mandate.operator}
        what = _("Grant or refuse them.")
        yield Line(asked.asked_on, _name(asked.case, names), why, what, _url(asked.case), since=True)
    for mandate in last_days:
        what = _("Ask for more months, or close it with its final report.")
        if mandate.prescriber_id == actor.service:
            what = _("Ask %(service)s for its report.") % {"service": mandate.operator}
        yield Line(mandate.ends_on, _name(mandate.case, names), _("The support mandate ends"), what, _url(mandate.case))


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference


def _url(case: Case) -> str:
    return reverse("case_support", args=[case.id])
