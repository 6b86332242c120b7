"""The review of a sub-lease at the end of each period: its record, and what the landlord tells the préfet.

What a review recorded is printed as it was said; before it is held, what is known is printed and the rest left open.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from palier.cases.models import Case
from palier.messaging.letters.of_tenancies import of_three, subleases
from palier.messaging.letters.offer import Subject
from palier.platform.actor import Actor
from palier.tenancies.enums import ReviewParty, Wanted
from palier.tenancies.models import Review
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
    coming = awaited_period(tenancy)
    held = tenancy.reviews.filter(number=coming.number).first() if coming else None
    return (
        _held(held)
        | of_three(actor, tenancy)
        | {
            "period_ends_on": formats.day(coming.ends_on if coming else None),
            "statement_by": formats.day(coming.statement_due_on if coming else None),
        }
    )


def _held(review: Review | None) -> dict[str, Any]:
    """What the review of the period recorded; each part empty while it is not held or not told."""
    if review is None:
        return {"held_on": "", "account": "", "positions": [], "told": "", "why_not": ""}
    known = review.prepared
    owed = formats.money(Decimal(known["owed"]) / 100)
    positions = {one.party: one for one in review.positions.all()}
    landlord = positions[ReviewParty.LANDLORD]
    proposes = landlord.wants == Wanted.LEASE
    # Absent, it has still to say what it proposes.
    told = "" if landlord.wants == Wanted.ABSENT else "lease" if proposes else "no_lease"
    return {
        "held_on": formats.day(review.held_on),
        "account": f"{known['paid']} mois payés sur {known['called']}, {owed} dus",
        "positions": [{"party": one.party, "wants": one.wants, "words": one.words} for one in positions.values()],
        "told": told,
        "why_not": landlord.words if told == "no_lease" else "",
    }
