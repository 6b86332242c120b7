"""One section: written field by field as one types, or with a button; remarked on by the other service."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palier.assessments import policies, services
from palier.assessments.models import SocialAssessment
from palier.assessments.queries import get_assessment
from palier.assessments.sections import BY_CODE, Section
from palier.assessments.services import Lapses
from palier.assessments.states import LIVE
from palier.platform import clock, events
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.web.assessments import page
from palier.web.assessments.forms import RemarkForm, SectionForm
from palier.web.cases.page import case_page


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, assessment_id: UUID, section: str) -> HttpResponse:
    """Read a section, or write it where it is one's own."""
    found, definition = _found(request, assessment_id, section)
    if request.method == "POST":
        return _write(request, found, definition)
    events.looked(Access.Action.OPENED, case=found.case_id, route="assessment_section")
    return _page(request, found, definition)


def _found(request: HttpRequest, assessment_id: UUID, section: str) -> tuple[SocialAssessment, Section]:
    found = get_assessment(request.actor, assessment_id)
    if section not in BY_CODE:
        raise Missing(case=found.case_id)
    return found, BY_CODE[section]


def _write(request: HttpRequest, found: SocialAssessment, section: Section) -> HttpResponse:
    """Keep what can be kept. A wrong field or a conflict keeps its own text only; the others are saved."""
    require(policies.may_write(request.actor, found, section), case=found.case_id)
    former = _kept(found, section)
    form = SectionForm(section, former, request.POST)
    form.is_valid()
    at = clock.now()
    before = next((row for row in found.contents.all() if row.section == section.code), None)
    others = page.writing(request.actor, before, at)
    try:
        written = services.write_section(
            actor=request.actor,
            assessment_id=found.id,
            section=section.code,
            typed=form.typed(),
            read=form.read(),
            at=at,
            lapse=form.cleaned_data.get("lapse", False),
        )
    except Lapses as lapses:
        if request.htmx:
            raise
        form.add_error(None, lapses.message)
        return _page(request, found, section, form=form, lapse=True, status=409)
    kept = written.content.values if written.content else {}
    again = SectionForm(section, kept, request.POST, focus=not request.htmx)
    again.is_valid()
    status = 409 if written.conflicts else 422 if again.errors else 200
    if request.htmx:
        context = {"rows": list(again.rows(written.conflicts)), "writing": others, "at": at, "form": again}
        return render(request, "web/assessments/saved.html", context, status=status)
    if status != 200:
        for code in written.conflicts:
            again.add_error(code, _("A colleague wrote in this field meanwhile: her text is below yours."))
        return _page(request, found, section, form=again, conflicts=written.conflicts, status=status)
    messages.success(request, _("Saved."))
    return redirect("assessment", found.id)


def _kept(found: SocialAssessment, section: Section) -> dict[str, str]:
    return next((row.values for row in found.contents.all() if row.section == section.code), {})


@require_POST
def remark(request: HttpRequest, assessment_id: UUID, section: str) -> HttpResponse:
    found, definition = _found(request, assessment_id, section)
    require(policies.may_remark(request.actor, found, definition), case=found.case_id)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, found, definition, remark=form, status=422)
    try:
        services.remark(
            actor=request.actor, assessment_id=found.id, section=section, at=clock.now(), **form.cleaned_data
        )
    except (Invalid, Lapses) as refusal:
        form.data = form.data.copy()
        form.data["lapse"] = "on" if isinstance(refusal, Conflict) else ""
        form.add_error(None, refusal.message)
        return _page(request, found, definition, remark=form, status=refusal.status)
    messages.success(request, _("Your words stand beside the section."))
    return redirect("assessment", found.id)


def _page(
    request: HttpRequest,
    found: SocialAssessment,
    section: Section,
    *,
    form: SectionForm | None = None,
    conflicts: dict[str, tuple[str, str]] | None = None,
    remark: RemarkForm | None = None,
    lapse: bool = False,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    line = next(line for line in page.lines(actor, found) if line.section is section)
    lapses = lapse or page.lapsing(found)
    context: dict[str, Any] = case_page(actor, found.case, "case_assessment") | {
        "assessment": found,
        "line": line,
        "lapses": lapses,
        "writing": page.writing(actor, line.content, clock.now()),
    }
    if line.mine:
        form = form or SectionForm(section, _kept(found, section))
        context |= {"form": form, "rows": list(form.rows(conflicts or {}))}
    elif found.state in LIVE and policies.may_remark(actor, found, section):
        context["remark_form"] = remark or RemarkForm(initial={"lapse": lapses})
    return render(request, "web/assessments/section.html", context, status=status)
