"""The affordability card of one pair: notified benefits, residences, what is missing."""

from datetime import date

import pytest

from palier.eligibility.affordability import Affordability, Range, affordability, unfolded
from palier.rules import temporary_homes
from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.days import day_number
from palier.rules.financing import FINANCINGS
from palier.rules.law import law_on
from palier.rules.residence_benefit import TYPES
from palier.rules.sentences import sentences

HOUSEHOLD = {"couple": 0, "dependants": 2, "resources": 18_400_00, "monthly_resources": 2_180_00}
HOME = {"benefit_zone": 2, "rent": 412_50, "charges": 118_00, "financing": FINANCINGS.index("PLAI")}


def card(household=None, home=None, day=date(2026, 3, 12), services=0) -> Affordability:
    def columns(facts):
        return {name: Column.given([value]) for name, value in facts.items()}

    asked = HouseholdColumns.of(1, **columns({**HOUSEHOLD, **(household or {})}))
    return affordability(asked, HomeColumns.of(1, **columns({**HOME, **(home or {})})), law_on(day), services=services)


def test_everything_known_is_one_amount_each():
    found = card()
    assert (found.benefit, found.cost, found.effort) == (
        Range(209_00, 209_00), Range(321_50, 321_50), Range(1475, 1475)
    )  # fmt: skip
    assert (found.left, found.first_month, found.missing) == (Range(1_858_50, 1_858_50), 530_50, [])
    assert found.benefit_lines is not None


def test_a_notified_benefit_is_shown_as_it_is_and_asks_for_nothing():
    found = card({"housing_benefit": 180_00, "resources": None, "couple": None})
    assert (found.benefit, found.benefit_lines, found.missing) == (Range(180_00, 180_00), None, [])
    assert found.cost == Range(350_50, 350_50)


def test_in_a_residence_the_fee_is_what_counts_and_no_other_rent_is_proposed():
    resident = {"couple": 0, "dependants": 0, "resources": 11_600_00, "monthly_resources": 1_455_00}
    found = card(resident, {"residence_type": TYPES.index("type2"), "rent": 438_00, "charges": 0})
    assert (found.benefit, found.cost) == (Range(83_00, 83_00), Range(355_00, 355_00))
    assert found.bearable is None
    labels = [label for label, _ in unfolded(found.benefit_lines, sentences("fr"))]
    assert "Coefficient de prise en charge (K)" in labels


def test_services_are_paid_beside_and_change_no_benefit():
    resident = {"couple": 0, "dependants": 0, "resources": 11_600_00, "monthly_resources": 1_455_00}
    room = {"residence_type": TYPES.index("type2"), "rent": 438_00, "charges": 0}
    without, found = card(resident, room), card(resident, room, services=22_00)
    assert found.benefit == without.benefit == Range(83_00, 83_00)
    assert (found.cost, found.effort, found.left) == (
        Range(377_00, 377_00), Range(2591, 2591), Range(1_078_00, 1_078_00)
    )  # fmt: skip
    assert (found.first_month, without.first_month) == (460_00, 438_00)


@pytest.mark.parametrize(
    ("kind", "agreed_on", "formula"),
    [
        ("young_workers_residence", date(1990, 9, 30), "type1"),
        ("young_workers_residence", date(1990, 10, 1), "type2"),
        ("residence_sociale", date(1994, 12, 31), "type1"),
        ("residence_sociale", date(1995, 1, 1), "type2"),
        ("pension_de_famille", date(1994, 12, 31), "type1"),
        ("residence_sociale", None, "type2"),
        ("chrs", date(1980, 1, 1), None),
        ("hlm_sublease", date(1980, 1, 1), None),
    ],
)
def test_an_old_agreement_has_the_first_formula(kind, agreed_on, formula):
    code = Column.of(temporary_homes.KINDS.index(kind))
    day = Column.given([day_number(agreed_on) if agreed_on else None])
    found = temporary_homes.residence_type(code, law_on(date(2026, 3, 12)), day).item((0,))
    assert found == (None if formula is None else TYPES.index(formula))


def test_the_highest_rent_keeps_the_rate_within_the_usual_share():
    found = card()
    assert found.bearable is not None
    at_most = card(home={"rent": found.bearable})
    beyond = card(home={"rent": found.bearable + 1_00})
    assert at_most.effort.high <= 3300 < beyond.effort.low


def test_what_is_missing_is_named_in_the_order_in_which_one_asks():
    found = card({"resources": None, "monthly_resources": None, "couple": None, "dependants": None}, {"charges": None})
    assert found.missing == ["dependants", "couple", "resources", "monthly_resources", "charges"]
    assert (found.benefit, found.effort, found.left) == (Range(None, None), Range(None, None), Range(None, None))


def test_past_the_check_of_its_figures_the_card_is_provisional():
    assert not card().provisional
    assert card(day=date(2028, 1, 1)).provisional


def test_without_figures_for_the_day_no_benefit_is_told():
    found = card(day=date(2019, 1, 1))
    assert (found.benefit, found.benefit_lines) == (Range(None, None), None)


@pytest.mark.parametrize("kind", temporary_homes.KINDS)
def test_the_kind_of_a_home_says_which_benefit_goes_with_it(kind):
    """Nothing in shelter, whatever the rent; a rent one may look for only where there is a rent."""
    law = law_on(date(2026, 3, 12))
    code = Column.of(temporary_homes.KINDS.index(kind))
    residence = temporary_homes.residence_type(code, law).item((0,))
    home = {"kind": temporary_homes.KINDS.index(kind), "residence_type": residence, "financing": None, "charges": 0}
    found = card({"dependants": 0, "resources": 9_000_00}, {**home, "rent": 380_00})
    said = temporary_homes.BENEFITS[temporary_homes.benefit_of(code, law).values[0]]
    if said == "none" and temporary_homes.benefit_of(code, law).known[0]:
        assert (found.benefit, found.benefit_lines, found.bearable) == (Range(0, 0), None, None)
        return
    assert found.benefit.low > 0
    assert (found.bearable is None) is (residence is not None)
