"""Who reads a shortlist: the provider of the home, in the roles that prepare its committee."""

from django.db.models import QuerySet

from palier.organisations.enums import Role
from palier.placement.models import Shortlist
from palier.platform.actor import Actor

READERS = (Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY)


def visible_to(actor: Actor) -> QuerySet[Shortlist]:
    if not actor.has(*READERS):
        return Shortlist.objects.none()
    return Shortlist.objects.filter(vacancy__home__landlord_id=actor.organisation)
