"""The slide: the sub-lease becomes the household's own lease, in one transaction, or nothing of it.

The home is allocated again, to the household (CCH L442-8-3 and R441-1): its candidacy for the home it lives in
(`palier.candidacies.slides`) says what the CALEOL decided; an HLM request is alive on the day. It slides on the first
of a month, because the housing benefit is monthly.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.cases import sharing
from palier.cases.elsewhere import renewal
from palier.cases.enums import System
from palier.cases.facts import Identifier
from palier.cases.models import Case
from palier.homes.enums import Reserver
from palier.homes.places import calendar
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.policy import require
from palier.tenancies import entries, keeping, policies, signing
from palier.tenancies.enums import InventoryKind, Payer, TenancyEnd, TenancyKind
from palier.tenancies.models import Deposit, Slide, Tenancy

NO_REQUEST = gettext_lazy(
    "The household has no HLM request (NUR) alive on that day: renew it, and write its renewal in the numbers"
    " elsewhere."
)


@dataclass(frozen=True, kw_only=True)
class OwnLease:
    """What the household's lease says, from `begins_on`. `committee_on`: the CALEOL that granted it; `counted_for`: the
    reserver on whose right. `inventory_on`: the three-party inventory. `returned` and `head_returned`: what the
    association gives back to the household and the landlord to the association, of their deposits.
    """

    id: UUID
    committee_on: date
    counted_for: str
    signed_on: date
    begins_on: date
    rent: Decimal
    charges: Decimal = Decimal(0)
    deposit: Decimal | None = None
    instalments: int = 1
    insured_until: date | None
    inventory_on: date | None
    returned: Decimal = Decimal(0)
    head_returned: Decimal = Decimal(0)


def running_sublease(case: Case, sublease_id: UUID, *, lock: bool = False) -> Tenancy:
    """The sub-lease of a case, while it runs, whoever of the parties asks. Raises Conflict once it has ended."""
    with acting(sharing.in_the_name_of_holder(case)):
        found = Tenancy.objects.filter(case=case, kind=TenancyKind.SUBLEASE).select_related(
            "case__holder", "place__home", "head_lease"
        )
        found = found.select_for_update(of=("self",)) if lock else found
        sublease = found.filter(id=sublease_id).first()
    if sublease is None:
        raise Missing(case=case.id)
    if not sublease.running:
        raise Conflict(_("The sub-lease has ended: nothing is left to slide."))
    return sublease


def living_request(case: Case, on: date) -> Identifier | None:
    """The household's HLM request (NUR), where it is alive on the day."""
    with acting(sharing.in_the_name_of_holder(case)):
        for one in Identifier.objects.filter(case=case, system=System.NUR):
            deadline = renewal(one)
            if deadline and deadline.due_on and deadline.due_on >= on:
                return one
    return None


@transaction.atomic
def slide(*, actor: Actor, case: Case, sublease_id: UUID, said: OwnLease, at: datetime) -> Tenancy:
    """The sub-lease ends, the head lease ends and the household's lease begins, all on `said.begins_on`.

    Called by the signature of the candidacy that the CALEOL granted: the database refuses it without. Raises Refused
    for who neither holds the case nor is of a party; Conflict once the sub-lease has ended; Invalid on another day than
    the first of a month, without an HLM request alive on it, an insurance that covers it or the three-party inventory.
    Written in the name of the holder: who decides of homes does not read tenancies.
    """
    sublease = running_sublease(case, sublease_id, lock=True)
    require(policies.may_keep(actor, sublease), case=case.id)
    request = living_request(case, said.begins_on)
    with acting(sharing.in_the_name_of_holder(case)):
        _refuse(sublease, request, said)
        keeping.close(sublease, said.begins_on, TenancyEnd.SLID, at)
        lease = _begin(sublease, said, at)
        _give_back(sublease, said)
        Slide.objects.create(
            case_id=case.id,
            sublease=sublease,
            lease=lease,
            committee_on=said.committee_on,
            slid_on=said.begins_on,
            request_number=request.number if request else "",
            counted_for=said.counted_for,
        )
    gone = keeping.without_title(sublease)
    sharing.close_to_parties(case=case, organisations=gone, ends_on=said.begins_on, at=at)
    keeping.record("sublease.slid", sublease, said.counted_for, on=said.begins_on)
    return lease


def _refuse(sublease: Tenancy, request: Identifier | None, said: OwnLease) -> None:
    fields, on = {}, said.begins_on
    if on.day != 1:
        fields["begins_on"] = _("A slide is on the first of a month: the housing benefit is monthly.")
    elif on < said.committee_on or on <= sublease.begins_on:
        fields["begins_on"] = _("A slide comes after the CALEOL and after the sub-lease began.")
    elif request is None:
        fields["begins_on"] = NO_REQUEST
    if said.signed_on > on:
        fields["on"] = _("A lease begins on the day it is signed, or later.")
    if said.insured_until is None or said.insured_until < on:
        fields["insured_until"] = _("The insurance ends before the household comes in: ask for another certificate.")
    if said.inventory_on is None or said.inventory_on > on:
        fields["inventory_on"] = _("The three hold the inventory before the lease begins: hold it, and say its day.")
    if said.counted_for not in Reserver.values:
        fields["begins_on"] = _("Say on whose right the request is struck off: the candidacy is designated on it.")
    for name, payer in (("returned", Payer.HOUSEHOLD), ("head_returned", Payer.ASSOCIATION)):
        paid = next((one.amount for one in sublease.deposits.all() if one.payer == payer), Decimal(0))
        if not 0 <= getattr(said, name) <= paid:
            fields[name] = _("Between zero and what was paid.")
    if said.rent < 0 or said.charges < 0 or (said.deposit or 0) < 0:
        fields["rent"] = _("An amount of at least zero, in euros and cents.")
    if fields:
        raise Invalid(fields=fields)


def _begin(sublease: Tenancy, said: OwnLease, at: datetime) -> Tenancy:
    """The lease, in the same place from the very day."""
    use = calendar.occupy(place=sublease.place, arrival=said.begins_on, at=at)
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
        begins_on=said.begins_on,
        rent=said.rent,
        charges=said.charges,
        insured_until=said.insured_until,
        follows=sublease,
    )
    signing.save(lease)
    signing.keep_deposit(lease, Payer.HOUSEHOLD, said.deposit, said.instalments)
    signing.hold_inventory(lease, InventoryKind.THREE_PARTY, said.inventory_on)
    entries.welcome(lease)
    return lease


def _give_back(sublease: Tenancy, said: OwnLease) -> None:
    back = {Payer.HOUSEHOLD: said.returned, Payer.ASSOCIATION: said.head_returned}
    for deposit in Deposit.objects.filter(tenancy=sublease, returned_on=None):
        deposit.returned, deposit.returned_on = back[Payer(deposit.payer)], said.begins_on
        deposit.save(update_fields=["returned", "returned_on"])
