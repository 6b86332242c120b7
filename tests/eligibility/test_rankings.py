"""The document of `palier rank`: rows in order, points line by line, refusals as a whole."""

import pytest

from palier.eligibility.documents.explanations import answer as explain
from palier.eligibility.documents.fields import DocumentRefused
from palier.eligibility.documents.rankings import answer as rank

PERSON = {"born_on": "1991-05-01", "dependant": False, "disabled": False}
HOUSEHOLD = {
    "id": "h", "persons": [PERSON], "couple": False, "reference_tax_income": 12000, "wished_communes": ["69266"],
    "wished_kinds": [], "max_rent": 500, "needs_accessible": False, "tier": 1, "publics": [], "ready": False,
    "registered_on": "2026-01-12",
}  # fmt: skip
HOME = {
    "id": "home", "kind": "lease", "commune": "69266", "ceiling_zone": "other", "benefit_zone": 2, "loan": "PLAI",
    "rooms": 1, "surface": 30, "rent": 300, "charges": 50, "accessible": True,
}  # fmt: skip
LINES = [
    {"code": "waiting", "points": 1, "per": "month", "cap": 36},
    {"code": "priority_public", "points": 10},
    {"code": "adapted_home", "points": 15},
    {"code": "ready", "points": 5},
    {"code": "first_wished_commune", "points": 5},
]
GRID = {"version": "2026", "lines": LINES}


def document(*households: dict, **changes: object) -> dict:
    rows = [{**HOUSEHOLD, **household} for household in households]
    return {"date": "2026-03-12", "home": HOME, "households": rows, "grid": GRID, **changes}


def ranks(*households: dict, **changes: object) -> list[tuple]:
    return [(row["household"], row["rank"], row["points"]) for row in rank(document(*households, **changes))]


def lines(household: dict, **changes: object) -> dict[str, tuple]:
    (row,) = rank(document(household, **changes))
    assert row["points"] == sum(line["points"] for line in row["lines"])
    return {line["code"]: (line["points"], line["value"]) for line in row["lines"]}


def test_a_row_says_rank_points_and_what_each_line_gave():
    first, second, third = rank(
        document(
            {"id": "a", "publics": None},
            {"id": "b", "ready": True},
            {"id": "c", "reference_tax_income": 90_000, "tier": 0},
        )
    )
    assert first == {
        "household": "b", "rank": 1, "verdict": "yes", "points": 12,
        "lines": [
            {"code": "waiting", "points": 2, "value": 2},
            {"code": "priority_public", "points": 0, "value": 0},
            {"code": "adapted_home", "points": 0, "value": 0},
            {"code": "ready", "points": 5, "value": 1},
            {"code": "first_wished_commune", "points": 5, "value": 1},
        ],
        "margin_to_next": 5, "best_rank": 1,
    }  # fmt: skip
    assert second["lines"][1] == {"code": "priority_public", "points": 0, "value": None}
    assert [second[name] for name in ("household", "rank", "points", "margin_to_next", "best_rank")] == [
        "a", 2, 7, None, 1,
    ]  # fmt: skip
    assert [third[name] for name in ("household", "rank", "verdict", "best_rank")] == ["c", None, "no", None]


@pytest.mark.parametrize(
    ("household", "home", "code", "expected"),
    [
        ({"registered_on": "2020-01-01"}, {}, "waiting", (36, 74)),
        ({"registered_on": None}, {}, "waiting", (0, None)),
        ({"publics": ["HEBERGE_TEMP"]}, {}, "priority_public", (10, 1)),
        ({"needs_accessible": True}, {}, "adapted_home", (15, 1)),
        ({"needs_accessible": True}, {"accessible": None}, "adapted_home", (0, None)),
        ({"needs_accessible": None}, {"accessible": False}, "adapted_home", (0, 0)),
        ({"ready": None}, {}, "ready", (0, None)),
        ({"wished_communes": ["69029", "69266"]}, {}, "first_wished_commune", (0, 0)),
        ({"wished_communes": []}, {}, "first_wished_commune", (0, None)),
        ({"wished_communes": ["69123"]}, {"commune": "69388"}, "first_wished_commune", (5, 1)),
        ({"wished_communes": ["69388"]}, {"commune": "69123"}, "first_wished_commune", (0, None)),
        ({"wished_communes": ["69388"]}, {"commune": None}, "first_wished_commune", (0, None)),
    ],
)
def test_what_a_line_gives_and_what_it_does_not_know(household, home, code, expected):
    assert lines({"id": "a", **household}, home={**HOME, **home})[code] == expected


def test_the_verdict_is_the_one_that_is_explained():
    households = [
        {"id": "a"}, {"id": "b", "max_rent": 200}, {"id": "c", "max_rent": None}, {"id": "d", "persons": None},
    ]  # fmt: skip
    asked = document(*households)
    told = explain({"date": asked["date"], "households": asked["households"], "homes": [HOME]})
    found = {row["household"]: row["verdict"] for row in rank(asked)}
    assert found == {row["household"]: row["verdict"] for row in told}
    assert found == {"a": "yes", "b": "no", "c": "unknown", "d": "unknown"}


def test_urgency_comes_before_points_and_the_day_before_the_id():
    assert ranks(
        {"id": "a", "tier": 2, "ready": True},
        {"id": "c", "registered_on": "2026-01-11"},
        {"id": "b", "registered_on": "2026-01-12"},
        {"id": "B", "registered_on": "2026-01-12"},
    ) == [("c", 1, 7), ("B", 2, 7), ("b", 3, 7), ("a", 4, 12)]


def test_the_order_of_the_input_and_the_seed_change_nothing():
    people = [{"id": name, "ready": name > "c"} for name in "badec"]
    assert ranks(*people) == ranks(*reversed(people)) == ranks(*people, seed=7)


def test_an_item_in_error_is_answered_at_the_end_and_the_others_are_ranked():
    rows = rank(document({"id": "a", "tier": "soon"}, {"id": "b"}))
    assert rows[0]["household"] == "b"
    assert rows[1] == {
        "id": "a",
        "error": {"field": "tier", "code": "not_a_number", "message": "The field tier takes a number."},
    }
    assert rank(document()) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"date": None}, "not_a_date"),
        ({"home": None}, "not_an_object"),
        ({"home": {}}, "bad_id"),
        ({"home": {"id": "h"}}, "duplicate_id"),
        ({"home": {"id": "x", "rooms": "two"}}, "not_a_number"),
        ({"households": {}}, "not_a_list"),
        ({"grid": None}, "required"),
        ({"grid": []}, "not_an_object"),
        ({"grid": {"version": "1"}}, "required"),
        ({"grid": {"lines": LINES}}, "required"),
        ({"grid": GRID | {"weights": []}}, "unknown_field"),
        ({"grid": GRID | {"lines": [1]}}, "not_an_object"),
        ({"grid": GRID | {"lines": [{"code": "income", "points": 1}]}}, "not_a_choice"),
        ({"grid": GRID | {"lines": [{"code": "ready", "points": 1.5}]}}, "not_whole"),
        ({"grid": GRID | {"lines": [{"code": "ready", "points": -1}]}}, "out_of_range"),
        ({"grid": GRID | {"lines": [{"code": "ready"}]}}, "required"),
        ({"grid": GRID | {"lines": [LINES[1], LINES[1]]}}, "twice"),
        ({"grid": GRID | {"lines": [{"code": "waiting", "points": 1}]}}, "wrong_per"),
        ({"seed": "x"}, "not_a_number"),
        ({"weights": 1}, "unknown_field"),
    ],
)
def test_a_document_refused_as_a_whole(changes, code):
    with pytest.raises(DocumentRefused) as refused:
        rank(document({"id": "h"}, **changes))
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize("given", [1, None, []])
def test_what_is_no_object_is_refused(given):
    with pytest.raises(DocumentRefused):
        rank(given)
