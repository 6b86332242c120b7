"""An agreement in which a little happened, and its reports."""

from datetime import date

from django.db import transaction

from palier.cases.services import move_case
from palier.organisations.models import Commitment
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.reporting import services
from tests.factories.homes import an_opening
from tests.factories.support import a_mandate, allow
from tests.factories.tenancies import a_lease
from tests.factories.world import AT, World


def a_count(world: World, as_worker, at=AT) -> None:
    """What the work of the night does."""
    with as_worker(), transaction.atomic(), acting(system_actor("reporting"), now=at):
        services.count(world.agreement.id, at=at)


def a_little(world: World) -> None:
    """Three households, one of them with a mandate, a home opened; a stranger's, in another agreement."""
    with transaction.atomic():
        Commitment.objects.create(
            agreement=world.agreement,
            owner=world.organisations["landlord"],
            indicator="homes_opened",
            title="Ninety homes",
            target=90,
            starts_on=date(2025, 1, 1),
            ends_on=date(2027, 12, 31),
        )
        an_opening(world)
        first = world.case()
        world.case()
        a_lease(world, world.case())
        world.case("stranger")
        allow(world, first)
        a_mandate(world, first)
        adviser = world.actor("adviser")
        with transaction.atomic(), acting(adviser, now=AT):
            first.refresh_from_db()
            move_case(actor=adviser, case_id=first.id, version=first.version, to="open", at=AT)
