"""What is signed to live somewhere: the contract of occupation, the sub-lease, the agreement of the three.

Palier prepares the paper; the delays in it are those of the rules on the day of the signature.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases.enums import PersonKind
from palier.cases.models import Case, Person
from palier.cases.queries import rows_visible_to
from palier.homes.enums import LASTING_KINDS, ResidenceKind
from palier.messaging.letters.offer import Subject
from palier.platform.actor import Actor
from palier.rules.deadlines import review
from palier.rules.delays import delay_of
from palier.rules.sentences import sentences
from palier.tenancies import policies
from palier.tenancies.enums import Payer, Signatory, TenancyKind
from palier.tenancies.models import AgreementSignature, Deposit, Tenancy
from palier.tenancies.queries import get_tenancy, tenancies_of
from palier.ui import formats

# Homes of residences: CCH L633-1 to L633-5.
RESIDENCES = frozenset(
    {
        *(ResidenceKind.PENSION_DE_FAMILLE, ResidenceKind.RESIDENCE_ACCUEIL),
        *(ResidenceKind.RESIDENCE_SOCIALE, ResidenceKind.YOUNG_WORKERS_RESIDENCE),
    }
)
NOTICES = {
    "resident_notice": "deadline.resident_notice",
    "breach_notice": "deadline.operator_notice.breach",
    "end_notice": "deadline.operator_notice.end",
}


def occupancies(actor: Actor, case: Case) -> Iterable[Subject]:
    """Those of a place that the agreement knows: another operator has its own contract."""
    return _titles(actor, case, TenancyKind.TEMPORARY_OCCUPANCY)


def subleases(actor: Actor, case: Case) -> Iterable[Subject]:
    return _titles(actor, case, TenancyKind.SUBLEASE)


def _titles(actor: Actor, case: Case, kind: TenancyKind) -> Iterable[Subject]:
    for tenancy in tenancies_of(actor, case):
        if tenancy.kind == kind and tenancy.place and policies.may_keep(actor, tenancy):
            yield Subject(tenancy.id, f"{tenancy.place}, {formats.day(tenancy.begins_on)}")


def contract_of_occupation(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    tenancy = get_tenancy(actor, about)
    kind = tenancy.place.residence.kind if tenancy.place.residence else ""
    return _common(actor, tenancy) | {
        "title": "Contrat d’occupation",
        "operator": str(tenancy.provider),
        "residence": str(tenancy.place.residence or ""),
        "planned_until": formats.day(tenancy.planned_until),
        "of_a_residence": kind in RESIDENCES,
        "lasting": kind in LASTING_KINDS,
        **{name: delay_in_words(parameter, tenancy.signed_on) for name, parameter in NOTICES.items()},
    }


def sublease(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    return of_three(actor, get_tenancy(actor, about)) | {"title": "Contrat de sous-location"}


def tripartite_agreement(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    tenancy = get_tenancy(actor, about)
    signed = rows_visible_to(actor, AgreementSignature).filter(tenancy=tenancy)
    days = {row.person_id or row.signatory: formats.day(row.signed_on) for row in signed}
    adults = [{"name": full_name(one), "signed_on": days.get(one.id, "")} for one in adults_of(actor, tenancy.case)]
    return of_three(actor, tenancy) | {
        "title": "Convention tripartite",
        "landlord_signed_on": days.get(Signatory.LANDLORD, ""),
        "association_signed_on": days.get(Signatory.ASSOCIATION, ""),
        "adults_signed": adults,
    }


def of_three(actor: Actor, tenancy: Tenancy) -> dict[str, Any]:
    head, first = tenancy.head_lease, review(tenancy.signed_on, 1)
    statement = next((step.on for step in first.steps if step.code == "review.statement"), None)
    return _common(actor, tenancy) | {
        "landlord": str(tenancy.provider),
        "association": str(head.association),
        "rent_within_head_rent": tenancy.rent <= head.rent,
        "head_lease_on": formats.day(head.signed_on),
        "committee_on": formats.day(head.committee_on),
        "review_period": delay_in_words("deadline.review", tenancy.signed_on),
        "statement_delay": delay_in_words("deadline.landlord_notice", tenancy.signed_on),
        "first_review_on": formats.day(first.due_on),
        "first_statement_on": formats.day(statement),
    }


def _common(actor: Actor, tenancy: Tenancy) -> dict[str, Any]:
    place = tenancy.place
    deposit = rows_visible_to(actor, Deposit).filter(tenancy=tenancy, payer=Payer.HOUSEHOLD).first()
    return {
        "adults": [full_name(adult) for adult in adults_of(actor, tenancy.case)] or _as_titled(tenancy),
        "home": str(place),
        "address": ", ".join(filter(None, [place.address or str(place), str(place.commune or "")])),
        "surface": f"{formats.number(place.surface, 2)} m²" if place.surface else "",
        "signed_on": formats.day(tenancy.signed_on),
        "begins_on": formats.day(tenancy.begins_on),
        "rent": formats.money(tenancy.rent),
        "charges": formats.money(tenancy.charges),
        "total": formats.money(tenancy.rent + tenancy.charges),
        "deposit": formats.money(deposit.amount) if deposit else "",
        "instalments": deposit.instalments if deposit else 0,
        "insured_until": formats.day(tenancy.insured_until),
    }


def adults_of(actor: Actor, case: Case) -> list[Person]:
    """None for who does not read the file."""
    return list(rows_visible_to(actor, Person).filter(case=case).exclude(kind=PersonKind.CHILD))


def _as_titled(tenancy: Tenancy) -> list[str]:
    return [name for name in tenancy.titled_to.split(", ") if name]


def full_name(person: Person) -> str:
    return f"{person.first_name} {person.last_name.upper()}".strip()


def delay_in_words(parameter: str, day: date) -> str:
    """In words, as the law of the day has it; empty where no text was read."""
    delay = delay_of((parameter,), day)
    return sentences("fr").figure(delay.number, delay.unit) if delay else ""
