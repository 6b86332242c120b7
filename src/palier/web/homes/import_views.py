"""A landlord's file: send it, see what it would change and what is wrong with it, apply it or give it up."""

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

from palier.homes import imports, policies, queries
from palier.homes.enums import ImportState
from palier.homes.models import StockImport
from palier.homes.report import LISTED
from palier.homes.sentences import sentence
from palier.organisations.models import Organisation
from palier.platform import clock, events, jobs
from palier.platform.actor import Actor
from palier.platform.models import Access
from palier.platform.policy import require
from palier.web.homes import page
from palier.web.homes.forms import ApplyForm, FileForm
from palier.web.jobs.page import shown

PAGE = 25
FAULTS = 50
# What a spreadsheet would run as a formula when the file is opened.
ACTIVE = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def stock_imports(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(policies.may_import(actor, _own(actor)))
    listed = Paginator(queries.imports_visible_to(actor), PAGE).get_page(request.GET.get("page"))
    context = {"page": listed, "table": page.imports_table(listed)}
    return render(request, "web/homes/imports.html", context)


def _own(actor: Actor) -> Organisation | None:
    return Organisation.objects.filter(id=actor.organisation).first()


@require_http_methods(["GET", "HEAD", "POST"])
def stock_import_new(request: HttpRequest) -> HttpResponse:
    """Send a file; a job reads it, and nothing changes before it is applied."""
    actor = request.actor
    require(policies.may_import(actor, _own(actor)))
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        pieces = file.chunks(imports.PART)
        received = imports.receive(actor=actor, file_name=file.name, pieces=pieces, at=clock.now())
        return redirect("stock_import", received.id)
    return render(request, "web/homes/import_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def stock_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """While it is read or applied, its progress; then what it would change, or has changed, and what is wrong."""
    found = queries.get_import(request.actor, import_id)
    require(policies.may_import(request.actor, found.landlord))
    return render(request, "web/homes/import.html", _import_page(request, found))


def _import_page(request: HttpRequest, found: StockImport, form: ApplyForm | None = None) -> dict[str, Any]:
    actor = request.actor
    run = jobs.visible_to(actor).filter(id=found.job_id).first()
    faults = Paginator(page.faults_of(found), FAULTS).get_page(request.GET.get("page"))
    return {
        "file": found,
        "status": page.import_status(found),
        # A failure is shown until another attempt; what went well is told by the file itself.
        "job": shown(actor, run) if run and run.state != "done" else None,
        "counts": page.import_counts(found) if found.counts else [],
        "faults": faults,
        "table": page.faults_table(faults),
        "unlisted": max(found.counts.get("errors_total", 0) - LISTED, 0),
        "ignored": found.report.get("ignored", []),
        "absent": found.report.get("absent", []),
        "may_apply": found.state == ImportState.CHECKED and (run is None or run.over),
        "may_drop": found.state in {ImportState.RECEIVED, ImportState.CHECKED} and (run is None or run.over),
        "form": form or ApplyForm(),
        "large": imports.needs_acceptance(found),
    }


@require_POST
def stock_import_apply(request: HttpRequest, import_id: UUID) -> HttpResponse:
    actor = request.actor
    found = queries.get_import(actor, import_id)
    require(policies.may_import(actor, found.landlord))
    form = ApplyForm(request.POST)
    accepted = form.is_valid()
    if imports.needs_acceptance(found) and not accepted:
        return render(request, "web/homes/import.html", _import_page(request, found, form), status=422)
    run = imports.ask_to_apply(actor=actor, import_id=import_id, accept_large_change=accepted)
    return redirect("job", run.id)


@require_POST
def stock_import_drop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    imports.drop(actor=request.actor, import_id=import_id, at=clock.now())
    messages.success(request, _("The file is given up, and its content is forgotten."))
    return redirect("stock_imports")


@require_safe
def stock_import_errors(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What is wrong with the file, as CSV, row by row with the reason."""
    found = queries.get_import(request.actor, import_id)
    require(policies.may_import(request.actor, found.landlord))
    events.looked(Access.Action.EXPORTED, route=request.resolver_match.view_name)
    out = StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow([_("row"), _("column"), _("written"), _("what is wrong")])
    for fault in page.faults_of(found):
        cells = (fault.row or "", fault.column or "", fault.value or "", sentence(fault))
        lines.writerow([inert(str(cell)) for cell in cells])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.id}.csv"'
    return response


def inert(cell: str) -> str:
    """Text that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(ACTIVE) else cell
