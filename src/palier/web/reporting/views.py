from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palier.cases.models import Case
from palier.organisations.models import Commitment
from palier.organisations.queries import get_agreement
from palier.platform import clock, events
from palier.platform.errors import Conflict
from palier.platform.models import Access
from palier.platform.policy import require
from palier.reporting import policies, services
from palier.reporting.models import Report
from palier.reporting.queries import cases_behind, get_figure, get_report, reports_of
from palier.ui.components import Cell, Column, Row, Table
from palier.web.reporting import page, written

WRITTEN = {
    "xlsx": (written.workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (written.paper, "application/pdf"),
}


@require_safe
def figures(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The year that runs; before the first night, what will be here."""
    found = get_agreement(request.actor, agreement)
    require(policies.may_read_figures(request.actor))
    latest = reports_of(request.actor, found.id).first()
    if latest:
        return redirect("report", latest.id)
    return render(request, "web/reporting/none.html", {"agreement": found})


@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Promises and facts, the path, indicators, days, people."""
    found = get_report(request.actor, report_id)
    told = page.figures_of(found, behind=bool(policies.may_see_behind(request.actor)))
    context = {
        "report": found,
        "agreement": found.agreement,
        "title": page.title_of(found),
        "standing": written.standing(found),
        "sections": page.sections(told, promised(found)),
        "funnel": page.funnel(told),
        "others": [(page.title_of(other), other) for other in reports_of(request.actor, found.agreement_id)],
        "may_freeze": not found.frozen_at and policies.may_freeze(request.actor),
    }
    return render(request, "web/reporting/report.html", context)


@require_safe
def behind(request: HttpRequest, report_id: UUID, counts: str, which: str) -> HttpResponse:
    """The cases that a figure counts, of which its reader sees those that she may open."""
    found = get_report(request.actor, report_id)
    require(policies.may_see_behind(request.actor))
    figure = get_figure(request.actor, found, counts, which)
    if counts not in page.LISTED:
        return redirect("report", found.id)
    cases = list(cases_behind(request.actor, figure))
    context = {
        "report": found,
        "back": page.title_of(found),
        "title": page.label_of(figure, promised(found)),
        "figure": figure,
        "table": _cases(cases) if cases else None,
    }
    return render(request, "web/reporting/behind.html", context)


@require_safe
def workbook(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _written(request, report_id, "xlsx")


@require_safe
def paper(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return _written(request, report_id, "pdf")


def _written(request: HttpRequest, report_id: UUID, ending: str) -> HttpResponse:
    """The figures as they are on the page. What leaves is totals, and tables that hide what is small."""
    make, content_type = WRITTEN[ending]
    found = get_report(request.actor, report_id)
    content = make(found, page.sections(page.figures_of(found), promised(found)))
    events.looked(Access.Action.EXPORTED, route="report", reason=ending)
    name = f"{found.starts_on:%Y-%m-%d}-{found.counted_on:%Y-%m-%d}.{ending}"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})


@require_POST
def freeze(request: HttpRequest, report_id: UUID) -> HttpResponse:
    try:
        services.freeze(actor=request.actor, report_id=report_id, at=clock.now())
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Frozen: these figures stay as they are. Tonight begins another count."))
    return redirect("report", report_id)


def promised(report: Report) -> list[Commitment]:
    return list(Commitment.objects.filter(agreement=report.agreement_id).select_related("owner"))


def _cases(cases: list[Case]) -> Table:
    columns = [
        Column("reference", _("Case")),
        Column("state", _("State")),
        Column("received", _("Received on"), "day"),
        Column("holder", _("Held by")),
        Column("referent", _("Referent")),
    ]
    rows = [
        Row(
            [
                Cell(case.reference, url=reverse("case", args=[case.id])),
                case.get_state_display(),
                case.received_on,
                Cell(str(case.holder), note=str(case.holder.organisation)),
                case.referent.get_full_name(),
            ]
        )
        for case in cases
    ]
    return Table(_("Cases counted"), columns, rows)
