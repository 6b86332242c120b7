"""Every case of deadlines.yaml, by `palier deadline`, to the day."""

from datetime import date

import pytest

from palier.eligibility.documents import answer
from tests.law.cases import cases

NOT_FACTS = ("source", "due_on", "steps")


@pytest.mark.parametrize("case", cases("deadlines.yaml"))
def test_the_case_is_answered_to_the_day(case):
    facts = {name: fact for name, fact in case.items() if name not in NOT_FACTS}
    written = {name: fact.isoformat() if isinstance(fact, date) else fact for name, fact in facts.items()}
    (row,) = answer("deadline", [{"id": "case", **written}])
    assert row["due_on"] == (case["due_on"] and case["due_on"].isoformat())
    assert [step["on"] for step in row["steps"]] == [day.isoformat() for day in case["steps"]]
    assert (row["why"] is None) == (row["due_on"] is not None)
    assert case["source"]
