"""What a home costs a household: brute force over every rent, incomes lost, what is left to live on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import numpy as np
import pytest

from palier.rules.affordability import benefit_between, cost_between, effort_between, rent_within
from palier.rules.bearable_rent import bearable_rent
from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.effort_rate import effort_rate
from palier.rules.financing import FINANCINGS
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from palier.rules.lost_income import lost_income
from palier.rules.residual_income import LivingColumns, consumption_units, residual_income
from tests.rules import benefit_oracle, benefit_worlds

DAY = date(2026, 3, 12)
LAW = law_on(DAY)


def one(**facts: int | None) -> dict[str, Column]:
    return {name: Column.given([value]) for name, value in facts.items()}


def household(**facts: int | None) -> HouseholdColumns:
    usual = {"couple": 0, "dependants": 0, "resources": 15_200_00, "monthly_resources": 1_478_00}
    return HouseholdColumns.of(1, **one(**{**usual, **facts}))


def home(**facts: int | None) -> HomeColumns:
    usual = {"benefit_zone": 2, "rent": 412_10, "charges": 96_00, "financing": FINANCINGS.index("PLAI")}
    return HomeColumns.of(1, **one(**{**usual, **facts}))


def budget(cents: int | None) -> Column:
    return Column.given([cents])


def brute_force(facts: dict[str, int], home_facts: dict[str, int], most: int) -> int | None:
    """The highest of all rents in cents whose cost stays within the budget, by the second reading."""
    zone, charges, resources = home_facts["benefit_zone"], home_facts["charges"], Decimal(facts["resources"]) / 100
    best = None
    for rent in range(most + 700_00):
        euros = Decimal(rent) / 100
        paid = benefit_oracle.tenant(DAY, zone, bool(facts["couple"]), facts["dependants"], euros, resources)["paid"]
        if rent + charges - paid * 100 <= most:
            best = rent
    return best


@pytest.mark.parametrize("seed", range(3))
def test_the_highest_bearable_rent_is_the_one_found_by_trying_every_cent(seed):
    random = Random(seed)
    facts = {"couple": seed % 2, "dependants": random.randint(0, 3), "resources": random.randint(0, 15_000_00)}
    home_facts = {"benefit_zone": random.randint(1, 3), "charges": random.randint(20_00, 90_00)}
    most = random.randint(150_00, 350_00)
    found = rent_within(budget(most), household(**facts), home(**home_facts), LAW)
    assert found.item((0,)) == brute_force(facts, home_facts, most)


def test_a_benefit_that_jumps_is_searched_to_the_cent():
    """Any benefit that is paid in whole euros and appears at a least amount: all rents of 300 random ones."""
    random = np.random.default_rng(7)
    for _ in range(300):
        slope, start, least_paid = random.integers(0, 101), random.integers(0, 200_00), random.integers(0, 11_00)

        def benefit(rents, slope=slope, start=start, least_paid=least_paid):
            exact = np.clip((np.minimum(rents, 400_00) - start) * slope // 100, 0, None)
            exact = np.where(rents > 600_00, np.clip(exact - (rents - 600_00), 0, None), exact)
            return np.where(exact >= least_paid, exact // 100 * 100, 0)

        most, charges = int(random.integers(0, 500_00)), int(random.integers(0, 300_00))
        found = bearable_rent(budget(most), budget(charges), benefit, most=400_00, jump=12_00).item((0,))
        every = np.arange(0, 1_000_00, dtype=np.int64)[np.newaxis]
        fits = np.flatnonzero((every - benefit(every) + charges <= most)[0])
        assert found == (int(fits.max()) if charges <= most else None)


def test_rents_of_many_pairs_are_found_together():
    many = HouseholdColumns.of(
        3,
        couple=Column.of([0, 0, 0]),
        dependants=Column.of([0, 1, 2]),
        resources=Column.of([6_000_00, 12_000_00, 25_000_00]),
    )
    stock = HomeColumns.of(
        3, benefit_zone=Column.of([1, 2, 3]), charges=Column.of([0, 40_00, 60_00]), financing=Column.of([0, 0, 0])
    )
    together = rent_within(Column.of([300_00, 300_00, 300_00]), many, stock, LAW)
    for row in range(3):
        alone = rent_within(budget(300_00), many[row], stock[row], LAW)
        assert together.item((row,)) == alone.item((0,))


@pytest.mark.parametrize(
    ("asked", "offered", "most"),
    [
        ({}, {}, None),
        ({}, {"charges": None}, 300_00),
        ({}, {"charges": 301_00}, 300_00),
        ({}, {"residence_type": 1}, 300_00),
    ],
)
def test_no_rent_is_told_without_what_it_needs(asked, offered, most):
    assert rent_within(budget(most), household(**asked), home(**offered), LAW).item((0,)) is None


def test_where_resources_or_dependants_are_missing_no_benefit_is_counted_on():
    unknown = rent_within(budget(300_00), household(resources=None), home(), LAW).item((0,))
    rich = rent_within(budget(300_00), household(resources=90_000_00), home(), LAW).item((0,))
    family = rent_within(budget(300_00), household(dependants=None), home(), LAW).item((0,))
    assert unknown == rich == family == 300_00 - 96_00


def test_an_order_picker_alone_bears_487_74_at_a_third():
    """33 % of 1,478 a month with nothing left of the benefit: rent and charges together."""
    limit = 1_478_00 * 33 // 100
    assert limit == 487_74
    assert rent_within(budget(limit), household(), home(), LAW).item((0,)) == limit - 96_00


def between(measure, asked: dict[str, int | None], offered: dict[str, int | None]) -> tuple[int | None, int | None]:
    low, high = measure(household(**asked), home(**offered), LAW)
    return low.item((0,)), high.item((0,))


FOYER = {"residence_type": 1, "rent": 400_00, "charges": 50_00}


@pytest.mark.parametrize(
    ("asked", "offered", "benefit", "cost", "effort"),
    [
        # The benefit of a resident on rent and charges together, 450: 235.
        ({"resources": 6_000_00}, FOYER, (235_00, 235_00), (215_00, 215_00), (14_55, 14_55)),
        ({"resources": 6_000_00}, {**FOYER, "charges": None}, (None, None), (None, None), (None, None)),
        # In a home the charges are flat: 280 whatever they are.
        ({"resources": 6_000_00}, {"rent": 380_00}, (280_00, 280_00), (196_00, 196_00), (13_26, 13_26)),
        ({"resources": 6_000_00}, {"rent": 380_00, "charges": None}, (280_00, 280_00), (100_00, None), (6_77, None)),
        ({"resources": None}, {"rent": 380_00}, (0, 304_00), (172_00, 476_00), (11_64, 32_21)),
        ({"housing_benefit": 100_00}, {"rent": 380_00}, (100_00, 100_00), (376_00, 376_00), (25_44, 25_44)),
        ({"housing_benefit": 100_00}, {"rent": None}, (100_00, 100_00), (None, None), (None, None)),
        ({"housing_benefit": 500_00}, {"rent": 380_00}, (500_00, 500_00), (0, 0), (0, 0)),
        ({"housing_benefit": 0, "monthly_resources": 0}, {}, (0, 0), (508_10, 508_10), (None, None)),
    ],
)
def test_the_benefit_the_cost_and_its_share_between_two_amounts(asked, offered, benefit, cost, effort):
    """Shares of 1,478 a month in ten-thousandths."""
    found = [between(measure, asked, offered) for measure in (benefit_between, cost_between, effort_between)]
    assert found == [benefit, cost, effort]


@pytest.mark.parametrize(
    ("limit", "verdict", "shown"),
    [
        # 11.64 % with the highest benefit, 32.21 % with none.
        (32_21, "yes", 32_21), (32_20, "unknown", None), (11_64, "unknown", None), (11_63, "no", 11_64),
    ],
)  # fmt: skip
def test_between_two_rates_the_one_that_decides_is_shown(limit, verdict, shown):
    judged = effort_rate(household(resources=None), home(rent=380_00, max_effort_rate=limit), LAW)
    assert Verdict(int(judged.verdict[0])).word == verdict
    assert judged.value.item((0,)) == shown
    assert judged.margin.item((0,)) == (None if shown is None else limit - shown)


def test_a_home_and_a_residence_are_each_computed_by_their_own_formula():
    pair = HouseholdColumns.of(1, couple=Column.of(0), dependants=Column.of(0), resources=Column.of(6_000_00))
    stock = HomeColumns.of(
        2,
        benefit_zone=Column.of([2, 2]),
        rent=Column.of([380_00, 400_00]),
        charges=Column.of([50_00, 50_00]),
        financing=Column.of([0, 0]),
        residence_type=Column.given([None, 1]),
    )
    low, high = benefit_between(pair, stock, LAW)
    assert low.values.tolist() == high.values.tolist() == [280_00, 235_00]


def test_a_notified_benefit_is_taken_as_it_is():
    notified = rent_within(budget(300_00), household(housing_benefit=100_00), home(), LAW).item((0,))
    assert notified == 300_00 - 96_00 + 100_00


def tenant(**facts: int):
    item = {
        "zone": 2, "couple": True, "dependants": 3, "rent": "524.30", "resources": "32400", "scheme": "apl",
        "shared_home": False, "single_room": False, "disability_benefit": False, "hlm_solidarity_reduction": "0",
    }  # fmt: skip
    return benefit_worlds.tenant_columns([{**item, **facts}])


def loss(replacement: int):
    """A couple with three children: of 2,710 a month, 777.78 of work stop."""
    return lost_income(tenant(), budget(187_60), budget(2_710_00), budget(777_78), budget(replacement), LAW)


def test_an_income_that_stops_is_felt_at_once_and_the_benefit_follows():
    found = loss(0)
    assert found.now.cost.item((0,)) == 524_30 + 187_60 - 30_00
    assert found.at_once.cost.item((0,)) == found.now.cost.item((0,))
    assert found.at_once.resources.item((0,)) == 2_710_00 - 777_78
    # Without an unemployment benefit the work income is left out whole: 32,400 - 9,333.36, rounded up to 23,100.
    assert found.revised.benefit.item((0,)) == int(
        benefit_oracle.tenant(DAY, 2, True, 3, Decimal("524.30"), Decimal("23066.64"))["paid"] * 100
    )
    assert found.at_once.effort.values[0] > found.revised.effort.values[0] > 0


def test_with_an_unemployment_benefit_thirty_percent_are_left_out():
    found = loss(400_00)
    # 32,400 - 30 % of 9,333.36 = 29,599.99, rounded up to 29,600.
    assert found.revised.benefit.item((0,)) == 94_00
    assert found.revised.resources.item((0,)) == 2_710_00 - 777_78 + 400_00


def test_more_than_comes_in_cannot_be_lost():
    """Of 500 a month nothing is left, and the unemployment benefit comes; of resources of 5,000 a year, nothing."""
    poor = tenant(resources="5000")
    found = lost_income(poor, budget(187_60), budget(500_00), budget(777_78), budget(400_00), LAW)
    assert found.at_once.resources.item((0,)) == 400_00
    nothing = benefit_oracle.tenant(DAY, 2, True, 3, Decimal("524.30"), Decimal(0))["paid"]
    without = lost_income(poor, budget(187_60), budget(500_00), budget(777_78), budget(0), LAW)
    assert without.revised.benefit.item((0,)) == int(nothing * 100)


MOMENTS = ("now", "at_once", "revised")


@pytest.mark.parametrize(
    ("missing", "benefit", "cost", "effort"),
    [
        ("charges", MOMENTS, (), ()),
        ("resources", MOMENTS, MOMENTS, ()),
        ("lost", ("now", "at_once"), ("now", "at_once"), ("now",)),
        ("replacement", ("now", "at_once"), ("now", "at_once"), ("now",)),
    ],
)
def test_what_is_told_of_a_loss_where_one_thing_is_missing(missing, benefit, cost, effort):
    given = {"charges": 187_60, "resources": 2_710_00, "lost": 777_78, "replacement": 0, missing: None}
    found = lost_income(tenant(), *(budget(value) for value in given.values()), LAW)
    for name, moments in (("benefit", benefit), ("cost", cost), ("effort", effort)):
        assert tuple(moment for moment in MOMENTS if getattr(getattr(found, moment), name).known.all()) == moments


def test_without_the_abatement_of_the_law_the_revised_benefit_is_not_told():
    less = replace(LAW, active={kept: value for kept, value in LAW.active.items() if kept != "lost_income.abatement"})
    found = lost_income(tenant(), budget(187_60), budget(2_710_00), budget(777_78), budget(400_00), less)
    assert (found.at_once.cost.known.all(), found.revised.benefit.known.any()) == (True, False)


def test_what_is_lost_must_be_known():
    unknown = lost_income(tenant(), budget(187_60), budget(2_710_00), budget(None), budget(0), LAW)
    assert unknown.now.cost.known.all()
    assert not unknown.at_once.effort.known.any()
    assert not unknown.revised.benefit.known.any()


@pytest.mark.parametrize(
    ("adults", "children", "tenths"),
    [(1, 0, 10), (2, 0, 15), (1, 2, 16), (2, 3, 24), (0, 1, None), (None, 1, None), (1, None, None), (1, -1, None)],
)
def test_consumption_units(adults, children, tenths):
    assert consumption_units(budget(adults), budget(children), LAW).item((0,)) == tenths


@pytest.mark.parametrize(
    ("resources", "constrained", "cost", "a_day"),
    [
        (2_180_00, 612_00, 321_50, 25_97),  # (2,180 - 612 - 321.50) / 1.6 / 30 = 25.968…
        (900_00, 500_00, 450_00, -1_04),  # short of 50 euros a month
        (900_00, None, 450_00, None),
    ],
)
def test_what_is_left_a_day_and_a_consumption_unit(resources, constrained, cost, a_day):
    facts = one(adults=1, children=2, resources=resources, constrained=constrained, cost=cost)
    assert residual_income(LivingColumns(**facts), LAW).item((0,)) == a_day


@pytest.mark.parametrize("missing", ["adults", "children", "resources", "constrained", "cost"])
def test_what_is_left_is_not_told_without_each_of_its_facts(missing):
    facts = {"adults": 1, "children": 0, "resources": 900_00, "constrained": 0, "cost": 300_00, missing: None}
    assert residual_income(LivingColumns(**one(**facts)), LAW).item((0,)) is None


@pytest.mark.parametrize("name", ["consumption_unit.first_adult", "consumption_unit.other", "consumption_unit.child",
                                  "residual_income.days"])  # fmt: skip
def test_what_is_left_is_not_told_without_each_of_its_figures(name):
    less = replace(LAW, active={kept: value for kept, value in LAW.active.items() if kept != name})
    facts = one(adults=2, children=1, resources=900_00, constrained=0, cost=300_00)
    assert residual_income(LivingColumns(**facts), less).item((0,)) is None
    assert (consumption_units(budget(2), budget(1), less).item((0,)) is None) is (name != "residual_income.days")
