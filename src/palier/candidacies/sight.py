"""Whose candidacies an actor reads, on top of what the shares of a case open. The second wall says the same in SQL."""

from functools import reduce
from operator import or_

from django.db.models import Q

from palier.cases import access
from palier.platform.actor import Actor


def of_her_service(actor: Actor, *services: str) -> Q:
    """All of them for who follows or coordinates; anybody else, those one of whose `services` is her own."""
    if access.CANDIDACIES in actor.audiences:
        return Q()
    return reduce(or_, (Q(**{f"{service}_id": actor.service}) for service in services))
