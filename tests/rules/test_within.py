"""Limits that a landlord or a provider sets: what is asked, and which limit is shown."""

import pytest

from palier.rules.columns import Column
from palier.rules.judgement import Verdict
from palier.rules.within import within

NO, UNKNOWN, YES = Verdict


@pytest.mark.parametrize(
    ("lowest", "highest", "least", "most", "verdict", "shown"),
    [
        # (value, threshold, margin)
        (20, 50, 18, 60, YES, (50, 60, 10)),
        (18, 60, 18, 60, YES, (60, 60, 0)),
        (17, 50, 18, 60, NO, (17, 18, -1)),
        (20, 61, 18, 60, NO, (61, 60, -1)),
        (17, 61, 18, 60, NO, (17, 18, -1)),
        (20, 50, 18, None, YES, (20, 18, 2)),
        (17, 50, 18, None, NO, (17, 18, -1)),
        (20, 50, None, 60, YES, (50, 60, 10)),
        (None, 50, None, 60, YES, (50, 60, 10)),
        (20, None, 18, None, YES, (20, 18, 2)),
        (None, 61, 18, 60, NO, (61, 60, -1)),
        (None, 50, 18, 60, UNKNOWN, (50, 60, 10)),
        (20, None, 18, 60, UNKNOWN, (None, 60, None)),
        (None, 50, 18, None, UNKNOWN, (None, 18, None)),
    ],
)
def test_both_limits_are_included_and_the_one_that_fails_is_shown(lowest, highest, least, most, verdict, shown):
    judged = within(*(Column.given([value]) for value in (lowest, highest, least, most)), "age")
    assert judged.verdict.tolist() == [verdict]
    assert judged.applies.tolist() == [True]
    assert tuple(column.item((0,)) for column in (judged.value, judged.threshold.column, judged.margin)) == shown


def test_where_no_limit_is_set_nothing_is_asked():
    judged = within(Column.of(20), Column.of(50), Column.given([None]), Column.given([None]), "age")
    assert (judged.verdict.tolist(), judged.applies.tolist(), judged.weight().tolist()) == ([UNKNOWN], [False], [YES])
