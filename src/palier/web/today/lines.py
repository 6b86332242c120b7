"""What waits for a person: each line has a date, says why and what next. Dates are agreed or computed."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palier.cases.access import WRITTEN_WITHIN
from palier.cases.enums import CaseState, WaitingOn
from palier.cases.models import Case, Person, SharingAuthorisation
from palier.cases.path import Landing
from palier.cases.queries import applicants_of, caseload, rows_visible_to, running, visible_to
from palier.homes.models import Vacancy
from palier.homes.queries import vacancies_visible_to
from palier.homes.states import SHOWN
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import Due, due_dates, hers
from palier.platform.models import Event
from palier.ui.components import Step
from palier.web.cases.story import TITLES
from palier.web.today.assessments import assessment_lines
from palier.web.today.line import Line
from palier.web.today.mandates import mandate_lines

HORIZON = timedelta(days=30)
# What one is told the first time one looks.
RECENT = timedelta(days=7)
# A case to which nobody has done anything for so long stands still.
QUIET = timedelta(days=30)
MOST = 30


def waiting_by_referent(
    actor: Actor, referents: Collection[UUID], ours: Iterable[Case], dues: Iterable[Due], names: dict[UUID, Person]
) -> dict[UUID, list[Line]]:
    """By referent, the dates of her cases, the nearest first, then what has waited longest: at most MOST lines each.

    The same number of queries for one referent and for all those whom the actor covers. What waits for the whole
    service is said to the actor herself. `ours`: her service's caseload; `names`: its applicants and those of `dues`.
    """
    cases = {case.id: case for case in ours if case.referent_id in referents}
    found = [replace(_due_line(due, names), referent=due.person or actor.user) for due in dues]
    found += _calls(cases, names)
    if actor.user in referents:
        ours = [*mandate_lines(actor), *assessment_lines(actor)]
        found += [replace(line, referent=actor.user) for line in ours]
    found.sort(key=lambda line: (line.since, line.on, line.who))
    lines: dict[UUID, list[Line]] = {referent: [] for referent in referents}
    for line in found:
        if line.referent in lines and len(lines[line.referent]) < MOST:
            lines[line.referent].append(line)
    return lines


def dates_to_keep(actor: Actor) -> list[Line]:
    """What falls due for a role that holds no cases."""
    dues = hers(due_dates(actor, clock.today() + HORIZON), actor.user)[:MOST]
    names = applicants_of(actor, [due.case for due in dues if due.case])
    return [_due_line(due, names) for due in dues]


def _due_line(due: Due, names: dict[UUID, Person]) -> Line:
    return Line(due.on, str(names.get(due.case) or due.who or due.reference), due.why, due.what, due.url)


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference


def _calls(cases: dict[UUID, Case], names: dict[UUID, Person]) -> Iterable[Line]:
    """A call that nobody has taken up yet, and a case that waits on its holder."""
    for case in cases.values():
        if case.state == CaseState.RECEIVED:
            what = _("Offer an interview, then open the case.")
            yield _line(case, names, case.received_on, _("New call"), what, since=True)
        elif case.state == CaseState.OPEN and case.waiting_on == WaitingOn.HOLDER:
            what = _("Take the next step, or say who acts next.")
            yield _line(case, names, case.waiting_since, _("Waits on the referent"), what, since=True)


def _line(
    case: Case, names: dict[UUID, Person], on: date, why: str, what: str, *, page: str = "case", since: bool = False
) -> Line:
    return Line(on, _name(case, names), why, what, reverse(page, args=[case.id]), since, case.referent_id)


def by_step(steps: Iterable[Landing]) -> list[Step]:
    """The caseload counted on the same flight of steps."""
    counted = Counter(steps)
    return [Step(step.label, "reached" if counted[step] else "ahead", count=counted[step]) for step in Landing]


def changed_by_others(actor: Actor, referents: Collection[UUID], *, since: datetime) -> list[Event]:
    """What colleagues and partners did since then to the cases of these referents, the latest first."""
    mine = caseload(actor).filter(referent__in=referents).values("id")
    return list(
        Event.objects.filter(case_id__in=mine, at__gte=since, kind__in=TITLES)
        .exclude(actor_id=actor.user)
        .order_by("-at", "-id")[:MOST]
    )


def homes_waiting(actor: Actor) -> list[Line]:
    """For the landlord's officers: what falls due, then the opened homes that fit somebody and wait for no date."""
    fitting = (
        vacancies_visible_to(actor)
        .filter(home__landlord_id=actor.organisation, state__in=SHOWN, candidates_due_on=None, shortlist__fits__gt=0)
        .select_related("home__commune")
        .order_by("free_on", "id")[:MOST]
    )
    return [*dates_to_keep(actor), *(_home_line(vacancy) for vacancy in fitting)][:MOST]


def _home_line(vacancy: Vacancy) -> Line:
    return Line(
        vacancy.opened_at.astimezone(clock.PARIS).date(),
        f"{vacancy.home} · {vacancy.home.commune}",
        pgettext("a home", "Opened to the agreement"),
        _("Look at the households it fits, or say by when candidates are due."),
        reverse("shortlist", args=[vacancy.id]),
        since=True,
    )


def standing_still(actor: Actor) -> list[Line]:
    """For the coordinator: running cases to which nobody has done anything for QUIET, the longest first."""
    acts = Event.objects.filter(case_id=OuterRef("id")).order_by("-at").values("at")[:1]
    quiet = (
        running(actor)
        .annotate(last_act=Subquery(acts))
        .filter(last_act__lt=clock.now() - QUIET)
        .order_by("last_act", "id")[:MOST]
    )
    what = _("Ask the holder where it stands, and who acts next.")
    return [
        Line(
            case.last_act.astimezone(clock.PARIS).date(),
            case.reference,
            _("No act: %(holder)s, waiting on %(whom)s")
            % {"holder": case.holder, "whom": case.get_waiting_on_display()},
            what,
            reverse("case", args=[case.id]),
            since=True,
        )
        for case in quiet
    ]


def cases_by_holder(actor: Actor) -> list[dict[str, Any]]:
    """For the coordinator, by service: running cases, those late with it, those with spoken words not confirmed.

    A case is late when it has waited on its holder for QUIET; a spoken authorisation, once its share has narrowed.
    """
    since, today = clock.today() - QUIET, clock.today()
    spoken = rows_visible_to(actor, SharingAuthorisation).filter(
        case_id=OuterRef("id"),
        written_on=None,
        withdrawn_at=None,
        oral_at__lt=clock.now() - WRITTEN_WITHIN,
        until__gte=today,
    )
    late = Q(state=CaseState.OPEN, waiting_on=WaitingOn.HOLDER, waiting_since__lt=since) | Q(
        state=CaseState.RECEIVED, received_on__lt=since
    )
    rows = visible_to(actor).exclude(state=CaseState.CLOSED).annotate(unconfirmed=Exists(spoken))
    return list(
        rows.values("holder__organisation__name", "holder__name")
        .annotate(cases=Count("id"), late=Count("id", filter=late), spoken=Count("id", filter=Q(unconfirmed=True)))
        .order_by("holder__organisation__name", "holder__name")
    )
