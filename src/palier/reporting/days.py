"""Whom the days waited for. Each day of a running case, and of an empty home, is somebody's and nobody else's.

A day on which it changes belongs to whoever it waits for in the evening.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from palier.cases.enums import CaseState, WaitingOn
from palier.reporting.enums import EmptyWait
from palier.reporting.facts import MOVED, CaseRow, Change, Facts, KeptRow, VacancyRow
from palier.reporting.indicators import Counted
from palier.reporting.periods import Period

SUSPENDED = CaseState.SUSPENDED
Stretch = tuple[str, date, date | None]


def case_days(facts: Facts, period: Period) -> dict[str, Counted]:
    """Days of running cases by who acts next; `""` is all of them, counted by the calendar alone."""
    changes: defaultdict[UUID, list[Change]] = defaultdict(list)
    for change in facts.changes:
        changes[change.case].append(change)
    found = [
        (who, period.days_of(begins, ends), case.id)
        for case in facts.cases
        for who, begins, ends in waits_of(case, changes[case.id])
    ]
    whole = [("", period.days_of(case.received_on, case.closed_on), case.id) for case in facts.cases]
    codes = ["", *(who.value for who in WaitingOn), SUSPENDED.value]
    return {
        code: Counted(
            sum(days for who, days, _ in [*whole, *found] if who == code),
            cases=frozenset(case for who, days, case in [*whole, *found] if who == code and days),
        )
        for code in codes
    }


def waits_of(case: CaseRow, changes: Sequence[Change]) -> Iterator[Stretch]:
    """The days of a case in stretches, from the day it was received to the day it was closed."""
    state = next((row.former for row in changes if row.kind == MOVED), case.state)
    whom = next((row.former for row in changes if row.kind != MOVED), case.waiting_on)
    begun: list[tuple[str, date]] = []

    def note(day: date) -> None:
        begun.append((SUSPENDED.value if state == SUSPENDED else whom, max(day, case.received_on)))

    note(case.received_on)
    for row in changes:
        if row.kind == MOVED:
            state = row.to
        else:
            whom = row.to
        note(row.on)
    yield from _stretches(begun, case.closed_on)


def home_days(vacancies: Sequence[VacancyRow], kept: Sequence[KeptRow], period: Period) -> dict[str, Counted]:
    """Days of homes of the agreement that stood empty, from the day they were free, by who acts next.

    `kept`: those that an association went on renting after a household left.
    """
    days: Mapping[str, int] = defaultdict(int)
    for row in vacancies:
        days[""] += period.days_of(row.free_on, row.ended_on)
        for who, begins, ends in empties_of(row):
            days[who] += period.days_of(begins, ends)
    for home in kept:
        for code in ("", EmptyWait.ASSOCIATION.value):
            days[code] += period.days_of(home.left_on, home.ended_on)
    return {code: Counted(days[code]) for code in ("", *(who.value for who in EmptyWait))}


def empties_of(row: VacancyRow) -> Iterator[Stretch]:
    """From free to filled or given up."""
    steps = [
        (EmptyWait.LANDLORD, row.free_on),
        (EmptyWait.PARTNERS, row.opened_on),
        (EmptyWait.COMMITTEE, row.candidates_sent_on),
        (EmptyWait.SIGNATURE, row.committee_on),
    ]
    begun: list[tuple[str, date]] = []
    latest = row.free_on
    for who, day in steps:
        if day is not None:
            latest = max(latest, day)
            begun.append((who.value, latest))
    yield from _stretches(begun, row.ended_on)


def _stretches(begun: Sequence[tuple[str, date]], ended: date | None) -> Iterator[Stretch]:
    """Each stretch ends where the next begins; what begins after the end never was."""
    for number, (who, day) in enumerate(begun):
        following = begun[number + 1][1] if number + 1 < len(begun) else ended
        last = ended if following is None or (ended is not None and ended < following) else following
        yield who, day, last
