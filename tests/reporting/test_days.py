"""Each day waits for one, and for one only: what is counted by who acts next is what the calendar counts."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from palier.cases.enums import WaitingOn
from palier.reporting.days import case_days, empties_of, home_days, waits_of
from palier.reporting.facts import MOVED, WAITING, Change, KeptRow, VacancyRow
from palier.reporting.periods import Period
from tests.reporting.facts import case, facts

BEGIN = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda number: BEGIN + timedelta(days=number))
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))


@st.composite
def told(draw):
    """A case and what became of it, in the order of the record; some of it before the day it was received on."""
    received = draw(days)
    closed = draw(st.none() | days.filter(lambda day: day >= received))
    row = case(1, received, closed_on=closed)
    changes, state, whom = [], "received", "holder"
    for day in sorted(draw(st.lists(days, max_size=6))):
        if draw(st.booleans()):
            to = draw(st.sampled_from(["open", "suspended"]))
            changes.append(Change(row.id, day, MOVED, state, to))
            state = to
        else:
            to = draw(st.sampled_from(WaitingOn.values))
            changes.append(Change(row.id, day, WAITING, whom, to))
            whom = to
    return row, changes


@given(st.lists(told(), max_size=3), periods)
@settings(max_examples=200, deadline=None)
def test_the_days_of_cases_add_up_to_those_of_the_calendar(stories, period):
    cases = [row._replace(id=UUID(int=number)) for number, (row, _) in enumerate(stories)]
    changes = [change._replace(case=UUID(int=number)) for number, (_, found) in enumerate(stories) for change in found]
    counted = case_days(facts(cases=cases, changes=changes), period)
    whole = sum(
        row.received_on <= day and (row.closed_on is None or day < row.closed_on)
        for row in cases
        for day in (period.starts_on + timedelta(days=n) for n in range((period.until - period.starts_on).days))
    )
    assert counted[""].value == whole
    assert sum(found.value for who, found in counted.items() if who) == whole


@given(told(), days)
@settings(max_examples=200, deadline=None)
def test_a_day_of_a_running_case_is_in_one_stretch_and_no_other_day_in_any(story, day):
    row, changes = story
    holding = [who for who, begins, ends in waits_of(row, changes) if begins <= day and (ends is None or day < ends)]
    running = row.received_on <= day and (row.closed_on is None or day < row.closed_on)
    assert len(holding) == (1 if running else 0)


def test_the_day_it_changes_belongs_to_whoever_it_waits_for_in_the_evening():
    row = case(1, BEGIN, waiting_on="landlord")
    changes = [
        Change(row.id, date(2026, 1, 5), WAITING, "holder", "caf"),
        Change(row.id, date(2026, 1, 5), WAITING, "caf", "household"),
        Change(row.id, date(2026, 1, 8), MOVED, "open", "suspended"),
        Change(row.id, date(2026, 1, 9), WAITING, "household", "landlord"),
        Change(row.id, date(2026, 1, 10), MOVED, "suspended", "open"),
    ]
    counted = case_days(facts(cases=[row], changes=changes), Period(BEGIN, date(2026, 1, 13)))
    assert {who: found.value for who, found in counted.items() if found.value} == {
        "": 12,
        "holder": 4,
        "household": 3,
        "suspended": 2,
        "landlord": 3,
    }


def test_a_home_rented_between_two_households_is_empty_at_the_expense_of_the_association():
    kept = [KeptRow(date(2026, 1, 5), date(2026, 1, 9)), KeptRow(date(2026, 1, 20), None)]
    counted = home_days([], kept, Period(BEGIN, date(2026, 2, 1)))
    assert {who: found.value for who, found in counted.items() if found.value} == {"": 16, "association": 16}


vacancies = st.builds(VacancyRow, days, days, st.none() | days, st.none() | days, st.none() | days)


@given(vacancies, periods)
@settings(max_examples=200, deadline=None)
def test_the_days_of_empty_homes_add_up_to_those_of_the_calendar(row, period):
    counted = home_days([row], [], period)
    assert counted[""].value == period.days_of(row.free_on, row.ended_on)
    assert sum(found.value for who, found in counted.items() if who) == counted[""].value


def test_an_empty_home_waits_for_its_landlord_then_the_partners_then_the_committee():
    row = VacancyRow(BEGIN, date(2026, 1, 4), date(2026, 1, 9), date(2026, 1, 20), date(2026, 2, 1))
    assert list(empties_of(row)) == [
        ("landlord", BEGIN, date(2026, 1, 4)),
        ("partners", date(2026, 1, 4), date(2026, 1, 9)),
        ("committee", date(2026, 1, 9), date(2026, 1, 20)),
        ("signature", date(2026, 1, 20), date(2026, 2, 1)),
    ]
