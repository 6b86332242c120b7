"""The titles an actor may read."""

from collections.abc import Container, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Q, QuerySet, When

from palier.cases.enums import Audience, CaseState
from palier.cases.models import Case
from palier.cases.queries import open_shares, rows_visible_to
from palier.homes.enums import LASTING_KINDS
from palier.homes.models import Home, Place
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Readiness, Tenancy
from palier.tenancies.readiness_enums import ReadinessState
from palier.tenancies.terms import Where

# A certificate or a promise that ends within so many days is said to end soon.
SOON = timedelta(days=30)


def tenancies_visible_to(actor: Actor) -> QuerySet[Tenancy]:
    """With the case, the place and who lets it, and the head lease of a sub-lease."""
    return rows_visible_to(actor, Tenancy).select_related(
        "case__holder__organisation",
        "place__residence",
        "place__home__commune",
        "place__commune",
        "provider",
        "outside_commune",
        "head_lease__association",
        "head_lease__accreditation",
    )


def tenancies_of(actor: Actor, case: Case) -> QuerySet[Tenancy]:
    """Those of a case, the latest first."""
    return tenancies_visible_to(actor).filter(case=case)


def running_tenancies(actor: Actor) -> QuerySet[Tenancy]:
    """Those that run, the oldest first."""
    return tenancies_visible_to(actor).filter(ends_on=None).order_by("begins_on", "id")


def followed_tenancies(actor: Actor) -> QuerySet[Tenancy]:
    """Those that run, with their reviews, for what they ask of whoever keeps them."""
    return running_tenancies(actor).exclude(kind=TenancyKind.LEASE).prefetch_related("reviews")


def without_request(actor: Actor, tenancies: Iterable[Tenancy], alive: Container[UUID]) -> set[UUID]:
    """The sub-leases and temporary homes of households without an HLM request alive, among the files she may read.

    `alive`: the cases that have one. Lasting adapted homes want none.
    """
    rows = list(tenancies)
    shares = open_shares(actor).filter(case__in=[row.case_id for row in rows], audience=Audience.FILE)
    readable = set(shares.values_list("case_id", flat=True))
    return {
        row.id
        for row in rows
        if row.case_id in readable and row.case_id not in alive and not (row.place and lasting(row.place))
    }


def lasting(place: Place) -> bool:
    """A place of arrival, not a stage: "sans condition de durée" (CCH L633-1)."""
    return place.residence is not None and place.residence.kind in LASTING_KINDS


def certificates(actor: Actor, which: str, today: date) -> QuerySet[Readiness]:
    """Of running cases: `valid`, `soon` (ends within a month), `lapsed` without a home, `draft`, or `housed`.

    Those of her own service first, the next to end first; a landlord's officer finds those put forward to her.
    """
    chosen: dict[str, Q] = {
        "valid": Q(state=ReadinessState.SIGNED, valid_until__gte=today),
        "soon": Q(state=ReadinessState.SIGNED, valid_until__range=(today, today + SOON)),
        "lapsed": Q(state=ReadinessState.SIGNED, valid_until__lt=today),
        "draft": Q(state=ReadinessState.DRAFT),
        "housed": Q(state=ReadinessState.HOUSED),
    }
    found = rows_visible_to(actor, Readiness).filter(chosen.get(which, chosen["valid"]))
    if which != "housed":
        found = found.exclude(case__state=CaseState.CLOSED)
    own = Choose(When(Q(service=actor.service) | Q(case__holder=actor.service), then=0), default=1)
    rows = found.annotate(others=own).order_by("others", "valid_until", "begun_on", "id")
    return rows.select_related("case__holder__organisation", "case__referent", "service__organisation", "signed_by")


def readiness_of(actor: Actor, case: Case) -> QuerySet[Readiness]:
    """The certificates of a case, the latest first."""
    rows = rows_visible_to(actor, Readiness).filter(case=case).prefetch_related("answers")
    return rows.select_related("service__organisation", "signed_by", "case__holder").order_by("-begun_on", "-signed_on")


def get_tenancy(actor: Actor, tenancy_id: UUID, *, lock: bool = False) -> Tenancy:
    """The title, under lock on demand. Raises Missing for one that is not there or not hers: the same answer."""
    found = tenancies_visible_to(actor)
    # Not `first()`: it orders by the id, and weighs each column to do so.
    one = next(iter((found.select_for_update(of=("self",)) if lock else found).filter(id=tenancy_id)), None)
    if one is None:
        raise Missing
    return one


def find_where(case: Case, reference: str) -> Where | None:
    """The home or the place that a partner's stock calls so; a home's first."""
    partner = {"landlord__places__agreement": case.agreement_id, "left_on": None, "internal_id": reference}
    home = Home.objects.filter(**partner).values_list("id", flat=True).first()
    if home:
        return Where(home_id=home)
    place = Place.objects.filter(**partner, home=None).values_list("id", flat=True).first()
    return Where(place_id=place) if place else None
