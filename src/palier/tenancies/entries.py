"""After the lease of a ready or slid household: the landlord's support at the entry, and the news of a year.

The days are what the landlord promised (practice, no law): a visit within thirty days, a call within ninety, a phone
call within five working days of a first missed payment, before any letter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.accounts.models import User
from palier.cases.enums import CaseState, Outcome
from palier.cases.models import Case
from palier.cases.queries import get_case
from palier.organisations.enums import OrganisationKind
from palier.organisations.models import Membership
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require
from palier.rules.days import months_later
from palier.rules.legal_days import next_working_day
from palier.tenancies import keeping, policies
from palier.tenancies.entry_models import NEWS_MONTHS
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import EntryAct, EntrySupport, News, Readiness, Tenancy
from palier.tenancies.readiness_enums import EntryActKind, EntryObstacle, EntryReason, NewsSituation, ReadinessState

K = EntryActKind
AFTER = {K.WELCOME_VISIT: timedelta(days=30), K.CALL: timedelta(days=90)}
WORKING_DAYS = 5


def welcome(lease: Tenancy) -> None:
    """A lease was signed: the certificate in force led to it, and the landlord owes its support. In the name of the
    holder, in the transaction of the signature.
    """
    ready = Readiness.objects.select_for_update().filter(case=lease.case_id, state=ReadinessState.SIGNED).first()
    valid = ready is not None and ready.signed_on <= lease.signed_on <= ready.valid_until
    if ready and ready.signed_on <= lease.signed_on:
        ready.state, ready.lease, ready.ended_on = ReadinessState.HOUSED, lease, lease.signed_on
        ready.save(update_fields=["state", "lease", "ended_on"])
    if lease.provider is None or lease.provider.kind != OrganisationKind.LANDLORD or not (valid or lease.follows_id):
        return
    because = EntryReason.SLID if lease.follows_id else EntryReason.READY
    EntrySupport.objects.create(case_id=lease.case_id, tenancy=lease, because=because)
    EntryAct.objects.bulk_create(
        EntryAct(case_id=lease.case_id, tenancy=lease, kind=kind, since=lease.begins_on, due_on=lease.begins_on + after)
        for kind, after in AFTER.items()
    )


def contacts(tenancy: Tenancy, on: date) -> list[User]:
    """Those of the landlord who may be the household's named contact on a day."""
    members = Membership.objects.filter(
        service__organisation=tenancy.provider_id, role__in=policies.SIGNERS, started_on__lte=on
    ).exclude(ended_on__lte=on)
    return list(User.objects.filter(id__in=members.values("user")).order_by("last_name", "first_name", "id"))


@transaction.atomic
def name_contact(
    *, actor: Actor, tenancy_id: UUID, contact: UUID, payment_day: int | None, at: datetime
) -> EntrySupport:
    """Who of the landlord the household calls, and the day of the month it pays on. Said again, it is corrected."""
    tenancy = _supported(actor, tenancy_id)
    fields = {}
    if contact not in {user.id for user in contacts(tenancy, at.astimezone(clock.PARIS).date())}:
        fields["contact"] = _("Choose somebody of the landlord who may sign or follow its leases.")
    if payment_day is not None and not 1 <= payment_day <= 28:
        fields["payment_day"] = _("A day that every month has: from 1 to 28.")
    if fields:
        raise Invalid(fields=fields)
    entry = tenancy.entry
    entry.contact_id, entry.payment_day = contact, payment_day
    entry.save(update_fields=["contact", "payment_day"])
    keeping.record("entry.contact_named", tenancy)
    return entry


@transaction.atomic
def settle(
    *, actor: Actor, tenancy_id: UUID, kind: str, done_on: date | None, not_done: str, words: str, at: datetime
) -> EntryAct:
    """An act was done on a day, or not, for a reason. Done after all, it is corrected. Raises Invalid by its field."""
    tenancy = _supported(actor, tenancy_id)
    found = EntryAct.objects.select_for_update().filter(tenancy=tenancy, kind=kind).first()
    fields = {}
    if found is None:
        fields["kind"] = _("Nothing of the kind is awaited.")
    if (done_on is None) == (not_done not in EntryObstacle.values):
        fields["done_on"] = _("Say on which day it was done or, if it was not, why: one of the two.")
    elif found and done_on and not found.since <= done_on <= at.astimezone(clock.PARIS).date():
        fields["done_on"] = _("Between the day it began and today: check the year.")
    if fields:
        raise Invalid(fields=fields)
    found.done_on, found.not_done, found.words = done_on, not_done, words.strip()
    found.save(update_fields=["done_on", "not_done", "words"])
    keeping.record("entry.settled" if done_on else "entry.not_done", tenancy, kind)
    return found


@transaction.atomic
def miss_payment(*, actor: Actor, tenancy_id: UUID, noticed_on: date, at: datetime) -> EntryAct:
    """The first payment that did not come: the household is called within five working days, before any letter.

    Raises Invalid for a day before the lease or to come; Conflict where one was reported already.
    """
    tenancy = _supported(actor, tenancy_id)
    keeping.not_to_come(noticed_on, at, "noticed_on")
    if noticed_on < tenancy.begins_on:
        raise Invalid(fields={"noticed_on": _("Nothing is due before the lease begins: check the year.")})
    if tenancy.entry_acts.filter(kind=K.MISSED_PAYMENT).exists():
        raise Conflict(_("A first missed payment is written already."))
    due_on = working_days_after(noticed_on, WORKING_DAYS)
    if due_on is None:
        raise Invalid(fields={"noticed_on": _("The working days of that year are not known: check the year.")})
    made = EntryAct.objects.create(
        case_id=tenancy.case_id, tenancy=tenancy, kind=K.MISSED_PAYMENT, since=noticed_on, due_on=due_on
    )
    keeping.record("entry.payment_missed", tenancy, noticed_on=noticed_on)
    return made


def working_days_after(day: date, number: int) -> date | None:
    """The n-th working day after a day; None beyond the years whose holidays are known."""
    found: date | None = day
    for _each in range(number):
        found = next_working_day(found + timedelta(days=1)) if found else None
    return found


def _supported(actor: Actor, tenancy_id: UUID) -> Tenancy:
    tenancy = keeping.kept(actor, tenancy_id)
    if not EntrySupport.objects.filter(tenancy=tenancy).exists():
        raise Invalid(_("The landlord promised this support to ready and slid households only."))
    return tenancy


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """News of a household to ask for: so many months since a day, on `on`."""

    case: Case
    since: date
    months: int
    on: date


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was learnt. `pays`: None where nobody said, or the household is no longer there."""

    since: date
    months: int
    told_on: date
    situation: str
    pays: bool | None = None
    asks_help: bool = False
    words: str = ""


def awaited(case: Case, leases: list[Tenancy], news: list[News], today: date) -> Iterator[Awaited]:
    """The last term that has come without news, and the next one to come, of each entry of a case.

    An entry is a lease that runs, or a home that was kept: never a lasting adapted home, which is no stage. Once the
    household has moved or nobody knows where it is, nothing more is asked.
    """
    for since in entry_days(case, leases):
        mine = [one for one in news if one.since == since]
        if any(one.situation != NewsSituation.THERE for one in mine):
            continue
        told = max((one.months for one in mine), default=0)
        terms = [Awaited(case=case, since=since, months=n, on=months_later(since, n)) for n in NEWS_MONTHS if n > told]
        come = [one for one in terms if one.on <= today]
        yield from [*come[-1:], *[one for one in terms if one.on > today][:1]]


def entry_days(case: Case, leases: list[Tenancy]) -> list[date]:
    days = [one.begins_on for one in leases if one.kind == TenancyKind.LEASE and one.running]
    kept = case.state == CaseState.CLOSED and case.outcome == Outcome.KEPT and case.closed_on
    return sorted({*days, *([case.closed_on] if kept else [])})


@transaction.atomic
def record_news(*, actor: Actor, case_id: UUID, said: Told, at: datetime) -> News:
    """What was learnt of a household at a term, on a closed case as well. Said again, it is corrected.

    Raises Invalid for a day to come or before the entry, a term that is none, payments of who is no longer there.
    """
    case = get_case(actor, case_id, lock=True)
    leases = list(Tenancy.objects.filter(case=case, kind=TenancyKind.LEASE).select_related("case__holder"))
    parties = {one.provider_id for one in leases if one.provider_id}
    require(policies.may_begin(actor, case, parties), case=case.id)
    today = at.astimezone(clock.PARIS).date()
    fields = {}
    if said.since not in entry_days(case, leases) or said.months not in NEWS_MONTHS:
        fields["months"] = _("News are asked three, six and twelve months after a household came in or kept its home.")
    elif not said.since <= said.told_on <= today:
        fields["told_on"] = _("Between the entry and today: check the year.")
    if said.situation not in NewsSituation.values:
        fields["situation"] = _("Say whether the household is still there.")
    elif said.pays is not None and said.situation != NewsSituation.THERE:
        fields["pays"] = _("Say whether it pays only where it is still there.")
    if fields:
        raise Invalid(fields=fields)
    found, _new = News.objects.update_or_create(
        case_id=case.id,
        since=said.since,
        months=said.months,
        defaults={
            "told_on": said.told_on,
            "situation": said.situation,
            "pays": said.pays,
            "asks_help": said.asks_help,
            "words": said.words.strip(),
        },
    )
    keeping.record_of(case.id, found.id, "news.told", said.situation, told_on=said.told_on)
    return found
