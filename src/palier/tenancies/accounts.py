"""The two accounts of a sub-lease: what the association owes the landlord, and what the household owes it.

Lines come by hand or from a table of the rental software; a line that is there already counts once. The count itself
is in whole cents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from palier.cases import access
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.tenancies import keeping
from palier.tenancies.enums import LineFault, LineKind, Payer, TenancyKind, UnpaidCause
from palier.tenancies.models import AccountLine, Tenancy

MOST_LINES = 500
# What makes two lines of an account the same.
KEY = ("kind", "month", "on", "amount", "reference")


@dataclass(frozen=True, kw_only=True)
class Line:
    """`month`: any day of the month it is for. `amount` in euros and cents, above zero."""

    kind: str
    month: date
    on: date
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Month:
    """A month of an account, in cents. Where more came than was called, `owed` is below zero."""

    month: date
    called: int = 0
    paid: int = 0
    benefit: int = 0
    cause: str = ""

    @property
    def owed(self) -> int:
        return self.called - self.paid - self.benefit


@transaction.atomic
def write_lines(*, actor: Actor, tenancy_id: UUID, payer: str, lines: Sequence[Line], at: datetime) -> int:
    """Add lines to an account; those there already are left alone. Says how many are new.

    Raises Invalid, with nothing written, for a line that cannot be, a title that is no sub-lease, or too many at once.
    """
    tenancy = keeping.kept(actor, tenancy_id, running=False)
    _refuse(tenancy, payer, lines)
    owed_to = {}
    if payer == Payer.ASSOCIATION:
        owed_to = {"landlord_id": tenancy.provider_id, "place_id": tenancy.place_id}
    known = _known(tenancy, payer)
    new = []
    for line in lines:
        key = _key(line)
        if key not in known:
            known.add(key)
            fields = dict(zip(KEY, key, strict=True))
            new.append(AccountLine(case_id=tenancy.case_id, tenancy=tenancy, payer=payer, **owed_to, **fields))
    AccountLine.objects.bulk_create(new)
    if new:
        keeping.record("account.written", tenancy, payer)
    return len(new)


@transaction.atomic
def say_why_unpaid(*, actor: Actor, tenancy_id: UUID, month: date, cause: str) -> None:
    """Why the household has not paid a called month. Raises Invalid for a month that was not called."""
    tenancy = keeping.kept(actor, tenancy_id, running=False)
    if cause not in UnpaidCause.values:
        raise Invalid(fields={"cause": _("Say why: the benefit is being opened, it was forgotten, it cannot be paid.")})
    called = _lines(tenancy).filter(payer=Payer.HOUSEHOLD, kind=LineKind.CALLED, month=month.replace(day=1))
    if not called.update(cause=cause):
        raise Invalid(fields={"month": _("Nothing was called of the household for this month.")})
    keeping.record("account.unpaid_explained", tenancy, cause, month=month.replace(day=1))


@transaction.atomic
def take_line_back(*, actor: Actor, tenancy_id: UUID, line_id: UUID, reason: str, at: datetime) -> AccountLine:
    """A line counts no more; it stays to be read, with who took it back and why. Raises Invalid without a reason."""
    tenancy = keeping.kept(actor, tenancy_id, running=False)
    if reason not in LineFault.values:
        raise Invalid(fields={"reason": _("Say why the line is taken back.")})
    line = _lines(tenancy).filter(id=line_id).first()
    if line is None:
        raise Missing(case=tenancy.case_id)
    line.taken_back_at, line.taken_back_by_id, line.taken_back_for = at, actor.user, reason
    line.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_for"])
    keeping.record("account.taken_back", tenancy, reason)
    return line


@transaction.atomic
def restore_line(*, actor: Actor, tenancy_id: UUID, line_id: UUID) -> AccountLine:
    """A line taken back counts again. Raises Conflict where the same one was written since."""
    tenancy = keeping.kept(actor, tenancy_id, running=False)
    line = AccountLine.objects.filter(tenancy=tenancy, id=line_id).exclude(taken_back_at=None).first()
    if line is None:
        raise Missing(case=tenancy.case_id)
    same = {name: getattr(line, name) for name in ("payer", *KEY)}
    if _lines(tenancy).filter(**same).exists():
        raise Conflict(_("The same line was written since: it counts already."))
    line.taken_back_at, line.taken_back_by, line.taken_back_for = None, None, ""
    line.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_for"])
    keeping.record("account.restored", tenancy)
    return line


def written_already(tenancy: Tenancy, payer: str, lines: Sequence[Line]) -> list[bool]:
    """Of each line, whether the account has it already."""
    known = _known(tenancy, payer)
    return [_key(line) in known for line in lines]


def lines_of(tenancy: Tenancy, payer: str) -> QuerySet[AccountLine]:
    return _lines(tenancy).filter(payer=payer)


def everything_of(tenancy: Tenancy) -> QuerySet[AccountLine]:
    """The lines of both accounts, those taken back too, the latest first."""
    found = AccountLine.objects.filter(tenancy=tenancy).select_related("taken_back_by")
    return found.order_by("-month", "-on", "payer", "kind", "id")


def lines_owed_to(actor: Actor) -> QuerySet[AccountLine]:
    """For debt recovery: what associations owe her organisation for the homes it lets them; nothing of a case."""
    if access.ACCOUNT not in actor.audiences or actor.organisation is None:
        return AccountLine.objects.none()
    found = AccountLine.objects.filter(payer=Payer.ASSOCIATION, landlord_id=actor.organisation, taken_back_at=None)
    return found.select_related("place__commune").order_by("place__label", "place_id", "month")


def months(lines: Iterable[AccountLine]) -> list[Month]:
    """An account by month, in whole cents, the oldest first."""
    found: dict[date, dict[str, int]] = {}
    causes: dict[date, str] = {}
    for line in lines:
        name = "benefit" if line.kind in {LineKind.BENEFIT, LineKind.BACK_PAY} else line.kind
        sums = found.setdefault(line.month, {"called": 0, "paid": 0, "benefit": 0})
        sums[name] += int(line.amount * 100)
        if line.cause:
            causes[line.month] = line.cause
    return [Month(month=month, cause=causes.get(month, ""), **sums) for month, sums in sorted(found.items())]


def paid_of_called(account: Iterable[Month]) -> tuple[int, int]:
    """How many called months are paid, of how many."""
    called = [month for month in account if month.called]
    return sum(month.owed <= 0 for month in called), len(called)


def _lines(tenancy: Tenancy) -> QuerySet[AccountLine]:
    return AccountLine.objects.filter(tenancy=tenancy, taken_back_at=None)


def _known(tenancy: Tenancy, payer: str) -> set[tuple[object, ...]]:
    return set(_lines(tenancy).filter(payer=payer).values_list(*KEY))


def _key(line: Line) -> tuple[object, ...]:
    return (line.kind, line.month.replace(day=1), line.on, line.amount, line.reference)


def _refuse(tenancy: Tenancy, payer: str, lines: Sequence[Line]) -> None:
    if tenancy.kind != TenancyKind.SUBLEASE:
        raise Invalid(_("Only a sub-lease has accounts here."))
    if payer not in Payer.values:
        raise Invalid(fields={"payer": _("Say which of the two accounts.")})
    if not 1 <= len(lines) <= MOST_LINES:
        raise Invalid(fields={"lines": _("Between 1 and 500 lines at a time.")})
    for number, line in enumerate(lines, start=1):
        if wrong := wrong_line(payer, line):
            said = _("Line %(number)s: %(wrong)s") % {"number": number, "wrong": wrong} if len(lines) > 1 else wrong
            raise Invalid(fields={"lines": said})


def wrong_line(payer: str, line: Line) -> str:
    """What is wrong with a line, said to who wrote it; empty: nothing."""
    benefit: Mapping[str, bool] = {LineKind.BENEFIT: True, LineKind.BACK_PAY: True}
    if line.kind not in LineKind.values:
        return _("Say what the line is: called, paid, housing benefit, arrears of housing benefit.")
    if payer == Payer.ASSOCIATION and benefit.get(line.kind):
        return _("The housing benefit goes to the household's account with the association.")
    if line.amount <= 0 or line.amount != round(line.amount, 2) or line.amount > 99999:
        return _("An amount above zero and below 100,000 euros, in euros and cents.")
    return ""
