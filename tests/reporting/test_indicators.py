"""Each indicator counts what its sentence says, at the edges of a period too."""

from datetime import date
from uuid import UUID

import pytest

from palier.organisations.indicators import Indicator
from palier.reporting.facts import AssessmentRow, MandateRow, VacancyRow, WelcomeRow
from palier.reporting.indicators import DEFINITIONS, Counted, count
from palier.reporting.path import reached
from palier.reporting.periods import Period, years_of
from tests.reporting.facts import AFTER, FIRST, LAST, YEAR, aid, candidacy, case, facts, tenancy

DAYS = (date(2025, 6, 30), FIRST, LAST, AFTER)


def of(*numbers: int) -> frozenset[UUID]:
    return frozenset(UUID(int=number) for number in numbers)


def households(*numbers: int) -> Counted:
    return Counted(len(numbers), cases=of(*numbers))


def test_each_indicator_that_can_be_promised_has_its_definition():
    assert [definition.indicator for definition in DEFINITIONS if not definition.count] == [Indicator.KEPT_HOMES]
    assert {definition.indicator for definition in DEFINITIONS} == set(Indicator)
    assert all(definition.sentence and definition.unit and definition.source for definition in DEFINITIONS)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("requests_received", {"cases": [case(n, day) for n, day in enumerate(DAYS)]}),
        ("assessments_signed", {"assessments": [AssessmentRow(UUID(int=n), FIRST, day) for n, day in enumerate(DAYS)]}),
        ("temporary_entries", {"tenancies": [tenancy(n, "temporary_occupancy", day) for n, day in enumerate(DAYS)]}),
        ("subleases", {"tenancies": [tenancy(n, "sublease", day) for n, day in enumerate(DAYS)]}),
        ("slides", {"tenancies": [tenancy(n, "lease", day, slid=True) for n, day in enumerate(DAYS)]}),
        ("direct_leases", {"tenancies": [tenancy(n, "lease", day) for n, day in enumerate(DAYS)]}),
    ],
)
def test_the_first_day_counts_and_the_day_after_the_last_does_not(code, told):
    assert count(code, facts(**told), YEAR) == households(1, 2)


def test_a_household_counts_once_however_often_it_comes_in():
    twice = [tenancy(1, "temporary_occupancy", FIRST), tenancy(1, "temporary_occupancy", LAST)]
    assert count("temporary_entries", facts(tenancies=twice), YEAR) == households(1)


def test_a_lasting_adapted_home_is_no_temporary_one():
    told = facts(
        tenancies=[
            tenancy(1, "temporary_occupancy", residence="pension_de_famille"),
            tenancy(2, "temporary_occupancy", residence="residence_accueil"),
            tenancy(3, "temporary_occupancy", residence="young_workers_residence"),
        ]
    )
    assert count("lasting_entries", told, YEAR) == households(1, 2)
    assert count("temporary_entries", told, YEAR) == households(3)


def test_a_lease_that_follows_a_sublease_is_a_slide_and_no_direct_lease():
    told = facts(tenancies=[tenancy(1, "lease", slid=True), tenancy(2, "lease")])
    assert count("slides", told, YEAR) == households(1)
    assert count("direct_leases", told, YEAR) == households(2)


def test_mandates_are_those_accepted_of_those_answered():
    told = facts(
        mandates=[
            MandateRow(UUID(int=1), "accepted", FIRST),
            MandateRow(UUID(int=2), "closed", LAST),
            MandateRow(UUID(int=3), "refused", LAST),
            MandateRow(UUID(int=4), "ordered", None),
            MandateRow(UUID(int=5), "accepted", AFTER),
        ]
    )
    assert count("support_mandates", told, YEAR) == Counted(2, 3, of(1, 2))


def test_homes_count_on_the_day_they_were_opened():
    told = facts(vacancies=[VacancyRow(FIRST, day, None, None, None) for day in DAYS])
    assert count("homes_opened", told, YEAR) == Counted(2)


def test_what_was_granted_is_counted_of_what_was_examined_and_what_was_accepted_of_what_was_answered():
    told = facts(
        candidacies=[
            candidacy(1, "granted_ranked", decided_on=FIRST),
            candidacy(2, "not_granted", decided_on=LAST, ended_on=LAST),
            candidacy(3, "signed", decided_on=FIRST, notified_on=FIRST, answered_on=LAST, ended_on=AFTER),
            candidacy(4, "refused", decided_on=FIRST, notified_on=FIRST, answered_on=LAST, ended_on=LAST),
            candidacy(5, "no_answer", decided_on=FIRST, notified_on=FIRST, ended_on=LAST),
            candidacy(6, "accepted", decided_on=FIRST, notified_on=FIRST, answered_on=AFTER),
            candidacy(7, "put_forward"),
        ]
    )
    assert count("candidacies_granted", told, YEAR) == Counted(5, 6, of(1, 3, 4, 5, 6))
    assert count("offers_accepted", told, YEAR) == Counted(1, 3, of(3))


def test_a_lease_is_held_when_it_runs_twelve_months_after_its_first_day():
    a_year_before = date(2024, 7, 1)
    told = facts(
        tenancies=[
            tenancy(1, "lease", a_year_before),
            tenancy(2, "lease", a_year_before, ends_on=FIRST),
            tenancy(3, "lease", a_year_before, ends_on=date(2025, 6, 30)),
            tenancy(4, "lease", FIRST),
            tenancy(5, "sublease", a_year_before),
        ]
    )
    assert count("held_at_12_months", told, YEAR) == Counted(2, 3, of(1, 2))


def test_a_household_is_welcomed_when_the_visit_came_within_the_thirty_days_that_ended_in_the_period():
    due = {1: (FIRST, FIRST), 2: (LAST, None), 3: (LAST, AFTER), 4: (AFTER, LAST), 5: (LAST, FIRST)}
    told = facts(welcomes=[WelcomeRow(UUID(int=number), *days) for number, days in due.items()])
    assert count("entry_support", told, YEAR) == Counted(2, 4, of(1, 5))


def test_households_that_obtained_an_aid_are_counted_of_those_answered_by_the_day_of_the_answer():
    told = facts(
        aids=[
            *(aid(number, day=day) for number, day in enumerate(DAYS)),
            aid(1, "visale", LAST),
            aid(2, "hotel_nights", answer="refused", refusal="no_money"),
            aid(4, answer="refused", refusal="resources"),
            aid(5, answer="awaited", day=None),
        ]
    )
    assert count("aids_obtained", told, YEAR) == Counted(2, 3, of(1, 2), social=True)


@pytest.mark.parametrize("code", ["kept_homes", "words of an older agreement"])
def test_what_is_not_recorded_is_unknown_and_never_zero(code):
    assert count(code, facts(cases=[case(1)]), YEAR) == Counted(None)


def test_the_path_counts_households_of_the_period_that_came_to_each_landing_since():
    told = facts(
        cases=[case(1), case(2, LAST), case(3, AFTER)],
        assessments=[AssessmentRow(UUID(int=1), FIRST, None)],
        candidacies=[candidacy(1, "offered", notified_on=AFTER), candidacy(2, "put_forward"), candidacy(3, "offered")],
        tenancies=[
            tenancy(2, "temporary_occupancy", AFTER),
            tenancy(1, "temporary_occupancy", residence="pension_de_famille"),
            tenancy(3, "lease"),
        ],
    )
    assert {
        landing.value: sorted(case.int for case in found.cases) for landing, found in reached(told, YEAR).items()
    } == {
        "call": [1, 2],
        "assessment": [1],
        "candidacy": [1, 2],
        "offer": [1],
        "temporary": [2],
        "sublease": [],
        "lasting": [1],
        "lease": [],
    }


def test_the_years_of_an_agreement_follow_one_another_without_a_gap(world):
    """It runs from 1 January 2025 to 31 December 2027."""
    first = Period(date(2025, 1, 1), date(2026, 1, 1))
    second = Period(date(2026, 1, 1), date(2027, 1, 1))
    third = Period(date(2027, 1, 1), date(2028, 1, 1))
    assert list(years_of(world.agreement, date(2024, 12, 31))) == []
    assert list(years_of(world.agreement, date(2025, 12, 31))) == [first]
    assert list(years_of(world.agreement, date(2026, 1, 1))) == [first, second]
    assert list(years_of(world.agreement, date(2031, 1, 1))) == [first, second, third]
