"""Dates of titles: insurance, planned end, leaving, a living HLM request, reviews, what the préfet is told; homes that
an association rents empty.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from palier.cases import access
from palier.cases.elsewhere import renewal
from palier.cases.enums import System
from palier.cases.facts import Identifier
from palier.cases.models import Person
from palier.cases.queries import rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due
from palier.tenancies.ages import last_age, too_old_from
from palier.tenancies.empty import standing_empty
from palier.tenancies.models import Tenancy
from palier.tenancies.overstay import planned_until
from palier.tenancies.policies import SIGNERS
from palier.tenancies.queries import followed_tenancies, without_request
from palier.tenancies.reviews import next_period

ASKS = (Tenancy,)
# What a date says of its title; a page of titles shows more.
SAID = ("case", "place__residence")


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """For the referent where her service holds the case; else for the service that lets or manages, as one.

    Past its planned duration a temporary home is said neutrally, and a lasting adapted one never: it is no stage.
    """
    if not actor.has(*access.SOCIAL_ROLES, *SIGNERS) or not among.have(*ASKS):
        return
    mine = (
        Q(case__holder=actor.service) | Q(provider=actor.organisation) | Q(head_lease__association=actor.organisation)
    )
    tenancies = list(among.of(followed_tenancies(actor)).filter(mine).select_related(None).select_related(*SAID))
    without = _without_request(actor, tenancies)
    for tenancy in tenancies:
        yield from (one for one in _dates(actor, tenancy) if one.on <= until)
        if tenancy.id in without:
            what = _("Renew it, or register one, with the household: without it no lease slides.")
            yield _due(actor, tenancy, clock.today(), _("No living HLM request (NUR)"), what)
    yield from (one for one in _ages(actor, tenancies) if one.on <= until)
    empty = among.of(standing_empty(actor)).filter(ends_on__lte=until)
    for tenancy in empty.select_related(None).select_related(*SAID):
        what = _("Propose it to a household of the agreement, or give it back to the landlord: its rent runs.")
        yield _due(actor, tenancy, tenancy.ends_on, _("A home rented and empty"), what)


def _dates(actor: Actor, tenancy: Tenancy) -> Iterable[Due]:
    if tenancy.insured_until:
        what = _("Ask the household for its new certificate.")
        yield _due(actor, tenancy, tenancy.insured_until, _("An insurance that ends"), what)
    if tenancy.leaves_on:
        what = _("Hold the inventory going out, then say that the title ended.")
        yield _due(actor, tenancy, tenancy.leaves_on, _("A home that is left"), what)
    elif planned := planned_until(tenancy):
        what = _("Say with the household what comes next: this date ends nothing by itself.")
        yield _due(actor, tenancy, planned, _("The planned end of a stay"), what)
    yield from _of_review(actor, tenancy)


def _ages(actor: Actor, tenancies: list[Tenancy]) -> Iterable[Due]:
    """The birthdays after which one lives no more in a young workers' residence, where she may read the file."""
    limits = {one: last_age(one.place.residence.kind, clock.today()) for one in tenancies if _in_residence(one)}
    cases = {one.case_id for one, last in limits.items() if last is not None}
    people = list(rows_visible_to(actor, Person).filter(case__in=cases)) if cases else []
    for tenancy, last in limits.items():
        since = last and too_old_from((one for one in people if one.case_id == tenancy.case_id), last)
        if since:
            words = _("Nobody lives there after %(last)s (CASF D312-153-1): look for the next home with the household.")
            yield _due(actor, tenancy, since, _("The limit of age of a residence"), words % {"last": last})


def _in_residence(tenancy: Tenancy) -> bool:
    return tenancy.place is not None and tenancy.place.residence is not None


def _of_review(actor: Actor, tenancy: Tenancy) -> Iterable[Due]:
    """What the last review still asks for, else the period whose review comes next. Its delays are the law's."""
    reviews = tenancy.reviews.all()
    last = max(reviews, key=lambda one: one.number, default=None)
    prefect = _("The landlord tells the préfet whether it offers a lease and, if not, why (CCH L442-8-3).")
    if last and last.told_on is None:
        yield _due(actor, tenancy, last.statement_due_on, _("The préfet to be told of a sub-lease"), prefect)
    elif last and not last.outcome:
        kind, what = _("A review without what follows it"), _("Say what follows it.")
        yield _due(actor, tenancy, last.told_on, kind, what)
    elif coming := next_period(tenancy, reviews):
        yield _due(actor, tenancy, coming.statement_due_on, _("The préfet to be told of a sub-lease"), prefect)
        what = _("Examine with the household and the landlord whether the sub-lease may slide.")
        yield _due(actor, tenancy, coming.ends_on, _("The review of a sub-lease"), what)


def _without_request(actor: Actor, tenancies: list[Tenancy]) -> set[UUID]:
    """The sub-leases and temporary homes whose household, as far as she may read it, has no request alive today."""
    known = rows_visible_to(actor, Identifier).filter(case__in=[one.case_id for one in tenancies], system=System.NUR)
    ends = [(one.case_id, deadline.due_on) for one in known if (deadline := renewal(one))]
    alive = {case for case, until in ends if until and until >= clock.today()}
    return without_request(actor, tenancies, alive)


def _where(tenancy: Tenancy) -> str:
    """An address; of a place, its residence too: a number alone names nothing."""
    if _in_residence(tenancy):
        return f"{tenancy.place.residence} / {tenancy.place}"
    return str(tenancy.place or tenancy.outside_provider)


def _due(actor: Actor, tenancy: Tenancy, on: date, kind: str, what: str) -> Due:
    case = tenancy.case
    return Due(
        on=on,
        kind=kind,
        why=f"{kind} · {_where(tenancy)}",
        what=what,
        reference=case.reference,
        who=tenancy.titled_to,
        page="case_tenancies",
        key=case.id,
        case=case.id,
        person=case.referent_id if case.holder_id == actor.service else None,
    )
