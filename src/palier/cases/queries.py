"""What an actor sees of cases: the first wall, as querysets. Policies and the second wall say the same."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BooleanField, Exists, Expression, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.sql.compiler import SQLCompiler

from palier.cases.enums import Audience, CaseState
from palier.cases.models import Case, CaseBound, Contact, CurrentHousing, Person, SavedView, Share
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.platform.text import digits, search_key

# Fewer figures of a phone number would find half the caseload.
SHORTEST_NUMBER = 4
# As one says it in France, `12/03/1984`; nobody is looked for by the year alone.
BIRTH_DATE = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]([12]\d{3})(?!\d)")
SORTS = {"due": "due", "waiting": "waiting_since", "received": "received_on", "urgency": "urgency"}

Row = TypeVar("Row", bound=CaseBound)


def open_shares(actor: Actor, *, at: datetime | None = None) -> QuerySet[Share]:
    """The shares an actor can use: to her service or organisation, of an audience of her roles, begun and not ended."""
    at = at or clock.now()
    return Share.objects.filter(
        Q(service=None) | Q(service_id=actor.service),
        Q(until=None) | Q(until__gt=at),
        organisation_id=actor.organisation,
        audience__in=actor.audiences,
        begins_at__lte=at,
    )


class Opened(Func):
    """`Exists(open_shares(actor))` for a case and an audience, in words of SQL: nearly every query asks it, and the ORM
    takes milliseconds to build it each time.
    """

    output_field = BooleanField()
    shares = (
        "FROM share opened WHERE opened.audience = ANY (%s) AND opened.organisation_id = %s"
        " AND (opened.service_id IS NULL OR opened.service_id = %s)"
        " AND opened.begins_at <= %s AND (opened.until IS NULL OR opened.until > %s)"
    )

    def __init__(self, actor: Actor, at: datetime | None, *asked: Expression | F) -> None:
        super().__init__(*asked)
        at = at or clock.now()
        self.actor = actor
        self.values = [sorted(actor.audiences), actor.organisation, actor.service, at, at]

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        (case, of_case), (audience, of_audience) = map(compiler.compile, self.get_source_expressions())
        sql = f"EXISTS (SELECT 1 {self.shares} AND opened.case_id = {case} AND opened.audience = {audience})"
        return sql, [*self.values, *of_case, *of_audience]


class Visible(Opened):
    """Of the id of a case: its envelope is shared with the actor, or her service holds it. PostgreSQL comes to the
    cases from the shares and from the holder: asked as one or the other of each case, it would read them all.
    """

    def as_sql(self, compiler: SQLCompiler, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        ((case, of_case),) = map(compiler.compile, self.get_source_expressions())
        shared = f"SELECT opened.case_id {self.shares} AND opened.audience = %s"
        held = 'SELECT held.id FROM "case" held WHERE held.holder_id = %s'
        values = [*self.values, Audience.ENVELOPE.value, self.actor.service]
        return f"{case} IN ({shared} UNION ALL {held})", [*of_case, *values]


def visible_to(actor: Actor, *, at: datetime | None = None) -> QuerySet[Case]:
    """The cases whose envelope the actor may open: shared with her, or held by her service."""
    if Audience.ENVELOPE not in actor.audiences:
        return Case.objects.none()
    return Case.objects.filter(Visible(actor, at, F("id")))


def rows_visible_to(actor: Actor, model: type[Row], *, at: datetime | None = None) -> QuerySet[Row]:
    """The rows of a case-bound model that the actor may open."""
    audience = Value(model.AUDIENCE.value) if model.AUDIENCE else F("audience")
    rows = model.objects.filter(Opened(actor, at, F("case_id"), audience), model.narrowed(actor))
    if model.AUDIENCE is None:
        rows = rows.filter(~Q(audience=Audience.INTERNAL) | Q(service_id=actor.service))
    return rows


def get_case(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """The case, under lock on demand. Raises Missing for one that is not there or not hers: the same answer.

    PostgreSQL locks only what one may change: who follows a case gets it unlocked, and is refused by its policy.
    """
    cases = visible_to(actor).select_related("holder__organisation", "referent", "agreement").filter(id=case_id)
    # Not `first()`: it orders by the id, and weighs each column to do so.
    found = next(iter(cases.select_for_update(of=("self",))), None) if lock else None
    found = found or next(iter(cases), None)
    if found is None:
        raise Missing(case=case_id)
    return found


def running(actor: Actor) -> QuerySet[Case]:
    """The running cases the actor sees, the most urgent first, then the longest waiting."""
    return _in_turn(visible_to(actor))


def _in_turn(cases: QuerySet[Case]) -> QuerySet[Case]:
    return (
        cases.exclude(state=CaseState.CLOSED)
        .select_related("referent", "holder__organisation")
        .order_by("urgency", "waiting_since", "id")
    )


def caseload(actor: Actor) -> QuerySet[Case]:
    """Those her service holds."""
    held = Case.objects.filter(holder_id=actor.service) if Audience.ENVELOPE in actor.audiences else Case.objects.none()
    return _in_turn(held)


def shared_with(actor: Actor) -> QuerySet[Case]:
    """Those that others hold and let her follow."""
    return running(actor).exclude(holder_id=actor.service)


def applicants(actor: Actor, cases: Iterable[Case]) -> dict[UUID, Person]:
    """The applicant of each case whose file the actor may open: one query for a page of a list."""
    return applicants_of(actor, [case.id for case in cases])


def applicants_of(actor: Actor, cases: Iterable[UUID]) -> dict[UUID, Person]:
    asked = set(cases)
    people = rows_visible_to(actor, Person).filter(case__in=asked, kind="applicant") if asked else ()
    return {person.case_id: person for person in people}


def in_order(actor: Actor, cases: QuerySet[Case], sort: str) -> QuerySet[Case]:
    """A list of cases with `due`, the day they must leave where the actor may know it, by a key of SORTS.

    `-` before the key turns it round; without a key the list keeps its order. Those without a day come last.
    """
    housing = rows_visible_to(actor, CurrentHousing).filter(case_id=OuterRef("id"))
    cases = cases.annotate(due=Subquery(housing.values("until")[:1]))
    field = SORTS.get(sort.removeprefix("-"))
    if field is None:
        return cases
    first = F(field).desc(nulls_last=True) if sort.startswith("-") else F(field).asc(nulls_last=True)
    return cases.order_by(first, "urgency", "waiting_since", "id")


def search(actor: Actor, words: str, *, limit: int = 50) -> QuerySet[Case]:
    """Cases by reference, by the name or birth date of somebody in the household, or by phone.

    Names in any order, accents and capitals ignored; only among the cases the actor sees.
    """
    match = Q(reference__iexact=words.strip())
    people = _people(actor, words)
    if people is not None:
        match |= Q(Exists(people.filter(case_id=OuterRef("id"))))
    if len(digits(words)) >= SHORTEST_NUMBER:
        match |= Q(
            Exists(rows_visible_to(actor, Contact).filter(case_id=OuterRef("id"), digits__contains=digits(words)))
        )
    return (
        in_order(actor, visible_to(actor).filter(match), "")
        .select_related("referent", "holder__organisation")
        .order_by(F("closed_on").desc(nulls_first=True), "-received_on", "id")[:limit]
    )


def found_people(actor: Actor, words: str, cases: Iterable[Case]) -> dict[UUID, list[Person]]:
    """By case, those of the household whom the words of a search name: why the case was found."""
    people = _people(actor, words)
    named: dict[UUID, list[Person]] = {}
    if people is not None:
        for person in people.filter(case__in=[case.id for case in cases]):
            named.setdefault(person.case_id, []).append(person)
    return named


def _people(actor: Actor, words: str) -> QuerySet[Person] | None:
    """Those whom the words name: each word is a part of the name, a date is the birth date. None without either."""
    people, dates = rows_visible_to(actor, Person), BIRTH_DATE.findall(words)
    key = search_key(BIRTH_DATE.sub(" ", words))
    for day, month, year in dates:
        try:
            people = people.filter(born_on=date(int(year), int(month), int(day)))
        except ValueError:
            return None
    for word in key.split():
        people = people.filter(search_key__contains=word)
    return people if key or dates else None


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views and those shared in her service, by name."""
    mine = Q(owner_id=actor.user) | Q(shared=True)
    return SavedView.objects.filter(mine, service_id=actor.service, removed_at=None).order_by("name", "id")


def shares_of(actor: Actor, case: Case, *, at: datetime | None = None) -> QuerySet[Share]:
    """The open shares of a case, for those who hold it; another service sees its own."""
    at = at or clock.now()
    mine = Q(granter_id=actor.service) | (
        Q(organisation_id=actor.organisation) & (Q(service=None) | Q(service_id=actor.service))
    )
    return (
        Share.objects.filter(mine, Q(until=None) | Q(until__gt=at), case=case, begins_at__lte=at)
        .select_related("organisation", "service", "authorisation")
        .order_by("organisation__name", "service__name", "audience")
    )
