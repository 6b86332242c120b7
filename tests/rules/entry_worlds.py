"""Facts about entries, written by hand or at random, as columns; and the answers of conditions, as plain words."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st

from palier.rules import housing_fund, temporary_homes, visale
from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition
from palier.rules.judgement import Judgement, Verdict
from tests.rules.entry_oracle import NOT_ASKED, TODAY, Facts

Table = TypeVar("Table", bound=Rows)
# Decimal places of each amount and rate; whole numbers, days and yes or no have none.
PLACES = {
    "rent": 2, "max_rent": 2, "net_pay": 2, "monthly_resources": 2, "surface": 2, "effort": 4,
}  # fmt: skip
CODES = {
    "kind": temporary_homes.KINDS,
    "temporary_kind": temporary_homes.KINDS,
    "help": housing_fund.HELPS,
    "zone": visale.ZONES,
}
EPOCH = date(1970, 1, 1)
WORDS = {Verdict.YES: True, Verdict.NO: False, Verdict.UNKNOWN: None}


def days(day: date) -> int:
    return (day - EPOCH).days


def written(name: str, value: Any) -> int | None:
    """A fact as its column writes it."""
    if value is None:
        return None
    if isinstance(value, date):
        return days(value)
    if isinstance(value, str):
        return CODES[name].index(value)
    return int(Decimal(value).scaleb(PLACES.get(name, 0)))


def columns(table: type[Table], facts: Sequence[Facts]) -> Table:
    """One row of the table for each dictionary; a fact that a dictionary leaves out is not known."""
    names = [field.name for field in fields(table)]
    assert {name for row in facts for name in row} <= set(names)
    return table(**{name: Column.given([written(name, row.get(name)) for row in facts]) for name in names})


def judged(*answers: bool | None) -> Judgement:
    """A judgement made elsewhere: an income against its ceiling, a stay."""
    word = {answer: verdict for verdict, answer in WORDS.items()}
    return Judgement(np.array([word[answer] for answer in answers], dtype=np.int8), "flag")


def answer(judgement: Judgement, position: tuple[int, ...] = (0,)) -> bool | str | None:
    applies = judgement.applies
    if applies is not None and not np.broadcast_to(applies, judgement.shape)[position]:
        return NOT_ASKED
    return WORDS[Verdict(int(judgement.verdict[position]))]


def answers(conditions: Sequence[Condition], position: tuple[int, ...] = (0,)) -> Facts:
    """What each condition says to one household, by code."""
    return {condition.code: answer(condition.judgement, position) for condition in conditions}


# --- at random, with a bias to the days and the amounts that matter


def perhaps(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def days_around(*months: int) -> st.SearchStrategy[date]:
    """Days close to so many months before today, and some others."""
    near = [TODAY - timedelta(days=round(month * 30.44) + shift) for month in months for shift in range(-3, 4)]
    return st.one_of(st.sampled_from(near), st.dates(date(2019, 1, 1), date(2028, 12, 31)))


def euros(*near: int) -> st.SearchStrategy[Decimal]:
    edges = [Decimal(amount) + cent for amount in near for cent in (Decimal("-0.01"), Decimal(0), Decimal("0.01"))]
    return st.one_of(st.sampled_from(edges), st.integers(0, 400_000).map(lambda cents: Decimal(cents) / 100))


def flags(*names: str) -> Facts:
    return {name: perhaps(st.booleans()) for name in names}


some_kind = perhaps(st.sampled_from(temporary_homes.KINDS))
adults = st.fixed_dictionaries({
    **flags("needs_no_permit", "permit_listed"), "permit_until": perhaps(days_around(0)),
})  # fmt: skip
entrants = st.fixed_dictionaries({
    **flags("in_difficulty", "ordinary_home_out_of_reach", "siao_orientation"),
    "youngest_age": perhaps(st.integers(14, 34)), "oldest_age": perhaps(st.integers(14, 34)),
})  # fmt: skip
places = st.fixed_dictionaries({"kind": some_kind, "state_reserved": perhaps(st.booleans())})
claims = st.fixed_dictionaries({
    **flags(
        "housed_by_own_means", "hlm_conditions", "suitable_offer", "no_home", "eviction_ordered", "temporarily_housed",
        "unfit_home", "minor", "disabled", "not_decent",
    ),
    "requested_on": perhaps(days_around(24, 36)), "abnormal_wait": perhaps(st.sampled_from((24, 36, 60))),
    "temporary_kind": some_kind, "temporary_since": perhaps(days_around(6, 18)),
    "persons": perhaps(st.integers(1, 10)),
    "surface": perhaps(st.sampled_from(["8.99", "9", "15.99", "16", "24.99", "25", "52", "69.99", "70"]).map(Decimal)),
})  # fmt: skip
subleases = st.fixed_dictionaries({
    **flags("accredited", "in_difficulty", "designated", "allocated", "agreement_annexed"),
    "accredited_from": perhaps(days_around(0, 12)), "accredited_until": perhaps(days_around(0)),
    "rent": perhaps(euros(430)), "max_rent": perhaps(euros(430)),
})  # fmt: skip
slides = st.fixed_dictionaries({
    **flags("request", "granted", "reviewed", "wished", "deposit_ready"),
    "request_until": perhaps(days_around(0)), "insured_until": perhaps(days_around(0)),
})  # fmt: skip
occupants = st.fixed_dictionaries(
    flags("offer_refused", "offer_suited", "head_lease_runs", "sublease_runs", "meets_conditions")
)
shared_homes = st.fixed_dictionaries({
    **flags("hlm", "single_contract", "only_a_couple"), "rent": perhaps(euros(600, 900)),
})  # fmt: skip
rooms = st.fixed_dictionaries({
    "surface": perhaps(st.sampled_from(["8.99", "9", "11.2"]).map(Decimal)),
    "volume": perhaps(st.integers(18, 24)), "rent": perhaps(euros(200, 300)),
})  # fmt: skip
tenants = st.fixed_dictionaries(flags("own_lease", "active_request", "granted"))
advances = st.fixed_dictionaries({
    **flags(
        "private_employee", "on_the_way", "student_with_right", "over_indebtedness_filed", "advance_running",
        "same_aid", "sublease",
    ),
    "age": perhaps(st.integers(27, 33)), "entered_on": perhaps(days_around(2)),
})  # fmt: skip
helps = st.fixed_dictionaries({
    **flags("in_metropole", "residence"), "help": perhaps(st.sampled_from(housing_fund.HELPS)),
    "adults": perhaps(st.integers(1, 4)), "children": perhaps(st.integers(0, 6)),
    "monthly_resources": perhaps(euros(1272, 1590, 2120, 2650, 3180, 3710)),
    "effort": perhaps(st.sampled_from(["0.2", "0.35", "0.3501", "0.6"]).map(Decimal)),
    "signed_on": perhaps(days_around(0, 1)),
})  # fmt: skip
visale_tenants = st.fixed_dictionaries({
    **flags("employee", "moves_for_work", "student_without_proof", "private_home"),
    "age": perhaps(st.integers(28, 33)), "zone": perhaps(st.sampled_from(visale.ZONES)),
    "net_pay": perhaps(euros(1710)), "monthly_resources": perhaps(euros(0, 1680, 3150)),
    "rent": perhaps(euros(680, 840, 1365, 1575, 1940)),
})  # fmt: skip
