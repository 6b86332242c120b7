"""Arithmetic on columns, beside Python's own on one number at a time; what is not known stays so."""

from decimal import ROUND_CEILING, Decimal
from itertools import product

import pytest

from palier.rules import amounts
from palier.rules.columns import Column

SOME = (None, -150, -1, 0, 1, 49, 50, 99, 100, 12_345)
PAIRS = list(product(SOME, SOME))
LEFT, RIGHT = (Column.given(side) for side in zip(*PAIRS, strict=True))


def told(column: Column) -> list[int | None]:
    return [column.item((row,)) for row in range(len(column.values))]


def of_pairs(one) -> list[int | None]:
    """What a function of two numbers says of each pair, None where one of them is not known."""
    return [None if left is None or right is None else one(left, right) for left, right in PAIRS]


def test_the_smaller_and_the_greater_of_two():
    assert told(amounts.least(LEFT, RIGHT)) == of_pairs(min)
    assert told(amounts.most(LEFT, RIGHT)) == of_pairs(max)
    assert told(amounts.not_below_zero(Column.given(SOME))) == [None, 0, 0, 0, 1, 49, 50, 99, 100, 12_345]


def test_an_amount_at_a_rate_is_rounded_to_its_last_place_halves_up():
    """0.5 % of 1.00, 3.00 and 12,345.67 are 0.01, 0.02 and 61.73."""
    amount = Column.given([1_00, 2_99, 3_00, 12_345_67, None])
    assert told(amounts.times(amount, Column.of(50), "rate")) == [1, 1, 2, 61_73, None]
    assert told(amounts.times(Column.of(3_00), Column.given([50, None]), "rate")) == [2, None]


def test_a_ratio_is_known_of_a_whole_above_nothing():
    """A third is 0.3333, two thirds 0.6667."""
    part, whole = Column.given([1, 2, 1, 1, 1, None]), Column.given([3, 3, 1, 0, None, 3])
    assert told(amounts.ratio(part, whole, "rate")) == [3_333, 6_667, 10_000, None, None, None]


@pytest.mark.parametrize("step", [1, 7, 100, None])
def test_an_amount_is_brought_up_to_a_multiple_and_stays_when_it_is_one(step):
    expected = [
        None
        if amount is None or step is None
        else int((Decimal(amount) / step).quantize(Decimal(1), ROUND_CEILING)) * step
        for amount in SOME
    ]
    assert told(amounts.rounded_up(Column.given(SOME), Column.given([step]))) == expected


def test_what_exceeds_a_whole_euro_is_left_out():
    assert told(amounts.rounded_down(Column.given(SOME), "euro")) == [
        None, -2_00, -1_00, 0, 0, 0, 0, 0, 1_00, 123_00,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "yes", "no", "expected"),
    [
        (1, 5, 7, 5), (0, 5, 7, 7), (1, 5, None, 5), (0, None, 7, 7), (1, None, 7, None), (0, 5, None, None),
        (None, 5, 7, None), (None, 5, 5, 5), (None, 0, None, None), (None, None, 0, None), (None, None, None, None),
    ],
)  # fmt: skip
def test_what_is_chosen_is_known_where_the_choice_is_or_makes_no_difference(condition, yes, no, expected):
    found = amounts.chosen(*(Column.given([value]) for value in (condition, yes, no)))
    assert told(found) == [expected]
