"""The home of a head lease between two households: the association goes on paying the landlord for it (account A).

Every day of a head lease is booked: those without a household are held in the calendar of the place, from the day after
it left to the next sub-lease or to the day the home is given back.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from palier.cases.enums import Audience
from palier.homes.models import Place
from palier.homes.places import calendar
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.tenancies import keeping
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import HeadLease, Tenancy
from palier.tenancies.queries import tenancies_visible_to


def stands_empty(tenancy: Tenancy) -> bool:
    """The household has left and the association still rents the home. Its head lease is fetched with it."""
    head = getattr(tenancy, "head_lease", None)
    return tenancy.ends_on is not None and head is not None and head.ends_on is None


def empty_days(tenancy: Tenancy, today: date) -> int:
    """Days of the head lease without the household that left, as far as `today`; zero where both ended together."""
    head = getattr(tenancy, "head_lease", None)
    if head is None or tenancy.ends_on is None:
        return 0
    return max(0, ((head.ends_on or today) - tenancy.ends_on).days)


def standing_empty(actor: Actor) -> QuerySet[Tenancy]:
    """The homes that her organisation rents and that nobody lives in, the longest empty first."""
    found = tenancies_visible_to(actor).filter(kind=TenancyKind.SUBLEASE, ends_on__isnull=False)
    mine = found.filter(head_lease__ends_on=None, head_lease__association=actor.organisation)
    return mine.order_by("ends_on", "id")


@transaction.atomic
def give_back(*, actor: Actor, tenancy_id: UUID, on: date, at: datetime) -> Tenancy:
    """The head lease ends: the landlord has the home again from `on`.

    Raises Conflict where the association rents it no longer, or a household lives there; Invalid for a day before the
    household left.
    """
    tenancy = keeping.kept(actor, tenancy_id, running=False)
    if not stands_empty(tenancy):
        raise Conflict(_("The association does not rent this home without a household: look at the page again."))
    if on < tenancy.ends_on:
        raise Invalid(fields={"on": _("The home is given back once the household has left: check the year.")})
    keeping.not_to_come(on, at, "on")
    HeadLease.objects.filter(sublease=tenancy).update(ends_on=on)
    calendar.release(place=tenancy.place, on=on, at=at)
    keeping.record("head_lease.ended", tenancy, on=on)
    return tenancy


def refuse_rented(place: Place, association: UUID | None, day: date) -> None:
    """Raises Invalid for a home that another association rents empty, or that was not empty yet on the day."""
    with acting(_landlord(place)):
        head = _kept(place).select_related("association", "sublease").first()
    if head is None:
        return
    if head.association_id != association:
        words = _("%(association)s still rents this home: it gives it back to the landlord first.")
        raise Invalid(fields={"where": words % {"association": head.association}})
    if day < head.sublease.ends_on:
        raise Invalid(fields={"begins_on": _("The household before was still there on that day: check the year.")})


def take_over(place: Place, day: date) -> None:
    """Another household comes into a home that the association kept: the empty days end."""
    with acting(_landlord(place)):
        _kept(place).update(ends_on=day)


def _kept(place: Place) -> QuerySet[HeadLease]:
    return HeadLease.objects.filter(sublease__place=place, sublease__ends_on__isnull=False, ends_on=None)


def _landlord(place: Place) -> Actor:
    """Whoever records the next signature need not follow the household that left: read as the landlord reads it."""
    return Actor(
        user=None,
        organisation=place.landlord_id,
        service=None,
        audiences=frozenset({Audience.TENANCY}),
        system="tenancies",
    )
