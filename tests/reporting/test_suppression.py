"""What is hidden cannot be computed from what is said: every table that fits what is said is tried."""

from collections.abc import Iterator
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from palier.reporting.models import FEWEST
from palier.reporting.suppression import blanks, blanks_of_several

ROWS, COLUMNS = ("a", "b"), ("x", "y", "z")
TOTAL = ("", "")
SUMS = [
    *(((row, ""), [(row, column) for column in COLUMNS]) for row in ROWS),
    *((("", column), [(row, column) for row in ROWS]) for column in COLUMNS),
    (TOTAL, [(row, "") for row in ROWS]),
    (TOTAL, [("", column) for column in COLUMNS]),
]


def with_totals(inner: dict) -> dict:
    rows = {(row, ""): sum(inner[row, column] for column in COLUMNS) for row in ROWS}
    columns = {("", column): sum(inner[row, column] for row in ROWS) for column in COLUMNS}
    return inner | rows | columns | {TOTAL: sum(inner.values())}


def parts(total: int, places: int) -> Iterator[tuple[int, ...]]:
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in parts(total - first, places - 1):
            yield (first, *rest)


def all_tables(said: dict) -> Iterator[dict]:
    """Every table of whole numbers with these cells."""
    for found in parts(said[TOTAL], len(ROWS) * len(COLUMNS)):
        whole = with_totals(dict(zip(product(ROWS, COLUMNS), found, strict=True)))
        if all(whole[key] == value for key, value in said.items()):
            yield whole


cells = st.sampled_from([0, 0, 1, 2, 3, 5, 6])


@given(st.tuples(*[cells] * 6).filter(lambda found: sum(found) <= 16))
@example((1, 1, 1, 1, 1, 1))
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_of_a_table_can_be_computed_from_the_others(found):
    table = with_totals(dict(zip(product(ROWS, COLUMNS), found, strict=True)))
    hidden = blanks(table, SUMS, said=[TOTAL])
    said = {key: value for key, value in table.items() if key not in hidden}
    assert all(value == 0 or value >= FEWEST for key, value in said.items() if key != TOTAL)
    fits = list(all_tables(said))
    assert table in fits
    # Whoever knows that a blank is at least one is told no more; where all is blank, zeros are too.
    if hidden != set(table) - {TOTAL} and all(table[key] for key in hidden):
        fits = [other for other in fits if all(other[key] for key in hidden)]
    assert all(len({other[key] for other in fits}) > 1 for key in hidden)


def test_a_table_without_a_small_cell_is_said_in_full():
    table = with_totals(dict.fromkeys(product(ROWS, COLUMNS), 5))
    assert blanks(table, SUMS, said=[TOTAL]) == set()


def test_one_small_cell_hides_three_more_and_the_total_stays():
    table = with_totals(dict.fromkeys(product(ROWS, COLUMNS), 9) | {("a", "x"): 2})
    hidden = blanks(table, SUMS, said=[TOTAL])
    assert ("a", "x") in hidden
    assert TOTAL not in hidden
    assert len(hidden) == 4


def test_a_list_hides_its_next_smallest_with_a_small_one():
    values = {"": 30, "a": 2, "b": 7, "c": 21, "d": 0}
    assert blanks(values, [("", ["a", "b", "c", "d"])], said=[""]) == {"a", "b"}


def test_zeros_are_hidden_where_they_would_give_away_the_only_household():
    values = {"": 3, "a": 3, "b": 0, "c": 0}
    assert blanks(values, [("", ["a", "b", "c"])], said=[""]) == {"a", "b", "c"}


def test_too_few_without_a_cause_hides_it_as_too_few_with_it():
    assert blanks_of_several({"a": 28, "b": 3, "c": 12, "d": 0}, 30) == {"a", "b"}
    assert blanks_of_several({"a": 10, "b": 3, "c": 12, "d": 0}, 30) == {"a", "b"}
