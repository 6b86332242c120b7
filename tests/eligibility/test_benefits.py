"""The documents of `palier benefit`: what is answered, what is refused, and how."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palier.eligibility.documents import answer
from palier.eligibility.documents.fields import load
from palier.rules.sentences import LANGUAGES

TENANT = {
    "id": "a", "date": "2026-03-12", "kind": "rent", "scheme": "apl", "zone": 2, "couple": False, "dependants": 0,
    "rent": 380, "resources": 6000,
}  # fmt: skip
RESIDENT = {"id": "r", "date": "2026-03-12", "kind": "residence_type2", "zone": 2, "dependants": 0, "rent": 450,
            "resources": 6000}  # fmt: skip


def one(item: dict, **changes: object) -> dict:
    (row,) = answer("benefit", [{**item, **changes}])
    return row


def test_a_tenant_is_answered_line_by_line():
    row = one(TENANT)
    assert (row["id"], row["gross"], row["paid"], row["provisional"]) == ("a", "281.41", "280.00", False)
    assert row["detail"] == {
        "ceiling": "290.34", "rent": "290.34", "charges": "60.59", "resources": "6000.00", "r0": "5235.00",
        "p0": "39.56", "rl": "1.0000", "tf": "0.0283", "tl": "0.00305", "tp": "0.03135", "pp": "63.54",
        "formula": "287.39", "after_degressivity": "287.39", "after_reduction": "282.39", "contribution": "1.41",
    }  # fmt: skip
    assert any("article 7, modifié par l'arrêté du 5 septembre 2025" in citation for citation in row["law"])
    assert row["confidence"] == "verified"


def test_a_resident_is_answered_line_by_line():
    row = one(RESIDENT)
    assert (row["gross"], row["paid"]) == ("236.18", "235.00")
    assert row["detail"] == {
        "ceiling": "456.15", "fee": "450.00", "resources": "6000.00", "n": "1.2", "k": "0.66", "e0": "83.64",
        "formula": "241.80", "after_reduction": "236.80", "after_least_cost": "236.80", "contribution": "1.18",
    }  # fmt: skip


def test_what_is_not_said_of_the_flags_is_no():
    plain = {name: value for name, value in TENANT.items() if name != "couple"}
    said = {**TENANT, "shared_home": False, "single_room": False, "disability_benefit": False}
    assert one(plain) == one(said) == one({**said, "hlm_solidarity_reduction": 0, "couple": None})


def test_of_the_solidarity_reduction_98_percent_are_taken_off_what_was_rounded():
    """280 - 0.98 × 31.58 = 249.05; the gross amount is before it (D823-16)."""
    row = one(TENANT, hlm_solidarity_reduction="31.58")
    assert (row["gross"], row["paid"]) == ("281.41", "249.00")
    gone = one(TENANT, hlm_solidarity_reduction=500)
    assert (gone["gross"], gone["paid"]) == ("281.41", "0.00")


def test_under_the_least_payment_nothing_is_paid_of_al_and_a_little_of_apl():
    low = {"rent": 380, "resources": 14500}
    assert [one(TENANT, scheme=scheme, **low)["paid"] for scheme in ("apl", "al")] == ["15.00", "15.00"]
    lower = {"rent": 380, "resources": 14800}
    apl, al = (one(TENANT, scheme=scheme, **lower) for scheme in ("apl", "al"))
    assert (apl["gross"], apl["paid"]) == ("6.03", "6.00")
    assert (al["gross"], al["paid"]) == ("0.00", "0.00")


def test_the_scheme_of_a_residence_is_not_asked():
    assert one(RESIDENT, scheme="al") == one(RESIDENT, scheme="whatever") == one(RESIDENT)


@pytest.mark.parametrize(
    ("item", "changes", "field", "code"),
    [
        (TENANT, {"rent": -1}, "rent", "out_of_range"),
        (TENANT, {"rent": None}, "rent", "required"),
        (TENANT, {"resources": "-0.01"}, "resources", "out_of_range"),
        (TENANT, {"resources": None}, "resources", "required"),
        (TENANT, {"zone": None}, "zone", "required"),
        (TENANT, {"zone": 4}, "zone", "out_of_range"),
        (TENANT, {"zone": "2"}, "zone", "not_a_number"),
        (TENANT, {"dependants": None}, "dependants", "required"),
        (TENANT, {"dependants": 31}, "dependants", "out_of_range"),
        (TENANT, {"dependants": 1.5}, "dependants", "not_whole"),
        (TENANT, {"scheme": None}, "scheme", "required"),
        (TENANT, {"scheme": "als"}, "scheme", "not_a_choice"),
        (TENANT, {"kind": "owner"}, "kind", "not_a_choice"),
        (TENANT, {"kind": None}, "kind", "required"),
        (TENANT, {"date": None}, "date", "required"),
        (TENANT, {"date": "2020-09-30"}, "date", "no_figure"),
        (TENANT, {"date": "12/03/2026"}, "date", "not_a_date"),
        (TENANT, {"rent": "380.001"}, "rent", "too_precise"),
        (TENANT, {"couple": "no"}, "couple", "not_a_flag"),
        (TENANT, {"single_room": True, "shared_home": True}, "single_room", "contradiction"),
        (TENANT, {"single_room": True, "dependants": 1}, "single_room", "contradiction"),
        (TENANT, {"income": 6000}, "income", "unknown_field"),
        (RESIDENT, {"shared_home": True}, "shared_home", "contradiction"),
        (RESIDENT, {"single_room": True}, "single_room", "contradiction"),
        (RESIDENT, {"hlm_solidarity_reduction": 30}, "hlm_solidarity_reduction", "contradiction"),
        (RESIDENT, {"date": "2019-06-01"}, "date", "no_figure"),
    ],
)
def test_an_item_in_error_names_its_field(item, changes, field, code):
    for language in LANGUAGES:
        (row, other) = answer("benefit", [{**item, **changes}, {**TENANT, "id": "other"}], language)
        assert (row["id"], row["error"]["field"], row["error"]["code"]) == (item["id"], field, code)
        assert field in row["error"]["message"]
        assert other["paid"] == "280.00"


anything = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 10**13), st.text(max_size=8), st.decimals(-10, 10**6, places=2),
    st.sampled_from(["rent", "residence_type1", "apl", "2026-03-12", "2021-07-01"]), st.lists(st.none(), max_size=1),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*TENANT, "shared_home", "single_room", "hlm_solidarity_reduction"]), anything))
def test_whatever_is_given_an_answer_or_a_named_error(changes):
    changes.pop("id", None)
    row = one(TENANT, **changes)
    if "error" in row:
        assert row["error"]["message"]
        return
    assert Decimal(row["paid"]) == int(Decimal(row["paid"])) >= 0
    assert Decimal(row["gross"]) >= Decimal(row["paid"])


def test_a_document_read_from_text_keeps_its_cents():
    (row,) = answer("benefit", load('[{"id": "a", "date": "2026-06-01", "kind": "rent", "scheme": "apl", "zone": 2, '
                                    '"dependants": 2, "rent": 412.50, "resources": 18400}]'))  # fmt: skip
    assert (row["paid"], row["detail"]["rent"]) == ("209.00", "412.50")
