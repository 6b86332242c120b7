"""Columns and sets of codes: what is not known is never read, rows do not mix, edges of the codes."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from palier.rules.benefit import Taken, family_line
from palier.rules.columns import SPAN, Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.figures import Confidence, Figure, Source, pick, worst_confidence
from palier.rules.judgement import Judgement, Verdict
from palier.rules.law import law_on

LAW = law_on(date(2026, 3, 12))


def told(column: Column) -> list[int | None]:
    return [column.item((row,)) for row in range(len(column.values))]


def test_a_sum_is_known_where_both_sides_are():
    left, right = Column.given([7, 7, None, None]), Column.given([2, None, 2, None])
    assert told(left + right) == [9, None, None, None]
    assert told(left - right) == [5, None, None, None]
    assert told(Column.given([1, 2, None]).where(np.array([True, False, True]))) == [1, None, None]


def test_true_false_and_not_known():
    flags = Column.given([1, 2, 0, None])
    assert flags.is_true().tolist() == [True, True, False, False]
    assert flags.is_false().tolist() == [False, False, True, False]


def test_a_column_keeps_whole_numbers_only():
    assert told(Column.of([True, False])) == [1, 0]
    assert told(Column.of(np.array([3], dtype=np.uint8))) == [3]
    assert told(Column.of([])) == []
    for refused in ([1.5], [2.0], ["2"]):
        with pytest.raises(TypeError, match="whole numbers"):
            Column.of(refused)


def test_each_row_has_its_own_set():
    sets = Sets.given([[5, 0, SPAN - 1], [], None, [0]])
    assert [sets.codes((row,)) for row in range(4)] == [[0, 5, SPAN - 1], [], None, [0]]
    assert sets.empty().tolist() == [False, True, False, False]
    assert sets.holds(np.array([0])).tolist() == [True, False, False, True]
    assert sets.holds(np.array([5])).tolist() == [True, False, False, False]
    assert sets.holds(np.array([SPAN - 1])).tolist() == [True, False, False, False]
    assert sets.holds(np.array([4, 1, 0, 1])).tolist() == [False] * 4
    picked = sets[np.array([3, 0])]
    assert [picked.codes((row,)) for row in range(2)] == [[0], [0, 5, SPAN - 1]]


def test_where_no_set_holds_anything():
    sets = Sets.given([[], None])
    assert sets.holds(np.array([0])).tolist() == [False, False]
    assert sets.empty().tolist() == [True, False]
    assert Sets.unknown((2,)).empty().tolist() == [False, False]


def test_a_set_that_is_not_known_holds_nothing_whatever_was_given():
    sets = Sets.of(np.array([0, 1]), np.array([5, 5]), np.array([False, True]))
    assert sets.holds(np.array([5])).tolist() == [False, True]
    assert [sets.codes((row,)) for row in range(2)] == [None, [5]]


@pytest.mark.parametrize("code", [-1, SPAN])
def test_a_code_outside_the_span_would_be_another_sets(code):
    with pytest.raises(ValueError, match="at least 0 and below"):
        Sets.given([[3, code]])


def test_every_household_with_every_home():
    households = HouseholdColumns.of(2, persons=Column.of([1, 3]), wished_communes=Sets.given([[7], None])).down()
    homes = HomeColumns.of(3, rooms=Column.given([1, 2, None]))
    assert (households.shape, homes.shape) == ((2, 1), (3,))
    spare = homes.rooms - households.persons
    assert (spare.values[:, :2].tolist(), spare.known.tolist()) == ([[0, 1], [-2, -1]], [[True, True, False]] * 2)
    assert households.wished_communes.holds(np.array([7, 8])).tolist() == [[True, False], [False, False]]
    wide = households.broadcast((2, 3))
    assert (wide.shape, wide.persons.values.tolist()) == ((2, 3), [[1, 1, 1], [3, 3, 3]])
    assert wide.wished_communes.codes((0, 2)) == [7]


def test_a_figure_keeps_its_source_when_it_is_raised_or_picked():
    room, euro = LAW.figure("under_occupation.spare_rooms"), Figure.stated(Column.given([3, None]), "room")
    (source,) = room.source.tolist()
    raised = room.plus(Column.given([2, None]))
    assert (told(raised.column), raised.source.tolist(), raised.unit) == ([3, None], [source, source], "room")
    picked = pick(np.array([True, False]), raised, replace(euro, sources=raised.sources))
    assert (told(picked.column), picked.source.tolist()) == ([3, None], [source, 0])
    second = raised[np.array([1])]
    assert (told(second.column), second.source.tolist(), second.unit) == ([None], [source], "room")


def source(confidence: Confidence) -> Source:
    return Source("a", date(2026, 1, 1), "décret", confidence, False)


def test_the_least_sure_of_several_sources_counts():
    verified, older, derived, unverified = (source(confidence) for confidence in Confidence)
    assert worst_confidence([older, verified]) == "verified_older"
    assert worst_confidence([verified, unverified, derived]) == "unverified"
    assert worst_confidence([derived, older]) == "derived"


def test_sources_are_named_once_in_the_order_of_their_use():
    taken = Taken()
    for name in ("housing_benefit.flat_reduction", "housing_benefit.resources_step", "housing_benefit.flat_reduction"):
        assert taken(LAW.figure(name)).known.all()
    taken(Figure.stated(Column.of(3), "euro"))
    assert [one.parameter for one in taken.sources()] == [
        "housing_benefit.flat_reduction", "housing_benefit.resources_step",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("couple", "dependants", "line"),
    [
        (0, 0, 1), (1, 0, 2), (0, 1, 3), (1, 1, 3), (None, 1, 3), (1, 4, 6),
        (None, 0, None), (1, None, None), (0, -1, None), (None, -1, None),
    ],
)  # fmt: skip
def test_the_line_of_a_family(couple, dependants, line):
    assert family_line(Column.given([couple]), Column.given([dependants])).item((0,)) == line


def test_what_nobody_asks_weighs_nothing():
    answers = np.array([Verdict.NO, Verdict.UNKNOWN, Verdict.YES], dtype=np.int8)
    assert Judgement(answers, "rate").weight().tolist() == [0, 1, 2]
    asked = np.array([False, False, True])
    assert Judgement(answers, "rate", applies=asked).weight().tolist() == [2, 2, 2]


def test_one_code_is_found_alike_whether_sets_are_short_or_long():
    """Two ways to look: in all keys at once, or by a search a row."""
    random = np.random.default_rng(3)
    for most in (0, 1, 3, 40):
        given = [
            None if random.random() < 0.2 else random.integers(0, 9, random.integers(0, most + 1)).tolist()
            for _ in range(60)
        ]
        for sets, told in ((Sets.given(given), given), (Sets.given(given)[20:50], given[20:50])):
            for code in range(9):
                assert sets.holds(np.array([code])).tolist() == [code in (one or ()) for one in told]
                assert sets.down().holds(np.array([code])).tolist() == [[code in (one or ())] for one in told]
            assert sets.empty().tolist() == [one == [] for one in told]
