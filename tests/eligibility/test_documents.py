"""The documents of `palier ceiling` and `palier explain`: what is answered, what is refused, and how."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.eligibility.documents.ceilings import answer as ceiling
from palier.eligibility.documents.explanations import answer as explain
from palier.eligibility.documents.fields import DocumentRefused, load
from palier.rules.sentences import LANGUAGES

ITEM = {
    "id": "a", "date": "2026-03-01", "zone": "other", "loan": "PLUS", "persons": 1, "dependants": 0,
    "single_parent": False, "young_couple": False, "disabled": False,
}  # fmt: skip


def one(**changes: object) -> dict:
    (row,) = ceiling([{**ITEM, **changes}])
    return row


@pytest.mark.parametrize(
    ("changes", "category", "amount"),
    [
        ({}, 1, "23403"),
        ({"loan": "PLAI"}, 1, "12870"),
        ({"loan": "PLS"}, 1, "30424"),
        ({"zone": "paris", "persons": 3}, 3, "52740"),
        ({"zone": "idf", "persons": 3}, 3, "48362"),
        ({"disabled": True}, 2, "31254"),
        ({"persons": 2, "young_couple": True}, 3, "37584"),
        ({"persons": 2, "dependants": 1, "single_parent": True}, 3, "37584"),
        ({"persons": 8}, 8, "73576"),
        ({"date": "2025-12-31"}, 1, "23201"),
        ({"persons": 3, "dependants": 2, "single_parent": None, "young_couple": None}, 4, "45374"),
        ({"persons": 3, "dependants": None, "single_parent": True, "young_couple": None}, 4, "45374"),
    ],
)
def test_category_and_ceiling(changes, category, amount):
    row = one(**changes)
    assert (row["id"], row["category"], row["ceiling"], row["why"]) == ("a", category, amount, None)
    assert "29 juillet 1987" in row["citation"]


@pytest.mark.parametrize(
    ("changes", "category", "why"),
    [
        ({"persons": None}, None, "The number of persons is not given."),
        ({"persons": 2, "dependants": 1, "single_parent": True, "disabled": True}, None, "does not say how to count"),
        ({"disabled": None}, None, "mobility card"),
        ({"persons": 2, "young_couple": None}, None, "whether you are a couple"),
        ({"zone": None}, 1, "zone"),
        ({"loan": None}, 1, "financing"),
        ({"loan": "PLAI", "date": "2023-06-01", "persons": 6}, 6, "has not been read for that date"),
        ({"date": "2012-12-31"}, 1, "has not been read for that date"),
        ({"date": "2022-12-31", "disabled": True}, None, "disability card has not been read"),
    ],
)
def test_what_cannot_be_told_says_why(changes, category, why):
    row = one(**changes)
    assert (row["category"], row["ceiling"], row["confidence"], row["citation"]) == (category, None, None, None)
    assert why in row["why"]
    assert row["provisional"] is False


def test_marks_and_provisional():
    assert (one()["confidence"], one()["provisional"]) == ("verified", False)
    assert one(loan="PLAI")["confidence"] == "derived"
    assert (one(date="2027-01-01")["ceiling"], one(date="2027-01-01")["provisional"]) == ("23403", True)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"date": None}, "date", "required"),
        ({"date": "01/03/2026"}, "date", "not_a_date"),
        ({"date": "2026-02-30"}, "date", "not_a_date"),
        ({"date": 20260301}, "date", "not_a_date"),
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"zone": "lyon"}, "zone", "not_a_choice"),
        ({"loan": ["PLUS"]}, "loan", "not_a_choice"),
        ({"persons": 0}, "persons", "out_of_range"),
        ({"persons": 1.5}, "persons", "not_whole"),
        ({"persons": Decimal("1.5")}, "persons", "not_whole"),
        ({"persons": "1"}, "persons", "not_a_number"),
        ({"persons": True}, "persons", "not_a_number"),
        ({"persons": 10**30}, "persons", "out_of_range"),
        ({"disabled": 1}, "disabled", "not_a_flag"),
        ({"dependants": 1}, "dependants", "contradiction"),
        ({"single_parent": True}, "single_parent", "contradiction"),
        ({"persons": 3, "dependants": 1, "single_parent": True}, "single_parent", "contradiction"),
        ({"young_couple": True}, "young_couple", "contradiction"),
        ({"persons": 2, "dependants": 1, "young_couple": True}, "young_couple", "contradiction"),
    ],
)
def test_an_item_in_error_names_its_field(changes, field, code):
    error = one(**changes)["error"]
    assert (error["field"], error["code"]) == (field, code)
    assert field in error["message"]


def test_the_others_are_answered_in_order():
    rows = ceiling([{"id": "x", "date": "never"}, ITEM, {"id": "y"}])
    assert [row["id"] for row in rows] == ["x", "a", "y"]
    assert ["error" in row for row in rows] == [True, False, True]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({}, "not_a_list"),
        (None, "not_a_list"),
        (["a"], "not_an_object"),
        ([{}], "bad_id"),
        ([{"id": ""}], "bad_id"),
        ([{"id": 1}], "bad_id"),
        ([ITEM, ITEM], "duplicate_id"),
    ],
)
def test_a_document_refused_as_a_whole(document, code):
    with pytest.raises(DocumentRefused) as refused:
        ceiling(document)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["{", "NaN", "[Infinity]", '{"a": 1, "a": 2}', "[" * 100_000, '["\\ud800"]'])
def test_what_is_not_json(text):
    with pytest.raises(ValueError, match=r"\w"):
        load(text)


def test_numbers_are_read_as_decimals():
    assert load('{"rent": 412.10}') == {"rent": Decimal("412.10")}


HOUSEHOLD = {
    "id": "h",
    "persons": [
        {"born_on": "1991-05-01", "dependant": False, "disabled": False},
        {"born_on": "2015-01-01", "dependant": True, "disabled": False},
        {"born_on": "2018-01-01", "dependant": True, "disabled": False},
    ],
    "couple": False, "reference_tax_income": 17900, "resources": 18400, "monthly_resources": "2180.00",
    "wished_communes": ["69123", "69259"], "wished_kinds": ["sublease"], "max_rent": "600", "needs_accessible": False,
    "tier": 1, "publics": ["HEBERGE_TEMP"], "registered_on": "2026-01-21", "ready": False,
}  # fmt: skip
HOME = {
    "id": "t3", "kind": "sublease", "commune": "69388", "ceiling_zone": "other", "benefit_zone": 2, "loan": "PLAI",
    "rooms": 3, "surface": 62, "rent": "412.50", "charges": 118, "accessible": False, "quota": "3",
    "min_age": None, "max_age": None,
}  # fmt: skip


def explained(household=None, home=None, date="2026-03-12", lang="en") -> dict:
    document = {
        "date": date,
        "households": [{**HOUSEHOLD, **(household or {})}],
        "homes": [{**HOME, **(home or {})}],
    }
    (row,) = explain(document, lang)
    return row


def criterion(row: dict, code: str) -> dict:
    return next(one for one in row["criteria"] if one["code"] == code)


def test_a_pair_that_fits():
    row = explained()
    assert (row["household"], row["home"], row["verdict"], row["unlock"]) == ("h", "t3", "yes", [])
    assert row["sentence"] == "Fits"
    assert criterion(row, "income_ceiling") == {
        "code": "income_ceiling",
        "verdict": "yes",
        "value": "17900.00",
        "threshold": "25092.00",
        "margin": "7192.00",
        "unit": "euro_year",
        "law": "arrêté du 29 juillet 1987, annexe II, modifié par l'arrêté du 19 décembre 2025 (NOR VLOL2534266A)",
        "confidence": "derived",
        "provisional": False,
    }
    assert criterion(row, "highest_rent")["value"] == "530.50"
    assert criterion(row, "over_occupation")["threshold"] == "25.00"
    assert criterion(row, "under_occupation")["margin"] == 1
    assert criterion(row, "wished_commune")["value"] == "69388"
    assert criterion(row, "accessibility")["value"] is False


@pytest.mark.parametrize(
    ("household", "home", "unlock"),
    [
        ({"reference_tax_income": 30000}, {}, [("income_ceiling", "loan", "PLAI", "PLUS")]),
        ({"reference_tax_income": 99000}, {},
         [("income_ceiling", "reference_tax_income", "99000.00", "25092.00")]),
        ({}, {"surface": "24.99"}, [("over_occupation", "surface", "24.99", "25.00")]),
        ({}, {"rooms": 6}, [("under_occupation", "rooms", 6, 4)]),
        ({}, {"commune": "69029"}, [("wished_commune", "wished_communes", ["69123", "69259"],
                                     ["69123", "69259", "69029"])]),
        ({}, {"kind": "fjt"}, [("wished_kind", "wished_kinds", ["sublease"], ["sublease", "fjt"])]),
        ({"needs_accessible": True}, {}, [("accessibility", "accessible", False, True)]),
        ({"max_rent": 500}, {}, [("highest_rent", "rent", "412.50", "382.00")]),
        ({}, {"charges": None}, [("highest_rent", "charges", None, "187.50")]),
        ({"reference_tax_income": None}, {}, [("income_ceiling", "reference_tax_income", None, "25092.00")]),
        ({"max_rent": 500}, {"surface": None}, [("highest_rent", "rent", "412.50", "382.00")]),
        ({}, {"max_age": 30}, []),
        ({"max_rent": 500}, {"max_age": 30}, []),
    ],
)  # fmt: skip
def test_what_would_unlock_it_and_applied_it_does(household, home, unlock):
    row = explained(household, home)
    steps = [(step["criterion"], step["fact"], step["from"], step["to"]) for step in row["unlock"]]
    assert steps == unlock
    changed = {fact: to for _, fact, _, to in unlock if to is not None}
    after = explained(
        {**household, **{fact: to for fact, to in changed.items() if fact in HOUSEHOLD}},
        {**home, **{fact: to for fact, to in changed.items() if fact in HOME}},
    )
    assert (after["verdict"] != row["verdict"]) == bool(unlock)


def people(*persons: dict) -> dict:
    return {"persons": list(persons)}


@pytest.mark.parametrize(
    ("household", "threshold"),
    [
        (people({"born_on": "1990-01-01", "dependant": False, "disabled": False}), "12870.00"),
        (people({"born_on": "1990-01-01", "dependant": False, "disabled": True}), "18753.00"),
        ({"couple": True, **people({"born_on": "1998-03-12", "dependant": False, "disabled": False},
                                   {"born_on": "1998-03-13", "dependant": False, "disabled": False})}, "22551.00"),
        ({"couple": True, **people({"born_on": "1998-03-12", "dependant": False, "disabled": False},
                                   {"born_on": "1998-03-12", "dependant": False, "disabled": False})}, "18753.00"),
        ({"couple": False, **people({"born_on": "1998-03-13", "dependant": False, "disabled": False},
                                    {"born_on": "1998-03-13", "dependant": False, "disabled": False})}, "18753.00"),
        (people({"born_on": None, "dependant": False, "disabled": None}), "12870.00"),
    ],
)  # fmt: skip
def test_the_composition_is_derived_on_the_day(household, threshold):
    # The sum of the ages is 55 on that day in the third line, 56 in the fourth.
    row = explained({"reference_tax_income": 100, **household}, {"rooms": 1})
    assert criterion(row, "income_ceiling")["threshold"] == threshold


@pytest.mark.parametrize(
    ("household", "home", "own", "field", "code"),
    [
        ({"colour": 1}, {}, "h", "colour", "unknown_field"),
        ({"persons": []}, {}, "h", "persons", "empty"),
        ({"persons": [3]}, {}, "h", "persons[0]", "not_an_object"),
        ({"persons": {}}, {}, "h", "persons", "not_a_list"),
        ({"persons": [{"age": 3}]}, {}, "h", "persons[0].age", "unknown_field"),
        ({"persons": [{"id": "p"}]}, {}, "h", "persons[0].id", "unknown_field"),
        ({"persons": [{"dependant": True}]}, {}, "h", "persons", "contradiction"),
        ({"persons": [{"born_on": "2030-01-01"}]}, {}, "h", "persons[0].born_on", "not_yet_born"),
        ({"couple": True, "persons": [{"dependant": False}]}, {}, "h", "couple", "contradiction"),
        ({"reference_tax_income": "12,5"}, {}, "h", "reference_tax_income", "not_a_number"),
        ({"reference_tax_income": -1}, {}, "h", "reference_tax_income", "out_of_range"),
        ({"max_rent": 10**20}, {}, "h", "max_rent", "out_of_range"),
        ({"max_rent": "1e3"}, {}, "h", "max_rent", "not_a_number"),
        ({"max_rent": "412.505"}, {}, "h", "max_rent", "too_precise"),
        ({"max_rent": float("nan")}, {}, "h", "max_rent", "not_a_number"),
        ({"wished_communes": ["1001"]}, {}, "h", "wished_communes[0]", "not_a_commune"),
        ({"wished_communes": "69123"}, {}, "h", "wished_communes", "not_a_list"),
        ({"wished_kinds": [""]}, {}, "h", "wished_kinds[0]", "not_text"),
        ({}, {"commune": 69123}, "t3", "commune", "not_a_commune"),
        ({}, {"benefit_zone": 4}, "t3", "benefit_zone", "out_of_range"),
        ({}, {"loan": "PLI"}, "t3", "loan", "not_a_choice"),
        ({}, {"rooms": 0}, "t3", "rooms", "out_of_range"),
        ({}, {"min_age": 30, "max_age": 25}, "t3", "max_age", "contradiction"),
    ],
)
def test_an_item_of_explain_in_error(household, home, own, field, code):
    row = explained(household, home)
    assert row["id"] == own
    assert (row["error"]["field"], row["error"]["code"]) == (field, code)


def test_rows_come_household_by_household_and_homes_in_order():
    document = {
        "date": "2026-03-12",
        "households": [HOUSEHOLD, {"id": "bad", "persons": 3}, {**HOUSEHOLD, "id": "g"}],
        "homes": [{**HOME, "id": "z"}, {"id": "broken", "rooms": -1}, {**HOME, "id": "y"}],
    }
    rows = explain(document)
    assert [row.get("id") or (row["household"], row["home"]) for row in rows] == [
        ("h", "z"), ("h", "y"), "bad", ("g", "z"), ("g", "y"), "broken",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "not_an_object"),
        ({"date": "2026-03-12", "households": [], "homes": [], "lang": "fr"}, "unknown_field"),
        ({"households": [], "homes": []}, "not_a_date"),
        ({"date": "soon", "households": [], "homes": []}, "not_a_date"),
        ({"date": "2026-03-12", "homes": []}, "not_a_list"),
        ({"date": "2026-03-12", "households": [{"id": "a"}], "homes": [{"id": "a"}]}, "duplicate_id"),
    ],
)
def test_a_document_of_explain_refused_as_a_whole(document, code):
    with pytest.raises(DocumentRefused) as refused:
        explain(document)
    assert refused.value.code == code


def test_nothing_known_is_nothing_refused():
    (row,) = explain({"date": "2026-03-12", "households": [{"id": "h"}], "homes": [{"id": "m"}]})
    assert {one["verdict"] for one in row["criteria"]} == {"unknown"}
    assert row["verdict"] == "unknown"
    assert row["unlock"]


def test_no_pair_gives_no_row():
    assert explain({"date": "2026-03-12", "households": [], "homes": []}) == []
    assert explain({"date": "2026-03-12", "households": [HOUSEHOLD], "homes": []}) == []


values = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**25), st.decimals(allow_nan=True), st.text(max_size=6),
    st.sampled_from(["69123", "2026-03-12", "PLUS", "other", "412.50"]),
    st.lists(st.one_of(st.text(max_size=3), st.integers()), max_size=2),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from([*HOUSEHOLD]), values, max_size=4),
    st.dictionaries(st.sampled_from([*HOME]), values, max_size=4),
    st.sampled_from(LANGUAGES),
)
def test_whatever_is_given_an_answer_or_a_named_error(household, home, lang):
    household.pop("id", None)
    home.pop("id", None)
    pair = {"households": [{**HOUSEHOLD, **household}], "homes": [{**HOME, **home}]}
    row = explain({"date": "2026-03-12", **pair}, lang)[0]
    assert json.loads(json.dumps(row)) == row
    if "error" in row:
        assert row["error"]["message"]
    else:
        asked = {one["verdict"] for one in row["criteria"]}
        assert row["verdict"] == ("no" if "no" in asked else "unknown" if "unknown" in asked else "yes")
