"""A support mandate, ordered by the holder of a case."""

from uuid import UUID, uuid4

from palier.cases.models import Case, Person, SharingAuthorisation
from palier.cases.sharing import authorise
from palier.platform.context import acting
from palier.support.models import SupportMandate
from palier.support.services import Order, order
from tests.factories.world import AT, World


def an_order(world: World, **said) -> Order:
    usual = {
        "id": uuid4(),
        "operator": world.services["support"].id,
        "purpose": "access",
        "months": 8,
        "objectives": "A first budget, then a sub-lease.",
    }
    return Order(**usual | said)


def allow(world: World, case: Case, *, service: str = "support", means: str = "written") -> SharingAuthorisation:
    """The applicant lets a service follow her case."""
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        person = applicant_of(case)
        return authorise(
            actor=adviser, case=case, person=person, recipient=world.services[service].id, at=AT, means=means
        )


def applicant_of(case: Case) -> UUID:

    return Person.objects.get(case=case, kind="applicant").id


def a_mandate(world: World, case: Case, **said) -> SupportMandate:
    """Ordered, for a case that the operator may read already."""
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        return order(actor=adviser, case_id=case.id, said=an_order(world, **said), at=AT)
