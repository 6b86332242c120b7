"""The letters there are: for each its audience, its template, what it may be made about, and what it says."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import open_shares
from palier.messaging.enums import LetterKind
from palier.messaging.letters import of_candidacies, of_cases, of_mandates, of_readiness, of_reviews, of_tenancies
from palier.messaging.letters.offer import Subject
from palier.platform.actor import Actor
from palier.platform.errors import Missing


@dataclass(frozen=True)
class Kind:
    """`subjects`: what the actor may make it about, now. `values`: what it says, everything already in words.

    `nameless`: the audience of one made by who reads the case so far only, names left open on the paper.
    """

    audience: Audience
    subjects: Callable[[Actor, Case], Iterable[Subject]]
    values: Callable[[Actor, Case, UUID, date], dict[str, Any]]
    nameless: Audience | None = None

    def audience_for(self, opened: Collection[str]) -> Audience | None:
        """That of a letter made by somebody to whom the case opens these; None where she may not make it."""
        return next((one for one in (self.audience, self.nameless) if one in opened), None)


KINDS: dict[LetterKind, Kind] = {
    LetterKind.CANDIDATE_SHEET: Kind(Audience.FILE, of_cases.held, of_cases.candidate_sheet),
    LetterKind.MISSING_PAPERS: Kind(Audience.FILE, of_cases.awaited, of_cases.missing_papers),
    LetterKind.CLOSING: Kind(Audience.SOCIAL, of_cases.closed, of_cases.closing),
    LetterKind.MANDATE_ORDER: Kind(Audience.SOCIAL, of_mandates.ordered, of_mandates.order),
    LetterKind.MANDATE_ACCEPTANCE: Kind(Audience.SOCIAL, of_mandates.accepted, of_mandates.acceptance),
    LetterKind.CONTRACT_OF_OCCUPATION: Kind(
        Audience.TENANCY, of_tenancies.occupancies, of_tenancies.contract_of_occupation
    ),
    LetterKind.SUBLEASE: Kind(Audience.TENANCY, of_tenancies.subleases, of_tenancies.sublease),
    LetterKind.TRIPARTITE_AGREEMENT: Kind(Audience.TENANCY, of_tenancies.subleases, of_tenancies.tripartite_agreement),
    LetterKind.OFFER: Kind(Audience.FILE, of_candidacies.to_offer, of_candidacies.offer, nameless=Audience.ENVELOPE),
    LetterKind.OFFER_REMINDER: Kind(
        Audience.FILE, of_candidacies.offered, of_candidacies.offer_reminder, nameless=Audience.ENVELOPE
    ),
    LetterKind.REFUSAL: Kind(Audience.FILE, of_candidacies.decided_against, of_candidacies.refusal),
    LetterKind.READINESS_CERTIFICATE: Kind(Audience.FILE, of_readiness.in_force, of_readiness.certificate),
    LetterKind.SLIDE_PACK: Kind(Audience.FILE, of_candidacies.slides, of_candidacies.slide_pack),
    LetterKind.REVIEW_RECORD: Kind(Audience.TENANCY, of_reviews.reviewed, of_reviews.record),
    LetterKind.PREFECT_STATEMENT: Kind(Audience.TENANCY, of_reviews.told_by_the_landlord, of_reviews.statement),
}


def offered(actor: Actor, case: Case) -> list[tuple[LetterKind, Subject]]:
    """What the actor may make of a case today."""
    opened = _opened(actor, case)
    kinds = [(kind, one) for kind, one in KINDS.items() if one.audience_for(opened)]
    return [(kind, subject) for kind, one in kinds for subject in one.subjects(actor, case)]


def kind_of(actor: Actor, case: Case, kind: str, about: UUID) -> tuple[Kind, Audience]:
    """With the audience of the letter. Raises Missing for one that the actor may not make about that."""
    one = KINDS.get(kind)
    audience = one.audience_for(_opened(actor, case)) if one else None
    if one is None or audience is None or about not in {subject.id for subject in one.subjects(actor, case)}:
        raise Missing(case=case.id)
    return one, audience


def _opened(actor: Actor, case: Case) -> set[str]:
    return set(open_shares(actor).filter(case=case).values_list("audience", flat=True))
