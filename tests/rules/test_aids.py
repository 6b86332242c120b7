"""Loca-Pass, the housing fund of the Métropole de Lyon, Visale: who may have them, and what excludes."""

from datetime import date
from decimal import Decimal

import pytest

from palier.rules import housing_fund, loca_pass, visale
from palier.rules.columns import Column
from palier.rules.conditions import all_of, standing_in_the_way
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from tests.rules.entry_oracle import NOT_ASKED
from tests.rules.entry_worlds import WORDS, answers, columns

DAY = date(2026, 3, 12)
LAW = law_on(DAY)
ADVANCE = {
    "private_employee": True, "age": 34, "on_the_way": False, "student_with_right": False, "entered_on": DAY,
    "over_indebtedness_filed": False, "advance_running": False, "same_aid": False, "sublease": False,
}  # fmt: skip
HELP = {
    "help": "guarantee", "in_metropole": True, "residence": False, "adults": 1, "children": 2,
    "monthly_resources": Decimal(2240), "effort": Decimal("0.174"), "signed_on": date(2026, 3, 20),
}  # fmt: skip
VISALE = {
    "age": 34, "employee": True, "moves_for_work": False, "net_pay": Decimal(1610), "student_without_proof": False,
    "monthly_resources": Decimal(2180), "rent": Decimal(700), "zone": "large_area", "private_home": True,
}  # fmt: skip


def advance(**facts):
    return loca_pass.conditions(columns(loca_pass.AdvanceColumns, [{**ADVANCE, **facts}]), LAW)


def helped(law=LAW, **facts):
    return housing_fund.conditions(columns(housing_fund.HelpColumns, [{**HELP, **facts}]), law)


def guaranteed(law=LAW, **facts):
    return visale.conditions(columns(visale.TenantColumns, [{**VISALE, **facts}]), law)


def weighed(conditions):
    return WORDS[Verdict(int(all_of(conditions)[0]))]


def in_the_way(conditions):
    return [condition.code for condition in standing_in_the_way(conditions)]


# --- Loca-Pass


def test_an_employee_of_a_private_business_may_have_an_advance():
    assert weighed(advance()) is True


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"private_employee": False}, False),
        ({"private_employee": False, "student_with_right": True}, True),
        ({"private_employee": False, "on_the_way": True, "age": 29}, True),
        ({"private_employee": False, "on_the_way": True, "age": 30}, False),
        ({"private_employee": False, "on_the_way": False, "age": 29}, False),
        ({"private_employee": False, "on_the_way": True, "age": None}, None),
        ({"private_employee": None}, None),
    ],
)
def test_who_may_have_an_advance(facts, expected):
    assert answers(advance(**facts))["loca_pass_public"] is expected


@pytest.mark.parametrize(
    ("entered_on", "expected"),
    [(date(2026, 4, 1), True), (date(2026, 1, 12), True), (date(2026, 1, 11), False), (None, None)],
)
def test_an_advance_is_asked_for_within_two_months_of_the_entry(entered_on, expected):
    assert answers(advance(entered_on=entered_on))["loca_pass_in_time"] is expected


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("over_indebtedness_filed", "loca_pass_no_debt_file"),
        ("advance_running", "loca_pass_no_other_advance"),
        ("same_aid", "loca_pass_no_same_aid"),
        ("sublease", "loca_pass_not_sublet"),
    ],
)
def test_each_exclusion_of_an_advance_is_named(fact, code):
    assert in_the_way(advance(**{fact: True})) == [code]
    assert weighed(advance(**{fact: None})) is None


@pytest.mark.parametrize(
    ("deposit", "advanced", "instalment", "months"),
    [
        (46_000, 46_000, 2_000, 23),
        (120_000, 120_000, 4_800, 25),
        (150_000, 120_000, 4_800, 25),
        (60_001, 60_001, 2_401, 25),
        (1_500, 1_500, 2_000, 1),
        (0, 0, 2_000, 0),
    ],
)
def test_an_advance_is_paid_back_by_the_least_instalments_within_the_longest_time(
    deposit, advanced, instalment, months
):
    amount = loca_pass.advance(Column.of(deposit), LAW)
    plan = loca_pass.repayment(amount, LAW)
    assert (amount.item((0,)), plan.instalment.item((0,)), plan.months.item((0,))) == (advanced, instalment, months)


def test_of_a_deposit_that_is_not_known_nothing_is_computed():
    amount = loca_pass.advance(Column.given([None]), LAW)
    plan = loca_pass.repayment(amount, LAW)
    assert (amount.item((0,)), plan.instalment.item((0,)), plan.months.item((0,))) == (None, None, None)


# --- the housing fund


@pytest.mark.parametrize(
    ("adults", "children", "ceiling"),
    [
        (1, 0, 1272), (2, 0, 1590), (1, 1, 2120), (2, 1, 2120), (1, 2, 2650), (2, 3, 3180), (1, 4, 3710),
        (2, 5, None), (3, 0, None), (3, 1, None), (None, 1, None), (1, None, None), (0, 1, None),
    ],
)  # fmt: skip
def test_the_ceilings_of_the_fund_and_what_its_page_does_not_list(adults, children, ceiling):
    figure = housing_fund.ceiling(Column.given([adults]), Column.given([children]), LAW)
    assert figure.column.item((0,)) == (ceiling and ceiling * 100)


@pytest.mark.parametrize(("resources", "expected"), [("2650", True), ("2650.01", False), (None, None)])
def test_the_fund_helps_up_to_its_ceiling_included(resources, expected):
    said = answers(helped(monthly_resources=resources and Decimal(resources)))
    assert said["housing_fund_resources"] is expected


@pytest.mark.parametrize(("effort", "expected"), [("0.35", True), ("0.3501", False), (None, None)])
def test_the_fund_helps_up_to_its_effort_rate_included(effort, expected):
    assert answers(helped(effort=effort and Decimal(effort)))["housing_fund_effort"] is expected


@pytest.mark.parametrize(
    ("help_", "signed_on", "expected"),
    [
        ("guarantee", date(2026, 3, 13), True),
        ("guarantee", DAY, False),
        ("guarantee", date(2026, 3, 11), False),
        ("costs", date(2026, 3, 13), True),
        ("costs", date(2026, 2, 12), True),
        ("costs", date(2026, 2, 11), False),
        ("costs", None, None),
        (None, date(2026, 3, 20), None),
    ],
)
def test_a_guarantee_is_asked_before_the_signature_and_costs_within_a_month(help_, signed_on, expected):
    assert answers(helped(help=help_, signed_on=signed_on))["housing_fund_in_time"] is expected


@pytest.mark.parametrize("fact", HELP)
def test_without_any_one_fact_the_help_of_the_fund_is_unknown(fact):
    assert weighed(helped()) is True
    assert weighed(helped(**{fact: None})) is None


def test_the_ceilings_are_said_of_no_earlier_year():
    assert answers(helped(law_on(date(2025, 12, 31)), signed_on=date(2026, 1, 5)))["housing_fund_resources"] is None


@pytest.mark.parametrize(
    ("facts", "blocking"),
    [
        # Samira, two children, before she signs her own lease.
        ({"help": "guarantee", "signed_on": date(2026, 4, 30)}, []),
        # Kévin, alone in a residence, then in a T2.
        ({"children": 0, "monthly_resources": Decimal(1200), "residence": True}, ["housing_fund_not_residence"]),
        ({"children": 0, "monthly_resources": Decimal(1478)}, ["housing_fund_resources"]),
        # The Diarras, three children.
        ({"adults": 2, "children": 3, "monthly_resources": Decimal(3020)}, []),
    ],
)
def test_what_the_fund_says_to_people_one_meets(facts, blocking):
    assert in_the_way(helped(**facts)) == blocking


# --- Visale


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"age": 30, "employee": False}, True),
        ({"age": 31, "employee": False}, False),
        ({"age": 31, "employee": True, "net_pay": Decimal(1710)}, True),
        ({"age": 31, "employee": True, "net_pay": Decimal("1710.01")}, False),
        ({"age": 31, "employee": True, "net_pay": Decimal(3000), "moves_for_work": True}, True),
        ({"age": None, "employee": None}, None),
        ({"age": 31, "employee": True, "net_pay": None}, None),
        ({"age": 31, "employee": None}, None),
        ({"age": 31, "employee": None, "net_pay": Decimal(3000)}, False),
    ],
)
def test_who_may_have_the_guarantee(facts, expected):
    assert answers(guaranteed(**facts))["visale_public"] is expected


@pytest.mark.parametrize(
    ("zone", "student", "ceiling"),
    [
        ("idf", False, 1940), ("large_area", False, 1575), ("elsewhere", False, 1365),
        ("idf", True, 1000), ("large_area", True, 840), ("elsewhere", True, 680),
        (None, False, None), ("idf", None, None),
    ],
)  # fmt: skip
def test_the_rents_that_are_guaranteed(zone, student, ceiling):
    tenant = columns(visale.TenantColumns, [{**VISALE, "zone": zone, "student_without_proof": student}])
    assert visale.ceiling(tenant, LAW).column.item((0,)) == (ceiling and ceiling * 100)


@pytest.mark.parametrize(("rent", "expected"), [("1575", True), ("1575.01", False), (None, None)])
def test_a_rent_is_guaranteed_up_to_its_ceiling_included(rent, expected):
    said = answers(guaranteed(rent=rent and Decimal(rent), monthly_resources=Decimal(4000)))
    assert said["visale_rent"] is expected


@pytest.mark.parametrize(
    ("rent", "resources", "expected"),
    [("1000", "2000", True), ("1000.20", "2000", False), ("1000", "0", None), ("1000", None, None)],
)
def test_rent_and_charges_take_half_of_the_resources_at_most(rent, resources, expected):
    said = answers(guaranteed(rent=Decimal(rent), monthly_resources=resources and Decimal(resources)))
    assert said["visale_effort"] is expected


def test_a_student_shows_no_resources():
    assert answers(guaranteed(student_without_proof=True, monthly_resources=None))["visale_effort"] == NOT_ASKED


def test_for_an_hlm_home_and_its_sub_lease_nothing_is_ever_promised():
    assert answers(guaranteed())["visale_home"] is True
    assert [answers(guaranteed(private_home=home))["visale_home"] for home in (False, None)] == [None, None]
    assert weighed(guaranteed(private_home=False)) is None


@pytest.mark.parametrize("fact", [name for name in VISALE if name not in ("age", "moves_for_work")])
def test_without_any_one_fact_the_guarantee_is_unknown(fact):
    assert weighed(guaranteed()) is True
    assert weighed(guaranteed(**{fact: None})) is None


def test_before_the_conditions_of_2026_nothing_is_said_of_a_rent():
    assert answers(guaranteed(law_on(date(2026, 1, 5))))["visale_rent"] is None
