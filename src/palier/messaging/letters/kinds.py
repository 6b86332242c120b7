"""The letters there are: for each its audience, its template, what it may be made about, and what it says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.messaging.enums import LetterKind
from palier.messaging.letters import of_cases, of_mandates, of_tenancies
from palier.messaging.letters.offer import Subject
from palier.platform.actor import Actor
from palier.platform.errors import Missing


@dataclass(frozen=True)
class Kind:
    """`subjects`: what the actor may make it about, now. `values`: what it says, everything already in words."""

    audience: Audience
    subjects: Callable[[Actor, Case], Iterable[Subject]]
    values: Callable[[Actor, Case, UUID, date], dict[str, Any]]


KINDS: dict[LetterKind, Kind] = {
    LetterKind.CANDIDATE_SHEET: Kind(Audience.FILE, of_cases.held, of_cases.candidate_sheet),
    LetterKind.CLOSING: Kind(Audience.SOCIAL, of_cases.closed, of_cases.closing),
    LetterKind.MANDATE_ORDER: Kind(Audience.SOCIAL, of_mandates.ordered, of_mandates.order),
    LetterKind.MANDATE_ACCEPTANCE: Kind(Audience.SOCIAL, of_mandates.accepted, of_mandates.acceptance),
    LetterKind.CONTRACT_OF_OCCUPATION: Kind(
        Audience.TENANCY, of_tenancies.occupancies, of_tenancies.contract_of_occupation
    ),
    LetterKind.SUBLEASE: Kind(Audience.TENANCY, of_tenancies.subleases, of_tenancies.sublease),
    LetterKind.TRIPARTITE_AGREEMENT: Kind(Audience.TENANCY, of_tenancies.subleases, of_tenancies.tripartite_agreement),
}


def offered(actor: Actor, case: Case) -> list[tuple[LetterKind, Subject]]:
    """What the actor may make of a case today."""
    return [(kind, subject) for kind, one in KINDS.items() for subject in one.subjects(actor, case)]


def kind_of(actor: Actor, case: Case, kind: str, about: UUID) -> Kind:
    """Raises Missing for a letter that the actor may not make about that."""
    one = KINDS.get(kind)
    if one is None or about not in {subject.id for subject in one.subjects(actor, case)}:
        raise Missing(case=case.id)
    return one
