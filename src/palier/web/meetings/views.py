"""The meetings of one's service, and one of them: agenda, room, closing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.candidacies import agenda, meeting_policies
from palier.candidacies import meeting_queries as queries
from palier.candidacies import meetings as services
from palier.candidacies.meeting_models import Attendance, PartnerMeeting
from palier.cases.queries import applicants
from palier.platform import clock
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.web.meetings import page
from palier.web.meetings.forms import ConveningForm, RoomForm, TopicForm, people_of
from palier.web.refusals import tell

PAGE = 25


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(meeting_policies.may_meet(actor))
    listed = Paginator(queries.meetings_of(actor), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "web/meetings/meetings.html", {"page": listed, "table": page.meetings_table(listed.object_list)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def convene(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    require(meeting_policies.may_meet(actor))
    form = ConveningForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.convene(actor=actor, said=form.convening(), today=clock.today())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The meeting is convened. Put on its agenda what is due in your service."))
            return redirect("meeting", made.id)
    return render(request, "web/meetings/convene.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_safe
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    found = queries.get_meeting(request.actor, meeting_id)
    return render(request, "web/meetings/meeting.html", _page(request, found))


def _page(request: HttpRequest, found: PartnerMeeting, typed: tuple[str, forms.Form] | None = None) -> dict[str, Any]:
    """`typed`: the form that was refused, with what was typed."""
    actor = request.actor
    lines = list(queries.agenda(actor, found))
    behind = queries.cases_behind(actor, found)
    runs = bool(meeting_policies.may_prepare(actor, found))
    due = agenda.due_cases(actor, found, at=clock.now()) if runs else []
    names = applicants(actor, [*(one.case for one in behind.values()), *(one.case for one in due)])
    there = queries.rows_of(actor, Attendance).filter(meeting=found).select_related("user", "service__organisation")
    there = list(there.order_by("service__organisation__name", "user__last_name", "user__first_name"))
    name, form = typed or ("", None)
    context = {
        "meeting": found,
        "status": page.meeting_status(found),
        "seats": list(queries.seated(found)),
        "table": page.agenda_table(lines, behind, names),
        "off": page.agenda_table(lines, behind, names, put_off=True),
        "there": there,
        "letters": page.letters(lines),
        "tasks": page.tasks(lines),
        "runs": runs,
        "may_close": meeting_policies.may_close(actor, found),
    }
    if not runs:
        return context
    present = [str(one.user_id) for one in there]
    return context | {
        "due": page.due_table(due, names),
        "homes": page.homes_due_table(list(agenda.due_homes(actor, found))),
        "topic_form": form if name == "topic" else TopicForm(),
        "room_form": form if name == "room" else RoomForm(people_of(found), initial={"users": present}),
    }


@require_POST
def put_on(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The ticked cases and homes."""
    found = queries.get_meeting(request.actor, meeting_id)
    chosen = {name: _ids(request.POST.getlist(name)) for name in ("case", "home")}
    lines = services.put_on(
        actor=request.actor, meeting_id=found.id, cases=chosen["case"], homes=chosen["home"], at=clock.now()
    )
    if lines:
        messages.success(
            request, ngettext("%(n)s line is on the agenda.", "%(n)s lines are on the agenda.", lines) % {"n": lines}
        )
    else:
        messages.info(request, _("Tick what is to be spoken of first."))
    return redirect("meeting", found.id)


def _ids(typed: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in typed]
    except ValueError:
        raise Invalid(_("Choose among the lines of the page.")) from None


@require_POST
def put_on_topic(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    found = queries.get_meeting(request.actor, meeting_id)
    require(meeting_policies.may_prepare(request.actor, found))
    form = TopicForm(request.POST)
    if form.is_valid():
        services.put_on_topic(actor=request.actor, meeting_id=found.id, topic=form.cleaned_data["topic"])
        return redirect("meeting", found.id)
    return render(request, "web/meetings/meeting.html", _page(request, found, ("topic", form)), status=422)


@require_POST
def room(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    found = queries.get_meeting(request.actor, meeting_id)
    require(meeting_policies.may_prepare(request.actor, found))
    form = RoomForm(people_of(found), request.POST)
    if form.is_valid():
        services.say_who_is_there(actor=request.actor, meeting_id=found.id, users=form.chosen())
        messages.success(request, _("The shared screen shows what everybody in the room may read."))
        return redirect("meeting", found.id)
    return render(request, "web/meetings/meeting.html", _page(request, found, ("room", form)), status=422)


@require_POST
def close(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    found = queries.get_meeting(request.actor, meeting_id)
    services.close(actor=request.actor, meeting_id=found.id, at=clock.now())
    messages.success(request, _("The meeting is closed and its record fixed."))
    return redirect("meeting_record", found.id)
