"""The publics that come first, and what counts them."""

from datetime import date

import pytest

from palier.rules.columns import Column, Sets
from palier.rules.conditions import Condition
from palier.rules.counters import modest_counter, priority_counter
from palier.rules.law import book, law_on
from palier.rules.priority_publics import LISTS, PUBLICS, is_priority
from tests.rules.entry_worlds import answer

DAY = date(2026, 3, 12)
LAW = law_on(DAY)


def priority(names, law=LAW):
    return is_priority(Sets.given([None if names is None else [PUBLICS.index(name) for name in names]]), law)


def confidence(names):
    judged = priority(names)
    return judged.threshold.sources[int(judged.threshold.source[0])].confidence


@pytest.mark.parametrize("name", PUBLICS)
def test_each_public_is_enough_alone(name):
    assert answer(priority([name])) is True


def test_none_of_them_is_no_and_not_asked_is_unknown():
    assert (answer(priority([])), answer(priority(None))) == (False, None)


def test_before_the_text_that_was_read_nothing_is_said():
    law = law_on(date(2022, 2, 22))
    assert [answer(priority(names, law)) for names in (["dalo"], [], None)] == [None, None, None]


def test_every_code_is_in_one_list():
    listed = [name for list_ in LISTS for name in LAW.codes(list_)]
    assert sorted(listed) == sorted(PUBLICS)


def test_the_surest_list_that_names_the_household_is_shown():
    assert confidence(["leaving_child_welfare"]) == "unverified"
    assert confidence(["leaving_child_welfare", "violence"]) == "verified_older"
    assert confidence(["dalo"]) == "verified_older"


@pytest.mark.parametrize(
    ("counter", "name"),
    [
        (priority_counter, "priority_publics.least_rate"),
        (modest_counter, "residence_sociale.least_rate_under_ceilings"),
    ],
)
def test_a_rate_is_reached_at_its_figure_and_not_just_below(counter, name):
    least = book().parameters[name].at(DAY).number()
    whole = 400
    reached = [
        answer(counter(Column.of(whole), Column.of(part), LAW)) for part in (int(least * whole) - 1, int(least * whole))
    ]
    assert reached == [False, True]
    assert answer(counter(Column.of(0), Column.of(0), LAW)) is None
    assert answer(counter(Column.of(whole), Column.given([None]), LAW)) is None


def test_no_counter_is_a_condition_for_one_household():
    assert not isinstance(priority_counter(Column.of(4), Column.of(1), LAW), Condition)
