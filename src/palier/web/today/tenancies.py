"""What sub-leases and temporary homes ask for: reviews, what the préfet is told, insurance, a living HLM request.

Past its planned duration, a temporary home is said neutrally, and a lasting adapted one never: it is no stage.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases.elsewhere import renewal
from palier.cases.enums import System
from palier.cases.facts import Identifier
from palier.cases.models import Case, Person
from palier.cases.queries import applicants, rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies.models import Tenancy
from palier.tenancies.overstay import past_plan
from palier.tenancies.queries import followed_tenancies, without_request
from palier.tenancies.reviews import next_period
from palier.web.today.line import Line

# A review wants three people in one room.
REVIEWED_BEFORE = timedelta(days=90)
SOON = timedelta(days=30)


def tenancy_lines(actor: Actor) -> Iterable[Line]:
    """Those of the titles that run and that she may open; whoever of the parties is here first acts."""
    tenancies = list(followed_tenancies(actor))
    names = applicants(actor, [one.case for one in tenancies])
    without = _without_request(actor, tenancies)
    for tenancy in tenancies:
        for on, why, what in _reasons(tenancy):
            yield _line(tenancy, names, on, why, what)
        if tenancy.id in without:
            why = _("No living HLM request (NUR)")
            what = _("Renew it, or register one, with the household: without it no lease slides.")
            yield _line(tenancy, names, clock.today(), why, what)


def _reasons(tenancy: Tenancy) -> Iterable[tuple[date, str, str]]:
    today, last = clock.today(), max(tenancy.reviews.all(), key=lambda review: review.number, default=None)
    if last and last.told_on is None and last.statement_due_on <= today + REVIEWED_BEFORE:
        yield (
            last.statement_due_on,
            _("The préfet is to be told"),
            _("Say whether a lease is proposed and, if not, why."),
        )
    elif last and not last.outcome and last.told_on:
        yield last.told_on, _("A review has no follow-up yet"), _("Say what follows it.")
    elif (coming := next_period(tenancy, tenancy.reviews.all())) and (
        coming.statement_due_on <= today + REVIEWED_BEFORE
    ):
        what = _("Meet the three, then let the landlord tell the préfet.")
        yield coming.statement_due_on, _("A review is due"), what
    if tenancy.insured_until and tenancy.insured_until <= today + SOON:
        yield tenancy.insured_until, _("The insurance ends"), _("Ask the household for its new certificate.")
    if tenancy.leaves_on and tenancy.leaves_on <= today + SOON:
        yield tenancy.leaves_on, _("The household leaves"), _("Prepare the inventory and the departure.")
    if planned := past_plan(tenancy, today):
        yield planned, _("Past the planned duration"), _("See with the household where it stands.")


def _without_request(actor: Actor, tenancies: list[Tenancy]) -> set[UUID]:
    """The sub-leases and temporary homes whose household, as far as she may read it, has no request alive today."""
    known = rows_visible_to(actor, Identifier).filter(case__in=[one.case_id for one in tenancies], system=System.NUR)
    due = [(one.case_id, deadline.due_on) for one in known if (deadline := renewal(one))]
    alive = {case for case, until in due if until and until >= clock.today()}
    return without_request(actor, tenancies, alive)


def _line(tenancy: Tenancy, names: dict[UUID, Person], on: date, why: str, what: str) -> Line:
    case: Case = tenancy.case
    who = str(names.get(case.id, case.reference))
    return Line(on, who, why, what, reverse("case_tenancies", args=[case.id]))
