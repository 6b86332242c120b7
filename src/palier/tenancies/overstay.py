"""Whether a temporary home has outlasted what was planned: a neutral note, with no consequence of its own. Pure."""

from datetime import date

from palier.rules.days import months_later
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Tenancy
from palier.tenancies.queries import lasting


def planned_until(tenancy: Tenancy) -> date | None:
    """What the contract says, else the months of the residence's own project; None: nothing is planned, or lasting."""
    residence = tenancy.place.residence if tenancy.place else None
    if tenancy.kind != TenancyKind.TEMPORARY_OCCUPANCY or (tenancy.place and lasting(tenancy.place)):
        return None
    if tenancy.planned_until:
        return tenancy.planned_until
    return months_later(tenancy.begins_on, residence.months) if residence and residence.months else None


def past_plan(tenancy: Tenancy, today: date) -> date | None:
    """The day that was planned, where it is past and the household is still there."""
    planned = planned_until(tenancy)
    return planned if planned and tenancy.running and planned < today else None
