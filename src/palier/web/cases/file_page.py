"""The sections of the household's page: people, resources, debts, aids, employer, numbers elsewhere."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from palier.cases import policies
from palier.cases.elsewhere import renewal
from palier.cases.enums import AidAnswer, Audience, OverIndebtedness
from palier.cases.facts import Aid, Debt, Employer, Identifier, Income
from palier.cases.models import Case, Fact, Household, Person
from palier.cases.over_indebtedness import deadline_of, reached_on
from palier.cases.queries import open_shares, rows_visible_to
from palier.cases.resources import Resources, resources_on
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui import formats
from palier.ui.components import Action, Cell, Column, Definition, Row, Status, Table
from palier.web.cases.facts_forms import called


@dataclass(frozen=True)
class Section:
    """A table with its way to grow; `words` stand in its place while it is empty, `note` below it."""

    id: str
    title: str
    table: Table
    words: str
    note: str = ""
    add: Action | None = None


def sections(actor: Actor, case: Case, household: Household) -> list[Section]:
    """Those whose audience is open to the reader; a fixed number of queries, however many rows."""
    writes = bool(policies.may_write_file(actor, case))
    opened = set(open_shares(actor).filter(case=case).values_list("audience", flat=True))
    found = [_people(actor, case, writes=writes), _incomes(actor, case, household, writes=writes)]
    if Audience.SOCIAL in opened:
        found += [_debts(actor, case, household, writes=writes), _aids(actor, case, writes=writes)]
    found.append(_identifiers(actor, case, writes=writes))
    return found


# By the stage of the file at the Banque de France, what its day makes due.
DELAYS = {
    OverIndebtedness.FILED: gettext_lazy("The Banque de France answers by %(due)s."),
    OverIndebtedness.ADMISSIBLE: gettext_lazy("It may be contested until %(due)s."),
    OverIndebtedness.INADMISSIBLE: gettext_lazy("The household may contest it until %(due)s."),
    OverIndebtedness.STATEMENT_OF_DEBTS: gettext_lazy("The creditors state what they are owed until %(due)s."),
}
NEVER_READ = gettext_lazy(
    "Those who give homes never read this list: only whether rent is owed, a plan kept, a file opened."
)


def _cell(fact: Fact, word: str, name: str, *, writes: bool, note: str = "") -> Cell:
    return Cell(name, url=reverse("case_fact", args=[fact.case_id, word, fact.id]) if writes else "", note=note)


def _add(case: Case, word: str, label: str, *, writes: bool) -> Action | None:
    return Action(label, reverse("case_fact_new", args=[case.id, word]), icon="plus") if writes else None


def _people(actor: Actor, case: Case, *, writes: bool) -> Section:
    today = clock.today()
    rows = []
    for person in rows_visible_to(actor, Person).filter(case=case):
        note = _("with each parent in turn") if person.alternating else ""
        name = str(person) or person.get_kind_display()
        rows.append(
            Row(
                [
                    _cell(person, "person", name, writes=writes, note=note),
                    person.get_kind_display(),
                    person.born_on,
                    person.age_on(today),
                ]
            )
        )
    columns = [
        Column("name", _("Name")),
        Column("kind", _("Place")),
        Column("born", _("Born on"), kind="day"),
        Column("age", _("Age"), kind="number"),
    ]
    table = Table(_("Who lives there"), columns, rows)
    return Section("person", _("People"), table, "", add=_add(case, "person", _("Add a person"), writes=writes))


def _incomes(actor: Actor, case: Case, household: Household, *, writes: bool) -> Section:
    today = clock.today()
    incomes = rows_visible_to(actor, Income).filter(case=case).select_related("person")
    rows = [
        Row(
            [
                _cell(income, "income", str(income.get_kind_display()), writes=writes, note=_days(income, today)),
                called(income.person),
                income.monthly,
                Cell(income.get_source_display(), note=formats.day(income.seen_on) if income.seen_on else ""),
            ]
        )
        for income in incomes
    ]
    columns = [
        Column("kind", _("Income")),
        Column("person", _("Whose")),
        Column("monthly", _("A month"), kind="money"),
        Column("source", _("How it is known")),
    ]
    return Section(
        "income",
        _("Resources"),
        Table(_("What comes in"), columns, rows),
        _("Nothing written one by one yet: the resources typed below are counted."),
        note=resources_in_words(resources_on(today, [case.id]).get(case.id)),
        add=_add(case, "income", _("Add an income"), writes=writes),
    )


def resources_in_words(resources: Resources | None) -> str:
    """What is counted a month, and from what."""
    if resources is None or resources.monthly is None:
        return ""
    amount = formats.money(resources.monthly)
    if not resources.itemised:
        return _("%(amount)s a month are counted, as typed.") % {"amount": amount}
    said = _("%(amount)s a month are counted: the sum of the incomes that run today, in place of the figure typed.")
    if resources.housing_benefit is not None:
        said += " " + _("The housing benefit is left out: it is counted again for each home.")
    return said % {"amount": amount}


def _days(income: Income, today: date) -> str:
    words = []
    if income.begins_on:
        words.append(_("from %(day)s") % {"day": formats.day(income.begins_on)})
    if income.until:
        words.append(_("until %(day)s") % {"day": formats.day(income.until)})
    if not income.runs_on(today):
        words.append(_("not counted today"))
    return ", ".join(words)


def _debts(actor: Actor, case: Case, household: Household, *, writes: bool) -> Section:
    debts = list(rows_visible_to(actor, Debt).filter(case=case))
    rows = [
        Row(
            [
                _cell(debt, "debt", debt.creditor, writes=writes),
                debt.get_kind_display(),
                debt.balance,
                debt.monthly_payment,
            ]
        )
        for debt in debts
    ]
    columns = [
        Column("creditor", _("Creditor")),
        Column("kind", _("Debt")),
        Column("balance", _("Still owed"), kind="money"),
        Column("monthly", _("Paid a month"), kind="money"),
    ]
    total = [_("Total"), None, sum(d.balance for d in debts), sum(d.monthly_payment or 0 for d in debts)]
    return Section(
        "debt",
        _("Debts"),
        Table(_("Who is owed what"), columns, rows, total=total if len(debts) > 1 else ()),
        _("No debt is written."),
        note=" ".join(filter(None, [_stage(household), str(NEVER_READ)])),
        add=_add(case, "debt", _("Add a debt"), writes=writes),
    )


def _stage(household: Household) -> str:
    """Where the file at the Banque de France stands since when, and the delay that is running."""
    on = reached_on(household)
    if on is None:
        return ""
    said = {"stage": household.get_over_indebtedness_display(), "on": formats.day(on)}
    words = _("Over-indebtedness file: %(stage)s on %(on)s.") % said
    deadline = deadline_of(household.over_indebtedness, on)
    if deadline is None:
        return words
    delay = str(DELAYS[OverIndebtedness(household.over_indebtedness)])
    return f"{words} {delay % {'due': formats.day(deadline.due_on)}}"


ANSWER_TONES = {AidAnswer.AWAITED: "soon", AidAnswer.GRANTED: "yes", AidAnswer.REFUSED: "no"}


def _aids(actor: Actor, case: Case, *, writes: bool) -> Section:
    aids = list(rows_visible_to(actor, Aid).filter(case=case))
    rows = [
        Row(
            [
                _cell(aid, "aid", str(aid.get_kind_display()), writes=writes, note=_given(aid)),
                Cell(
                    Status(ANSWER_TONES[AidAnswer(aid.answer)], aid.get_answer_display()),
                    note=aid.get_refusal_display(),
                ),
                aid.asked_on,
                aid.decided_on,
                aid.amount,
            ]
        )
        for aid in aids
    ]
    columns = [
        Column("kind", _("Aid")),
        Column("answer", _("Answer")),
        Column("asked", _("Asked on"), kind="day"),
        Column("decided", pgettext("an aid", "Answered on"), kind="day"),
        Column("amount", _("Amount"), kind="money"),
    ]
    granted = [aid.amount for aid in aids if aid.amount is not None]
    return Section(
        "aid",
        _("Aids"),
        Table(
            _("Aids asked for and obtained"),
            columns,
            rows,
            total=[_("Granted in all"), None, None, None, sum(granted)] if len(granted) > 1 else (),
        ),
        _("No aid is written."),
        note=_("Those who give homes never read this list."),
        add=_add(case, "aid", _("Add an aid"), writes=writes),
    )


def _given(aid: Aid) -> str:
    """How many nights, and which is the last one paid; by whom."""
    if aid.until is None:
        return aid.giver
    last = formats.day(aid.until - timedelta(days=1))
    words = ngettext("%(nights)s night, on %(last)s", "%(nights)s nights, the last on %(last)s", aid.nights)
    return ", ".join(filter(None, [words % {"nights": aid.nights, "last": last}, aid.giver]))


def _identifiers(actor: Actor, case: Case, *, writes: bool) -> Section:
    rows = [
        Row(
            [
                _cell(identifier, "identifier", str(identifier.get_system_display()), writes=writes),
                identifier.number,
                identifier.renewed_on or identifier.obtained_on,
                _renew_by(identifier),
                identifier.last_checked_on,
            ]
        )
        for identifier in rows_visible_to(actor, Identifier).filter(case=case)
    ]
    columns = [
        Column("system", _("Where")),
        Column("number", _("Number")),
        Column("since", _("Obtained or renewed"), kind="day"),
        Column("renew", _("Renew by")),
        Column("checked", _("Last checked"), kind="day"),
    ]
    return Section(
        "identifier",
        _("Numbers elsewhere"),
        Table(_("In other systems"), columns, rows),
        _("No number is written: the HLM request (NUR) comes first, every CALEOL asks for it."),
        add=_add(case, "identifier", _("Add a number elsewhere"), writes=writes),
    )


def _renew_by(identifier: Identifier) -> Cell | str:
    if identifier.struck_on:
        said = _("struck off on %(day)s") % {"day": formats.day(identifier.struck_on)}
        return Cell(said, note=identifier.get_struck_for_display(), tone="late")
    deadline = renewal(identifier)
    if deadline is None or deadline.due_on is None:
        return ""
    return Cell(formats.day(deadline.due_on), tone="late" if deadline.due_on < clock.today() else "")


def employer_facts(case: Case, household: Household, employer: Employer | None) -> list[Definition]:
    """The name as it was typed; beside it what was looked up once for everybody."""
    facts = [Definition(_("Employer"), household.employer)]
    if employer:
        checked = formats.day(employer.checked_on) if employer.checked_on else ""
        facts.append(Definition(_("Contribution to housing"), employer.get_contributes_display(), note=checked))
        if employer.siren:
            facts.append(Definition(_("SIREN"), employer.siren))
    return facts


PAPER_TONES = {"to_ask": "quiet", "asked": "soon", "seen": "done", "expired": "late", "not_conforming": "late"}


def paper_status(state: str) -> Status:
    words = {
        "to_ask": _("to ask"),
        "asked": _("asked"),
        "seen": _("seen"),
        "expired": _("no longer good"),
        "not_conforming": _("not what it says"),
    }
    return Status(PAPER_TONES[state], words[state])
