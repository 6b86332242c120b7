"""What a shared home must meet, room by room and tenant by tenant."""

from datetime import date
from decimal import Decimal

import pytest

from palier.rules.columns import Column
from palier.rules.conditions import all_of
from palier.rules.judgement import Verdict
from palier.rules.law import law_on
from palier.rules.shared_home import RoomColumns, SharedHomeColumns, TenantColumns, conditions, solidarity_until
from tests.rules.entry_oracle import NOT_ASKED
from tests.rules.entry_worlds import WORDS, answers, columns, days

LAW = law_on(date(2026, 3, 12))
# The pilot flat of a study: a T5 of four rooms, whose rents make 676.21 a month.
HOME = {"rent": Decimal("676.21"), "hlm": True, "single_contract": False, "only_a_couple": False}
ROOMS = tuple(
    {"surface": Decimal(surface), "volume": volume, "rent": Decimal(rent)}
    for surface, volume, rent in (
        ("12.5", 31, "179.92"), ("11.2", 28, "170.95"), ("10.4", 26, "165.43"), ("9.6", 24, "159.91"),
    )
)  # fmt: skip
TENANT = {"own_lease": True, "active_request": True, "granted": True}


def found(home=(), rooms=ROOMS, tenants=(TENANT,) * 4, law=LAW):
    return conditions(
        columns(SharedHomeColumns, [{**HOME, **dict(home)}]),
        columns(RoomColumns, [{"home": 0, **room} for room in rooms]),
        columns(TenantColumns, [{"home": 0, **tenant} for tenant in tenants]),
        law,
    )


def weighed(*arguments, **named):
    return WORDS[Verdict(int(all_of(found(*arguments, **named))[0]))]


def without(index: int, **facts):
    return tuple({**room, **facts} if position == index else room for position, room in enumerate(ROOMS))


def test_the_pilot_flat_meets_every_condition():
    assert weighed() is True


@pytest.mark.parametrize(("surface", "expected"), [("9", True), ("8.99", False), (None, None)])
def test_every_room_has_the_least_surface(surface, expected):
    said = answers(found(rooms=without(2, surface=surface and Decimal(surface))))
    assert (said["room_surface"], said["room_volume"]) == (expected, True)


@pytest.mark.parametrize(("volume", "expected"), [(20, True), (19, False), (None, None)])
def test_every_room_has_the_least_volume_as_well(volume, expected):
    said = answers(found(rooms=without(1, volume=volume)))
    assert (said["room_volume"], said["room_surface"]) == (expected, True)


def test_a_room_too_small_is_a_no_even_where_another_is_not_measured():
    rooms = ({"surface": Decimal("8.5")}, {})
    assert answers(found(rooms=rooms))["room_surface"] is False


def test_the_smallest_room_is_shown():
    judged = found()[1].judgement
    assert (judged.value.item((0,)), judged.threshold.column.item((0,)), judged.margin.item((0,))) == (960, 900, 60)


@pytest.mark.parametrize(("rent", "expected"), [("676.21", True), ("676.20", False), ("700", True), (None, None)])
def test_the_rents_together_do_not_exceed_that_of_the_whole_home(rent, expected):
    assert answers(found({"rent": rent and Decimal(rent)}))["sum_of_rents"] is expected


def test_a_rent_that_is_not_known_may_not_matter():
    assert answers(found(rooms=without(0, rent=None)))["sum_of_rents"] is None
    assert answers(found({"rent": Decimal(400)}, rooms=without(0, rent=None)))["sum_of_rents"] is False


@pytest.mark.parametrize(
    ("fact", "code"),
    [("own_lease", "own_lease_each"), ("active_request", "active_request_each"), ("granted", "granted_each")],
)
def test_in_an_hlm_home_each_adult_has_her_own_lease_request_and_decision(fact, code):
    for value, expected in ((False, False), (None, None)):
        said = answers(found(tenants=(TENANT, {**TENANT, fact: value})))
        assert [name for name, answer in said.items() if answer is not True] == [code]
        assert said[code] is expected


def test_with_a_private_owner_nobody_asks_for_a_request_or_a_decision():
    said = answers(found({"hlm": False}, tenants=({},)))
    assert [said[code] for code in ("own_lease_each", "active_request_each", "granted_each")] == [NOT_ASKED] * 3


@pytest.mark.parametrize(
    ("hlm", "single_contract", "asked"),
    [(False, True, False), (False, False, True), (True, True, True), (True, None, True), (None, False, True)],
)
def test_rooms_are_measured_where_there_are_several_leases(hlm, single_contract, asked):
    said = answers(found({"hlm": hlm, "single_contract": single_contract}, rooms=without(0, surface=Decimal(5))))
    assert said["room_surface"] == (False if asked else NOT_ASKED)


@pytest.mark.parametrize(("hlm", "single_contract"), [(None, True), (False, None)])
def test_where_the_number_of_leases_is_not_known_a_small_room_is_unknown(hlm, single_contract):
    said = answers(found({"hlm": hlm, "single_contract": single_contract}, rooms=without(0, surface=Decimal(5))))
    assert said["room_surface"] is None


@pytest.mark.parametrize(("couple", "expected"), [(True, False), (False, True), (None, None)])
def test_a_couple_alone_is_not_a_shared_home(couple, expected):
    assert answers(found({"only_a_couple": couple}))["not_only_a_couple"] is expected


def test_without_a_room_or_a_tenant_nothing_is_said():
    said = answers(found(rooms=(), tenants=()))
    assert [code for code, answer in said.items() if answer is None] == [
        "room_surface", "room_volume", "sum_of_rents", "own_lease_each", "active_request_each", "granted_each",
    ]  # fmt: skip


def test_before_the_law_of_2018_no_room_is_measured():
    said = answers(found(law=law_on(date(2018, 11, 24))))
    assert (said["room_surface"], said["room_volume"]) == (None, None)


@pytest.mark.parametrize(
    ("left_on", "replaced_on", "until"),
    [
        (date(2026, 3, 12), None, date(2026, 9, 12)),
        (date(2026, 3, 12), date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 3, 12), date(2027, 1, 1), date(2026, 9, 12)),
        (date(2026, 3, 12), date(2026, 2, 1), date(2026, 3, 12)),
        (None, date(2026, 5, 1), None),
    ],
)
def test_who_left_answers_for_the_rent_until_replaced_and_six_months_at_most(left_on, replaced_on, until):
    left, replaced = (Column.given([day and days(day)]) for day in (left_on, replaced_on))
    assert solidarity_until(left, replaced, LAW).item((0,)) == (until and days(until))
