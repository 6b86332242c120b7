"""The review of a sub-lease at the end of each period: its record, and what the landlord tells the préfet.

Both are papers to fill in and sign together: what is known is printed, the positions are left open.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases.models import Case
from palier.messaging.letters.of_tenancies import of_three, subleases
from palier.messaging.letters.offer import Subject
from palier.platform.actor import Actor
from palier.tenancies.queries import get_tenancy, tenancies_of
from palier.tenancies.reviews import awaited_period
from palier.ui import formats


def reviewed(actor: Actor, case: Case) -> Iterable[Subject]:
    """The sub-leases that run."""
    running = {tenancy.id for tenancy in tenancies_of(actor, case) if tenancy.running}
    return (subject for subject in subleases(actor, case) if subject.id in running)


def told_by_the_landlord(actor: Actor, case: Case) -> Iterable[Subject]:
    """The landlord alone tells the préfet: the letter carries its letterhead."""
    mine = {one.id for one in tenancies_of(actor, case) if one.provider_id == actor.organisation}
    return (subject for subject in reviewed(actor, case) if subject.id in mine)


def record(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    return _period(actor, about) | {"title": "Bilan tripartite"}


def statement(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    said = _period(actor, about)
    return said | {"title": "Information du préfet", "to": ["Monsieur le préfet ou Madame la préfète du département"]}


def _period(actor: Actor, about: UUID) -> dict[str, Any]:
    tenancy = get_tenancy(actor, about)
    period = awaited_period(tenancy)
    return of_three(actor, tenancy) | {
        "period_ends_on": formats.day(period.ends_on if period else None),
        "statement_by": formats.day(period.statement_due_on if period else None),
    }
