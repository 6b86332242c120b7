"""Random households and homes, as facts for the oracle and as columns for the rules."""

from decimal import Decimal

from hypothesis import strategies as st

from palier.rules import temporary_homes
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.financing import FINANCINGS
from palier.rules.residence_benefit import TYPES
from palier.rules.territory import CEILING_ZONES, insee_number
from tests.rules.oracle import Facts

KINDS = (*temporary_homes.KINDS, "lease", "sublease")
SOME_KINDS = ("lease", "sublease", "hlm_sublease", "young_workers_residence", "pension_de_famille")
COMMUNES = ("69123", "69388", "69381", "69029", "2A004", "01001")
PARENTS = {"69388": "69123", "69381": "69123"}


def perhaps(strategy):
    return st.one_of(st.none(), strategy)


def cents(most: int):
    """Amounts in euros to the cent, with a bias to the thresholds that matter."""
    return st.one_of(
        st.integers(0, most * 100).map(lambda whole: Decimal(whole) / 100),
        st.sampled_from((0, 23403, 25092, 25093, 33086, 36775, 66866)).map(Decimal),
    )


households = st.fixed_dictionaries({
    "persons": perhaps(st.integers(1, 10)),
    "dependants": perhaps(st.integers(0, 8)),
    "couple": perhaps(st.booleans()),
    "single_parent": perhaps(st.booleans()),
    "young_couple": perhaps(st.booleans()),
    "disabled": perhaps(st.booleans()),
    "youngest_age": perhaps(st.integers(16, 90)),
    "oldest_age": perhaps(st.integers(16, 90)),
    "reference_tax_income": perhaps(cents(130_000)),
    "resources": perhaps(cents(40_000)),
    "monthly_resources": perhaps(cents(4_000)),
    "housing_benefit": st.one_of(st.none(), st.none(), cents(500)),
    "disability_benefit": perhaps(st.booleans()),
    "max_rent": perhaps(cents(1_000)),
    "wished_communes": perhaps(st.sets(st.sampled_from(COMMUNES), max_size=3)),
    "wished_kinds": perhaps(st.sets(st.sampled_from(SOME_KINDS), max_size=2)),
    "needs_accessible": perhaps(st.booleans()),
    "tier": perhaps(st.integers(0, 4)),
    "registered_on": perhaps(st.integers(15_000, 21_000)),
})  # fmt: skip
homes = st.fixed_dictionaries({
    "financing": perhaps(st.sampled_from(FINANCINGS)),
    "ceiling_zone": perhaps(st.sampled_from(CEILING_ZONES)),
    "benefit_zone": perhaps(st.integers(1, 3)),
    "commune": perhaps(st.sampled_from(COMMUNES)),
    "kind": perhaps(st.sampled_from(SOME_KINDS)),
    "residence_type": st.one_of(st.none(), st.none(), st.sampled_from(TYPES)),
    "rooms": perhaps(st.integers(1, 8)),
    "surface": perhaps(st.integers(800, 12_000).map(lambda whole: Decimal(whole) / 100)),
    "rent": perhaps(cents(1_000)),
    "charges": perhaps(cents(300)),
    "accessible": perhaps(st.booleans()),
    "min_age": perhaps(st.integers(16, 60)),
    "max_age": perhaps(st.integers(18, 90)),
    "min_persons": perhaps(st.integers(1, 4)),
    "max_persons": perhaps(st.integers(1, 8)),
    "max_effort_rate": perhaps(st.sampled_from(("0.25", "0.33", "0.3333", "0.40")).map(Decimal)),
})  # fmt: skip


def _whole(fact: Decimal | bool | int | None, places: int) -> int | None:
    return None if fact is None else int(Decimal(fact).scaleb(places))


def household_columns(facts: list[Facts]) -> HouseholdColumns:
    def column(name: str, places: int = 0) -> Column:
        return Column.given([_whole(one[name], places) for one in facts])

    money = ("reference_tax_income", "resources", "monthly_resources", "housing_benefit", "max_rent")
    plain = ("persons", "dependants", "couple", "single_parent", "young_couple", "disabled", "youngest_age",
             "oldest_age", "disability_benefit", "needs_accessible", "tier", "registered_on")  # fmt: skip
    communes = [one["wished_communes"] for one in facts]
    kinds = [one["wished_kinds"] for one in facts]
    return HouseholdColumns(
        **{name: column(name, 2) for name in money},
        **{name: column(name) for name in plain},
        wished_communes=Sets.given([wish and [insee_number(code) for code in wish] for wish in communes]),
        wished_kinds=Sets.given([wish and [KINDS.index(kind) for kind in wish] for wish in kinds]),
    )


def home_columns(facts: list[Facts]) -> HomeColumns:
    def column(name: str, places: int = 0) -> Column:
        return Column.given([_whole(one[name], places) for one in facts])

    def code(name: str, codes: tuple[str, ...]) -> Column:
        return Column.given([None if one[name] is None else codes.index(one[name]) for one in facts])

    def commune(code_of: dict[str, str]) -> Column:
        codes = [one["commune"] for one in facts]
        return Column.given([None if own is None else insee_number(code_of.get(own, own)) for own in codes])

    plain = ("benefit_zone", "rooms", "accessible", "min_age", "max_age", "min_persons", "max_persons")
    return HomeColumns(
        financing=code("financing", FINANCINGS),
        ceiling_zone=code("ceiling_zone", CEILING_ZONES),
        kind=code("kind", KINDS),
        residence_type=code("residence_type", TYPES),
        commune=commune({}),
        parent_commune=commune(PARENTS),
        max_effort_rate=column("max_effort_rate", 4),
        **{name: column(name, 2) for name in ("surface", "rent", "charges")},
        **{name: column(name) for name in plain},
    )
