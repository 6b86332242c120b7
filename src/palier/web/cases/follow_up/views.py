"""A follow-up table: send it, say its columns and words, look at it, bring it in or give it up."""

import csv
from io import StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.cases import policies
from palier.cases.follow_up import services
from palier.cases.follow_up.comparing import REFUSED_ROW, SUSPECTED, Comparison
from palier.cases.follow_up.mapping import coded_columns
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.follow_up.queries import files_visible_to, get_file
from palier.cases.follow_up.sentences import sentence
from palier.homes.enums import ImportState
from palier.platform import clock, events, jobs
from palier.platform.errors import Invalid
from palier.platform.models import Access
from palier.platform.policy import require
from palier.web.cases.follow_up import page
from palier.web.cases.follow_up.forms import ColumnsForm, FollowUpForm, WordsForm
from palier.web.homes.import_views import inert
from palier.web.jobs.page import shown
from palier.web.refusals import tell

PAGE = 25
# Of what could not be read; the rest is in the file to download.
LISTED = 100


def _get(request: HttpRequest, table_id: UUID) -> FollowUpFile:
    require(policies.may_bring_follow_up(request.actor))
    return get_file(request.actor, table_id)


@require_safe
def files(request: HttpRequest) -> HttpResponse:
    require(policies.may_bring_follow_up(request.actor))
    listed = Paginator(files_visible_to(request.actor), PAGE).get_page(request.GET.get("page"))
    context = {"page": listed, "table": page.files_table(listed)}
    return render(request, "web/cases/follow_up_files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Send a table; it is read at once, and brings nothing in before somebody has looked at it."""
    require(policies.may_bring_follow_up(request.actor))
    form = FollowUpForm(request.POST, request.FILES) if request.method == "POST" else FollowUpForm()
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            file = services.receive_table(actor=request.actor, file_name=sent.name, content=sent.read(), at=clock.now())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            if file.state == ImportState.CHECKED:
                messages.success(request, _("This table is recognised: its columns mean what they meant last time."))
            return redirect(_step(file), file.id)
    return render(request, "web/cases/follow_up_new.html", {"form": form}, status=422 if form.errors else 200)


def _step(file: FollowUpFile) -> str:
    """The page where a table waits."""
    if file.state != ImportState.RECEIVED:
        return "follow_up_file"
    return "follow_up_words" if file.agreement_id and file.meanings else "follow_up_columns"


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, table_id: UUID) -> HttpResponse:
    """Where each column goes, with what stands in its first cells."""
    file = _get(request, table_id)
    table = services.table_of(file)
    form = ColumnsForm(request.actor, file, table, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            file = services.say_columns(actor=request.actor, file_id=file.id, at=clock.now(), **form.said())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            return redirect("follow_up_words" if file.meanings else "follow_up_file", file.id)
    context = {"file": file, "form": form, "lines": len(table.rows)}
    return render(request, "web/cases/follow_up_columns.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, table_id: UUID) -> HttpResponse:
    """What each word of the coded columns means."""
    file = _get(request, table_id)
    coded = coded_columns(request.actor, file, services.table_of(file), on=clock.today())
    form = WordsForm(coded, file, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.say_words(actor=request.actor, file_id=file.id, meanings=form.meanings(), at=clock.now())
        return redirect("follow_up_file", file.id)
    context = {"file": file, "form": form}
    return render(request, "web/cases/follow_up_words.html", context, status=422 if form.errors else 200)


@require_safe
def file(request: HttpRequest, table_id: UUID) -> HttpResponse:
    """What the table would bring in, or has brought in, line by line, with what could not be read."""
    found = _get(request, table_id)
    if found.state == ImportState.RECEIVED:
        return redirect(_step(found), found.id)
    comparison = None
    if found.state == ImportState.CHECKED:
        comparison = services.look(actor=request.actor, file=found, today=clock.today())
    return render(request, "web/cases/follow_up_file.html", _file_page(request, found, comparison))


def _file_page(request: HttpRequest, file: FollowUpFile, comparison: Comparison | None) -> dict[str, Any]:
    run = jobs.visible_to(request.actor).filter(id=file.job_id).first()
    findings = page.findings_of(file, comparison)
    context = {
        "file": file,
        "status": page.status(file),
        # A failure is shown until another attempt; what went well is told by the table itself.
        "job": shown(request.actor, run) if run and run.state != "done" else None,
        "counts": page.counts_of(comparison.counts if comparison else file.counts),
        "findings": page.findings_table(findings[:LISTED]) if findings else None,
        "unlisted": max(len(findings) - LISTED, 0),
        "untold": page.untold(file, comparison),
        "has_refused": bool(comparison.of(REFUSED_ROW) if comparison else file.report.get("refused")),
        "forgotten": file.state == ImportState.APPLIED and not file.report,
    }
    if comparison is None:
        rows = Paginator(file.report.get("rows", []), PAGE).get_page(request.GET.get("page"))
        return context | {"page": rows, "table": page.report_table(request.actor, rows.object_list)}
    lines = Paginator(comparison.outcomes, PAGE).get_page(request.GET.get("page"))
    suspected = comparison.of(SUSPECTED)
    return context | {
        "page": lines,
        "table": page.lines_table(lines, page.communes_of(lines)),
        "suspected": page.suspected_table(suspected) if suspected else None,
        "may_bring": (run is None or run.over) and bool(comparison.counts["new"] + len(suspected)),
        "may_drop": run is None or run.over,
        "bring": page.bring_label(comparison),
    }


@require_POST
def bring(request: HttpRequest, table_id: UUID) -> HttpResponse:
    _get(request, table_id)
    rows = [int(row) for row in request.POST.getlist("row") if row.isdecimal()]
    run = services.ask_to_bring_in(actor=request.actor, file_id=table_id, wanted=rows)
    return redirect("job", run.id)


@require_POST
def drop(request: HttpRequest, table_id: UUID) -> HttpResponse:
    services.drop_table(actor=request.actor, file_id=table_id, at=clock.now())
    messages.success(request, _("The table is given up, and its content is forgotten."))
    return redirect("follow_up_files")


@require_safe
def refused(request: HttpRequest, table_id: UUID) -> HttpResponse:
    """The refused lines under their own headers, with what is wrong: correct them there, and send that file."""
    found = _get(request, table_id)
    comparison = None
    if found.state == ImportState.CHECKED:
        comparison = services.look(actor=request.actor, file=found, today=clock.today())
    lines: dict[str, Any] = (
        {str(one.line.row): comparison.written(one.line.row) for one in comparison.of(REFUSED_ROW)}
        if comparison
        else found.report.get("refused", {})
    )
    wrong: dict[str, list[str]] = {}
    for finding in page.findings_of(found, comparison):
        if str(finding.fault.row) in lines:
            wrong.setdefault(str(finding.fault.row), []).append(sentence(finding.fault))
    events.looked(Access.Action.EXPORTED, route=request.resolver_match.view_name)
    headers = list(dict.fromkeys(header for cells in lines.values() for header, _cell in cells))
    out = StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow([*map(inert, headers), _("row"), _("what is wrong")])
    for row, cells in lines.items():
        said = dict(cells)
        sheet.writerow([*(inert(said.get(header, "")) for header in headers), row, " ".join(wrong.get(row, []))])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.id}.csv"'
    return response
