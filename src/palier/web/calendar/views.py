import re
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from palier.cases.models import Person
from palier.cases.queries import applicants_of
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import Due, due_dates, hers
from palier.ui.components import Tab

MONTH = re.compile(r"(\d{4})-(\d{2})")
FIRST_YEAR, LAST_YEAR = 2000, 2100
WHOSE, FORMS = ("mine", "ours"), ("month", "list")


@dataclass(frozen=True)
class Entry:
    """A date as the calendar shows it, under the name by which its reader knows the case."""

    due: Due
    who: str


@dataclass(frozen=True)
class Day:
    on: date
    inside: bool
    entries: list[Entry]


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates of a month, as a month or as a list, mine or my service's; those gone by come first."""
    actor, today = request.actor, clock.today()
    first = _month(request.GET.get("month", ""), today)
    whose = _one_of(WHOSE, request.GET.get("whose", ""))
    form = _one_of(FORMS, request.GET.get("form", ""))
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    dues = due_dates(actor, max(weeks[-1][-1], today))
    dues = hers(dues, actor.user) if whose == "mine" else dues
    entries = _entries(actor, dues)
    at = {"month": f"{first:%Y-%m}", "whose": whose, "form": form}
    context = {
        "first": first,
        "today": today,
        "late": [entry for entry in entries if entry.due.on < today],
        "entries": [entry for entry in entries if _same_month(entry.due.on, first)],
        "form": form,
        "weeks": _weeks(weeks, first, entries),
        "before": _address(at, month=f"{first - timedelta(days=1):%Y-%m}"),
        "after": _address(at, month=f"{first + timedelta(days=31):%Y-%m}"),
        "now": None if _same_month(today, first) else _address(at, month=f"{today:%Y-%m}"),
        "tabs": [
            Tab(_("My dates"), _address(at, whose="mine"), whose == "mine"),
            Tab(_("My service's dates"), _address(at, whose="ours"), whose == "ours"),
        ],
        "other": _address(at, form="list" if form == "month" else "month"),
    }
    return render(request, "web/calendar/calendar.html", context)


def _month(text: str, today: date) -> date:
    """The first day of the month asked for; of this one where none that exists is."""
    if (found := MONTH.fullmatch(text)) and FIRST_YEAR <= int(found[1]) < LAST_YEAR and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def _one_of(codes: tuple[str, ...], asked: str) -> str:
    return asked if asked in codes else codes[0]


def _address(at: dict[str, str], **change: str) -> str:
    return f"?{urlencode(at | change)}"


def _same_month(day: date, first: date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


def _entries(actor: Actor, dues: Iterable[Due]) -> list[Entry]:
    dues = list(dues)
    names: dict[UUID, Person] = applicants_of(actor, [due.case for due in dues if due.case])
    return [Entry(due, str(names.get(due.case) or due.who or due.reference)) for due in dues]


def _weeks(weeks: list[list[date]], first: date, entries: list[Entry]) -> list[list[Day]]:
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.due.on, []).append(entry)
    return [[Day(day, _same_month(day, first), days.get(day, [])) for day in week] for week in weeks]
