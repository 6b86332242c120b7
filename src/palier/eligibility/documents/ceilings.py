"""`palier ceiling`: the household's category and its income ceiling."""

from collections.abc import Mapping
from typing import Any

from palier.eligibility.documents import fields
from palier.eligibility.documents.fields import Field, ItemError
from palier.eligibility.documents.figures import amount, code, one
from palier.rules.category import COUPLE, category, is_single_parent
from palier.rules.columns import Column, HouseholdColumns
from palier.rules.figures import Source
from palier.rules.financing import FINANCINGS
from palier.rules.income_ceiling import ceiling
from palier.rules.law import law_on
from palier.rules.sentences import Language, Sentences, sentences
from palier.rules.territory import CEILING_ZONES

FIELDS = {
    "date": Field(fields.day, required=True),
    "zone": Field(fields.choice(CEILING_ZONES)),
    "loan": Field(fields.choice(FINANCINGS)),
    "persons": Field(fields.number(1)),
    "dependants": Field(fields.number(0)),
    "single_parent": Field(fields.flag),
    "young_couple": Field(fields.flag),
    "disabled": Field(fields.flag),
}


def answer(document: Any, lang: Language = "en") -> list[dict[str, Any]]:
    """Category and income ceiling of each item; DocumentRefused when the document as a whole cannot be answered."""
    return fields.answers(document, sentences(lang), _answer)


def _answer(written: Mapping[str, Any], words: Sentences) -> dict[str, Any]:
    given = fields.read_fields(written, FIELDS)
    _consistent(given)
    law = law_on(given["date"])
    household = _composition(given)
    known = category(household, law)
    exact = known.exact()
    figure = ceiling(code(given["loan"], FINANCINGS), code(given["zone"], CEILING_ZONES), exact, law)
    cents = figure.column.item((0,))
    source: Source | None = figure.sources[int(figure.source[0])] if cents is not None else None
    return {
        "category": exact.item((0,)),
        "ceiling": None if cents is None else amount(cents, "euro_year").removesuffix(".00"),
        "confidence": source.confidence.value if source else None,
        "citation": source.citation if source else None,
        "provisional": source.provisional if source else False,
        "why": None if cents is not None else _why(given, household, exact, words),
    }


def _consistent(given: dict[str, Any]) -> None:
    """Refuses an item that contradicts itself: no ceiling could be told from it."""
    persons, dependants = given["persons"], given["dependants"]
    counted = persons is not None and dependants is not None
    if counted and dependants >= persons:
        raise ItemError("dependants", "contradiction")
    if given["single_parent"] and (dependants == 0 or persons == 1 or (counted and persons - dependants != 1)):
        raise ItemError("single_parent", "contradiction")
    if given["young_couple"] and (given["single_parent"] or (dependants or 0) > 0 or persons not in (None, COUPLE)):
        raise ItemError("young_couple", "contradiction")


def _composition(given: dict[str, Any]) -> HouseholdColumns:
    """The household of one item; what the counts settle by themselves need not be said."""
    persons, dependants = one(given["persons"]), one(given["dependants"])
    single_parent, young_couple = one(given["single_parent"]), one(given["young_couple"])
    if given["single_parent"] is None:
        single_parent = is_single_parent(persons, dependants)
    ruled_out = given["persons"] not in (None, COUPLE) or given["dependants"] or given["single_parent"]
    if given["young_couple"] is None and ruled_out:
        young_couple = one(False)
    return HouseholdColumns.of(
        1,
        persons=persons,
        dependants=dependants,
        single_parent=single_parent,
        young_couple=young_couple,
        disabled=one(given["disabled"]),
    )


def _why(given: dict[str, Any], household: HouseholdColumns, exact: Column, words: Sentences) -> str:
    if given["persons"] is None:
        return words.say("why.persons")
    if not exact.known[0]:
        routes = ("single_parent", "young_couple", "disabled")
        missing = [route for route in routes if not getattr(household, route).known[0]]
        if missing:
            return words.say("why.composition", missing=words.listed([words.say(f"facts.{name}") for name in missing]))
        return words.say("why.single_parent_disabled" if household.single_parent.values[0] else "why.before_text")
    if given["zone"] is None:
        return words.say("why.zone")
    return words.say("why.loan" if given["loan"] is None else "why.absent")
