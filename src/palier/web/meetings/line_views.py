"""A line of the agenda on one's own device: what is decided, why, who does what."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palier.candidacies import meeting_policies, meetings
from palier.candidacies import meeting_queries as queries
from palier.candidacies.meeting_models import AgendaCase, AgendaLine
from palier.candidacies.policies import may_put_forward
from palier.cases.enums import PersonKind
from palier.cases.models import Person
from palier.cases.queries import applicants, rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.web.meetings import page
from palier.web.meetings.forms import DecisionForm, TaskForm
from palier.web.refusals import tell


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Read a line; sent, record a decision on it."""
    found = queries.get_line(request.actor, line_id)
    if request.method != "POST":
        return _page(request, found)
    require(meeting_policies.may_prepare(request.actor, found.meeting))
    form = DecisionForm(request.actor, found, request.POST, adults=_adults(request.actor, found))
    if form.is_valid():
        try:
            made = meetings.decide(actor=request.actor, line_id=found.id, said=form.decided(), at=clock.now())
        except (Invalid, Conflict) as refusal:
            tell(form, refusal)
        else:
            undo = undo_tag(reverse("meeting_take_back", args=[made.id]))
            messages.success(request, page.recorded(made), undo)
            return redirect("meeting_line", found.id)
    return _page(request, found, decision=form, status=422)


def _adults(actor: Actor, line: AgendaLine) -> QuerySet[Person] | None:
    """Those of the household behind a line who may agree, for who may put it forward; None for anybody else."""
    behind = rows_visible_to(actor, AgendaCase).filter(line=line).select_related("case").first()
    if behind is None or not may_put_forward(actor, behind.case):
        return None
    return rows_visible_to(actor, Person).filter(case=behind.case_id).exclude(kind=PersonKind.CHILD)


@require_POST
def give_task(request: HttpRequest, line_id: UUID) -> HttpResponse:
    found = queries.get_line(request.actor, line_id)
    require(meeting_policies.may_prepare(request.actor, found.meeting))
    form = TaskForm(found.meeting, request.POST, prefix="task")
    if form.is_valid():
        try:
            meetings.give_task(actor=request.actor, line_id=found.id, said=form.task())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The task is given: it waits on the page Today of whoever took it on."))
            return redirect("meeting_line", found.id)
    return _page(request, found, task=form, status=422)


def _page(
    request: HttpRequest,
    found: AgendaLine,
    *,
    decision: forms.Form | None = None,
    task: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    behind = rows_visible_to(actor, AgendaCase).filter(line=found).select_related("case").first()
    runs = bool(meeting_policies.may_prepare(actor, found.meeting))
    decided = found.decisions.select_related("vacancy__home__commune", "referent", "recorded_by", "asked")
    context: dict[str, Any] = {
        "line": found,
        "meeting": found.meeting,
        "subject": page.subject(found),
        "why": page.reasons(found.reasons),
        "case": behind.case if behind else None,
        "name": applicants(actor, [behind.case]).get(behind.case_id, "") if behind else "",
        "decisions": [(one, page.decision_words(one)) for one in decided],
        "tasks": list(found.tasks.select_related("user", "service__organisation")),
        "runs": runs,
    }
    if runs and not found.put_off:
        context["decision_form"] = decision or DecisionForm(actor, found, adults=_adults(actor, found))
        context["task_form"] = task or TaskForm(found.meeting, prefix="task")
    return render(request, "web/meetings/line.html", context, status=status)


@require_POST
def put_off(request: HttpRequest, line_id: UUID) -> HttpResponse:
    found = meetings.put_off(actor=request.actor, line_id=line_id)
    undo = undo_tag(reverse("meeting_take_up", args=[found.id]))
    messages.success(request, _("The line is put off: it is proposed again at the next meeting."), undo)
    return redirect("meeting", found.meeting_id)


@require_POST
def take_up(request: HttpRequest, line_id: UUID) -> HttpResponse:
    found = meetings.put_off(actor=request.actor, line_id=line_id, put_off=False)
    messages.success(request, _("The line is on the agenda again."))
    return redirect("meeting", found.meeting_id)


@require_POST
def take_back(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    found = meetings.take_back(actor=request.actor, decision_id=decision_id, at=clock.now())
    messages.success(request, _("The decision is taken back."))
    return redirect("meeting_line", found.id)


@require_POST
def task_done(request: HttpRequest, task_id: UUID) -> HttpResponse:
    meetings.finish_task(actor=request.actor, task_id=task_id, at=clock.now())
    messages.success(request, _("The task is done."), undo_tag(reverse("task_again", args=[task_id])))
    return redirect("today")


@require_POST
def task_again(request: HttpRequest, task_id: UUID) -> HttpResponse:
    meetings.finish_task(actor=request.actor, task_id=task_id, at=None)
    messages.success(request, _("The task is to be done again."))
    return redirect("today")
