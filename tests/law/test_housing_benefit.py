"""Every case of housing_benefit.yaml, by `palier benefit` and by the second reading, to the cent."""

from decimal import Decimal
from typing import Any

import pytest

from palier.eligibility.documents import answer
from tests.law.cases import cases
from tests.rules import benefit_oracle

NOT_FACTS = ("source", "expect")


def item(case: dict[str, Any]) -> dict[str, Any]:
    facts = {name: fact for name, fact in case.items() if name not in NOT_FACTS}
    return {"id": "case", **facts, "date": case["date"].isoformat()}


@pytest.mark.parametrize("case", cases("housing_benefit.yaml"))
def test_the_case_is_answered_to_the_cent(case):
    (row,) = answer("benefit", [item(case)])
    said = {**row, **row["detail"]}
    assert {name: said[name] for name in case["expect"]} == case["expect"]
    assert case["source"]


@pytest.mark.parametrize("case", cases("housing_benefit.yaml"))
def test_the_second_reading_gives_the_same(case):
    (row,) = answer("benefit", [item(case)])
    again = benefit_oracle.of_item(item(case))
    assert (Decimal(row["gross"]), Decimal(row["paid"])) == (again["gross"], again["paid"])
