"""What a signature begins: a lease, a head lease with its sub-lease, a contract of occupation.

Each is one transaction: refuse, take the place in its calendar, open the tenancy to who lets and who manages, write,
record. Whoever of the parties records it, rows and shares are written in the name of the service that holds the case;
the event says who did.
"""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from palier.cases import sharing
from palier.cases.enums import CaseState, PersonKind
from palier.cases.models import Case, Person
from palier.cases.queries import get_case
from palier.homes.models import Home, Place, PlaceUse
from palier.homes.places import calendar
from palier.homes.places.of_home import place_of
from palier.organisations.enums import AccreditationKind
from palier.organisations.models import Accreditation, Organisation
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require
from palier.tenancies import empty, entries, housing, policies
from palier.tenancies.enums import Advance, InventoryKind, OutsideKind, Payer, Signatory, TenancyKind
from palier.tenancies.models import AgreementSignature, Deposit, HeadLease, Inventory, Tenancy
from palier.tenancies.terms import SubleaseTerms, Terms, Where


@transaction.atomic
def begin_lease(*, actor: Actor, case_id: UUID, said: Terms, at: datetime) -> Tenancy:
    """The household signed its own lease, here or outside the agreement.

    Raises Invalid for days or amounts that cannot be, for a home or place that is no partner's or taken that day, for
    a household that has a lease or a sub-lease on that day already; Refused for who is neither the holder of the case
    nor of the organisation that lets; Conflict on a closed case. Records `lease.begun`.
    """
    return _begin(actor, case_id, TenancyKind.LEASE, said, at)


@transaction.atomic
def begin_temporary_occupancy(*, actor: Actor, case_id: UUID, said: Terms, at: datetime) -> Tenancy:
    """The household signed a contract of occupation and arrives on `begins_on`; a lease may run beside.

    Raises as `begin_lease`, a lease on the same days excepted. Records `temporary_occupancy.begun`.
    """
    return _begin(actor, case_id, TenancyKind.TEMPORARY_OCCUPANCY, said, at)


@transaction.atomic
def begin_sublease(*, actor: Actor, case_id: UUID, said: SubleaseTerms, at: datetime) -> Tenancy:
    """The landlord let the home to the association, which sub-lets it to the household: both begin on one day.

    Raises as `begin_lease`, and Invalid without an accreditation of the association (L365-4) valid on the day of the
    signature, for a home allocated to it after that day, where the landlord, the association or an adult has not
    signed the agreement of the three. The household's HLM request stays alive: nothing here strikes it off. Records
    `sublease.begun`.
    """
    return _begin(actor, case_id, TenancyKind.SUBLEASE, said, at)


def _begin(actor: Actor, case_id: UUID, kind: TenancyKind, said: Terms, at: datetime) -> Tenancy:
    case = get_case(actor, case_id, lock=True)
    place = _place(case, said.where)
    parties = {place.landlord_id} if place else set()
    if isinstance(said, SubleaseTerms):
        parties.add(said.association)
    require(policies.may_begin(actor, case, parties), case=case.id)
    if case.state == CaseState.CLOSED:
        raise Conflict(_("This case is closed. Open a new one from its facts."))
    with acting(sharing.in_the_name_of_holder(case)):
        again = Tenancy.objects.filter(id=said.id, case=case).first()
        if again:
            return again
        _refuse(case, kind, said, place)
    if place:
        association = said.association if isinstance(said, SubleaseTerms) else None
        empty.refuse_rented(place, association, said.begins_on)
        empty.take_over(place, said.begins_on)
    sharing.open_to_parties(case=case, organisations=parties, at=at)
    tenancy = _write(case, kind, said, place, at)
    if isinstance(said, SubleaseTerms):
        with acting(sharing.in_the_name_of_holder(case)):
            _write_head_lease(tenancy, said)
    changes = {"begins_on": said.begins_on.isoformat()}
    events.record(f"{kind.value}.begun", case=case.id, subject=tenancy.id, changes=changes)
    housing.settle(case, at)
    return tenancy


def _place(case: Case, where: Where) -> Place | None:
    """The place of one of the parties to the case's agreement; None outside."""
    if sum(one is not None for one in (where.place_id, where.home_id, where.outside)) != 1:
        raise Invalid(_("Say where: a place, a home of the stock or an outside home, one of them."))
    if where.outside:
        return None
    partner = {"landlord__places__agreement": case.agreement_id, "left_on": None}
    if where.place_id:
        found = Place.objects.filter(id=where.place_id, **partner).first()
    else:
        home = Home.objects.filter(id=where.home_id, **partner).first()
        found = place_of(home) if home else None
    if found is None:
        raise Invalid(fields={"where": _("No home or place of the partners' stock: look for it again.")})
    return found


def _refuse(case: Case, kind: TenancyKind, said: Terms, place: Place | None) -> None:
    """Everything that is wrong, at once."""
    fields = _wrong_amounts(said) | _wrong_days(kind, said)
    if kind != TenancyKind.TEMPORARY_OCCUPANCY and _titled(case, said.begins_on):
        fields["begins_on"] = _("The household has a lease or a sub-lease on that day: end it first.")
    outside = said.where.outside
    if outside and (not outside.provider.strip() or outside.kind not in OutsideKind.values):
        fields["where"] = _("Say who lets the outside home, and what it is.")
    if isinstance(said, SubleaseTerms):
        fields |= _wrong_sublease(case, said, place)
    if fields:
        raise Invalid(fields=fields)


def _wrong_amounts(said: Terms) -> dict[str, str]:
    amounts = {"rent": said.rent, "charges": said.charges, "deposit": said.deposit}
    if isinstance(said, SubleaseTerms):
        amounts |= {
            "head_rent": said.head_rent,
            "head_charges": said.head_charges,
            "head_deposit": said.head_deposit,
        }
    fields = {
        name: _("An amount of at least zero, in euros and cents.")
        for name, amount in amounts.items()
        if amount is not None and (amount < 0 or amount != round(amount, 2))
    }
    if not 1 <= said.instalments <= 36:
        fields["instalments"] = _("Between 1 and 36 payments.")
    return fields | wrong_advance(said.advanced_by, said.deposit)


def wrong_advance(advanced_by: str, deposit: Decimal | None) -> dict[str, str]:
    if advanced_by and (advanced_by not in Advance.values or not deposit):
        return {"advanced_by": _("Say who puts up the deposit, and how much it is.")}
    return {}


def _wrong_days(kind: TenancyKind, said: Terms) -> dict[str, str]:
    fields = {}
    if said.planned_until and said.planned_until <= said.begins_on:
        fields["planned_until"] = _("It is planned to last a day at least.")
    if said.insured_until and said.insured_until < said.begins_on:
        fields["insured_until"] = _("The insurance ends before the household comes in: ask for another certificate.")
    if kind == TenancyKind.LEASE and said.signed_on > said.begins_on:
        fields["begins_on"] = _("A lease begins on the day it is signed, or later.")
    return fields


def _titled(case: Case, day: date) -> bool:
    """Whether a lease or a sub-lease of the case runs on or after the day."""
    titles = Tenancy.objects.filter(case=case).exclude(kind=TenancyKind.TEMPORARY_OCCUPANCY)
    return titles.filter(ends_on=None).exists() or titles.filter(ends_on__gt=day).exists()


def _wrong_sublease(case: Case, said: SubleaseTerms, place: Place | None) -> dict[str, str]:
    fields = {}
    if place is None or place.home_id is None:
        fields["where"] = _("A sub-lease is of a landlord's home: choose it in the stock.")
    partner = Organisation.objects.filter(id=said.association, places__agreement=case.agreement_id)
    if not partner.exists() or (place and place.landlord_id == said.association):
        fields["association"] = _("Choose the association of the agreement that rents the home.")
    elif _accreditation(said) is None:
        fields["association"] = _(
            "This association has no accreditation for rental mediation (CCH L365-4) on the day of the signature:"
            " record it on its page first."
        )
    if said.committee_on > said.signed_on:
        fields["committee_on"] = _("The CALEOL gives the home to the association before the head lease is signed.")
    if said.landlord_signed_on is None or said.association_signed_on is None:
        fields["landlord_signed_on"] = _("The landlord and the association sign the agreement of the three.")
    adults = {person.id for person in _adults(case)}
    if adults != set(said.adults_signed):
        fields["adults_signed"] = _("Every adult of the household signs the agreement of the three, and nobody else.")
    return fields


def _accreditation(said: SubleaseTerms) -> Accreditation | None:
    valid = {"begins_on__lte": said.signed_on, "until__gte": said.signed_on}
    return Accreditation.objects.filter(organisation=said.association, kind=AccreditationKind.RENTAL, **valid).first()


def _write(case: Case, kind: TenancyKind, said: Terms, place: Place | None, at: datetime) -> Tenancy:
    use = occupy(place, said.begins_on, at) if place else None
    outside = said.where.outside
    with acting(sharing.in_the_name_of_holder(case)):
        names = titled_to(case)
    tenancy = Tenancy(
        id=said.id,
        case=case,
        kind=kind,
        place=place,
        place_use=use,
        provider_id=place.landlord_id if place else None,
        outside_provider=outside.provider.strip() if outside else "",
        outside_kind=outside.kind if outside else "",
        outside_commune_id=(outside.commune or None) if outside else None,
        titled_to=names,
        signed_on=said.signed_on,
        begins_on=said.begins_on,
        planned_until=said.planned_until,
        rent=said.rent,
        charges=said.charges,
        insured_until=said.insured_until,
    )
    with acting(sharing.in_the_name_of_holder(case)):
        save(tenancy)
        keep_deposit(tenancy, Payer.HOUSEHOLD, said.deposit, said.instalments, said.advanced_by)
        hold_inventory(tenancy, InventoryKind.HOUSEHOLD_IN, said.inventory_on)
        if kind == TenancyKind.LEASE:
            entries.welcome(tenancy)
    return tenancy


def occupy(place: Place, day: date, at: datetime) -> PlaceUse:
    """Raises Invalid, by the day that a signature asks for, where something else takes the place."""
    try:
        return calendar.occupy(place=place, arrival=day, at=at)
    except Invalid as taken:
        raise Invalid(fields={"begins_on": taken.fields["arrival"]}) from taken


def titled_to(case: Case) -> str:
    """The adults of the household, as the paper that they sign names them."""
    return ", ".join(str(person) for person in _adults(case))[:400]


def _adults(case: Case) -> QuerySet[Person]:
    return Person.objects.filter(case=case).exclude(kind=PersonKind.CHILD)


def save(tenancy: Tenancy) -> None:
    """Raises Conflict where another signature of the same household came first."""
    try:
        with transaction.atomic():
            tenancy.save(force_insert=True)
    except IntegrityError as error:
        if "one_lease_or_sublease_at_a_time" not in str(error):
            raise
        raise Conflict(_("Another lease or sub-lease of this household was signed meanwhile: look at it.")) from error


def keep_deposit(
    tenancy: Tenancy, payer: Payer, amount: Decimal | None, instalments: int = 1, advanced_by: str = ""
) -> None:
    if amount:
        Deposit.objects.create(
            case_id=tenancy.case_id,
            tenancy=tenancy,
            payer=payer,
            amount=amount,
            instalments=instalments,
            advanced_by=advanced_by,
        )


def hold_inventory(tenancy: Tenancy, kind: InventoryKind, held_on: date | None) -> None:
    if held_on:
        Inventory.objects.create(case_id=tenancy.case_id, tenancy=tenancy, kind=kind, held_on=held_on)


def _write_head_lease(tenancy: Tenancy, said: SubleaseTerms) -> None:
    HeadLease.objects.create(
        case_id=tenancy.case_id,
        sublease=tenancy,
        landlord_id=tenancy.provider_id,
        association_id=said.association,
        accreditation=_accreditation(said),
        committee_on=said.committee_on,
        signed_on=said.signed_on,
        begins_on=said.begins_on,
        rent=said.head_rent,
        charges=said.head_charges,
    )
    keep_deposit(tenancy, Payer.ASSOCIATION, said.head_deposit)
    hold_inventory(tenancy, InventoryKind.ASSOCIATION_IN, said.head_inventory_on)
    signed: Collection[tuple[Signatory, UUID | None, date | None]] = (
        (Signatory.LANDLORD, None, said.landlord_signed_on),
        (Signatory.ASSOCIATION, None, said.association_signed_on),
        *((Signatory.ADULT, person, day) for person, day in said.adults_signed.items()),
    )
    AgreementSignature.objects.bulk_create(
        AgreementSignature(case_id=tenancy.case_id, tenancy=tenancy, signatory=who, person_id=person, signed_on=day)
        for who, person, day in signed
    )
