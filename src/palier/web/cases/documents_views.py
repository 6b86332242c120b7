"""The papers of a case, a checklist per destination: to ask, asked, seen, good until; and the letters made from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from palier.cases import papers, policies
from palier.cases.enums import Audience, Destination
from palier.cases.models import Case
from palier.cases.papers import PaperLine, PaperState
from palier.cases.queries import get_case, open_shares
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui import formats
from palier.ui.components import Action, Cell, Column, Row, Table
from palier.web.cases import page
from palier.web.cases.file_page import paper_status
from palier.web.letters.page import letters_table, offers

# Papers are of the file; what is signed to live somewhere is read by who lets it, too.
READ_HERE = (Audience.FILE, Audience.TENANCY)
ACTS = {"ask": papers.ask_for, "seen": papers.mark_seen}


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One destination at a time; the ticked papers are asked for, or seen, today."""
    actor = request.actor
    case = get_case(actor, case_id)
    opened = set(open_shares(actor).filter(case=case, audience__in=READ_HERE).values_list("audience", flat=True))
    if not opened:
        raise Missing(case=case.id)
    events.looked(Access.Action.OPENED, case=case.id, route="case_documents")
    chosen = request.GET.get("for", Destination.CALEOL)
    if chosen not in Destination.values:
        raise Missing(case=case.id)
    if request.method == "POST":
        return _mark(request, case, chosen)
    context = page.case_page(actor, case, "case_documents") | {
        "offers": offers(actor, case),
        "letters": letters_table(actor, case),
    }
    if Audience.FILE in opened:
        context |= _papers(actor, case, chosen)
    return render(request, "web/cases/documents.html", context)


def _papers(actor: Actor, case: Case, chosen: str) -> dict[str, Any]:
    writes = bool(policies.may_write_file(actor, case))
    lines = papers.checklist(actor, case, chosen, clock.today())
    return {
        "destinations": [
            {"label": label, "url": f"?for={value}", "current": value == chosen} for value, label in Destination.choices
        ],
        "said": _said(lines),
        "papers": _table(case, chosen, lines, writes=writes),
        "writes": writes,
        "another": Action(_("Add another paper"), _form(case, chosen), icon="plus") if writes else None,
    }


def _mark(request: HttpRequest, case: Case, destination: str) -> HttpResponse:
    require(policies.may_write_file(request.actor, case), case=case.id)
    ticked, act = request.POST.getlist("paper"), request.POST.get("act", "")
    back = f"{reverse('case_documents', args=[case.id])}?for={destination}"
    if act not in ACTS or not ticked:
        messages.warning(request, _("Tick the papers first."))
        return redirect(back)
    changed = ACTS[act](actor=request.actor, case_id=case.id, destination=destination, kinds=ticked, at=clock.now())
    number = len(changed)
    said = (
        ngettext("%(n)s paper asked for today.", "%(n)s papers asked for today.", number)
        if act == "ask"
        else ngettext("%(n)s paper seen today.", "%(n)s papers seen today.", number)
    )
    messages.success(request, said % {"n": number})
    return redirect(back)


def _form(case: Case, destination: str, kind: str = "") -> str:
    given = {"destination": destination} | ({"kind": kind} if kind else {})
    return f"{reverse('case_fact_new', args=[case.id, 'paper'])}?{urlencode(given)}"


def _table(case: Case, destination: str, lines: list[PaperLine], *, writes: bool) -> Table:
    rows = [
        Row(
            [
                Cell(line.kind.label, url=_address(case, destination, line) if writes else "", note=_note(line)),
                paper_status(line.state),
                Cell(line.paper.asked_on, note=str(line.paper.asked_by or "")) if line.paper else None,
                line.paper.seen_on if line.paper else None,
                line.paper.expires_on if line.paper else None,
            ],
            id=line.kind.value,
        )
        for line in lines
    ]
    columns = [
        Column("kind", _("Paper")),
        Column("state", _("State"), kind="status"),
        Column("asked", _("Asked on"), kind="day"),
        Column("seen", _("Seen on"), kind="day"),
        Column("expires", _("Good until"), kind="day"),
    ]
    return Table(Destination(destination).label, columns, rows, select="paper" if writes else "")


def _address(case: Case, destination: str, line: PaperLine) -> str:
    if line.paper:
        return reverse("case_fact", args=[case.id, "paper", line.paper.id])
    return _form(case, destination, line.kind)


def _note(line: PaperLine) -> str:
    """What to do, where the state alone does not say it."""
    if line.state == PaperState.NOT_CONFORMING and line.paper:
        return _("%(reason)s: ask for another one.") % {"reason": line.paper.not_conforming}
    if line.state == PaperState.ASKED and line.paper and line.paper.not_conforming:
        return _("The one before: %(reason)s") % {"reason": line.paper.not_conforming}
    if line.state == PaperState.EXPIRED:
        return _("Ask for a newer one.")
    if line.elsewhere and line.elsewhere.seen_on:
        return _("Seen on %(day)s for %(destination)s.") % {
            "day": formats.day(line.elsewhere.seen_on),
            "destination": line.elsewhere.get_destination_display(),
        }
    return "" if line.usual else _("where the household has one")


def _said(lines: list[PaperLine]) -> str:
    """One sentence above the list: what everybody brings and is not there yet."""
    left = sum(line.usual and line.state != PaperState.SEEN for line in lines)
    if not left:
        return _("Everything that is always asked for has been seen.")
    return ngettext("%(n)s paper that is always asked for is missing.",
                    "%(n)s papers that are always asked for are missing.", left) % {"n": left}  # fmt: skip
