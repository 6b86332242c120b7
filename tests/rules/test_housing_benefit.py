"""The housing benefit over columns: equal to a second reading in Decimal, bounded, monotone, never a guess."""

import os
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import numpy as np
import pytest

from palier.rules.benefit import Benefit
from palier.rules.benefit_range import resident_benefit_between, tenant_benefit_between, tenant_limit
from palier.rules.columns import Column
from palier.rules.housing_benefit import TenantColumns, housing_benefit
from palier.rules.law import law_on
from palier.rules.residence_benefit import ResidentColumns, residence_benefit
from tests.rules import benefit_oracle, benefit_worlds

# The published size is 100,000; a tenth of it here.
CASES = int(os.environ.get("PALIER_PROOF_BENEFITS", "10000"))
LAW = law_on(date(2026, 3, 12))


def amounts(column: Column) -> list[Decimal]:
    assert column.known.all()
    return [Decimal(value) / 100 for value in column.values.tolist()]


@pytest.mark.parametrize("day", benefit_worlds.DAYS)
def test_tenants_in_columns_are_the_decimal_ones_to_the_cent(day, proof):
    items = benefit_worlds.tenants(Random(day), CASES // len(benefit_worlds.DAYS) + 1)
    found = housing_benefit(benefit_worlds.tenant_columns(items), law_on(date.fromisoformat(day)))
    again = [benefit_oracle.of_item({**item, "date": day}) for item in items]
    assert amounts(found.gross) == [one["gross"] for one in again]
    assert amounts(found.paid) == [one["paid"] for one in again]
    assert amounts(found.lines["pp"]) == [one["pp"] for one in again]
    assert [Decimal(value).scaleb(-5) for value in found.lines["tl"].values.tolist()] == [one["tl"] for one in again]
    assert amounts(found.lines["after_reduction"]) == [one["after"] for one in again]
    assert sum(one["paid"] > 0 for one in again) > len(items) // 10
    proof(8, tenants=len(items), differences=0)


@pytest.mark.parametrize("day", benefit_worlds.DAYS)
def test_residents_in_columns_are_the_decimal_ones_to_the_cent(day, proof):
    items = benefit_worlds.residents(Random(day), CASES // len(benefit_worlds.DAYS) + 1)
    found = residence_benefit(benefit_worlds.resident_columns(items), law_on(date.fromisoformat(day)))
    again = [benefit_oracle.of_item({**item, "date": day}) for item in items]
    assert amounts(found.gross) == [one["gross"] for one in again]
    assert amounts(found.paid) == [one["paid"] for one in again]
    assert amounts(found.lines["k"]) == [one["k"] for one in again]
    assert amounts(found.lines["e0"]) == [one["e0"] for one in again]
    assert sum(one["paid"] > 0 for one in again) > len(items) // 10
    proof(8, residents=len(items), differences=0)


TENANTS = benefit_worlds.tenant_columns(benefit_worlds.tenants(Random(1), 3000))
RESIDENTS = benefit_worlds.resident_columns(benefit_worlds.residents(Random(1), 3000))


def plus(column: Column, more: int) -> Column:
    return Column(column.values + more, column.known)


@pytest.mark.parametrize("more", [1, 100_00, 1_234_56])
def test_no_benefit_rises_with_resources(more):
    for benefit, table in ((housing_benefit, TENANTS), (residence_benefit, RESIDENTS)):
        before = benefit(table, LAW).paid.values
        after = benefit(replace(table, resources=plus(table.resources, more)), LAW).paid.values
        assert (after <= before).all()
        assert (after < before).any() or more == 1


def test_no_benefit_exceeds_what_is_paid_for_the_home():
    """Rent in the limit of its ceiling and the flat charges; the whole fee for a resident."""
    found = housing_benefit(TENANTS, LAW)
    assert (found.gross.values <= (found.lines["rent"] + found.lines["charges"]).values).all()
    resident = residence_benefit(RESIDENTS, LAW)
    assert (resident.gross.values <= np.maximum(RESIDENTS.fee.values, 0)).all()


def test_a_dependant_more_never_lowers_the_benefit_of_a_tenant():
    """Ceiling, charges and allowance rise and the rate falls with each (a single room knows no family)."""
    whole = replace(TENANTS, single_room=Column.of(np.zeros(TENANTS.shape, dtype=np.int64)))
    before = housing_benefit(whole, LAW).lines["formula"].values
    after = housing_benefit(replace(whole, dependants=plus(whole.dependants, 1)), LAW).lines["formula"].values
    assert (after >= before).all()
    assert (after > before).any()


@pytest.mark.parametrize("name", [field.name for field in fields(TenantColumns)])
def test_a_tenant_of_whom_a_fact_is_missing_has_a_range_that_holds_the_answer(name):
    answer = housing_benefit(TENANTS, LAW).paid
    missing = replace(TENANTS, **{name: Column.unknown(TENANTS.shape)})
    alone = housing_benefit(missing, LAW).paid
    assert (alone.values == answer.values)[alone.known].all()
    low, high = tenant_benefit_between(missing, LAW)
    if name in ("rent", "dependants", "solidarity_reduction"):
        assert not low.known.all()
        return
    assert low.known.all()
    assert high.known.all()
    assert ((low.values <= answer.values) & (answer.values <= high.values)).all()
    assert (low.values < high.values).any()
    assert not alone.known.all()


@pytest.mark.parametrize("name", [field.name for field in fields(ResidentColumns)])
def test_a_resident_of_whom_a_fact_is_missing_has_a_range_that_holds_the_answer(name):
    answer = residence_benefit(RESIDENTS, LAW).paid
    missing = replace(RESIDENTS, **{name: Column.unknown(RESIDENTS.shape)})
    assert not residence_benefit(missing, LAW).paid.known.all()
    low, high = resident_benefit_between(missing, LAW)
    if name in ("fee", "dependants"):
        assert not low.known.any()
        return
    assert ((low.values <= answer.values) & (answer.values <= high.values)).all()
    assert (low.values < high.values).any()


def test_where_nothing_is_missing_the_range_is_the_answer():
    for between, benefit, table in (
        (tenant_benefit_between, housing_benefit, TENANTS),
        (resident_benefit_between, residence_benefit, RESIDENTS),
    ):
        low, high = between(table, LAW)
        assert (low.values == high.values).all()
        assert (low.values == benefit(table, LAW).paid.values).all()


@pytest.mark.parametrize("name", ["rent", "resources", "dependants", "solidarity_reduction"])
def test_an_amount_below_nothing_is_not_known(name):
    negative = replace(TENANTS, **{name: Column.of(np.full(TENANTS.shape, -1))})
    assert not housing_benefit(negative, LAW).paid.known.any()


@pytest.mark.parametrize("name", ["fee", "resources", "dependants"])
def test_an_amount_below_nothing_is_not_known_of_a_resident_either(name):
    negative = replace(RESIDENTS, **{name: Column.of(np.full(RESIDENTS.shape, -1))})
    assert not residence_benefit(negative, LAW).paid.known.any()


def test_before_the_first_figures_there_is_no_benefit_to_tell():
    assert not housing_benefit(TENANTS, law_on(date(2019, 12, 31))).paid.known.any()
    assert not residence_benefit(RESIDENTS, law_on(date(2019, 12, 31))).paid.known.any()


CALCULATIONS = ((housing_benefit, TENANTS), (residence_benefit, RESIDENTS))
FIGURES = sorted(name for name in LAW.active if name.startswith(("housing_benefit.", "residence_benefit.")))


def told_otherwise(found: Benefit, complete: Benefit) -> set[str]:
    """The lines that say something else than with every fact and figure, where they say anything."""
    lines = {"gross": found.gross, "paid": found.paid, **found.lines}
    full = {"gross": complete.gross, "paid": complete.paid, **complete.lines}
    return {name for name, line in lines.items() if (line.values != full[name].values)[line.known].any()}


@pytest.mark.parametrize("name", FIGURES)
def test_without_a_figure_of_the_law_no_line_is_told_from_it(name):
    """And the benefit of some is not known, where the calculation needs it."""
    less = replace(LAW, active={kept: value for kept, value in LAW.active.items() if kept != name})
    for benefit, table in CALCULATIONS:
        found, complete = benefit(table, less), benefit(table, LAW)
        assert told_otherwise(found, complete) == set()
        needed = any(source.parameter == name for source in complete.sources)
        assert (not found.paid.known.all(), not found.gross.known.all()) == (needed, needed)


@pytest.mark.parametrize(
    ("benefit", "table", "name"),
    [(benefit, table, field.name) for benefit, table in CALCULATIONS for field in fields(table)],
)
def test_without_a_fact_no_line_is_told_from_it(benefit, table, name):
    missing = replace(table, **{name: Column.unknown(table.shape)})
    assert told_otherwise(benefit(missing, LAW), benefit(table, LAW)) == set()


def test_a_home_at_no_rent_has_a_benefit_for_its_charges():
    """60.59 of charges less 39.56 and the flat 5 euros; in a residence nothing is paid of no fee."""
    free = benefit_worlds.tenants(Random(1), 1)[0]
    tenant = {
        **free, "scheme": "apl", "zone": 2, "couple": False, "dependants": 0, "rent": "0", "resources": "0",
        "shared_home": False, "single_room": False, "hlm_solidarity_reduction": "0",
    }  # fmt: skip
    assert housing_benefit(benefit_worlds.tenant_columns([tenant]), LAW).paid.item((0,)) == 15_00
    resident = replace(RESIDENTS, fee=Column.of(np.zeros(RESIDENTS.shape, dtype=np.int64)))
    assert residence_benefit(resident, LAW).paid.known.all()
    assert (residence_benefit(resident, LAW).paid.values == 0).all()


def test_no_more_than_the_ceiling_and_the_flat_charges_count():
    """Of a person alone in zone 2: 290.34 and 60.59; nothing where the law has no figure."""
    unsaid = {name: Column.unknown((1,)) for name in ("rent", "resources", "scheme", "disability_benefit")}
    facts = {name: Column.of(value) for name, value in (("zone", 2), ("couple", 0), ("dependants", 0))}
    plain = {name: Column.of(0) for name in ("shared_home", "single_room", "solidarity_reduction")}
    home = TenantColumns(**unsaid, **facts, **plain)
    assert tenant_limit(home, LAW).tolist() == [290_34 + 60_59]
    assert tenant_limit(home, law_on(date(2019, 12, 31))).tolist() == [0]


def test_past_the_check_of_its_figures_the_benefit_is_provisional():
    """The allowance on resources is revised each January, everything else each October."""
    last = date(2026, 12, 31)
    for benefit, table in ((housing_benefit, TENANTS), (residence_benefit, RESIDENTS)):
        assert not benefit(table, law_on(last)).provisional
        assert benefit(table, law_on(last + timedelta(days=1))).provisional


def test_the_benefit_names_the_figures_it_stands_on():
    one = TENANTS[np.array([0])]
    names = {source.parameter for source in housing_benefit(one, LAW).sources}
    assert "housing_benefit.family_rate" in names
    assert len([name for name in names if name.startswith("housing_benefit.rent_ceiling.")]) == 1
    assert not [name for name in names if name.startswith("residence_benefit.")]


def test_no_product_leaves_64_bits():
    """The largest amounts a document may hold."""
    huge = Column.of(np.full(TENANTS.shape, 10**14))
    assert (housing_benefit(replace(TENANTS, resources=huge), LAW).paid.values == 0).all()
    far = housing_benefit(replace(TENANTS, rent=huge), LAW)
    assert (far.paid.values[TENANTS.disability_benefit.values == 0] == 0).all()
    assert (residence_benefit(replace(RESIDENTS, resources=huge), LAW).paid.values == 0).all()
    assert (residence_benefit(replace(RESIDENTS, fee=huge), LAW).gross.values >= 0).all()
