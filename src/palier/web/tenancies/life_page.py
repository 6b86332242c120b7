"""The accounts, the reviews and the slide of a sub-lease, as tables and facts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.tenancies import reviews
from palier.tenancies.accounts import months
from palier.tenancies.enums import Payer, TenancyKind, UnpaidCause
from palier.tenancies.models import Review, Tenancy
from palier.ui.components import Cell, Column, Definition, Row, Table
from palier.ui.formats import day, money


def tables(tenancy: Tenancy) -> list[Table]:
    """Both accounts and the reviews, where there is something in them; the rows are prefetched."""
    if tenancy.kind != TenancyKind.SUBLEASE:
        return []
    lines = [line for line in tenancy.lines.all() if line.taken_back_at is None]
    accounts = {payer: [line for line in lines if line.payer == payer] for payer in reversed(list(Payer))}
    found = [account_table(payer, own) for payer, own in accounts.items() if own]
    if held := list(tenancy.reviews.all()):
        found.append(_reviews(held))
    return found


def account_table(payer: Payer, lines: Iterable) -> Table:
    captions = {
        Payer.HOUSEHOLD: _("What the household owes the association"),
        Payer.ASSOCIATION: _("What the association owes the landlord"),
    }
    columns = [
        Column("month", _("Month")),
        Column("called", _("Called"), kind="money"),
        Column("benefit", _("Housing benefit"), kind="money"),
        Column("paid", _("Paid"), kind="money"),
        Column("owed", _("Still owed"), kind="money"),
        Column("cause", _("Why")),
    ]
    causes = dict(UnpaidCause.choices)
    rows = [
        Row(
            [
                month_words(one.month),
                euros(one.called),
                euros(one.benefit),
                euros(one.paid),
                Cell(euros(one.owed), tone="late" if one.owed > 0 and not one.cause else ""),
                str(causes.get(one.cause, "")) if one.owed > 0 else "",
            ]
        )
        for one in months(lines)
    ]
    return Table(captions[payer], columns, rows)


def euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


def month_words(month: date) -> str:
    return f"{MONTHS[month.month]} {month.year}"


def _reviews(held: list[Review]) -> Table:
    columns = [
        Column("number", _("Period")),
        Column("held", _("Held on"), kind="day"),
        Column("positions", _("What each wants")),
        Column("told", _("The préfet was told")),
        Column("outcome", _("What follows")),
    ]
    rows = [
        Row(
            [
                Cell(one.number, note=_("ends on %(day)s") % {"day": day(one.period_ends_on)}),
                Cell(one.held_on, note=_prepared(one)),
                _positions(one),
                _told(one),
                one.get_outcome_display(),
            ]
        )
        for one in held
    ]
    return Table(_("Reviews"), columns, rows)


def _prepared(review: Review) -> str:
    known = review.prepared
    said = {"paid": known["paid"], "called": known["called"], "owed": money(euros(known["owed"]))}
    words = _("%(paid)s months paid of %(called)s, %(owed)s owed") % said
    if "met" in known:
        met = ngettext("met %(n)s time", "met %(n)s times", known["met"]) % {"n": known["met"]}
        missed = ngettext("%(n)s visit missed", "%(n)s visits missed", known["missed"]) % {"n": known["missed"]}
        words = f"{words}; {met}, {missed}"
    return words


def _positions(review: Review) -> str:
    said = [
        _("%(who)s: %(wants)s") % {"who": one.get_party_display(), "wants": one.get_wants_display()}
        + (f" ({one.words})" if one.words else "")
        for one in review.positions.all()
    ]
    return " · ".join(said)


def _told(review: Review) -> Cell:
    if review.told_on is None:
        return Cell(_("by %(day)s") % {"day": day(review.statement_due_on)}, tone="soon")
    said = _("a lease is proposed") if review.proposes_lease else _("no lease is proposed")
    return Cell(said, note=" · ".join(filter(None, (day(review.told_on), review.why_not))))


def facts(tenancy: Tenancy) -> Iterable[Definition]:
    """What the three look at, the next review by the law, and what the slide struck off."""
    if tenancy.kind != TenancyKind.SUBLEASE:
        return
    if agreed := tenancy.criteria.all():
        yield Definition(_("Looked at before a slide"), " · ".join(str(one.get_criterion_display()) for one in agreed))
    coming = reviews.next_period(tenancy, tenancy.reviews.all())
    if coming:
        told = _("the préfet is told by %(day)s") % {"day": day(coming.statement_due_on)}
        yield Definition(_("The period ends on"), coming.ends_on, kind="day", note=told)
    if one := getattr(tenancy, "slide", None):
        yield Definition(_("CALEOL of"), one.committee_on, kind="day", note=_("granted to the household"))
        struck = {"number": one.request_number, "whom": one.get_counted_for_display()}
        yield Definition(_("HLM request struck off"), _("%(number)s, counted for %(whom)s") % struck)
