"""What every page of a case shows around its subject: header, path, tabs, facts. Plain components, no markup."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palier.candidacies.path import landings
from palier.cases import access, policies
from palier.cases.enums import Audience, CaseState, PersonKind, Urgency
from palier.cases.facts import Closing
from palier.cases.handover import covers_of
from palier.cases.models import Case, Contact, CurrentHousing, Household, Person, Situation, Wish
from palier.cases.path import Landing, flight
from palier.cases.queries import open_shares, rows_visible_to, visible_to
from palier.cases.resources import resources_on
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import Denied
from palier.ui import formats
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
    steps: dict[UUID, Landing] | None = None,
) -> Table:
    """Names where the reader's service may know them, the reference elsewhere.

    With `passing`, the rows that actor may pass on can be ticked. With `people`, each row says who was found in it.
    `steps`: where they stand, if the page has asked already.
    """
    cases = list(cases)
    steps = steps or landings(cases)
    rows = [
        _case_row(case, names.get(case.id), steps[case.id], passing, (people or {}).get(case.id, [])) for case in cases
    ]
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


def _case_row(case: Case, applicant: Person | None, step: Landing, passing: Actor | None, people: list[Person]) -> Row:
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
            step.label,
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
        "waiting_form": _waiting_form(case) if policies.may_close(actor, case) else None,
        "ending": ending(actor, case) if case.state == CaseState.CLOSED else None,
        "facts": [*summary(actor, case, opened, people, situation), *_former(actor, case)],
    }


def ending(actor: Actor, case: Case) -> list[Definition]:
    """How a closed case ended, the words where the reader may open them, and the case that started from it."""
    facts = [Definition(_("How it ended"), case.get_outcome_display(), note=formats.day(case.closed_on))]
    if closing := rows_visible_to(actor, Closing).filter(case=case).first():
        facts.append(Definition(_("Why it was closed"), closing.reason))
        facts += [Definition(_("Sent to"), closing.sent_to)] if closing.sent_to else []
    for again in visible_to(actor).filter(former=case):
        facts.append(Definition(_("Goes on in the case"), again.reference, url=reverse("case", args=[again.id])))
    return facts


def _former(actor: Actor, case: Case) -> list[Definition]:
    """The case this one started from."""
    found = visible_to(actor).filter(id=case.former_id).first() if case.former_id else None
    if found is None:
        return []
    return [Definition(_("Started from the case"), found.reference, url=reverse("case", args=[found.id]))]


def _waiting_form(case: Case) -> WaitingForm:
    said = {"whom": case.waiting_on, "for_what": case.waiting_for, "asked_on": case.asked_on}
    return WaitingForm(initial=said)


def path_steps(case: Case) -> list[Step]:
    """The landings in order: reached, current with its days, ahead."""
    stands = landings([case])[case.id]
    order = flight(stands)
    here = order.index(stands)
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
    shown.append(("case_candidacies", _("Candidacies"), True))
    shown.append(("case_readiness", _("Readiness"), Audience.FILE in opened))
    shown.append(("case_tenancies", _("Home and lease"), Audience.TENANCY in opened))
    shown.append(("case_support", _("Support"), True))
    shown.append(("case_sheets", _("Exit sheets"), policies.may_transmit(actor, case)))
    shown.append(("case_documents", _("Documents"), not opened.isdisjoint({Audience.FILE, Audience.TENANCY})))
    shown.append(("case_sharing", _("Sharing"), True))
    return [Tab(label, reverse(name, args=[case.id]), name == current) for name, label, open_ in shown if open_]


def _moves(actor: Actor, case: Case) -> dict[str, Any]:
    """The one action that moves the case on, and the forms of the others."""
    if policies.may_start_from(actor, case):
        return {"again": uuid4()}
    if not policies.may_close(actor, case):
        return {}
    forms: dict[str, Any] = {"close": reverse("case_close", args=[case.id])}
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
    resources = resources_on(clock.today(), [case.id])[case.id]
    housing = rows_visible_to(actor, CurrentHousing).filter(case=case).first()
    wishes = rows_visible_to(actor, Wish).filter(case=case).select_related("commune")
    return [
        Definition(_("Household"), composition(people)),
        Definition(_("Tonight"), housing.get_kind_display() if housing else None),
        *([Definition(_("Since"), housing.since, kind="day")] if housing and housing.since else ()),
        *([Definition(_("Until"), housing.until, kind="day")] if housing and housing.until else ()),
        Definition(_("Wishes"), ", ".join(str(wish.commune) for wish in wishes)),
        Definition(_("Resources a month"), resources.monthly, kind="money", note=_("housing benefit apart")),
        Definition(_("Highest rent"), household.max_rent, kind="money", note=_("with charges")),
    ]


def composition(people: Iterable[Person]) -> str:
    """`1 adult, 2 children (4, 7)`: what a partner may know of who lives there."""
    people, today = list(people), clock.today()
    adults = sum(person.kind != PersonKind.CHILD for person in people)
    known = [person.age_on(today) for person in people if person.kind == PersonKind.CHILD]
    ages = ["?" if age is None else str(age) for age in known]
    words = ngettext("%(n)s adult", "%(n)s adults", adults) % {"n": adults}
    if ages:
        children = ngettext("%(n)s child (%(ages)s)", "%(n)s children (%(ages)s)", len(ages))
        words += ", " + children % {"n": len(ages), "ages": ", ".join(ages)}
    return words


def household_facts(actor: Actor, case: Case, household: Household) -> list[Definition]:
    return [
        *_file_summary(actor, case, rows_visible_to(actor, Person).filter(case=case)),
        Definition(_("Reference tax income"), household.reference_tax_income, kind="money"),
        Definition(_("Income of the year"), household.tax_year),
        Definition(_("Owes rent"), _yes_no(household.rent_debt)),
        Definition(_("Keeps to a plan for the rent"), _yes_no(household.rent_plan)),
        Definition(_("Over-indebtedness file"), household.get_over_indebtedness_display()),
    ]


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else _("yes") if value else _("no")
