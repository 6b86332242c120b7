"""Certificates, entries and news as components: plain values, no markup."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from palier.candidacies.queries import visible_to
from palier.candidacies.states import BEFORE_DECISION
from palier.cases.enums import Means
from palier.cases.models import Case
from palier.cases.queries import applicants, rows_visible_to
from palier.messaging.sheets.ready import known_words
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies import entries
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import News, Readiness, Tenancy
from palier.tenancies.queries import SOON
from palier.tenancies.readiness_enums import CriterionAnswer, ReadinessState
from palier.ui.components import Cell, Column, Definition, Row, Status, Table
from palier.ui.formats import day

TONES = {CriterionAnswer.MET: "yes", CriterionAnswer.NOT_MET: "no", CriterionAnswer.UNKNOWN: "soon"}


def ready_table(actor: Actor, rows: Iterable[Readiness]) -> Table:
    """Names where the reader may know them; what of each the landlord reads today."""
    found, today = list(rows), clock.today()
    names = applicants(actor, [row.case for row in found])
    cases = [row.case_id for row in found]
    read = set(visible_to(actor).filter(case__in=cases, state__in=BEFORE_DECISION).values_list("case", flat=True))
    columns = [
        Column("who", _("Household")),
        Column("by", _("Signed by")),
        Column("since", _("Signed on"), kind="day"),
        Column("until", _("Good until"), kind="status"),
        Column("read", _("The landlord reads")),
    ]
    return Table(_("Ready households"), columns, [_row(row, names, read, today) for row in found])


def _row(row: Readiness, names: dict, read: set[UUID], today: date) -> Row:
    name = names.get(row.case_id)
    days = (today - row.signed_on).days if row.signed_on else 0
    since = ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days} if row.signed_on else ""
    return Row(
        [
            Cell(
                str(name or row.case.reference),
                url=reverse("case_readiness", args=[row.case_id]),
                note=row.case.reference if name else "",
            ),
            Cell(row.signed_by.get_full_name() if row.signed_by else "", note=f"{row.service.organisation}"),
            Cell(row.signed_on, note=since),
            Cell(status(row, today), note=day(row.valid_until)),
            _("this certificate, until its CALEOL") if row.case_id in read else _("nothing yet"),
        ]
    )


def status(row: Readiness, today: date) -> Status:
    if row.state != ReadinessState.SIGNED:
        return Status("done" if row.state == ReadinessState.HOUSED else "quiet", row.get_state_display())
    if row.valid_until < today:
        return Status("late", pgettext("a certificate", "lapsed"))
    return Status("soon", _("ends soon")) if row.valid_until <= today + SOON else Status("yes", _("in force"))


def facts(row: Readiness) -> list[Definition]:
    found = [Definition(_("Prepared by"), f"{row.service.organisation} – {row.service}", note=day(row.begun_on))]
    if row.signed_on:
        found += [
            Definition(_("Signed on"), row.signed_on, kind="day", note=row.signed_by.get_full_name()),
            Definition(_("Good until"), row.valid_until, kind="day"),
            Definition(
                _("The household agreed on"), row.agreed_on, kind="day", note=str(Means(row.agreed_means).label)
            ),
        ]
    if row.ended_on:
        found.append(Definition(_("Ended on"), row.ended_on, kind="day", note=row.get_withdrawn_for_display()))
    return found


def answers_table(row: Readiness) -> Table:
    columns = [
        Column("criterion", _("Criterion")),
        Column("answer", _("Answer"), kind="status"),
        Column("evidence", _("It rests on")),
    ]
    rows = [
        Row(
            [
                one.get_criterion_display(),
                Status(TONES.get(CriterionAnswer(one.answer), "quiet"), one.get_answer_display()),
                Cell(one.get_evidence_display(), note=" · ".join(filter(None, (known_words(one), one.words)))),
            ]
        )
        for one in row.answers.all()
    ]
    return Table(_("Criteria"), columns, rows)


def entry_facts(tenancy: Tenancy) -> Iterable[Definition]:
    """What the landlord promised at the entry, where it did."""
    entry = getattr(tenancy, "entry", None)
    if entry is None:
        return
    contact = entry.contact.get_full_name() if entry.contact else _("to be named")
    pays = _("pays on the %(n)s of the month") % {"n": entry.payment_day} if entry.payment_day else ""
    yield Definition(
        _("The household calls"), contact, note=" · ".join(filter(None, (entry.get_because_display(), pays)))
    )
    for act in tenancy.entry_acts.all():
        said = _("done on %(day)s") % {"day": day(act.done_on)} if act.done_on else act.get_not_done_display()
        note = " · ".join(filter(None, (said, act.words)))
        yield Definition(
            act.get_kind_display().capitalize(), act.due_on, kind="day", note=note or _("to be done by then")
        )


def news_of(actor: Actor, case: Case, leases: list[Tenancy]) -> tuple[Table | None, list[entries.Awaited]]:
    """What was learnt, and what may be told now: the terms that have come."""
    told = list(rows_visible_to(actor, News).filter(case=case))
    running = [one for one in leases if one.kind == TenancyKind.LEASE and one.running]
    today = clock.today()
    due = [one for one in entries.awaited(case, running, told, today) if one.on <= today]
    return (_news_table(told) if told else None), due


def _news_table(told: list[News]) -> Table:
    columns = [
        Column("months", _("Months after"), kind="number"),
        Column("told", _("Told on"), kind="day"),
        Column("what", _("What was learnt")),
    ]
    rows = [Row([one.months, one.told_on, Cell(one.get_situation_display(), note=_news(one))]) for one in told]
    return Table(_("News"), columns, rows)


def _news(one: News) -> str:
    pays = {True: _("pays"), False: _("does not pay"), None: ""}[one.pays]
    return " · ".join(filter(None, (pays, _("asks for help") if one.asks_help else "", one.words)))
