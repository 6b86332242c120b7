"""A landlord's file: send it, see what it would change and what is wrong with it, apply it or give it up."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.homes import imports, policies, queries
from palier.homes.corrections import correct, refused_rows
from palier.homes.enums import ImportState
from palier.homes.models import StockImport
from palier.homes.report import LISTED, faults_of
from palier.homes.sentences import sentence
from palier.homes.sheets import inert
from palier.homes.states import IMPORT_MOVES
from palier.organisations.models import Organisation
from palier.platform import clock, events, jobs
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.models import Access
from palier.platform.policy import require
from palier.web.homes import page
from palier.web.homes.forms import ApplyForm, CorrectionForm, FileForm
from palier.web.jobs.page import shown
from palier.web.refusals import tell

PAGE = 25
FAULTS = 50


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


def _faults(request: HttpRequest, found: StockImport) -> Page:
    """A page of the faults with their numbers."""
    return Paginator(list(enumerate(faults_of(found.report))), FAULTS).get_page(request.GET.get("page"))


def _import_page(
    request: HttpRequest,
    found: StockImport,
    form: ApplyForm | None = None,
    correction: CorrectionForm | None = None,
) -> dict[str, Any]:
    actor = request.actor
    run = jobs.visible_to(actor).filter(id=found.job_id).first()
    listed = _faults(request, found)
    over = run is None or run.over
    to_correct = found.state == ImportState.TO_CORRECT and over
    return {
        "file": found,
        "status": page.import_status(found),
        # A failure is shown until another attempt; what went well is told by the file itself.
        "job": shown(actor, run) if run and run.state != "done" else None,
        "counts": page.import_counts(found) if found.counts else [],
        "faults": listed,
        "table": None if to_correct else page.faults_table([fault for _number, fault in listed]),
        "correction": (correction or CorrectionForm(listed, seen=found.job_id)) if to_correct else None,
        "unlisted": max(found.counts.get("errors_total", 0) - LISTED, 0),
        "ignored": found.report.get("ignored", []),
        "absent": found.report.get("absent", []),
        "may_apply": found.state == ImportState.CHECKED and over,
        "may_drop": ImportState.DROPPED in IMPORT_MOVES[found.state] and over,
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
    rows = [
        [str(fault.row or ""), fault.column or "", fault.value or "", sentence(fault)]
        for fault in faults_of(found.report)
    ]
    return _csv([[_("row"), _("column"), _("written"), _("what is wrong")], *rows], f"{found.id}.csv")


@require_safe
def stock_import_refused(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The refused rows in the layout of their file, to be corrected in a spreadsheet and sent again."""
    found = queries.get_import(request.actor, import_id)
    require(policies.may_import(request.actor, found.landlord))
    events.looked(Access.Action.EXPORTED, route=request.resolver_match.view_name)
    return _csv(refused_rows(found, clock.now()), f"{found.id}-refused.csv")


def _csv(rows: Iterable[Iterable[str]], name: str) -> HttpResponse:
    out = StringIO()
    csv.writer(out, delimiter=";").writerows([inert(cell) for cell in row] for row in rows)
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def stock_import_correct(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Cells written otherwise and rows left out; then a job reads the file again."""
    actor = request.actor
    found = queries.get_import(actor, import_id)
    require(policies.may_import(actor, found.landlord))
    form = CorrectionForm(_faults(request, found), request.POST, seen=found.job_id)
    if form.is_valid():
        try:
            correct(actor=actor, import_id=import_id, at=clock.now(), **form.corrections())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            return redirect("stock_import", import_id)
    return render(request, "web/homes/import.html", _import_page(request, found, correction=form), status=422)
