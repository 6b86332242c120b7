"""What leaves one's own device: the shared screen, the paper agenda, the record. None has a name of a household."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palier.candidacies import meeting_policies, meetings
from palier.candidacies import meeting_queries as queries
from palier.candidacies.meeting_models import AgendaLine, Attendance, MeetingCorrection, PartnerMeeting
from palier.candidacies.meeting_room import narrowest, present
from palier.candidacies.path import landings
from palier.cases.enums import Audience
from palier.cases.models import Case, CurrentHousing, Person
from palier.cases.path import Landing
from palier.cases.queries import rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import require
from palier.ui.components import Definition
from palier.web.meetings import page
from palier.web.meetings.forms import CorrectionForm


@require_safe
def screen(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Reference and composition; the step and the days only where everybody in the room may read them."""
    actor = request.actor
    found = queries.get_meeting(actor, meeting_id)
    there = queries.rows_of(actor, Attendance).filter(meeting=found)
    sitting = queries.may_attend(found, on=found.held_on).filter(user__in=there.values("user"))
    behind = queries.cases_behind(actor, found)
    cases = [one.case for one in behind.values()]
    opened = narrowest(actor, cases, present(sitting), at=clock.now())
    until = {
        where.case_id: where.until
        for where in rows_visible_to(actor, CurrentHousing).filter(case__in=cases)
        if Audience.FILE in opened[where.case_id]
    }
    steps = landings(cases)
    lines = [
        (one, page.subject(one), _shown(behind[one.id].case, steps, opened, until) if one.id in behind else [])
        for one in queries.agenda(actor, found)
        if not one.put_off
    ]
    context = {
        "meeting": found,
        "lines": [(one, words, facts, _kinds(one)) for one, words, facts in lines],
        "empty_room": not there,
    }
    return render(request, "web/meetings/screen.html", context)


def _shown(
    case: Case, steps: dict[UUID, Landing], opened: dict[UUID, frozenset[str]], until: dict[UUID, Any]
) -> list[Definition]:
    facts = []
    if Audience.ENVELOPE in opened[case.id]:
        facts += [
            Definition(_("Step"), str(steps[case.id].label)),
            Definition(_("Urgency"), case.get_urgency_display()),
            Definition(_("Waiting on"), case.get_waiting_on_display()),
        ]
    if until.get(case.id):
        facts.append(Definition(_("Must leave by"), until[case.id], kind="day"))
    return facts


def _kinds(line: AgendaLine) -> list[str]:
    """What was decided; the reason stays in the record, where it was typed."""
    return [page.decision_words(one) for one in line.decisions.all()]


@require_safe
def paper(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The agenda to print: reference, initials for who may open the file, composition."""
    actor = request.actor
    found = queries.get_meeting(actor, meeting_id)
    behind = queries.cases_behind(actor, found)
    people = rows_visible_to(actor, Person).filter(case__in=[one.case_id for one in behind.values()], kind="applicant")
    initials = {person.case_id: _initials(person) for person in people}
    lines = [
        (
            one,
            page.subject(one),
            initials.get(behind[one.id].case_id, "") if one.id in behind else "",
            page.reasons(one.reasons),
        )
        for one in queries.agenda(actor, found)
        if not one.put_off
    ]
    context = {"meeting": found, "lines": lines, "seats": list(queries.seated(found))}
    return render(request, "web/meetings/paper.html", context)


def _initials(person: Person) -> str:
    return "".join(f"{name[0].upper()}." for name in (person.first_name, person.last_name) if name)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What was decided, given and left to write. Sent, add a correction; the record itself stays."""
    actor = request.actor
    found = queries.get_meeting(actor, meeting_id)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST":
        require(meeting_policies.may_correct(actor, found))
        if form.is_valid():
            meetings.correct(actor=actor, meeting_id=found.id, body=form.cleaned_data["body"], at=clock.now())
            messages.success(request, _("The correction is with the record."))
            return redirect("meeting_record", found.id)
    context = _record(actor, found) | {"form": form if meeting_policies.may_correct(actor, found) else None}
    return render(request, "web/meetings/record.html", context, status=422 if request.method == "POST" else 200)


def _record(actor: Actor, found: PartnerMeeting) -> dict[str, Any]:
    lines = list(queries.agenda(actor, found))
    there = queries.rows_of(actor, Attendance).filter(meeting=found).select_related("user", "service__organisation")
    added = queries.rows_of(actor, MeetingCorrection).filter(meeting=found).select_related("author", "service")
    return {
        "meeting": found,
        "status": page.meeting_status(found),
        "holds": page.holds(found),
        "there": there.order_by("service__organisation__name", "user__last_name", "user__first_name"),
        "lines": [
            (one, page.subject(one), [(decision, page.decision_words(decision)) for decision in one.decisions.all()])
            for one in lines
        ],
        "tasks": page.tasks(lines),
        "letters": page.letters(lines),
        "corrections": list(added),
    }
