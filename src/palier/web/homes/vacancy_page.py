"""A vacancy and the list of vacancies as components: plain values, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from palier.homes.enums import VacancyState
from palier.homes.models import Vacancy
from palier.homes.states import AWAITED
from palier.platform.actor import Actor
from palier.ui.components import Cell, Column, Definition, Row, Tab, Table
from palier.ui.formats import day
from palier.web.homes.page import home_words, vacancy_facts, vacancy_status
from palier.web.homes.vacancy_forms import CommitteeForm, DirectionForm, PastDayForm, WithdrawalForm

V = VacancyState


@dataclass(frozen=True)
class Act:
    """One thing to do to a vacancy: its form, or a button alone when there is nothing to say."""

    name: str
    title: str
    button: str
    form: forms.Form | None = None
    help: str = ""


def tabs(current: str) -> list[Tab]:
    """The three lists of an organisation with a stock."""
    names = (("homes", _("Stock")), ("vacancies", _("Vacancies")), ("residences", _("Residences")))
    return [Tab(label, reverse(name), name == current) for name, label in names]


def table(vacancies: Iterable[Vacancy], today: date) -> Table:
    columns = [
        Column("home", _("Home")),
        Column("where", _("Where")),
        Column("free", _("Free on"), kind="day"),
        Column("directed", _("Directed to")),
        Column("due", _("Candidates due")),
        Column("state", _("State"), kind="status"),
    ]
    rows = [
        Row(
            [
                Cell(home_words(one.home), url=reverse("vacancy", args=[one.id]), note=one.home.internal_id),
                Cell(str(one.home.commune), note=one.home.address),
                one.free_on,
                one.get_directed_to_display() if one.directed_to else "",
                _due(one, today),
                Cell(vacancy_status(one), note=_since(one)),
            ]
        )
        for one in vacancies
    ]
    return Table(_("Vacancies"), columns, rows)


def _due(vacancy: Vacancy, today: date) -> Cell:
    due = vacancy.candidates_due_on
    if due is None or vacancy.state not in AWAITED:
        return Cell(day(due) if due else "")
    if due < today:
        return Cell(day(due), tone="late", note=_("past its day"))
    return Cell(day(due))


def _since(vacancy: Vacancy) -> str:
    if vacancy.state == V.COMMITTEE:
        return _("on %(day)s") % {"day": day(vacancy.committee_on)}
    return day(vacancy.ended_on) if vacancy.ended_on else ""


def facts(vacancy: Vacancy) -> list[Definition]:
    """The days it has lived, in their order; only those that have come."""
    lived = {
        _("Announced on"): vacancy.announced_on,
        _("Directed on"): vacancy.directed_on,
        _("Candidates sent on"): vacancy.candidates_sent_on,
        _("Committee on"): vacancy.committee_on,
        _("Ended on"): vacancy.ended_on,
    }
    why = [Definition(_("Withdrawn for"), vacancy.get_withdrawn_for_display())] if vacancy.withdrawn_for else []
    return [
        *vacancy_facts(vacancy),
        *(Definition(term, found, kind="day") for term, found in lived.items() if found),
        *why,
    ]


def next_act(vacancy: Vacancy, today: date) -> Act | None:
    """What is awaited of the landlord now; None where it is to open the home, or nothing."""
    if vacancy.state == V.ANNOUNCED:
        return Act("direct", _("Who may designate?"), _("Direct"), DirectionForm())
    if vacancy.state == V.OPEN:
        return Act("candidates", _("Candidates"), _("Candidates sent"), PastDayForm(initial={"day": today}))
    if vacancy.state == V.CANDIDATES_SENT:
        return Act("committee", _("Committee"), _("Set the day"), CommitteeForm())
    if vacancy.state == V.COMMITTEE:
        initial = {"day": max(today, vacancy.committee_on) if vacancy.committee_on else today}
        words = _("After the committee. It is the one step that is not taken back.")
        return Act("fill", _("Let"), _("The home is let"), PastDayForm(initial=initial), words)
    return None


def back(vacancy: Vacancy) -> Act | None:
    """What takes the last step back."""
    words = {
        V.DIRECTED: ("undirect", _("It is not directed yet")),
        V.CANDIDATES_SENT: ("back", _("The candidates have not come")),
        V.COMMITTEE: ("back", _("No day is set for the committee")),
        V.RETURNED: ("reopen", _("It runs again")),
        V.WITHDRAWN: ("reopen", _("It runs again")),
        V.LAPSED: ("reopen", _("It runs again")),
    }
    found = words.get(V(vacancy.state))
    return Act(found[0], "", found[1]) if found else None


def ends(vacancy: Vacancy) -> list[Act]:
    """The ends that are not the right one."""
    withdraw = Act("withdraw", _("It will not be let"), _("Withdraw the home"), WithdrawalForm())
    returned = Act("return", "", _("Give it back to the landlord"), help=_("The reserver gives its right back."))
    lapsed = Act("lapse", "", _("Let it lapse"), help=_("The delay is over, and no candidate has come."))
    return [returned, lapsed, withdraw] if vacancy.directed_to or vacancy.opened_at else [withdraw]


def may_be_opened(actor: Actor, vacancy: Vacancy) -> bool:
    return vacancy.state in (V.ANNOUNCED, V.DIRECTED) and vacancy.home.landlord_id == actor.organisation
