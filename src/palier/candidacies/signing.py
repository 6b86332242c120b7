"""The signature: the household's title begins, the home is let, and whoever else was in line is told."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.candidacies import policies
from palier.candidacies.decisions import end_ranks
from palier.candidacies.enums import CandidacyKind, CandidacyState, OutsideHomeKind
from palier.candidacies.models import Candidacy
from palier.candidacies.moves import end_others, move, refuse_day, refuse_gone, refuse_move, settle_shares
from palier.candidacies.queries import lock_candidacy
from palier.cases.elsewhere import strike_off
from palier.cases.enums import PersonKind, StruckFor
from palier.cases.models import Person
from palier.cases.sharing import in_the_name_of_holder
from palier.organisations.enums import OrganisationKind
from palier.organisations.models import Organisation
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.tenancies.enums import OutsideKind
from palier.tenancies.signing import begin_lease, begin_sublease
from palier.tenancies.slides import OwnLease, slide
from palier.tenancies.terms import OutsideHome, SubleaseTerms, Terms, Where

S = CandidacyState
OUTSIDE = {
    OutsideHomeKind.HLM: OutsideKind.OTHER_LANDLORD,
    OutsideHomeKind.PRIVATE: OutsideKind.PRIVATE,
    OutsideHomeKind.ASSOCIATION: OutsideKind.ASSOCIATION,
}


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What was signed. Amounts in euros a month; `deposit` once, what the household pays.

    Of a sub-lease also the head lease, and that the agreement of the three bears every signature, on the same day. Of a
    slide also the insurance, the three-party inventory and what is given back of the two deposits.
    """

    on: date
    begins_on: date
    rent: Decimal
    charges: Decimal = Decimal(0)
    deposit: Decimal | None = None
    head_rent: Decimal | None = None
    head_charges: Decimal | None = None
    head_deposit: Decimal | None = None
    agreement_signed: bool = False
    instalments: int = 1
    advanced_by: str = ""
    insured_until: date | None = None
    inventory_on: date | None = None
    returned: Decimal = Decimal(0)
    head_returned: Decimal = Decimal(0)


@transaction.atomic
def sign(*, actor: Actor, candidacy_id: UUID, signed: Signed, at: datetime) -> Candidacy:
    """The lease, or head lease and sub-lease, is signed: the title begins, the other ranks and those on hold end now.

    For a slide, the sub-lease becomes the household's lease in the same transaction. Raises as `begin_lease`,
    `begin_sublease` and `tenancies.slides.slide` for what cannot be signed: nothing is written then.
    """
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.SIGNED)
    refuse_gone(candidacy)
    refuse_day("on", signed.on, candidacy.answered_on, at.astimezone(clock.PARIS).date())
    _begin(actor, candidacy, signed, at)
    candidacy.signed_on = candidacy.ended_on = signed.on
    move(candidacy, S.SIGNED, "candidacy.signed")
    if _serves_the_request(candidacy):
        strike_off(candidacy.case, signed.on, StruckFor.ALLOCATED)
    if candidacy.vacancy:
        end_ranks(candidacy.vacancy, signed.on, at)
    end_others(candidacy, signed.on, at)
    settle_shares(candidacy, at)
    return candidacy


def _serves_the_request(candidacy: Candidacy) -> bool:
    """An HLM lease does, a slide too; a sub-lease leaves the request alive, a private home does not touch it."""
    if candidacy.kind == CandidacyKind.SUBLEASE:
        return False
    return candidacy.home_id is not None or candidacy.outside_kind == OutsideHomeKind.HLM


def _begin(actor: Actor, candidacy: Candidacy, signed: Signed, at: datetime) -> None:
    """The title bears the id of the candidacy: one signature, one title."""
    if candidacy.kind == CandidacyKind.SLIDE:
        slide(
            actor=actor,
            case=candidacy.case,
            sublease_id=candidacy.sublease_id,
            said=_own_lease(candidacy, signed),
            at=at,
        )
        return
    said = {
        "id": candidacy.id,
        "where": _where(candidacy),
        "signed_on": signed.on,
        "begins_on": signed.begins_on,
        "rent": signed.rent,
        "charges": signed.charges,
        "deposit": signed.deposit,
        "instalments": signed.instalments,
        "advanced_by": signed.advanced_by,
    }
    if candidacy.kind == CandidacyKind.LEASE:
        begin_lease(actor=actor, case_id=candidacy.case_id, said=Terms(**said), at=at)
    elif candidacy.kind == CandidacyKind.SUBLEASE:
        terms = SubleaseTerms(**said, **_sublease(candidacy, signed))
        begin_sublease(actor=actor, case_id=candidacy.case_id, said=terms, at=at)


def _own_lease(candidacy: Candidacy, signed: Signed) -> OwnLease:
    """The CALEOL's day and the right are the candidacy's: nobody types them again."""
    return OwnLease(
        id=candidacy.id,
        committee_on=candidacy.decided_on,
        counted_for=candidacy.designated_right,
        signed_on=signed.on,
        begins_on=signed.begins_on,
        rent=signed.rent,
        charges=signed.charges,
        deposit=signed.deposit,
        instalments=signed.instalments,
        advanced_by=signed.advanced_by,
        insured_until=signed.insured_until,
        inventory_on=signed.inventory_on,
        returned=signed.returned,
        head_returned=signed.head_returned,
    )


def _where(candidacy: Candidacy) -> Where:
    if candidacy.home_id:
        return Where(home_id=candidacy.home_id)
    kind = OUTSIDE[OutsideHomeKind(candidacy.outside_kind)]
    commune = candidacy.outside_commune_id or ""
    return Where(outside=OutsideHome(provider=candidacy.outside_provider, kind=kind, commune=commune))


def _sublease(candidacy: Candidacy, signed: Signed) -> dict[str, object]:
    wrong: dict[str, object] = {}
    if signed.head_rent is None:
        wrong["head_rent"] = _("Say what the association pays the landlord.")
    if not signed.agreement_signed:
        wrong["agreement_signed"] = _(
            "Landlord, association and every adult sign the agreement of the three (CCH L442-8-3): have it signed."
        )
    association = Organisation.objects.filter(
        kind=OrganisationKind.ASSOCIATION, places__agreement=candidacy.case.agreement_id
    ).first()
    if association is None:
        wrong["agreement_signed"] = _(
            "No association has signed the agreement: nobody can rent the home to sub-let it."
        )
    if wrong:
        raise Invalid(fields=wrong)
    # Their names are the file's, which the decision closed to the landlord; that each signed is not.
    with acting(in_the_name_of_holder(candidacy.case)):
        adults = (
            Person.objects.filter(case=candidacy.case_id).exclude(kind=PersonKind.CHILD).values_list("id", flat=True)
        )
        adults_signed = dict.fromkeys(adults, signed.on)
    return {
        "association": association.id if association else None,
        "committee_on": candidacy.decided_on,
        "head_rent": signed.head_rent,
        "head_charges": signed.head_charges or Decimal(0),
        "head_deposit": signed.head_deposit,
        "landlord_signed_on": signed.on,
        "association_signed_on": signed.on,
        "adults_signed": adults_signed,
    }
