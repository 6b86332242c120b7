"""The titles an actor may read."""

from collections.abc import Container, Iterable
from uuid import UUID

from django.db.models import QuerySet

from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import open_shares, rows_visible_to
from palier.homes.enums import LASTING_KINDS
from palier.homes.models import Home, Place
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Tenancy
from palier.tenancies.terms import Where


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


def get_tenancy(actor: Actor, tenancy_id: UUID, *, lock: bool = False) -> Tenancy:
    """The title, under lock on demand. Raises Missing for one that is not there or not hers: the same answer."""
    found = tenancies_visible_to(actor)
    found = (found.select_for_update(of=("self",)) if lock else found).filter(id=tenancy_id).first()
    if found is None:
        raise Missing
    return found


def find_where(case: Case, reference: str) -> Where | None:
    """The home or the place that a partner's stock calls so; a home's first."""
    partner = {"landlord__places__agreement": case.agreement_id, "left_on": None, "internal_id": reference}
    home = Home.objects.filter(**partner).values_list("id", flat=True).first()
    if home:
        return Where(home_id=home)
    place = Place.objects.filter(**partner, home=None).values_list("id", flat=True).first()
    return Where(place_id=place) if place else None
