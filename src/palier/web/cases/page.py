"""What every page of a case shows around its subject: header, path, tabs, facts. Plain components, no markup."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.cases import access, policies
from palier.cases.enums import Audience, CaseState, PersonKind, Urgency
from palier.cases.handover import covers_of
from palier.cases.models import Case, Contact, CurrentHousing, Household, Person, Situation, Wish
from palier.cases.path import Landing, landing
from palier.cases.queries import open_shares, rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import Denied
from palier.ui.components import Cell, Column, Definition, Row, Status, Step, Tab, Table
from palier.web.cases.forms import MoveForm, WaitingForm
from palier.web.cases.handover_forms import PassOnForm

URGENCY_TONES = {Urgency.U1: "late", Urgency.U2: "soon", Urgency.U3: "info", Urgency.U4: "quiet"}


def holds_cases(actor: Actor) -> bool:
    """Whether her service receives calls: then its own caseload comes first."""
    return actor.has(*access.RECEIVE_CALL)


def caseload_tabs(whose: str) -> list[Tab]:
    """Ours, then what partners let us follow."""
    places = (("ours", _("Our service")), ("shared", _("Shared with us")))
    return [Tab(label, f"{reverse('cases')}?whose={key}", key == whose) for key, label in places]


def urgency_status(case: Case) -> Status:
    return Status(URGENCY_TONES[Urgency(case.urgency)], case.get_urgency_display())


def caseload_table(
    cases: Iterable[Case],
    names: dict[UUID, Person],
    *,
    sort: str = "",
    passing: Actor | None = None,
    people: dict[UUID, list[Person]] | None = None,
) -> Table:
    """Names where the reader's service may know them, the reference elsewhere.

    With `passing`, the rows that actor may pass on can be ticked. With `people`, each row says who was found in it.
    """
    rows = [_case_row(case, names.get(case.id), passing, (people or {}).get(case.id, [])) for case in cases]
    columns = [
        Column("name", _("Household")),
        Column("urgency", _("Urgency"), kind="status", sortable=bool(sort)),
        Column("step", _("Step")),
        Column("waiting", _("Waiting on"), sortable=bool(sort)),
        Column("due", _("Must leave"), kind="day", sortable=bool(sort)),
        Column("received", _("Received"), kind="day", sortable=bool(sort)),
        Column("referent", _("Referent")),
    ]
    select = "case" if passing and any(not row.refusal for row in rows) else ""
    return Table(_("Cases"), columns, rows, sort=sort, select=select)


def _case_row(case: Case, applicant: Person | None, passing: Actor | None, people: list[Person]) -> Row:
    notes = [case.reference] if applicant else []
    notes += [f"{person}, {person.get_kind_display()}" for person in people if person != applicant]
    decision = policies.may_pass_on(passing, case) if passing else None
    return Row(
        [
            Cell(
                str(applicant) if applicant else case.reference,
                url=reverse("case", args=[case.id]),
                note=" · ".join(notes),
            ),
            urgency_status(case),
            landing(case).label,
            Cell(case.get_waiting_on_display(), note=_days((clock.today() - case.waiting_since).days)),
            getattr(case, "due", None),
            case.received_on,
            case.referent.get_full_name(),
        ],
        id=str(case.id),
        refusal=str(decision.reason) if isinstance(decision, Denied) else "",
    )


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


def case_page(actor: Actor, case: Case, current: str) -> dict[str, Any]:
    """The context of the header, the path and the tabs."""
    opened = set(open_shares(actor).filter(case=case).values_list("audience", flat=True))
    people = list(rows_visible_to(actor, Person).filter(case=case))
    person = next((one for one in people if one.kind == PersonKind.APPLICANT), None)
    situation = rows_visible_to(actor, Situation).filter(case=case).first()
    return {
        "case": case,
        "name": str(person) if person else case.reference,
        "urgency": urgency_status(case),
        "urgency_reason": situation.get_urgency_reason_display() if situation else "",
        "waiting_days": (clock.today() - case.waiting_since).days,
        "path": path_steps(case),
        "tabs": _tabs(actor, case, opened, current),
        "cover": covers_of(case.holder_id, [case.referent_id], on=clock.today()).get(case.referent_id),
        "pass_on_form": PassOnForm(actor) if policies.may_pass_on(actor, case) else None,
        "moves": _moves(actor, case),
        "waiting_form": WaitingForm(initial={"whom": case.waiting_on}) if policies.may_move(actor, case) else None,
        "facts": summary(actor, case, opened, people, situation),
    }


def path_steps(case: Case) -> list[Step]:
    """The landings in order: reached, current with its days, ahead."""
    order = list(Landing)
    here = order.index(landing(case))
    days = (clock.today() - case.received_on).days
    steps = []
    for place, step in enumerate(order):
        state = "reached" if place < here else "current" if place == here else "ahead"
        steps.append(
            Step(
                step.label,
                state,
                since=case.received_on if place == 0 else None,
                days=days if state == "current" else None,
            )
        )
    return steps


def _tabs(actor: Actor, case: Case, opened: set[str], current: str) -> list[Tab]:
    """The tabs whose content is open to the reader."""
    shown = [("case", _("Story"), True), ("case_household", _("Household"), Audience.FILE in opened)]
    shown.append(("case_assessment", _("Assessment"), Audience.SOCIAL in opened))
    shown.append(("case_homes", _("Homes"), Audience.FILE in opened))
    shown.append(("case_support", _("Support"), True))
    shown.append(("case_sheets", _("Exit sheets"), policies.may_transmit(actor, case)))
    shown.append(("case_sharing", _("Sharing"), True))
    return [Tab(label, reverse(name, args=[case.id]), name == current) for name, label, open_ in shown if open_]


def _moves(actor: Actor, case: Case) -> dict[str, Any]:
    """The one action that moves the case on, and the forms of the others."""
    if not policies.may_move(actor, case) or case.state == CaseState.CLOSED:
        return {}
    forms = {"close": MoveForm(initial={"version": case.version, "to": CaseState.CLOSED}, prefix=None)}
    if case.state != CaseState.OPEN:
        forms["open"] = MoveForm(initial={"version": case.version, "to": CaseState.OPEN})
    else:
        forms["suspend"] = MoveForm(initial={"version": case.version, "to": CaseState.SUSPENDED})
    return forms


def summary(
    actor: Actor, case: Case, opened: set[str], people: list[Person], situation: Situation | None
) -> list[Definition]:
    """The facts beside the story, each only where its audience is open."""
    facts = []
    if Audience.SOCIAL in opened and (contact := rows_visible_to(actor, Contact).filter(case=case).first()):
        leave = _("a message may be left") if contact.may_leave_message else _("leave no message")
        facts.append(Definition(_("Phone"), contact.phone, note=leave))
    if Audience.FILE in opened:
        facts += _file_summary(actor, case, people)
    if situation:
        causes = dict(Situation._meta.get_field("causes").base_field.choices)
        facts.append(Definition(_("What happened"), ", ".join(str(causes[code]) for code in situation.causes)))
    return facts


def _file_summary(actor: Actor, case: Case, people: Iterable[Person]) -> list[Definition]:
    household = rows_visible_to(actor, Household).get(case=case)
    housing = rows_visible_to(actor, CurrentHousing).filter(case=case).first()
    wishes = rows_visible_to(actor, Wish).filter(case=case).select_related("commune")
    return [
        Definition(_("Household"), composition(people)),
        Definition(_("Tonight"), housing.get_kind_display() if housing else None),
        *([Definition(_("Until"), housing.until, kind="day")] if housing and housing.until else ()),
        Definition(_("Wishes"), ", ".join(str(wish.commune) for wish in wishes)),
        Definition(_("Resources a month"), household.monthly_resources, kind="money"),
        Definition(_("Highest rent"), household.max_rent, kind="money", note=_("with charges")),
    ]


def composition(people: Iterable[Person]) -> str:
    """`1 adult, 2 children (4, 7)`: what a partner may know of who lives there."""
    people = list(people)
    adults = sum(person.kind != PersonKind.CHILD for person in people)
    said = [person.stated_age for person in people if person.kind == PersonKind.CHILD]
    ages = ["?" if age is None else str(age) for age in said]
    words = ngettext("%(n)s adult", "%(n)s adults", adults) % {"n": adults}
    if ages:
        children = ngettext("%(n)s child (%(ages)s)", "%(n)s children (%(ages)s)", len(ages))
        words += ", " + children % {"n": len(ages), "ages": ", ".join(ages)}
    return words


def people(actor: Actor, case: Case) -> Table:
    rows = [
        Row([str(person) or person.get_kind_display(), person.get_kind_display(), person.stated_age, person.born_on])
        for person in rows_visible_to(actor, Person).filter(case=case)
    ]
    columns = [Column("name", _("Name")), Column("kind", _("Place")), Column("age", _("Age"), kind="number")]
    columns.append(Column("born", _("Born on"), kind="day"))
    return Table(_("Who lives there"), columns, rows)


def household_facts(actor: Actor, case: Case, household: Household) -> list[Definition]:
    return [
        *_file_summary(actor, case, rows_visible_to(actor, Person).filter(case=case)),
        Definition(_("Reference tax income"), household.reference_tax_income, kind="money"),
        Definition(_("Income of the year"), household.tax_year),
        Definition(_("Employer"), household.employer),
    ]
