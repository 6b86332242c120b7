"""What would unlock a pair: the change, the fact or the figure, with the value it has and the one it would need."""

from dataclasses import replace
from datetime import date

import pytest

from palier.rules.catalogue import CRITERIA
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.financing import FINANCINGS
from palier.rules.income_ceiling import recent_income
from palier.rules.law import law_on
from palier.rules.rule import Basis, Fact, Side, rule
from palier.rules.territory import CEILING_ZONES
from palier.rules.unlock import Action, PairUnlocker, Unlock

RULES = {criterion.code: criterion for criterion in CRITERIA}
LAW = law_on(date(2026, 3, 12))
PLAI = FINANCINGS.index("PLAI")
RENT, CHARGES = Fact(Side.HOME, "rent"), Fact(Side.HOME, "charges")


def unlocks(code: str, household: dict[str, Column | Sets], home: dict[str, int | None]) -> list[Unlock]:
    """Of one pair, by one rule."""
    households = HouseholdColumns.of(1, **household)
    homes = HomeColumns.of(1, **{name: Column.given([value]) for name, value in home.items()})
    judged = RULES[code](households, homes, LAW)
    return PairUnlocker(RULES[code], judged, households, homes, LAW).at(0)


def test_a_change_says_what_is_and_what_would_do():
    household = {"max_rent": Column.of([500_00])}
    assert unlocks("highest_rent", household, {"rent": 430_00, "charges": 90_00}) == [
        Unlock("highest_rent", Action.CHANGE, RENT, 430_00, 410_00, "euro_month")
    ]
    assert unlocks("highest_rent", household, {"rent": 410_00, "charges": 90_00}) == []


def test_what_joins_a_set_has_no_value_before():
    wishes = {"wished_communes": Sets.given([[69123]])}
    assert unlocks("wished_commune", wishes, {"commune": 69029, "parent_commune": 69029}) == [
        Unlock("wished_commune", Action.CHANGE, Fact(Side.HOUSEHOLD, "wished_communes"), None, 69029, "commune", True)
    ]


@pytest.mark.parametrize(("charges", "proposed"), [(499_99, 1), (500_00, None)])
def test_a_rent_is_proposed_as_long_as_a_cent_is_left_for_it(charges, proposed):
    found = unlocks("highest_rent", {"max_rent": Column.of([500_00])}, {"rent": 430_00, "charges": charges})
    expected = Unlock("highest_rent", Action.CHANGE, RENT, 430_00, proposed, "euro_month")
    assert found == [expected if proposed else Unlock("highest_rent", Action.NOT_WITH_THIS_HOME)]


@pytest.mark.parametrize(("rent", "fitting"), [(500_00, 0), (480_00, 20_00)])
def test_a_fact_to_ask_for_comes_with_the_last_value_that_fits(rent, fitting):
    assert unlocks("highest_rent", {"max_rent": Column.of([500_00])}, {"rent": rent, "charges": None}) == [
        Unlock("highest_rent", Action.COLLECT, CHARGES, None, fitting, "euro_month")
    ]


def test_nothing_below_zero_is_ever_proposed():
    """Who can pay nothing: no rent fits, and charges would have to be paid to her."""
    assert unlocks("highest_rent", {"max_rent": Column.of([0])}, {"rent": 430_00, "charges": None}) == [
        Unlock("highest_rent", Action.NOT_WITH_THIS_HOME)
    ]


def test_where_nothing_is_missing_and_no_change_settles_it_somebody_must_look():
    """Nothing comes in: no rent makes a share of it."""
    household = {"monthly_resources": 0, "housing_benefit": 0, "couple": 0, "dependants": 0, "resources": 0}
    home = {"rent": 400_00, "charges": 50_00, "benefit_zone": 2, "financing": PLAI, "max_effort_rate": 33_00}
    assert unlocks("effort_rate", {name: Column.of([value]) for name, value in household.items()}, home) == [
        Unlock("effort_rate", Action.CHECK)
    ]


def test_a_fact_that_joins_a_set_is_asked_for_without_a_value():
    assert unlocks("wished_commune", {}, {"commune": 69029, "parent_commune": 69029}) == [
        Unlock("wished_commune", Action.COLLECT, Fact(Side.HOUSEHOLD, "wished_communes"))
    ]


def test_where_the_text_holds_no_figure_the_law_is_to_collect():
    household = {name: Column.of([value]) for name, value in (("reference_tax_income", 20_000_00), ("persons", 1))}
    card = {name: Column.of([0]) for name in ("single_parent", "young_couple", "disabled")}
    home = {"financing": PLAI, "ceiling_zone": CEILING_ZONES.index("idf")}
    assert unlocks("income_ceiling", {**household, **card}, home) == [
        Unlock("income_ceiling", Action.COLLECT, Fact(Side.HOME, "law"))
    ]


def test_the_card_is_asked_for_only_where_it_would_tell():
    household = {
        name: Column.of([value]) for name, value in (("persons", 1), ("single_parent", 0), ("young_couple", 0))
    }
    home = {"financing": PLAI, "ceiling_zone": CEILING_ZONES.index("other")}

    def asked(income: int) -> list[Unlock]:
        return unlocks("income_ceiling", {**household, "reference_tax_income": Column.of([income])}, home)

    assert asked(12_870_00) == []
    assert asked(12_870_01) == [Unlock("income_ceiling", Action.COLLECT, Fact(Side.HOUSEHOLD, "disabled"))]
    assert [unlock.action for unlock in asked(18_753_01)] == [Action.CHANGE]


FLEXIBLE = {"reference_tax_income": 60_000_00, "persons": 1, "single_parent": 0, "young_couple": 0, "disabled": 0}


@pytest.mark.parametrize(
    ("income", "financing", "proposed"),
    [
        # PLAI 12,870, PLUS 23,403, PLS 30,424; a tenth less of what is beyond.
        (12_870_01, "PLAI", "PLUS"),
        (23_403_00, "PLAI", "PLUS"),
        (23_403_01, "PLAI", "PLS"),
        (30_424_00, "PLUS", "PLS"),
        (30_424_01, "PLUS", 23_403_00),
        (31_000_00, "PLS", 27_900_00),
        (40_000_00, "PLS", 30_424_00),
        (20_000_00, "PLAI", "PLUS"),
    ],
)
def test_the_next_wider_financing_is_looked_for_else_a_lower_income(income, financing, proposed):
    household = {name: Column.of([value]) for name, value in {**FLEXIBLE, "reference_tax_income": income}.items()}
    home = {"financing": FINANCINGS.index(financing), "ceiling_zone": CEILING_ZONES.index("other")}
    (found,) = unlocks("income_ceiling", household, home)
    if isinstance(proposed, str):
        assert (found.fact, found.to) == (Fact(Side.HOME, "financing"), FINANCINGS.index(proposed))
    else:
        assert (found.fact, found.to) == (Fact(Side.HOUSEHOLD, "reference_tax_income"), proposed)


def test_a_financing_that_is_not_known_is_asked_for_and_none_is_proposed():
    household = {name: Column.of([value]) for name, value in {**FLEXIBLE, "reference_tax_income": 20_000_00}.items()}
    home = {"financing": None, "ceiling_zone": CEILING_ZONES.index("other")}
    assert unlocks("income_ceiling", household, home) == [
        Unlock("income_ceiling", Action.COLLECT, Fact(Side.HOME, "financing"), None, None, "financing")
    ]


@pytest.mark.parametrize(
    ("income", "limit", "dropped", "highest"),
    [
        (50_000_00, 48_000_00, True, 45_000_00), (50_000_00, 30_000_00, True, 30_000_00),
        (50_000_00, 48_000_00, False, 48_000_00), (None, 48_000_00, True, 48_000_00), (50_000_00, None, True, None),
    ],
)  # fmt: skip
def test_a_more_recent_income_must_have_fallen_enough_to_count(income, limit, dropped, highest):
    law = LAW if dropped else replace(LAW, active={})
    assert recent_income(Column.given([income]), Column.given([limit]), law).item((0,)) == highest


@pytest.mark.parametrize(("charges", "proposed"), [(329_99, 1), (330_00, None)])
def test_a_rent_within_the_effort_rate_leaves_a_cent_at_least(charges, proposed):
    household = {"monthly_resources": 1_000_00, "housing_benefit": 0, "couple": 0, "dependants": 0, "resources": 0}
    home = {"rent": 400_00, "charges": charges, "benefit_zone": 2, "financing": PLAI, "max_effort_rate": 33_00}
    found = unlocks("effort_rate", {name: Column.of([value]) for name, value in household.items()}, home)
    expected = Unlock("effort_rate", Action.CHANGE, RENT, 400_00, proposed, "euro_month")
    assert found == [expected if proposed else Unlock("effort_rate", Action.NOT_WITH_THIS_HOME)]


def test_two_rules_cannot_have_one_code():
    with pytest.raises(ValueError, match="two rules are called highest_rent"):
        rule("highest_rent", basis=Basis.LAW)(RULES["highest_rent"].judge)


def test_pairs_are_read_one_by_one_where_one_side_stands_for_all():
    households = HouseholdColumns.of(1, max_rent=Column.of([500_00]))
    homes = HomeColumns.of(3, rent=Column.of([400_00, 600_00, 700_00]), charges=Column.given([50_00, 100_00, None]))
    judged = RULES["highest_rent"](households, homes, LAW)
    unlocker = PairUnlocker(RULES["highest_rent"], judged, households, homes, LAW)
    assert [[(one.present, one.to) for one in unlocker.at(pair)] for pair in range(3)] == [
        [],
        [(600_00, 400_00)],
        [(700_00, 500_00)],
    ]
