"""The right to housing: each ground alone, each fact not known, and the days around each time."""

from datetime import date
from decimal import Decimal

import pytest

from palier.rules.dalo import ClaimColumns, grounds, may_claim, preconditions
from palier.rules.judgement import Verdict
from palier.rules.law import book, law_on
from palier.rules.temporary_homes import KINDS
from tests.rules.entry_worlds import WORDS, answers, columns, judged

DAY = date(2026, 3, 12)
LAW = law_on(DAY)
# Nothing stands on any ground.
HOUSED = {
    "housed_by_own_means": False, "hlm_conditions": True, "requested_on": date(2025, 1, 5), "abnormal_wait": 24,
    "suitable_offer": False, "no_home": False, "eviction_ordered": False, "temporarily_housed": False,
    "temporary_kind": "chrs", "temporary_since": DAY, "unfit_home": False, "minor": False, "disabled": False,
    "not_decent": False, "persons": 3, "surface": Decimal(25),
}  # fmt: skip
ALONE = {
    "dalo_long_wait": {"requested_on": date(2024, 3, 11)},
    "dalo_no_home": {"no_home": True},
    "dalo_eviction": {"eviction_ordered": True},
    "dalo_shelter": {"temporarily_housed": True, "temporary_since": date(2025, 9, 11)},
    "dalo_transition": {
        "temporarily_housed": True, "temporary_kind": "residence_sociale", "temporary_since": date(2024, 9, 11),
    },
    "dalo_unfit_home": {"unfit_home": True},
    "dalo_overcrowded": {"minor": True, "surface": Decimal("24.99")},
}  # fmt: skip
# The facts that leave open, alone, whether any ground stands, and what else must be so for that.
OPENING = {
    "requested_on": {},
    "abnormal_wait": {"requested_on": date(2020, 7, 1)},
    "suitable_offer": {"requested_on": date(2020, 7, 1)},
    "no_home": {},
    "eviction_ordered": {},
    "temporarily_housed": {"temporary_since": date(2020, 7, 1)},
    "temporary_kind": {"temporarily_housed": True, "temporary_since": date(2020, 7, 1)},
    "temporary_since": {"temporarily_housed": True},
    "unfit_home": {},
    "minor": {"not_decent": True},
    "disabled": {"not_decent": True},
    "not_decent": {"minor": True},
    "persons": {"minor": True},
    "surface": {"minor": True},
}


def on(claim, law=LAW):
    return answers(grounds(columns(ClaimColumns, [{**HOUSED, **claim}]), law))


def claims(claim, stay=True):
    return WORDS[Verdict(int(may_claim(columns(ClaimColumns, [{**HOUSED, **claim}]), judged(stay), LAW)[0]))]


def test_who_is_housed_well_has_no_ground():
    assert on({}) == dict.fromkeys(ALONE, False)
    assert claims({}) is False


@pytest.mark.parametrize("code", ALONE)
def test_each_ground_is_enough_alone(code):
    assert on(ALONE[code]) == {**dict.fromkeys(ALONE, False), code: True}
    assert claims(ALONE[code]) is True


def test_every_fact_of_a_ground_is_tried():
    assert {*OPENING, "housed_by_own_means", "hlm_conditions"} == set(HOUSED)


@pytest.mark.parametrize("fact", OPENING)
def test_without_a_fact_that_may_be_a_ground_the_answer_is_unknown(fact):
    assert claims({**OPENING[fact], fact: None}) is None


@pytest.mark.parametrize("code", ALONE)
def test_a_ground_that_stands_needs_nothing_else_to_be_known(code):
    needed = {
        "dalo_long_wait": {"requested_on", "abnormal_wait", "suitable_offer"},
        "dalo_shelter": {"temporarily_housed", "temporary_kind", "temporary_since"},
        "dalo_transition": {"temporarily_housed", "temporary_kind", "temporary_since"},
        "dalo_overcrowded": {"minor", "persons", "surface"},
    }.get(code, set(ALONE[code]))
    rest = {fact: value for fact, value in {**HOUSED, **ALONE[code]}.items() if fact in needed}
    assert answers(grounds(columns(ClaimColumns, [rest]), LAW))[code] is True


@pytest.mark.parametrize(
    ("facts", "stay", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({}, None, None),
        ({"housed_by_own_means": True}, True, False),
        ({"housed_by_own_means": None}, True, None),
        ({"hlm_conditions": False}, True, False),
        ({"hlm_conditions": None}, True, None),
    ],
)
def test_what_is_asked_of_everybody_comes_before_any_ground(facts, stay, expected):
    assert claims({"no_home": True, **facts}, stay) is expected
    said = answers(preconditions(columns(ClaimColumns, [{**HOUSED, **facts}]), judged(stay)))
    assert list(said) == ["regular_stay", "no_home_by_own_means", "hlm_conditions"]


@pytest.mark.parametrize(
    ("kind", "code", "since", "expected"),
    [
        ("chrs", "dalo_shelter", date(2025, 9, 12), False),  # six months on the day: not more
        ("chrs", "dalo_shelter", date(2025, 9, 11), True),
        ("hlm_shelter", "dalo_shelter", date(2025, 9, 11), True),
        ("residence_sociale", "dalo_transition", date(2024, 9, 12), False),
        ("residence_sociale", "dalo_transition", date(2024, 9, 11), True),
        ("young_workers_residence", "dalo_transition", date(2024, 9, 11), True),
        ("residence_sociale", "dalo_shelter", date(2015, 1, 1), False),
        ("chrs", "dalo_transition", date(2015, 1, 1), False),
        ("alt", "dalo_shelter", date(2015, 1, 1), None),
        ("mediated_sublease", "dalo_transition", date(2015, 1, 1), None),
        ("hlm_sublease", "dalo_transition", date(2015, 1, 1), None),
    ],
)
def test_time_counts_by_the_kind_of_home_and_only_when_it_is_strictly_longer(kind, code, since, expected):
    claim = {"temporarily_housed": True, "temporary_kind": kind, "temporary_since": since}
    assert on(claim)[code] is expected


@pytest.mark.parametrize("kind", ["pension_de_famille", "residence_accueil"])
def test_time_in_a_lasting_home_is_no_ground_by_itself(kind):
    claim = {"temporarily_housed": True, "temporary_kind": kind, "temporary_since": date(2015, 1, 1)}
    said = on(claim)
    assert (said["dalo_shelter"], said["dalo_transition"]) == (False, False)
    assert claims(claim) is False


@pytest.mark.parametrize("fact", ["temporary_kind", "temporary_since"])
def test_without_the_kind_or_the_day_the_time_is_unknown(fact):
    claim = {**ALONE["dalo_shelter"], fact: None}
    assert on(claim)["dalo_shelter"] is None


def test_before_the_text_that_was_read_no_time_is_counted():
    claim = {"temporarily_housed": True, "temporary_since": date(2015, 1, 2)}
    assert on(claim, law_on(date(2020, 6, 28)))["dalo_shelter"] is None


@pytest.mark.parametrize(
    ("requested_on", "wait", "suitable_offer", "expected"),
    [
        (date(2024, 3, 12), 24, False, False),
        (date(2024, 3, 11), 24, False, True),
        (date(2024, 3, 11), 36, False, False),
        (date(2020, 1, 1), 24, True, False),
        (date(2020, 1, 1), 24, None, None),
        (date(2020, 1, 1), None, False, None),
    ],
)
def test_a_wait_is_abnormally_long_by_the_departements_own_figure(requested_on, wait, suitable_offer, expected):
    claim = {"requested_on": requested_on, "abnormal_wait": wait, "suitable_offer": suitable_offer}
    assert on(claim)["dalo_long_wait"] is expected


def test_no_figure_is_written_for_the_wait_of_any_departement():
    """Two are told for the Rhône; which one was adopted is not known, so it is asked."""
    assert [name for name in book().parameters if name.startswith("right_to_housing.")] == [
        "right_to_housing.shelter", "right_to_housing.transition",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("persons", "surface", "expected"),
    [
        (1, "8.99", True), (1, "9", False), (2, "15.99", True), (2, "16", False), (3, "24.99", True), (3, "25", False),
        (8, "69.99", True), (8, "70", False), (12, "70", False), (None, "20", None), (3, None, None),
    ],
)  # fmt: skip
def test_overcrowded_is_under_the_norm_of_surface(persons, surface, expected):
    claim = {"minor": True, "persons": persons, "surface": surface and Decimal(surface)}
    assert on(claim)["dalo_overcrowded"] is expected


@pytest.mark.parametrize(
    ("minor", "disabled", "not_decent", "expected"),
    [
        (True, False, True, True), (False, True, True, True), (False, False, True, False), (None, False, True, None),
        (False, None, True, None), (True, None, True, True), (True, False, None, None), (False, False, None, False),
    ],
)  # fmt: skip
def test_a_home_that_is_not_decent_counts_with_a_child_or_a_disabled_person(minor, disabled, not_decent, expected):
    claim = {"minor": minor, "disabled": disabled, "not_decent": not_decent}
    assert on(claim)["dalo_overcrowded"] is expected


def test_every_kind_is_either_counted_or_unknown():
    for kind in KINDS:
        claim = {"temporarily_housed": True, "temporary_kind": kind, "temporary_since": date(2015, 1, 1)}
        said = on(claim)
        assert [said["dalo_shelter"], said["dalo_transition"]].count(True) <= 1
