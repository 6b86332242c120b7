"""The household's category: the table of the decree row by row, and what is not known."""

from datetime import date

import pytest

from palier.rules.category import age_on, category, is_single_parent, is_young_couple
from palier.rules.columns import Column, HouseholdColumns
from palier.rules.law import law_on

LAW = law_on(date(2026, 1, 1))


def span(persons, single_parent=False, young_couple=False, disabled=False, law=LAW) -> tuple[int | None, int | None]:
    found = category(
        HouseholdColumns.of(
            1,
            persons=Column.given([persons]),
            single_parent=Column.given([single_parent]),
            young_couple=Column.given([young_couple]),
            disabled=Column.given([disabled]),
        ),
        law,
    )
    return found.low.item((0,)), found.high.item((0,))


@pytest.mark.parametrize(
    ("expected", "household"),
    [
        (1, {"persons": 1}),
        (2, {"persons": 2}),
        (2, {"persons": 1, "disabled": True}),
        (3, {"persons": 3}),
        (3, {"persons": 2, "single_parent": True}),
        (3, {"persons": 2, "young_couple": True}),
        (3, {"persons": 2, "disabled": True}),
        (3, {"persons": 2, "young_couple": True, "disabled": True}),
        (4, {"persons": 4}),
        (4, {"persons": 3, "single_parent": True}),
        (4, {"persons": 3, "disabled": True}),
        (5, {"persons": 5}),
        (5, {"persons": 4, "single_parent": True}),
        (5, {"persons": 4, "disabled": True}),
        (6, {"persons": 6}),
        (6, {"persons": 5, "single_parent": True}),
        (6, {"persons": 5, "disabled": True}),
        (7, {"persons": 7}),
        (7, {"persons": 6, "single_parent": True}),
        (9, {"persons": 9}),
    ],
)
def test_each_row_of_the_table(expected, household):
    assert span(**household) == (expected, expected)


@pytest.mark.parametrize(
    ("expected", "household"),
    [
        ((3, 4), {"persons": 2, "single_parent": True, "disabled": True}),
        ((3, 4), {"persons": 2, "single_parent": True, "disabled": None}),
        ((2, 4), {"persons": 2, "single_parent": None, "disabled": None}),
        ((2, 3), {"persons": 2, "young_couple": None}),
        ((1, 2), {"persons": 1, "disabled": None}),
        ((None, None), {"persons": None, "disabled": True}),
        ((None, None), {"persons": 0}),
    ],
)
def test_what_is_not_known_leaves_a_span(expected, household):
    assert span(**household) == expected


def test_before_the_text_that_was_read_the_card_may_or_may_not_count():
    assert span(2, disabled=True, law=law_on(date(2022, 12, 31))) == (2, 3)
    assert span(2, disabled=True, law=law_on(date(2023, 1, 1))) == (3, 3)
    assert span(2, law=law_on(date(2022, 12, 31))) == (2, 2)


@pytest.mark.parametrize(
    ("persons", "dependants", "expected"),
    [(1, None, False), (2, 1, True), (3, 2, True), (3, 1, False), (2, 0, False), (2, None, None), (None, 1, None)],
)
def test_who_is_a_single_parent(persons, dependants, expected):
    found = is_single_parent(Column.given([persons]), Column.given([dependants])).item((0,))
    assert found is expected if expected is None else found == expected


@pytest.mark.parametrize(
    ("couple", "persons", "dependants", "ages", "expected"),
    [
        (True, 2, 0, 55, True), (True, 2, 0, 56, False), (False, 2, 0, 40, False), (True, 3, 0, 40, False),
        (True, 2, 1, 40, False), (None, 2, 0, 40, None), (None, 3, None, None, False), (True, 2, 0, None, None),
        (None, 2, 0, 56, False),
    ],
)  # fmt: skip
def test_who_is_a_young_couple(couple, persons, dependants, ages, expected):
    given = (Column.given([value]) for value in (couple, persons, dependants, ages))
    found = is_young_couple(*given, LAW).item((0,))
    assert found is expected if expected is None else found == expected


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1991, 3, 12), date(2026, 3, 11), 34),
        (date(1991, 3, 12), date(2026, 3, 12), 35),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2026, 3, 12), date(2026, 3, 12), 0),
    ],
)
def test_ages_are_whole_years_completed(born, day, age):
    assert age_on(born, day) == age
