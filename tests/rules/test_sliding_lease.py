"""When an association may sub-let an HLM home, when the lease may slide, and what keeps the right to remain."""

from datetime import date
from decimal import Decimal

import pytest

from palier.rules.conditions import all_of
from palier.rules.judgement import Verdict
from palier.rules.law import book, law_on
from palier.rules.sliding_lease import (
    OccupantColumns,
    SlideColumns,
    SubleaseColumns,
    may_slide,
    may_sublet,
    right_to_remain,
)
from tests.rules.entry_worlds import WORDS, answers, columns, judged

DAY = date(2026, 5, 4)
LAW = law_on(DAY)
SUBLEASE = {
    "accredited": True, "accredited_from": date(2022, 1, 1), "accredited_until": date(2026, 12, 31),
    "in_difficulty": True, "designated": False, "allocated": True, "agreement_annexed": True,
    "rent": Decimal("412.50"), "max_rent": Decimal("430"),
}  # fmt: skip
SLIDE = {
    "request": True, "request_until": date(2027, 1, 21), "granted": True, "reviewed": True, "wished": True,
    "deposit_ready": True, "insured_until": date(2026, 12, 31),
}  # fmt: skip
OCCUPANT = {
    "offer_refused": False, "offer_suited": False, "head_lease_runs": True, "sublease_runs": True,
    "meets_conditions": True,
}  # fmt: skip


def sublet(income=True, stay=True, law=LAW, **facts):
    return may_sublet(columns(SubleaseColumns, [{**SUBLEASE, **facts}]), judged(income), judged(stay), law)


def slide(income=True, law=LAW, **facts):
    return may_slide(columns(SlideColumns, [{**SLIDE, **facts}]), judged(income), law)


def remain(**facts):
    return right_to_remain(columns(OccupantColumns, [{**OCCUPANT, **facts}]))


def weighed(conditions):
    return WORDS[Verdict(int(all_of(conditions)[0]))]


# --- to sub-let


def test_everything_in_order_the_association_may_sub_let():
    assert weighed(sublet()) is True


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, True),
        ({"accredited_until": DAY}, True),
        ({"accredited_until": date(2026, 5, 3)}, False),
        ({"accredited_from": DAY}, True),
        ({"accredited_from": date(2026, 5, 5)}, False),
        ({"accredited": False}, False),
        ({"accredited_until": None}, None),
        ({"accredited_from": None}, None),
        ({"accredited": None}, None),
    ],
)
def test_the_accreditation_must_hold_on_the_day(facts, expected):
    assert answers(sublet(**facts))["accreditation"] is expected


@pytest.mark.parametrize(
    ("in_difficulty", "designated", "expected"),
    [(True, False, True), (False, True, True), (False, False, False), (None, False, None), (None, True, True)],
)
def test_it_is_for_people_in_difficulty_or_designated_by_the_mediation_commission(in_difficulty, designated, expected):
    assert answers(sublet(in_difficulty=in_difficulty, designated=designated))["sublease_public"] is expected


@pytest.mark.parametrize(("rent", "expected"), [("412.50", True), ("430", True), ("430.01", False), (None, None)])
def test_the_rent_may_exceed_the_head_rent_up_to_the_agreements_highest_rent(rent, expected):
    assert "head_rent" not in SubleaseColumns.__dataclass_fields__
    assert answers(sublet(rent=rent and Decimal(rent)))["sublease_rent"] is expected


@pytest.mark.parametrize("fact", [name for name in SUBLEASE if name != "designated"])
def test_without_any_one_fact_it_is_unknown_whether_one_may_sub_let(fact):
    assert weighed(sublet(**{fact: None})) is None


@pytest.mark.parametrize(("income", "stay"), [(None, True), (True, None)])
def test_without_the_income_or_the_stay_it_is_unknown_whether_one_may_sub_let(income, stay):
    assert weighed(sublet(income=income, stay=stay)) is None


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("entry_ceiling", {"income": False}),
        ("regular_stay", {"stay": False}),
        ("allocated_to_association", {"allocated": False}),
        ("tripartite_agreement", {"agreement_annexed": False}),
    ],
)
def test_each_of_the_others_stands_in_the_way_alone(code, facts):
    said = answers(sublet(**facts))
    assert [name for name, answer in said.items() if answer is False] == [code]


# --- to slide


def test_everything_in_order_the_lease_may_slide():
    assert weighed(slide()) is True


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("active_request", {"request": False}),
        ("active_request", {"request_until": date(2026, 5, 3)}),
        ("granted_by_committee", {"granted": False}),
        ("slide_ceiling", {"income": False}),
        ("reviewed", {"reviewed": False}),
        ("lease_wished", {"wished": False}),
        ("deposit_ready", {"deposit_ready": False}),
        ("insured", {"insured_until": date(2026, 5, 3)}),
    ],
)
def test_each_condition_of_the_slide_stands_in_the_way_alone(code, facts):
    said = answers(slide(**facts))
    assert [name for name, answer in said.items() if answer is False] == [code]


def test_a_request_and_an_insurance_hold_on_their_last_day():
    assert weighed(slide(request_until=DAY, insured_until=DAY)) is True


@pytest.mark.parametrize("fact", SLIDE)
def test_without_any_one_fact_it_is_unknown_whether_the_lease_may_slide(fact):
    assert weighed(slide(**{fact: None})) is None


def test_samira_who_did_not_renew_her_request_cannot_slide():
    committee = law_on(date(2027, 3, 25))
    insured = {"insured_until": date(2027, 12, 31)}
    assert answers(slide(law=committee, request_until=date(2027, 1, 21), **insured))["active_request"] is False
    assert weighed(slide(law=committee, request_until=date(2028, 1, 21), **insured)) is True


# --- to remain


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, True),
        ({"offer_refused": True, "offer_suited": True}, False),
        ({"offer_refused": True, "offer_suited": False}, True),
        ({"offer_refused": True, "offer_suited": None}, None),
        ({"offer_refused": None, "offer_suited": True}, None),
        ({"head_lease_runs": False}, True),
        ({"head_lease_runs": False, "sublease_runs": False}, False),
        ({"head_lease_runs": False, "sublease_runs": None}, None),
        ({"meets_conditions": False}, False),
        ({"meets_conditions": None}, None),
    ],
)
def test_the_right_to_remain_ends_by_a_refused_offer_that_suits_or_with_the_leases(facts, expected):
    assert weighed(remain(**facts)) is expected


def test_no_law_sets_how_long_a_sub_lease_may_last():
    """The agreement does; the periods of the review are deadlines, not an end."""
    assert [name for name in book().parameters if name.startswith(("sublease.", "sliding_lease."))] == []
    for table in (SubleaseColumns, SlideColumns, OccupantColumns):
        assert not {"signed_on", "since", "months"} & set(table.__dataclass_fields__)
