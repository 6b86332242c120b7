"""What waits for a person: each line has a date, says why and what next. Dates are agreed or computed."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from palier.cases.access import WRITTEN_WITHIN
from palier.cases.elsewhere import remind_on, renewal
from palier.cases.enums import CaseState, HousingKind, WaitingOn
from palier.cases.facts import Identifier
from palier.cases.models import Case, CurrentHousing, Person, SharingAuthorisation
from palier.cases.path import Landing, landing
from palier.cases.queries import applicants, caseload, rows_visible_to, running, visible_to
from palier.cases.sharing import narrows_on
from palier.homes.models import Vacancy
from palier.homes.queries import vacancies_visible_to
from palier.homes.states import LIVE, SHOWN
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.models import Event
from palier.ui.components import Step
from palier.web.cases.story import TITLES
from palier.web.today.assessments import assessment_lines
from palier.web.today.line import Line
from palier.web.today.mandates import mandate_lines
from palier.web.today.tenancies import tenancy_lines

HORIZON = timedelta(days=30)
# What one is told the first time one looks.
RECENT = timedelta(days=7)
# A case to which nobody has done anything for so long stands still.
QUIET = timedelta(days=30)
MOST = 30
HOSTED = frozenset({HousingKind.HOSTED_BY_FAMILY, HousingKind.HOSTED_BY_OTHERS, HousingKind.FREE})


def waiting_by_referent(actor: Actor, referents: Collection[UUID]) -> dict[UUID, list[Line]]:
    """By referent, the dates of her cases, the nearest first, then what has waited longest: at most MOST lines each.

    The same number of queries for one referent and for all those whom the actor covers. What waits for the whole
    service, mandates and assessments, is said to the actor herself.
    """
    cases = {case.id: case for case in caseload(actor).filter(referent__in=referents)}
    names = applicants(actor, cases.values())
    found = [*_calls(cases, names), *_leaving(actor, cases, names), *_to_confirm(actor, cases, names)]
    found += _to_renew(actor, cases, names)
    if actor.user in referents:
        ours = [*mandate_lines(actor), *assessment_lines(actor, names), *tenancy_lines(actor)]
        found += [replace(line, referent=actor.user) for line in ours]
    found.sort(key=lambda line: (line.since, line.on, line.who))
    lines: dict[UUID, list[Line]] = {referent: [] for referent in referents}
    for line in found:
        if len(lines[line.referent]) < MOST:
            lines[line.referent].append(line)
    return lines


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


def _leaving(actor: Actor, cases: dict[UUID, Case], names: dict[UUID, Person]) -> Iterable[Line]:
    limit = clock.today() + HORIZON
    housing = rows_visible_to(actor, CurrentHousing).filter(case__in=cases, until__lte=limit)
    for where in housing:
        case = cases[where.case_id]
        why = _("Must leave: %(housing)s") % {"housing": where.get_kind_display()}
        what = (
            _("Look for a place; talk to the host.") if where.kind in HOSTED else _("Look for a place before that day.")
        )
        yield _line(case, names, where.until, why, what, page="case_homes")


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
        yield _line(case, names, last, why, what, page="case_sharing")


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
        yield _line(case, names, deadline.due_on, why, what, page="case_household")


def _line(
    case: Case, names: dict[UUID, Person], on: date, why: str, what: str, *, page: str = "case", since: bool = False
) -> Line:
    return Line(on, _name(case, names), why, what, reverse(page, args=[case.id]), since, case.referent_id)


def by_step(actor: Actor) -> list[Step]:
    """The caseload counted on the same flight of steps."""
    counted: dict[str, int] = {}
    for case in caseload(actor):
        step = landing(case)
        counted[step] = counted.get(step, 0) + 1
    return [
        Step(step.label, "reached" if counted.get(step) else "ahead", count=counted.get(step, 0)) for step in Landing
    ]


def changed_by_others(actor: Actor, referents: Collection[UUID], *, since: datetime) -> list[Event]:
    """What colleagues and partners did since then to the cases of these referents, the latest first."""
    mine = caseload(actor).filter(referent__in=referents).values("id")
    return list(
        Event.objects.filter(case_id__in=mine, at__gte=since, kind__in=TITLES)
        .exclude(actor_id=actor.user)
        .order_by("-at", "-id")[:MOST]
    )


def homes_waiting(actor: Actor) -> list[Line]:
    """For the landlord's officers: the vacancies whose candidates are due, and opened homes that fit somebody."""
    limit = clock.today() + HORIZON
    due = (
        vacancies_visible_to(actor)
        .filter(home__landlord_id=actor.organisation, state__in=LIVE)
        .filter(Q(candidates_due_on__lte=limit) | Q(candidates_due_on=None, state__in=SHOWN, shortlist__fits__gt=0))
        .select_related("home__commune")
        .order_by(F("candidates_due_on").asc(nulls_last=True), "free_on", "id")[:MOST]
    )
    return [_home_line(vacancy) for vacancy in due]


def _home_line(vacancy: Vacancy) -> Line:
    shown, who = vacancy.state in SHOWN, f"{vacancy.home} · {vacancy.home.commune}"
    page = reverse("shortlist", args=[vacancy.id]) if shown else reverse("home", args=[vacancy.home_id])
    if vacancy.candidates_due_on is None:
        why, what = (
            _("Opened to the agreement"),
            _("Look at the households it fits, or say by when candidates are due."),
        )
        return Line(vacancy.opened_at.astimezone(clock.PARIS).date(), who, why, what, page, since=True)
    what = _("Look at the households it fits.") if shown else _("Open it to the agreement, or wait for the reserver.")
    return Line(vacancy.candidates_due_on, who, _("Candidates are due"), what, page)


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
