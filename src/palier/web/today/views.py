from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palier.candidacies.path import landings
from palier.candidacies.policies import DECIDE, DESIGNATE
from palier.cases import access, policies
from palier.cases.enums import Audience
from palier.cases.handover import covering, covers_of
from palier.cases.models import Person
from palier.cases.queries import applicants, applicants_of, caseload, in_order, shared_with
from palier.homes.queries import opened_by
from palier.messaging.models import Mention
from palier.messaging.queries import unseen
from palier.messaging.reminders import missed_dates
from palier.messaging.services import look_at_today
from palier.organisations.enums import Role
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import due_dates
from palier.platform.models import Event
from palier.ui.components import Cell, Column, Row, Table
from palier.web.cases.page import caseload_table
from palier.web.cases.story import event_title, people_in
from palier.web.placement.shortlists import opened_table
from palier.web.today import lines
from palier.web.today.candidacies import officer_lines
from palier.web.today.meetings import task_lines

# The most urgent of what partners let us follow; the list of cases has the others.
SHARED = 10
# Social workers read these among what waits for them.
HOMES_OF = (Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for me, by role; an empty part says what will be in it."""
    actor = request.actor
    context = {"today": clock.today(), "may_receive": policies.may_receive_call(actor), "roles": actor.roles}
    since = look_at_today(actor=actor, at=clock.now())
    if Audience.ENVELOPE in actor.audiences:
        context["mentions"] = _named(actor, list(unseen(actor)))
    context["tasks"] = list(task_lines(actor))
    if actor.has(*access.RECEIVE_CALL):
        context |= _caseload(actor, since)
    if actor.has(*HOMES_OF):
        context |= {"opened": opened_table(actor, opened_by(actor)), "home_lines": lines.homes_waiting(actor)}
    if actor.has(*DECIDE, *DESIGNATE):
        context["candidacy_lines"] = officer_lines(actor)
    if actor.has(Role.COORDINATOR):
        context |= {"holders": _holders(actor), "still": lines.standing_still(actor), "missed": _missed(actor)}
    if "lines" not in context and "home_lines" not in context:
        context["dates"] = lines.dates_to_keep(actor)
    return render(request, "web/today/today.html", context)


def _caseload(actor: Actor, since: datetime | None) -> dict[str, Any]:
    """My cases and those of the colleagues I cover: what waits, and what others changed since I last looked."""
    covers = list(covering(actor, on=clock.today()))
    referents = [actor.user, *(cover.user_id for cover in covers)]
    ours = list(caseload(actor))
    dues = due_dates(actor, clock.today() + lines.HORIZON)
    news = lines.changed_by_others(actor, referents, since=since or clock.now() - lines.RECENT)
    partners = list(in_order(actor, shared_with(actor), "")[:SHARED])
    steps = landings([*ours, *partners])
    whose = [*(case.id for case in [*ours, *partners]), *(one.case for one in dues), *(event.case_id for event in news)]
    names = applicants_of(actor, filter(None, whose))
    waiting = lines.waiting_by_referent(actor, referents, ours, dues, names)
    return {
        "lines": waiting[actor.user],
        "covers": [(cover, waiting[cover.user_id]) for cover in covers],
        "covered": covers_of(actor.service, [actor.user], on=clock.today()).get(actor.user),
        "steps": lines.by_step(steps[case.id] for case in ours),
        "shared": caseload_table(partners, names, steps=steps),
        "since": since,
        "news": _told(news, names, {case.id: case.reference for case in ours}),
    }


def _told(
    news: list[Event], names: dict[UUID, Person], references: dict[UUID, str]
) -> list[tuple[Event, str, str, str]]:
    """Each change with whose case it is, in words, and by whom; what one person did twice to a case is told once."""
    people, told = people_in(news), {}
    for event in news:
        household = str(names.get(event.case_id) or references.get(event.case_id, ""))
        words, who = event_title(event, people), people.get(event.actor_id, "")
        told.setdefault((event.case_id, words, who), (event, household, words, who))
    return list(told.values())


def _named(actor: Actor, mentions: list[Mention]) -> list[tuple[Mention, str]]:
    """Each mention with the name its reader knows the case by."""
    names = applicants(actor, [mention.case for mention in mentions])
    return [(one, str(names.get(one.case_id, one.case.reference))) for one in mentions]


def _missed(actor: Actor) -> Table:
    """Which case, which step, which day, who holds it; not what was due."""
    found = list(missed_dates(actor, today=clock.today())[: lines.MOST])
    steps = landings(missed.case for missed in found)
    rows = [
        Row(
            [
                Cell(missed.case.reference, url=reverse("case", args=[missed.case_id])),
                steps[missed.case_id].label,
                missed.on,
                Cell(str(missed.service), note=missed.person.get_full_name() if missed.person else ""),
            ]
        )
        for missed in found
    ]
    columns = [
        Column("case", _("Case")),
        Column("step", _("Step")),
        Column("on", _("Day"), kind="day"),
        Column("holder", _("Service")),
    ]
    return Table(_("Dates gone by"), columns, rows)


def _holders(actor: Actor) -> Table:
    rows = [
        Row([f"{row['holder__organisation__name']} – {row['holder__name']}", row["cases"], row["late"], row["spoken"]])
        for row in lines.cases_by_holder(actor)
    ]
    columns = [
        Column("holder", _("Service")),
        Column("cases", _("Running cases"), kind="number"),
        Column("late", _("Waiting on it for more than 30 days"), kind="number"),
        Column("spoken", _("Spoken authorisation not confirmed in time"), kind="number"),
    ]
    return Table(_("Cases by service"), columns, rows)
