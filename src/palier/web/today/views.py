from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palier.cases import access, policies
from palier.cases.queries import applicants, shared_with
from palier.homes.queries import opened_by
from palier.organisations.enums import Role
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.components import Column, Row, Table
from palier.web.cases.page import caseload_table
from palier.web.cases.story import TITLES, event_title
from palier.web.placement.page import opened_table
from palier.web.today import lines

# The most urgent of what partners let us follow; the list of cases has the others.
SHARED = 10
HOMES_OF = (Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY)


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for me, by role; an empty part says what will be in it."""
    actor = request.actor
    context = {"today": clock.today(), "may_receive": policies.may_receive_call(actor), "roles": actor.roles}
    if actor.has(*access.RECEIVE_CALL):
        context |= {
            "lines": lines.waiting_for_me(actor),
            "steps": lines.by_step(actor),
            "shared": caseload_table(partners := list(shared_with(actor)[:SHARED]), applicants(actor, partners)),
            "news": [(event, event_title(event)) for event in lines.changed_by_others(actor) if event.kind in TITLES],
        }
    if actor.has(*HOMES_OF):
        context["opened"] = opened_table(actor, opened_by(actor))
    if actor.has(Role.COORDINATOR):
        context["holders"] = _holders(actor)
    return render(request, "web/today/today.html", context)


def _holders(actor: Actor) -> Table:
    rows = [
        Row([f"{row['holder__organisation__name']} – {row['holder__name']}", row["cases"]])
        for row in lines.cases_by_holder(actor)
    ]
    columns = [Column("holder", _("Service")), Column("cases", _("Running cases"), kind="number")]
    return Table(_("Cases by service"), columns, rows)
