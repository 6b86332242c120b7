"""What waits for a person: each line has a date, says why and what next. Dates are agreed or computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases.elsewhere import remind_on, renewal
from palier.cases.enums import CaseState, HousingKind, WaitingOn
from palier.cases.facts import Identifier
from palier.cases.models import Case, CurrentHousing, Person, SharingAuthorisation
from palier.cases.path import Landing, landing
from palier.cases.queries import applicants, caseload, rows_visible_to, visible_to
from palier.cases.sharing import narrows_on
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.models import Event
from palier.ui.components import Step

HORIZON = timedelta(days=30)
RECENT = timedelta(days=7)
MOST = 30
HOSTED = frozenset({HousingKind.HOSTED_BY_FAMILY, HousingKind.HOSTED_BY_OTHERS, HousingKind.FREE})


@dataclass(frozen=True)
class Line:
    """One thing to do: by when (or, with `since`, waiting from when), for whom, why, what next."""

    on: date
    who: str
    why: str
    what: str
    url: str
    since: bool = False


def waiting_for_me(actor: Actor) -> list[Line]:
    """The dates of the cases I refer, the nearest first, then what has waited longest: at most MOST lines."""
    mine = list(caseload(actor).filter(referent_id=actor.user))
    names = applicants(actor, mine)
    by_id = {case.id: case for case in mine}
    lines = [*_calls(by_id, names), *_leaving(actor, by_id, names), *_to_confirm(actor, by_id, names)]
    lines += _to_renew(actor, by_id, names)
    return sorted(lines, key=lambda line: (line.since, line.on, line.who))[:MOST]


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference


def _calls(cases: dict[UUID, Case], names: dict[UUID, Person]) -> Iterable[Line]:
    """A call that nobody has taken up yet, and a case that waits on its holder."""
    for case in cases.values():
        if case.state == CaseState.RECEIVED:
            what = _("Offer an interview, then open the case.")
            yield Line(case.received_on, _name(case, names), _("New call"), what, _url(case), since=True)
        elif case.state == CaseState.OPEN and case.waiting_on == WaitingOn.HOLDER:
            what = _("Take the next step, or say who acts next.")
            yield Line(case.waiting_since, _name(case, names), _("Waits on you"), what, _url(case), since=True)


def _leaving(actor: Actor, cases: dict[UUID, Case], names: dict[UUID, Person]) -> Iterable[Line]:
    limit = clock.today() + HORIZON
    housing = rows_visible_to(actor, CurrentHousing).filter(case__in=cases, until__lte=limit)
    for where in housing:
        case = cases[where.case_id]
        why = _("Must leave: %(housing)s") % {"housing": where.get_kind_display()}
        what = (
            _("Look for a place; talk to the host.") if where.kind in HOSTED else _("Look for a place before that day.")
        )
        yield Line(where.until, _name(case, names), why, what, _url(case, "case_homes"))


def _to_confirm(actor: Actor, cases: dict[UUID, Case], names: dict[UUID, Person]) -> Iterable[Line]:
    spoken = rows_visible_to(actor, SharingAuthorisation).filter(
        case__in=cases, written_on=None, withdrawn_at=None, oral_at__isnull=False
    )
    for given in spoken.select_related("recipient"):
        case = cases[given.case_id]
        last = narrows_on(given)
        why = _("Authorisation only spoken: %(service)s") % {"service": given.recipient}
        what = _("Have it confirmed in writing, or the share narrows after that day.")
        if last < clock.today():
            what = _("The share has narrowed: have it confirmed in writing to open it again.")
        yield Line(last, _name(case, names), why, what, _url(case, "case_sharing"))


def _to_renew(actor: Actor, cases: dict[UUID, Case], names: dict[UUID, Person]) -> Iterable[Line]:
    """Numbers elsewhere that end: from HORIZON before the day of the legal reminder on, a month before the end."""
    for identifier in rows_visible_to(actor, Identifier).filter(case__in=cases):
        deadline = renewal(identifier)
        reminder = deadline and remind_on(deadline)
        if deadline is None or deadline.due_on is None or reminder is None or clock.today() < reminder - HORIZON:
            continue
        case = cases[identifier.case_id]
        why = _("To renew: %(system)s") % {"system": identifier.get_system_display()}
        what = _("Renew it with the household: without it the request loses its age, and no CALEOL decides.")
        yield Line(deadline.due_on, _name(case, names), why, what, _url(case, "case_household"))


def _url(case: Case, name: str = "case") -> str:
    return reverse(name, args=[case.id])


def by_step(actor: Actor) -> list[Step]:
    """The caseload counted on the same flight of steps."""
    counted: dict[str, int] = {}
    for case in caseload(actor):
        step = landing(case)
        counted[step] = counted.get(step, 0) + 1
    return [
        Step(step.label, "reached" if counted.get(step) else "ahead", count=counted.get(step, 0)) for step in Landing
    ]


def changed_by_others(actor: Actor) -> QuerySet[Event]:
    """What colleagues and partners did to the cases I refer, in the last days."""
    mine = caseload(actor).filter(referent_id=actor.user).values("id")
    return (
        Event.objects.filter(case_id__in=mine, at__gte=clock.now() - RECENT)
        .exclude(actor_id=actor.user)
        .order_by("-at")[:MOST]
    )


def cases_by_holder(actor: Actor) -> list[dict[str, Any]]:
    """For the coordinator: running cases by service, those that wait on it apart."""
    running = visible_to(actor).exclude(state=CaseState.CLOSED)
    return list(
        running.values("holder__organisation__name", "holder__name")
        .annotate(cases=Count("id"))
        .order_by("holder__organisation__name", "holder__name")
    )
