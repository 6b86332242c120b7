"""Whose candidacies an actor reads, on top of what the shares of a case open. The second wall says the same in SQL."""

from functools import reduce
from operator import or_

from django.db.models import Q

from palier.cases import access
from palier.cases.queries import rows_visible_to
from palier.platform.actor import Actor
from palier.tenancies.models import Tenancy


def of_whoever_follows(actor: Actor) -> Q:
    """All rows for who follows or coordinates, none for anybody else."""
    return Q() if access.CANDIDACIES in actor.audiences else Q(pk__in=[])


def of_her_service(actor: Actor, *services: str, sublease: str = "") -> Q:
    """All of them for who follows or coordinates; anybody else, those one of whose `services` is her own, and the slide
    of a `sublease` that she reads.
    """
    if access.CANDIDACIES in actor.audiences:
        return Q()
    hers = reduce(or_, (Q(**{f"{service}_id": actor.service}) for service in services))
    return hers | Q(**{f"{sublease}__in": rows_visible_to(actor, Tenancy).values("id")}) if sublease else hers
