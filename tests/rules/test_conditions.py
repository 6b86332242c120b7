"""Conditions weighed together, asked or not, and gathered by household."""

import numpy as np
import pytest

from palier.rules.columns import Column
from palier.rules.conditions import (
    Condition,
    all_of,
    any_of,
    asked_where,
    denied,
    standing_in_the_way,
    stated,
    to_check,
    worst_of_each,
)
from palier.rules.judgement import Verdict
from tests.rules.entry_worlds import answer

NO, UNKNOWN, YES = Verdict.NO, Verdict.UNKNOWN, Verdict.YES
FACT = {YES: 1, NO: 0, UNKNOWN: None}


def condition(verdict: Verdict, asked: int | None = 1) -> Condition:
    return Condition("insured", asked_where(stated(Column.given([FACT[verdict]])), Column.given([asked])))


@pytest.mark.parametrize(
    ("verdicts", "everything", "anything"),
    [
        ((YES, YES), YES, YES),
        ((YES, UNKNOWN), UNKNOWN, YES),
        ((YES, NO), NO, YES),
        ((UNKNOWN, NO), NO, UNKNOWN),
        ((UNKNOWN, UNKNOWN), UNKNOWN, UNKNOWN),
        ((NO, NO), NO, NO),
    ],
)
def test_all_takes_the_worst_and_any_the_best(verdicts, everything, anything):
    conditions = [condition(verdict) for verdict in verdicts]
    assert (all_of(conditions).tolist(), any_of(conditions).tolist()) == ([everything], [anything])


def test_what_nobody_asks_stands_in_nobodys_way_and_is_no_ground():
    conditions = [condition(NO, asked=0), condition(YES)]
    assert all_of(conditions).tolist() == [YES]
    assert any_of([condition(YES, asked=0), condition(NO)]).tolist() == [NO]
    assert standing_in_the_way(conditions) == ()


@pytest.mark.parametrize(("verdict", "weighed"), [(YES, YES), (UNKNOWN, UNKNOWN), (NO, UNKNOWN)])
def test_where_nobody_knows_whether_it_is_asked_a_no_is_unknown(verdict, weighed):
    assert all_of([condition(verdict, asked=None)]).tolist() == [weighed]


def test_the_conditions_in_the_way_are_named_for_each_household():
    insured = Condition("insured", stated(Column.given([1, 0, None])))
    wished = Condition("lease_wished", denied(Column.given([1, 1, 0])))
    found = [[one.code for one in standing_in_the_way((insured, wished), (row,))] for row in range(3)]
    assert found == [["lease_wished"], ["insured", "lease_wished"], []]


def test_what_palier_does_not_keep_is_to_check_for_everybody():
    assert [answer(to_check((2,)), (row,)) for row in range(2)] == [None, None]


def test_the_worst_row_counts_for_its_group_and_a_group_without_a_row_is_unknown():
    verdicts = np.array([YES, NO, YES, UNKNOWN, YES], dtype=np.int8)
    groups = np.array([0, 0, 1, 3, 3], dtype=np.int64)
    assert worst_of_each(verdicts, groups, 5).tolist() == [NO, YES, UNKNOWN, UNKNOWN, UNKNOWN]
