"""What the Support tab shows of each mandate: plain components, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.platform.actor import Actor
from palier.support.enums import MandateState
from palier.support.models import MandateReport, SupportMandate, SupportVisit
from palier.support.queries import mandates_of, visits_of
from palier.ui.components import Definition, Status
from palier.ui.formats import day
from palier.web.acts import Offered, Typed, offered
from palier.web.support.acts import ACTS, may_decide_renewal

TONES = {
    MandateState.ORDERED: "soon",
    MandateState.ACCEPTED: "done",
    MandateState.REFUSED: "no",
    MandateState.WITHDRAWN: "quiet",
    MandateState.CLOSED: "quiet",
}


@dataclass(frozen=True)
class Mandate:
    row: SupportMandate
    status: Status
    facts: list[Definition]
    reports: list[MandateReport]
    acts: list[Offered]
    renewal_waits: bool


def mandates(actor: Actor, case: Case, typed: Typed | None = None) -> list[Mandate]:
    """Every mandate of the case; `typed`: the mandate, the act and the form that could not be done, kept as typed."""
    rows = list(mandates_of(actor, case).prefetch_related("renewals"))
    reports = list(rows_visible_to(actor, MandateReport).filter(case=case).select_related("service", "author"))
    visits = list(visits_of(actor, case))
    return [
        Mandate(
            row,
            Status(TONES[MandateState(row.state)], row.get_state_display()),
            [*_facts(row), *_visits([visit for visit in visits if visit.mandate_id == row.id])],
            [report for report in reports if report.mandate_id == row.id],
            list(offered(actor, row, ACTS, route="mandate_%s", typed=typed)),
            may_decide_renewal(actor, row),
        )
        for row in rows
    ]


def _visits(visits: list[SupportVisit]) -> Iterable[Definition]:
    """How often the household was met, and the last time; for who reads the social audience."""
    if visits:
        kept = sum(one.kept for one in visits)
        words = ngettext("met %(n)s time", "met %(n)s times", kept) % {"n": kept}
        if missed := len(visits) - kept:
            words += ", " + ngettext("%(n)s visit missed", "%(n)s visits missed", missed) % {"n": missed}
        yield Definition(_("Visits"), words, note=_("the last on %(day)s") % {"day": day(visits[0].on)})


def _facts(mandate: SupportMandate) -> list[Definition]:
    facts = [
        Definition(_("Ordered by"), f"{mandate.prescriber.organisation} – {mandate.prescriber}"),
        Definition(_("Asked of"), f"{mandate.operator.organisation} – {mandate.operator}"),
        Definition(_("Ordered on"), mandate.ordered_on, kind="day"),
        Definition(_("Months"), ngettext("%(n)s month", "%(n)s months", mandate.months) % {"n": mandate.months}),
    ]
    if mandate.financing_line:
        facts.append(Definition(_("Financing line"), mandate.financing_line))
    if mandate.starts_on:
        facts += [
            Definition(_("Support from"), mandate.starts_on, kind="day"),
            Definition(_("Last day"), mandate.ends_on, kind="day"),
        ]
    if mandate.refusal:
        facts.append(Definition(_("Why not"), mandate.get_refusal_display(), note=day(mandate.answered_on)))
    if mandate.closing:
        facts.append(Definition(_("How it ended"), mandate.get_closing_display(), note=day(mandate.closed_on)))
    for renewal in mandate.renewals.all():
        months = ngettext("%(n)s month more", "%(n)s months more", renewal.months) % {"n": renewal.months}
        facts.append(Definition(_("Renewal"), months, note=f"{renewal.get_state_display()}, {day(renewal.asked_on)}"))
    return facts
