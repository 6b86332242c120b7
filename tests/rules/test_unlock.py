"""What would unlock a pair: the change, the fact or the figure, with the value it has and the one it would need."""

from datetime import date

import pytest

from palier.rules.catalogue import CRITERIA
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.financing import FINANCINGS
from palier.rules.law import law_on
from palier.rules.rule import Fact, Side
from palier.rules.territory import CEILING_ZONES
from palier.rules.unlock import Action, PairUnlocker, Unlock

RULES = {rule.code: rule for rule in CRITERIA}
LAW = law_on(date(2026, 3, 12))
PLAI = FINANCINGS.index("PLAI")
RENT, CHARGES = Fact(Side.HOME, "rent"), Fact(Side.HOME, "charges")


def unlocks(code: str, household: dict[str, Column | Sets], home: dict[str, int | None]) -> list[Unlock]:
    """Of one pair, by one rule."""
    households = HouseholdColumns.of(1, **household)
    homes = HomeColumns.of(1, **{name: Column.given([value]) for name, value in home.items()})
    rule = RULES[code]
    return PairUnlocker(rule, rule(households, homes, LAW), households, homes, LAW).at(0)


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


def test_pairs_are_read_one_by_one_where_one_side_stands_for_all():
    households = HouseholdColumns.of(1, max_rent=Column.of([500_00]))
    homes = HomeColumns.of(3, rent=Column.of([400_00, 600_00, 700_00]), charges=Column.given([50_00, 100_00, None]))
    rule = RULES["highest_rent"]
    unlocker = PairUnlocker(rule, rule(households, homes, LAW), households, homes, LAW)
    assert [[(one.present, one.to) for one in unlocker.at(pair)] for pair in range(3)] == [
        [],
        [(600_00, 400_00)],
        [(700_00, 500_00)],
    ]
