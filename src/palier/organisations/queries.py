"""What an actor may see of organisations: her own, and the parties of the agreements her organisation signed."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from palier.organisations.models import Agreement, Membership, Organisation, Service
from palier.platform.actor import Actor


def held_memberships(user: UUID, *, on: date) -> QuerySet[Membership]:
    """The roles a person holds on a day, with service and organisation, in the order of the switcher."""
    return (
        Membership.objects.filter(user_id=user, user__is_active=True, started_on__lte=on)
        .filter(Q(ended_on=None) | Q(ended_on__gt=on))
        .select_related("service__organisation")
        .order_by("service__organisation__name", "service__name", "role")
    )


def agreements_of(actor: Actor) -> QuerySet[Agreement]:
    return Agreement.objects.filter(places__organisation_id=actor.organisation).distinct()


def partners_of(actor: Actor) -> QuerySet[Organisation]:
    """The parties of the actor's agreements, her own organisation included."""
    return Organisation.objects.filter(
        Q(id=actor.organisation) | Q(places__agreement__places__organisation_id=actor.organisation)
    ).distinct()


def partner_services(actor: Actor) -> QuerySet[Service]:
    """The services a household may be asked to share with."""
    return (
        Service.objects.filter(organisation__in=partners_of(actor))
        .select_related("organisation")
        .order_by("organisation__name", "name")
    )
