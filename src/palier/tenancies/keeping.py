"""What happens while a title runs, and its end: insurance, inventories, deposits given back, notice, departure."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.cases import sharing
from palier.homes.places import calendar
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require
from palier.tenancies import policies
from palier.tenancies.enums import InventoryKind, NextHome, TenancyEnd, TenancyKind
from palier.tenancies.models import Deposit, HeadLease, Inventory, Tenancy
from palier.tenancies.queries import get_tenancy


@transaction.atomic
def insure(*, actor: Actor, tenancy_id: UUID, insured_until: date) -> Tenancy:
    """A certificate was seen: the last day it covers. Raises Invalid for one that ends before the title begins."""
    tenancy = kept(actor, tenancy_id)
    if insured_until < tenancy.begins_on:
        raise Invalid(
            fields={"insured_until": _("This certificate ends before the household came in: check the year.")}
        )
    tenancy.insured_until = insured_until
    tenancy.save(update_fields=["insured_until"])
    record("tenancy.insured", tenancy, insured_until=insured_until)
    return tenancy


@transaction.atomic
def record_inventory(*, actor: Actor, tenancy_id: UUID, kind: str, held_on: date, at: datetime) -> Inventory:
    """An inventory was held. Said again, it is corrected."""
    tenancy = kept(actor, tenancy_id, running=False)
    if kind not in InventoryKind.values:
        raise Invalid(fields={"kind": _("Say which inventory.")})
    not_to_come(held_on, at, "held_on")
    found, _new = Inventory.objects.update_or_create(
        case_id=tenancy.case_id, tenancy=tenancy, kind=kind, defaults={"held_on": held_on}
    )
    record("tenancy.inventory_held", tenancy, kind, held_on=held_on)
    return found


@transaction.atomic
def return_deposit(
    *, actor: Actor, tenancy_id: UUID, payer: str, returned: Decimal, returned_on: date, at: datetime
) -> Deposit:
    """What was given back of a deposit, after what is owed was taken off. Raises Invalid for more than was paid."""
    tenancy = kept(actor, tenancy_id, running=False)
    deposit = tenancy.deposits.filter(payer=payer).first()
    if deposit is None:
        raise Invalid(fields={"payer": _("No such deposit was paid.")})
    if not 0 <= returned <= deposit.amount:
        raise Invalid(fields={"returned": _("Between zero and what was paid.")})
    not_to_come(returned_on, at, "returned_on")
    deposit.returned, deposit.returned_on = returned, returned_on
    deposit.save(update_fields=["returned", "returned_on"])
    record("deposit.returned", tenancy, payer, returned_on=returned_on)
    return deposit


@transaction.atomic
def give_notice(*, actor: Actor, tenancy_id: UUID, notice_on: date, leaves_on: date) -> Tenancy:
    """The household said that it will leave, or was told to: a date, that ends nothing by itself."""
    tenancy = kept(actor, tenancy_id)
    if leaves_on < notice_on:
        raise Invalid(fields={"leaves_on": _("One leaves after the notice: check the two days.")})
    tenancy.notice_on, tenancy.leaves_on = notice_on, leaves_on
    tenancy.save(update_fields=["notice_on", "leaves_on"])
    record("tenancy.notice_given", tenancy, leaves_on=leaves_on)
    return tenancy


@transaction.atomic
def end(
    *,
    actor: Actor,
    tenancy_id: UUID,
    ends_on: date,
    ending: str,
    at: datetime,
    next_home: str = "",
    keeps_home: bool = False,
) -> Tenancy:
    """The household has left: `ends_on` is the first day without it, its place free again, and a head lease over.

    `keeps_home`: the association goes on renting the home of a sub-lease, empty, for the next household.
    Raises Invalid for a day before the second one, an end that is a slide (`slides.slide`), or for a contract of
    occupation that does not say where the household goes; Conflict when it has ended already.
    """
    tenancy = kept(actor, tenancy_id)
    fields = {}
    if ends_on <= tenancy.begins_on:
        fields["ends_on"] = _("A title lasts a day at least: check the year.")
    if ending not in TenancyEnd.values or ending == TenancyEnd.SLID:
        fields["ending"] = _("Say how it ended; a slide has an act of its own.")
    temporary = tenancy.kind == TenancyKind.TEMPORARY_OCCUPANCY
    if temporary != (next_home in NextHome.values):
        fields["next_home"] = _("Say where the household goes when it leaves a temporary home, and then only.")
    if keeps_home and tenancy.kind != TenancyKind.SUBLEASE:
        fields["keeps_home"] = _("Only the home of a sub-lease is kept by an association.")
    if fields:
        raise Invalid(fields=fields)
    tenancy.next_home = next_home
    close(tenancy, ends_on, ending, at, keeps_home=keeps_home)
    sharing.close_to_parties(case=tenancy.case, organisations=without_title(tenancy), ends_on=ends_on, at=at)
    record(f"{tenancy.kind}.ended", tenancy, ending, ends_on=ends_on)
    return tenancy


def close(tenancy: Tenancy, ends_on: date, ending: str, at: datetime, *, keeps_home: bool = False) -> None:
    """The title, its head lease unless the home is kept, and its days in the calendar end together."""
    tenancy.ends_on, tenancy.ending = ends_on, ending
    tenancy.save()
    if not keeps_home:
        HeadLease.objects.filter(sublease=tenancy).update(ends_on=ends_on)
    if tenancy.place_use_id and tenancy.provider_id:
        calendar.vacate(use_id=tenancy.place_use_id, owner=tenancy.provider_id, on=ends_on, at=at)
        if keeps_home:
            calendar.hold(place=tenancy.place, arrival=ends_on, titled=True)


def without_title(tenancy: Tenancy) -> Iterable[UUID]:
    """Of the parties, those that no longer let or manage anything to this household."""
    with acting(sharing.in_the_name_of_holder(tenancy.case)):
        running = Tenancy.objects.filter(case=tenancy.case, ends_on=None).select_related("head_lease")
        others = [policies.parties_of(other) for other in running]
    return policies.parties_of(tenancy).difference(*others)


def kept(actor: Actor, tenancy_id: UUID, *, running: bool = True) -> Tenancy:
    """The title under lock, if she may write it. Raises Conflict for one that has ended, unless told otherwise."""
    tenancy = get_tenancy(actor, tenancy_id, lock=True)
    require(policies.may_keep(actor, tenancy), case=tenancy.case_id)
    if running and not tenancy.running:
        raise Conflict(_("This title has ended: look at the page again."))
    return tenancy


def not_to_come(day: date, at: datetime, field: str) -> None:
    if day > at.astimezone(clock.PARIS).date():
        raise Invalid(fields={field: _("This day is still to come: check the year.")})


def record(kind: str, tenancy: Tenancy, reason: str = "", **days: date) -> None:
    """An event that those who read the tenancy read: codes and days, no amount."""
    record_of(tenancy.case_id, tenancy.id, kind, reason, **days)


def record_of(case: UUID, subject: UUID, kind: str, reason: str = "", **days: date) -> None:
    """The same of what is no title."""
    changes = {name: day.isoformat() for name, day in days.items()}
    events.record(kind, case=case, subject=subject, audience=Tenancy.AUDIENCE, reason=reason, changes=changes)
