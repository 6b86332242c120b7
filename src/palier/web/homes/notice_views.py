"""A landlord's list of notices: send it, see what it would announce, apply it or give it up."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.homes import policies, queries
from palier.homes.enums import ImportState
from palier.homes.notices import files
from palier.homes.queries import get_notice_file
from palier.homes.report import LISTED
from palier.organisations.models import Organisation
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import require
from palier.web.homes import page
from palier.web.homes.forms import NoticeFileForm
from palier.web.homes.import_views import FAULTS, PAGE


def _require(actor: Actor) -> None:
    require(policies.may_import(actor, Organisation.objects.filter(id=actor.organisation).first()))


@require_safe
def notice_files(request: HttpRequest) -> HttpResponse:
    _require(request.actor)
    listed = Paginator(queries.notice_files_visible_to(request.actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "web/homes/notice_files.html", {"page": listed, "table": page.notice_files_table(listed)})


@require_http_methods(["GET", "HEAD", "POST"])
def notice_file_new(request: HttpRequest) -> HttpResponse:
    """Send a list; it is read at once, and announces nothing before it is applied."""
    actor = request.actor
    _require(actor)
    form = NoticeFileForm(request.POST, request.FILES) if request.method == "POST" else NoticeFileForm()
    if form.is_valid():
        sent = form.cleaned_data["file"]
        file = files.receive_notices(actor=actor, file_name=sent.name, content=sent.read(), at=clock.now())
        return redirect("notice_file", file.id)
    return render(request, "web/homes/notice_file_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def notice_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What it would announce, or has announced, row by row; what is wrong with it comes first."""
    _require(request.actor)
    found = get_notice_file(request.actor, file_id)
    faults = page.faults_of(found)
    outcomes = Paginator(found.report.get("outcomes", []), FAULTS).get_page(request.GET.get("page"))
    counts = found.counts
    context = {
        "file": found,
        "status": page.import_status(found),
        "counts": page.notice_counts(found),
        "faults": page.faults_table(faults) if faults else None,
        "unlisted": max(counts.get("errors_total", 0) - LISTED, 0),
        "page": outcomes,
        "table": page.outcomes_table(outcomes),
        "ignored": found.report.get("ignored", []),
        "may_apply": found.state == ImportState.CHECKED and bool(counts.get("new", 0) + counts.get("changed", 0)),
        "may_drop": found.state == ImportState.CHECKED,
    }
    return render(request, "web/homes/notice_file.html", context)


@require_POST
def notice_file_apply(request: HttpRequest, file_id: UUID) -> HttpResponse:
    _require(request.actor)
    file = files.apply_notices(actor=request.actor, file_id=file_id, at=clock.now())
    if file.state == ImportState.APPLIED:
        messages.success(request, _("The homes are announced. They are yours alone until you open them."))
        return redirect("vacancies")
    messages.warning(request, _("The stock has changed since the file was read: nothing was announced."))
    return redirect("notice_file", file.id)


@require_POST
def notice_file_drop(request: HttpRequest, file_id: UUID) -> HttpResponse:
    _require(request.actor)
    files.drop_notices(actor=request.actor, file_id=file_id, at=clock.now())
    messages.success(request, _("The file is given up, and its content is forgotten."))
    return redirect("notice_files")
