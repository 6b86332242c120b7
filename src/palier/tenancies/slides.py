"""The slide: the sub-lease becomes the household's own lease, in one transaction, or nothing of it.

The home is allocated again, to the household (CCH L442-8-3 and R441-1): a decision of the CALEOL, an HLM request alive
on the day. It slides on the first of a month, because the housing benefit is monthly.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.cases import sharing
from palier.cases.elsewhere import renewal
from palier.cases.enums import System
from palier.cases.facts import Identifier
from palier.homes.enums import Reserver
from palier.homes.places import calendar
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.tenancies import keeping, signing
from palier.tenancies.enums import (
    InventoryKind,
    Payer,
    SlideDecision,
    TenancyEnd,
    TenancyKind,
)
from palier.tenancies.models import Deposit, HeadLease, Slide, Tenancy


@dataclass(frozen=True, kw_only=True)
class OwnLease:
    """What the household's lease says. `inventory_on`: the three-party inventory. `returned` and `head_returned`: what
    the association gives back to the household and the landlord to the association, of their deposits.
    """

    id: UUID
    signed_on: date
    rent: Decimal
    charges: Decimal = Decimal(0)
    deposit: Decimal | None = None
    instalments: int = 1
    insured_until: date
    inventory_on: date
    returned: Decimal = Decimal(0)
    head_returned: Decimal = Decimal(0)


@transaction.atomic
def decide(
    *,
    actor: Actor,
    sublease_id: UUID,
    committee_on: date,
    decision: str,
    words: str = "",
    condition_until: date | None = None,
    at: datetime,
) -> Slide:
    """What the CALEOL decided of the slide: granted, granted on a condition by a day, or not, with its reasons.

    Not granted, the sub-lease goes on as it was. Raises Invalid for a condition without its day, a refusal without
    reasons; Conflict while an earlier decision still waits for the slide.
    """
    sublease = _sublease(actor, sublease_id)
    keeping.not_to_come(committee_on, at, "committee_on")
    conditional = decision == SlideDecision.GRANTED_IF
    fields = {}
    if decision not in SlideDecision.values:
        fields["decision"] = _("Say what the CALEOL decided.")
    if (decision == SlideDecision.GRANTED) == bool(words.strip()):
        fields["words"] = _("Write the reasons of a refusal, or the condition, and then only.")
    if conditional != (condition_until is not None) or (condition_until and condition_until < committee_on):
        fields["condition_until"] = _("Say by when the condition is met, where there is one.")
    last = sublease.slides.last()
    if committee_on < sublease.begins_on or (last and committee_on <= last.committee_on):
        fields["committee_on"] = _(
            "The CALEOL decides of a slide after the sub-lease began, and after its last decision."
        )
    if fields:
        raise Invalid(fields=fields)
    if last and (last.decision == SlideDecision.GRANTED or last.condition_met_on):
        raise Conflict(_("The CALEOL granted the slide already: record the slide."))
    made = Slide.objects.create(
        case_id=sublease.case_id,
        sublease=sublease,
        committee_on=committee_on,
        decision=decision,
        words=words.strip(),
        condition_until=condition_until,
    )
    keeping.record("slide.decided", sublease, decision, committee_on=committee_on)
    return made


@transaction.atomic
def meet_condition(*, actor: Actor, sublease_id: UUID, met_on: date, at: datetime) -> Slide:
    """The condition of the last decision is met. Raises Invalid after its day: the CALEOL decides again."""
    sublease = _sublease(actor, sublease_id)
    decided = sublease.slides.filter(decision=SlideDecision.GRANTED_IF, lease=None).last()
    if decided is None:
        raise Conflict(_("No condition is awaited."))
    keeping.not_to_come(met_on, at, "met_on")
    if met_on > decided.condition_until:
        raise Invalid(fields={"met_on": _("The day of the condition is past: the CALEOL decides again.")})
    decided.condition_met_on = met_on
    decided.save(update_fields=["condition_met_on"])
    keeping.record("slide.condition_met", sublease, met_on=met_on)
    return decided


@transaction.atomic
def slide(*, actor: Actor, sublease_id: UUID, on: date, said: OwnLease, counted_for: str, at: datetime) -> Tenancy:
    """The sub-lease ends, the head lease ends and the household's lease begins, all on `on`.

    Refused without a decision of the CALEOL that grants it, its condition met; without an HLM request alive on that
    day; on another day than the first of a month; without the insurance and the three-party inventory. The request is
    struck off in the record, counted for the reserver `counted_for`. Sent twice, it is one.
    """
    sublease = keeping.kept(actor, sublease_id, running=False)
    again = Tenancy.objects.filter(id=said.id, follows=sublease).first()
    if again:
        return again
    sublease = _sublease(actor, sublease_id)
    decided = _granted(sublease)
    request = _request(sublease, on)
    _refuse(sublease, decided, request, on, said, counted_for)
    keeping.close(sublease, on, TenancyEnd.SLID, at)
    lease = _begin(sublease, on, said, at)
    _give_back(sublease, on, said)
    decided.lease, decided.slid_on, decided.counted_for = lease, on, counted_for
    decided.request_number = request.number if request else ""
    decided.save()
    parties = {sublease.head_lease.association_id}
    sharing.close_to_parties(case=sublease.case, organisations=parties, ends_on=on, at=at)
    keeping.record("sublease.slid", sublease, counted_for, on=on)
    return lease


def _granted(sublease: Tenancy) -> Slide:
    """The decision that lets it slide. Raises Conflict without one."""
    decided = sublease.slides.filter(lease=None).last()
    if decided is None or decided.decision == SlideDecision.NOT_GRANTED:
        raise Conflict(_("No slide without a decision of the CALEOL that grants it: record the decision first."))
    if decided.decision == SlideDecision.GRANTED_IF and decided.condition_met_on is None:
        raise Conflict(_("The CALEOL granted it on a condition: say when it was met, before the slide."))
    return decided


def _request(sublease: Tenancy, on: date) -> Identifier | None:
    """The household's HLM request (NUR), where it is alive on the day."""
    with acting(sharing.in_the_name_of_holder(sublease.case)):
        for one in Identifier.objects.filter(case=sublease.case, system=System.NUR):
            deadline = renewal(one)
            if deadline and deadline.due_on and deadline.due_on >= on:
                return one
    return None


def _refuse(
    sublease: Tenancy, decided: Slide, request: Identifier | None, on: date, said: OwnLease, counted_for: str
) -> None:
    fields = {}
    if on.day != 1:
        fields["on"] = _("A slide is on the first of a month: the housing benefit is monthly.")
    elif on < decided.committee_on or on <= sublease.begins_on:
        fields["on"] = _("A slide comes after the CALEOL and after the sub-lease began.")
    if request is None:
        fields["on"] = _(
            "The household has no HLM request (NUR) alive on that day: renew it, and write its renewal in the numbers"
            " elsewhere."
        )
    if said.signed_on > on:
        fields["signed_on"] = _("A lease begins on the day it is signed, or later.")
    if said.insured_until < on:
        fields["insured_until"] = _("The insurance ends before the household comes in: ask for another certificate.")
    if counted_for not in Reserver.values:
        fields["counted_for"] = _("Say on whose right the request is struck off.")
    for name, payer in (("returned", Payer.HOUSEHOLD), ("head_returned", Payer.ASSOCIATION)):
        paid = next((one.amount for one in sublease.deposits.all() if one.payer == payer), Decimal(0))
        if not 0 <= getattr(said, name) <= paid:
            fields[name] = _("Between zero and what was paid.")
    if said.rent < 0 or said.charges < 0 or (said.deposit or 0) < 0:
        fields["rent"] = _("An amount of at least zero, in euros and cents.")
    if fields:
        raise Invalid(fields=fields)


def _begin(sublease: Tenancy, on: date, said: OwnLease, at: datetime) -> Tenancy:
    """The lease, in the same place from the very day."""
    use = calendar.occupy(place=sublease.place, arrival=on, at=at)
    with acting(sharing.in_the_name_of_holder(sublease.case)):
        names = signing.titled_to(sublease.case)
    lease = Tenancy(
        id=said.id,
        case=sublease.case,
        kind=TenancyKind.LEASE,
        place=sublease.place,
        place_use=use,
        provider_id=sublease.provider_id,
        titled_to=names,
        signed_on=said.signed_on,
        begins_on=on,
        rent=said.rent,
        charges=said.charges,
        insured_until=said.insured_until,
        follows=sublease,
    )
    signing.save(lease)
    signing.keep_deposit(lease, Payer.HOUSEHOLD, said.deposit, said.instalments)
    signing.hold_inventory(lease, InventoryKind.THREE_PARTY, said.inventory_on)
    return lease


def _give_back(sublease: Tenancy, on: date, said: OwnLease) -> None:
    back = {Payer.HOUSEHOLD: said.returned, Payer.ASSOCIATION: said.head_returned}
    for deposit in Deposit.objects.filter(tenancy=sublease, returned_on=None):
        deposit.returned, deposit.returned_on = back[Payer(deposit.payer)], on
        deposit.save(update_fields=["returned", "returned_on"])


def _sublease(actor: Actor, sublease_id: UUID) -> Tenancy:
    sublease = keeping.kept(actor, sublease_id)
    if sublease.kind != TenancyKind.SUBLEASE or not HeadLease.objects.filter(sublease=sublease).exists():
        raise Invalid(_("Only a sub-lease slides."))
    return sublease
