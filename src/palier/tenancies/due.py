"""Dates of running titles: insurance, planned end, leaving, and the préfet to be told of each period of a sub-lease."""

from collections.abc import Iterable
from datetime import date
from itertools import count

from django.db.models import Q
from django.utils.translation import gettext as _

from palier.cases import access
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import Due
from palier.rules.deadlines import Deadline, review
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Tenancy
from palier.tenancies.policies import SIGNERS
from palier.tenancies.queries import tenancies_visible_to


def due(actor: Actor, until: date) -> Iterable[Due]:
    """For the referent where her service holds the case; else for the service that lets or manages, as one."""
    if not actor.has(*access.SOCIAL_ROLES, *SIGNERS):
        return
    mine = (
        Q(case__holder=actor.service) | Q(provider=actor.organisation) | Q(head_lease__association=actor.organisation)
    )
    for tenancy in tenancies_visible_to(actor).filter(mine, ends_on=None):
        yield from (one for one in _dates(actor, tenancy) if one.on <= until)


def _dates(actor: Actor, tenancy: Tenancy) -> Iterable[Due]:
    if tenancy.insured_until:
        what = _("Ask the household for its new certificate.")
        yield _due(actor, tenancy, tenancy.insured_until, _("An insurance that ends"), what)
    if tenancy.leaves_on:
        what = _("Hold the inventory going out, then say that the title ended.")
        yield _due(actor, tenancy, tenancy.leaves_on, _("A home that is left"), what)
    elif tenancy.planned_until:
        what = _("Say with the household what comes next: this date ends nothing by itself.")
        yield _due(actor, tenancy, tenancy.planned_until, _("The planned end of a stay"), what)
    if tenancy.kind == TenancyKind.SUBLEASE:
        yield from _of_review(actor, tenancy)


def _of_review(actor: Actor, tenancy: Tenancy) -> Iterable[Due]:
    period = running_period(tenancy, clock.today())
    for step in period.steps:
        if step.code == "review.statement":
            what = _("The landlord tells the préfet whether it offers a lease and, if not, why (CCH L442-8-3).")
            yield _due(actor, tenancy, step.on, _("The préfet to be told of a sub-lease"), what)
        else:
            what = _("Examine with the household and the landlord whether the sub-lease may slide.")
            yield _due(actor, tenancy, step.on, _("The review of a sub-lease"), what)


def running_period(tenancy: Tenancy, today: date) -> Deadline:
    """The review period of a sub-lease that runs today: the first that has not ended. Its delays are the law's."""
    periods = (review(tenancy.signed_on, number) for number in count(1))
    return next(one for one in periods if one.due_on is None or one.due_on >= today)


def _due(actor: Actor, tenancy: Tenancy, on: date, kind: str, what: str) -> Due:
    case = tenancy.case
    return Due(
        on=on,
        kind=kind,
        why=f"{kind} · {tenancy.place or tenancy.outside_provider}",
        what=what,
        reference=case.reference,
        page="case",
        key=case.id,
        case=case.id,
        person=case.referent_id if case.holder_id == actor.service else None,
    )
