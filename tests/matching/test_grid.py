"""The grid: what each line gives, what it refuses, and whole months."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.matching.grid import CODES, MONTH, MOST_POINTS, Grid, GridRefused, Line, default_lines, points
from palier.matching.measures import Measure, both, whole_months

EPOCH = date(1970, 1, 1)
DEFAULT = Grid("1", tuple(default_lines()))
FLAGS = [1, 0, None]


def days(*given: str | None) -> Measure:
    return Measure.given([None if day is None else (date.fromisoformat(day) - EPOCH).days for day in given])


def measures(**given: list) -> dict[str, Measure]:
    rows = len(next(iter(given.values())))
    return {code: Measure.given(given.get(code, [None] * rows)) for code in CODES}


@pytest.mark.parametrize(
    ("since", "day", "months"),
    [
        ("2026-03-12", "2026-03-12", 0),
        ("2026-03-12", "2026-04-11", 0),
        ("2026-03-12", "2026-04-12", 1),
        ("2025-01-31", "2025-02-28", 0),
        ("2025-01-31", "2025-03-01", 1),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2026-03-12", "2026-03-01", 0),
        ("1969-12-15", "1970-01-15", 1),
    ],
)
def test_a_month_counts_once_it_is_completed(since, day, months):
    (found,) = whole_months(days(since), int(days(day).values[0])).values
    assert found == months


@given(st.dates(date(1960, 1, 1), date(2040, 1, 1)), st.integers(0, 4000))
def test_months_never_go_back_and_a_year_has_twelve(since, later):
    measure = Measure.given([(since - EPOCH).days])
    at = [(since + timedelta(days=later + n) - EPOCH).days for n in (0, 1, 366)]
    now, next_day, next_year = (int(whole_months(measure, day).values[0]) for day in at)
    assert now <= next_day <= now + 1
    assert now + 12 <= next_year <= now + 13


def test_a_day_that_is_not_known_leaves_the_months_unknown():
    assert whole_months(days(None), 20_000).known.tolist() == [False]


def test_both_are_true_known_as_soon_as_one_is_false():
    pairs = [(one, other) for one in FLAGS for other in FLAGS]
    found = both(Measure.given([one for one, _ in pairs]), Measure.given([other for _, other in pairs]))
    assert [found.item(row) for row in range(9)] == [1, 0, None, 0, 0, 0, None, 0, None]


def test_the_default_grid_line_by_line():
    found = points(
        DEFAULT,
        measures(
            waiting=[0, 14, 36, 400, None],
            priority_public=[0, 1, 1, 1, None],
            ready=[0, 0, 1, 1, None],
            adapted_home=[0, 0, 0, 1, None],
            first_wished_commune=[0, 1, 0, 1, None],
        ),
        5,
    )
    lines = [line.code for line in DEFAULT.lines]
    assert lines == ["waiting", "priority_public", "adapted_home", "ready", "first_wished_commune"]
    assert found.by_line.T.tolist() == [
        [0, 0, 0, 0, 0],
        [14, 10, 0, 0, 5],
        [36, 10, 0, 5, 0],
        [36, 10, 15, 5, 5],
        [0, 0, 0, 0, 0],
    ]
    assert found.total.tolist() == [0, 29, 51, 71, 0]
    assert found.most.tolist() == [0, 29, 51, 71, 71]


def test_a_line_without_a_cap_stops_at_the_most_points_there_are():
    grid = Grid("1", (Line("waiting", MOST_POINTS, MONTH),))
    found = points(grid, measures(waiting=[1, 10**15, None]), 3)
    assert found.total.tolist() == [MOST_POINTS, MOST_POINTS, 0]
    assert found.most.tolist() == [MOST_POINTS, MOST_POINTS, MOST_POINTS]


def test_a_grid_without_lines_gives_nothing():
    assert points(Grid("0", ()), {}, 2).total.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line("income", 1), "unknown_code"),
        (Line("waiting", 1), "wrong_per"),
        (Line("ready", 5, MONTH), "wrong_per"),
        (Line("ready", 5, None, 5), "cap_without_per"),
        (Line("ready", -1), "out_of_range"),
        (Line("ready", MOST_POINTS + 1), "out_of_range"),
        (Line("waiting", 2, MONTH, 1), "out_of_range"),
        (Line("waiting", 2, MONTH, MOST_POINTS + 1), "out_of_range"),
        (Line("first_wished_commune", 3), "twice"),
        (Line("ready", 5.0), "not_whole"),
        (Line("ready", True), "not_whole"),
        (Line("waiting", 2, MONTH, 36.5), "not_whole"),
    ],
)
def test_a_grid_that_says_no_order_is_refused(line, code):
    with pytest.raises(GridRefused) as refused:
        Grid("1", (Line("first_wished_commune", 5), line))
    assert (refused.value.line, refused.value.code) == (1, code)


@given(st.lists(st.integers(0, 10**9) | st.none(), min_size=1, max_size=20), st.integers(0, 50), st.integers(50, 10**6))
def test_points_are_those_a_loop_counts(values, weight, cap):
    grid = Grid("1", (Line("waiting", weight, MONTH, cap), Line("ready", weight)))
    flags = [value and value % 2 for value in values]
    found = points(grid, measures(waiting=values, ready=flags), len(values))
    expected = [[min((value or 0) * weight, cap) for value in values], [weight * (flag or 0) for flag in flags]]
    assert found.by_line.tolist() == expected
    assert np.all(found.most >= found.total)
