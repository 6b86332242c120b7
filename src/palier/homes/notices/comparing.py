"""Notices against the stock: which announce a home, which say what is known, which change it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from palier.homes.enums import VacancyState
from palier.homes.faults import Fault
from palier.homes.models import Home, Vacancy
from palier.homes.notices.reading import Notice, NoticeLine, Notices
from palier.homes.report import LISTED
from palier.homes.states import LIVE

# Once it is open, what the parties were told of its purpose and its reserver stays.
LANDLORDS_OWN = (VacancyState.ANNOUNCED, VacancyState.DIRECTED)


@dataclass
class NoticeReport:
    """Counts of rows. `unknown` are the rows of homes that are not in the stock: left aside, listed with their row.

    `outcomes`: row, reference, day and what becomes of it, for the first thousand rows that are not refused.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    known: int = 0
    unknown: int = 0
    refused: int = 0
    errors_total: int = 0
    faults: list[Fault] = field(default_factory=list)
    unknown_homes: list[tuple[int, str]] = field(default_factory=list)
    outcomes: list[tuple[int, str, str, str]] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    def add(self, *faults: Fault) -> None:
        self.errors_total += len(faults)
        self.faults.extend(faults[: LISTED - len(self.faults)])

    @property
    def counts(self) -> dict[str, int]:
        names = ("rows", "new", "changed", "known", "unknown", "refused", "errors_total")
        return {name: getattr(self, name) for name in names}

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored with the file."""
        return {
            "faults": [[one.row, one.column, one.value, one.code, one.meant, one.detail] for one in self.faults],
            "unknown": [list(one) for one in self.unknown_homes],
            "outcomes": [list(one) for one in self.outcomes],
            "ignored": list(self.ignored),
        }


@dataclass(frozen=True)
class Change:
    """One home to announce, or a vacancy that runs and what the file says otherwise."""

    home: Home
    notice: Notice
    vacancy: Vacancy | None = None
    said: dict[str, Any] = field(default_factory=dict)


def compare(landlord: UUID, notices: Notices, report: NoticeReport, *, today: date, lock: bool) -> list[Change]:
    """What would change, the counts and faults in `report`. Under lock, one file at a time."""
    lines = list(notices.lines)
    found = Home.objects.filter(landlord_id=landlord, internal_id__in={line.internal_id for line in lines}).order_by(
        "id"
    )
    homes = {home.internal_id: home for home in (found.select_for_update() if lock else found)}
    vacancies: dict[UUID, list[Vacancy]] = {}
    for vacancy in Vacancy.objects.filter(home__in=homes.values()):
        vacancies.setdefault(vacancy.home_id, []).append(vacancy)
    changes: list[Change] = []
    first: dict[str, int] = {}
    for line in lines:
        report.rows += 1
        faults = _faults(line, homes, first, notices)
        home = homes.get(line.internal_id)
        change = None
        if not faults and home and line.notice:
            change = _change(home, line.notice, vacancies.get(home.id, []))
            faults = _due_before(line, change, notices, today)
        _count(report, line, faults, home, change)
        if change and not faults and (change.vacancy is None or change.said):
            changes.append(change)
    return [] if report.errors_total else changes


def _faults(line: NoticeLine, homes: dict[str, Home], first: dict[str, int], notices: Notices) -> list[Fault]:
    if line.faults:
        return list(line.faults)
    home = homes.get(line.internal_id)
    before = first.setdefault(line.internal_id, line.row)
    if before != line.row:
        return [Fault(line.row, notices.id_column, line.internal_id, "twice", detail=str(before))]
    if home and home.left_on:
        return [Fault(line.row, notices.id_column, line.internal_id, "left_stock")]
    return []


def _change(home: Home, notice: Notice, vacancies: list[Vacancy]) -> Change | None:
    """None when the file says nothing new: of a vacancy that ended, the same day again is the same notice."""
    live = next((one for one in vacancies if one.state in LIVE), None)
    if live:
        return Change(home, notice, live, differences(live, notice))
    if any(one.free_on == notice.free_on for one in vacancies):
        return None
    return Change(home, notice)


def differences(vacancy: Vacancy, notice: Notice) -> dict[str, Any]:
    """What the file says otherwise than the vacancy that runs; what it does not say is no difference."""
    said: dict[str, Any] = {
        "free_on": notice.free_on,
        "charges": notice.charges,
        "candidates_due_on": notice.candidates_due_on,
    }
    if vacancy.state in LANDLORDS_OWN:
        said |= {"purpose": notice.purpose or None, "directed_to": notice.directed_to or None}
    return {name: value for name, value in said.items() if value is not None and value != getattr(vacancy, name)}


def _due_before(line: NoticeLine, change: Change | None, notices: Notices, today: date) -> list[Fault]:
    if change is None or line.notice is None or line.notice.candidates_due_on is None:
        return []
    due = line.notice.candidates_due_on
    if due >= (change.vacancy.announced_on if change.vacancy else today):
        return []
    return [Fault(line.row, notices.due_column, f"{due:%d/%m/%Y}", "due_past")]


def _count(
    report: NoticeReport, line: NoticeLine, faults: list[Fault], home: Home | None, change: Change | None
) -> None:
    report.add(*faults)
    if faults or line.notice is None:
        report.refused += 1
        return
    outcome = _outcome(home, change)
    setattr(report, outcome, getattr(report, outcome) + 1)
    if outcome == "unknown" and len(report.unknown_homes) < LISTED:
        report.unknown_homes.append((line.row, line.internal_id))
    if len(report.outcomes) < LISTED:
        report.outcomes.append((line.row, line.internal_id, line.notice.free_on.isoformat(), outcome))


def _outcome(home: Home | None, change: Change | None) -> str:
    if home is None:
        return "unknown"
    if change is None or (change.vacancy and not change.said):
        return "known"
    return "changed" if change.vacancy else "new"
