"""`palier benefit`: the housing benefit of a tenant or a resident, line by line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from palier.eligibility.documents import fields
from palier.eligibility.documents.fields import Field, ItemError
from palier.eligibility.documents.figures import amount, one
from palier.rules.benefit import Benefit
from palier.rules.figures import worst_confidence
from palier.rules.housing_benefit import SCHEMES, TenantColumns, housing_benefit
from palier.rules.law import law_on
from palier.rules.residence_benefit import TYPES, ResidentColumns, residence_benefit
from palier.rules.sentences import Language, Sentences, sentences

RENT = "rent"
RESIDENCES = {f"residence_{name}": name for name in TYPES}
# More dependants than any household has, and few enough for the rates of the tables to stay above nothing.
MOST_DEPENDANTS = 30
FIELDS = {
    "date": Field(fields.day, required=True),
    "kind": Field(fields.choice((RENT, *RESIDENCES)), required=True),
    "scheme": Field(fields.choice(SCHEMES)),
    "zone": Field(fields.number(1, 3), required=True),
    "couple": Field(fields.flag),
    "dependants": Field(fields.number(0, MOST_DEPENDANTS), required=True),
    "rent": Field(fields.measure, required=True),
    "resources": Field(fields.measure, required=True),
    "shared_home": Field(fields.flag),
    "single_room": Field(fields.flag),
    "disability_benefit": Field(fields.flag),
    "hlm_solidarity_reduction": Field(fields.measure),
}
# What only a tenant may say: a residence is neither shared, nor a room let alone, nor an HLM let.
OF_TENANTS = ("shared_home", "single_room", "hlm_solidarity_reduction")


def answer(document: Any, lang: Language = "en") -> list[dict[str, Any]]:
    """The benefit of each item; DocumentRefused when the document as a whole cannot be answered."""
    return fields.answers(document, sentences(lang), _answer)


def _answer(written: Mapping[str, Any], _words: Sentences) -> dict[str, Any]:
    # The scheme of a residence is not read: there is one.
    asked = {name: value for name, value in written.items() if name != "scheme" or written.get("kind") == RENT}
    given = fields.read_fields(asked, FIELDS)
    _consistent(given)
    benefit = _benefit(given, given["date"])
    if not (benefit.gross.known[0] and benefit.paid.known[0]):
        raise ItemError("date", "no_figure")
    return {
        "gross": amount(int(benefit.gross.values[0]), "euro_month"),
        "paid": amount(int(benefit.paid.values[0]), "euro_month"),
        "detail": {name: _line(benefit, name) for name in benefit.lines},
        "law": list(dict.fromkeys(source.citation for source in benefit.sources)),
        "confidence": worst_confidence(benefit.sources).value,
        "provisional": benefit.provisional,
    }


def _line(benefit: Benefit, name: str) -> str | None:
    value = benefit.lines[name].item((0,))
    return None if value is None else amount(value, benefit.units[name])


def _consistent(given: dict[str, Any]) -> None:
    """Refuses what no home can be at once."""
    if given["kind"] == RENT:
        if given["scheme"] is None:
            raise ItemError("scheme", "required")
        if given["single_room"] and (given["shared_home"] or given["dependants"]):
            raise ItemError("single_room", "contradiction")
        return
    for name in OF_TENANTS:
        if given[name]:
            raise ItemError(name, "contradiction")


def _benefit(given: dict[str, Any], day: date) -> Benefit:
    """What is not said of the flags is no, and of the solidarity reduction nothing."""
    same = {name: one(given[name]) for name in ("zone", "dependants", "resources")}
    couple = one(bool(given["couple"]))
    if given["kind"] in RESIDENCES:
        kind = one(TYPES.index(RESIDENCES[given["kind"]]))
        return residence_benefit(ResidentColumns(type=kind, couple=couple, fee=one(given["rent"]), **same), law_on(day))
    flags = {name: one(bool(given[name])) for name in ("shared_home", "single_room", "disability_benefit")}
    tenant = TenantColumns(
        couple=couple,
        rent=one(given["rent"]),
        scheme=one(SCHEMES.index(given["scheme"])),
        solidarity_reduction=one(given["hlm_solidarity_reduction"] or 0),
        **same,
        **flags,
    )
    return housing_benefit(tenant, law_on(day))
