"""The titles an actor may read."""

from uuid import UUID

from django.db.models import QuerySet

from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.tenancies.models import Tenancy


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


def get_tenancy(actor: Actor, tenancy_id: UUID, *, lock: bool = False) -> Tenancy:
    """The title, under lock on demand. Raises Missing for one that is not there or not hers: the same answer."""
    found = tenancies_visible_to(actor)
    found = (found.select_for_update(of=("self",)) if lock else found).filter(id=tenancy_id).first()
    if found is None:
        raise Missing
    return found
