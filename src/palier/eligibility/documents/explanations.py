"""`palier explain`: every criterion for every pair of a household and a home, and what would unlock it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from palier.eligibility import judge
from palier.eligibility.documents import fields, pairs
from palier.eligibility.documents.fields import DocumentRefused, Item, ItemError
from palier.eligibility.documents.figures import amount
from palier.eligibility.documents.pairs import Given
from palier.eligibility.judge import Criterion, Explanation, Step
from palier.rules.columns import HouseholdColumns, Sets
from palier.rules.figures import UNITS
from palier.rules.financing import FINANCINGS
from palier.rules.law import law_on
from palier.rules.sentences import Language, Names, sentences
from palier.rules.territory import insee_code
from palier.rules.unlock import Action

# The words of the documents for what the columns call otherwise.
FIELD_OF_FACT = {
    "financing": "loan",
    "single_parent": "persons",
    "young_couple": "persons",
    "disabled": "persons",
    "youngest_age": "persons",
    "oldest_age": "persons",
}


def answer(document: Any, lang: Language = "en") -> list[dict[str, Any]]:
    """A row a pair, households in the order given and homes within; an item in error has one row, in its place.

    DocumentRefused when the document as a whole cannot be answered.
    """
    if not isinstance(document, dict):
        raise DocumentRefused("not_an_object", "an object with date, households and homes is expected")
    for name in document:
        if name not in ("date", "households", "homes"):
            raise DocumentRefused("unknown_field", f"the field {name} does not exist")
    try:
        on = fields.day(document.get("date"), "date")
    except ItemError as error:
        raise DocumentRefused(error.code, "date: a date such as 2026-03-12 is expected") from error
    words = sentences(lang)
    both = fields.items(document.get("households"), "households"), fields.items(document.get("homes"), "homes")
    _distinct(both)
    households, refused = pairs.read_all(both[0], pairs.HOUSEHOLD_FIELDS, on, words)
    homes, refused_homes = pairs.read_all(both[1], pairs.HOME_FIELDS, on, words)
    return list(_rows(both, households, homes, {**refused, **refused_homes}, on, lang))


def _distinct(both: tuple[Sequence[Item], Sequence[Item]]) -> None:
    shared = {item.id for item in both[0]} & {item.id for item in both[1]}
    if shared:
        raise DocumentRefused("duplicate_id", f"the id {min(shared)!r} is given to a household and to a home")


def _rows(
    both: tuple[Sequence[Item], Sequence[Item]],
    households: dict[str, Given],
    homes: dict[str, Given],
    refused: dict[str, Given],
    on: date,
    lang: Language,
) -> Iterator[dict[str, Any]]:
    kinds = pairs.kinds_of(households.values(), homes.values())
    names = Names(kinds=dict(enumerate(kinds)))
    columns = pairs.home_columns(list(homes.values()), kinds, on)
    for item in both[0]:
        if item.id in refused:
            yield refused[item.id]
            continue
        if not homes:
            continue
        household = pairs.household_columns([households[item.id]], kinds, on)
        explained = judge.explain(household, columns, law_on(on), lang, names)
        for home, explanation in zip(homes, explained, strict=True):
            yield _pair_row(item.id, home, explanation, household, names)
    yield from (refused[item.id] for item in both[1] if item.id in refused)


def _pair_row(
    household_id: str, home_id: str, explanation: Explanation, household: HouseholdColumns, names: Names
) -> dict[str, Any]:
    return {
        "household": household_id,
        "home": home_id,
        "verdict": explanation.verdict.word,
        "criteria": [_criterion(criterion, names) for criterion in explanation.criteria],
        "unlock": [_step(step, household, names) for step in _minimal(explanation.unlock)],
        "sentence": explanation.sentence,
    }


def _criterion(criterion: Criterion, names: Names) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "verdict": criterion.verdict.word,
        "value": _json(criterion.value, criterion.unit, names),
        "threshold": _json(criterion.threshold, criterion.unit, names),
        "margin": _json(criterion.margin, criterion.unit, names),
        "unit": criterion.unit,
        "law": criterion.law,
        "confidence": criterion.confidence.value if criterion.confidence else None,
        "provisional": criterion.provisional,
    }


def _minimal(steps: Sequence[Step]) -> list[Step]:
    """All together flip the answer, and none can be dropped: the changes of a no, else what settles an unknown.

    Nothing where something cannot change with this home.
    """
    if any(step.unlock.action is Action.NOT_WITH_THIS_HOME for step in steps):
        return []
    changes = [step for step in steps if step.unlock.action is Action.CHANGE]
    return changes or [step for step in steps if step.unlock.fact is not None]


def _step(step: Step, household: HouseholdColumns, names: Names) -> dict[str, Any]:
    unlock = step.unlock
    name = unlock.fact.name if unlock.fact else ""
    present, to = _json(unlock.present, unlock.unit, names), _json(unlock.to, unlock.unit, names)
    if unlock.adds:
        held: Sets = getattr(household, name)
        codes = held.codes((0,))
        present = None if codes is None else [_json(code, unlock.unit, names) for code in codes]
        to = [*(present or ()), to]
    return {"criterion": unlock.criterion, "fact": FIELD_OF_FACT.get(name, name), "from": present, "to": to}


def _json(value: int | None, unit: str, names: Names) -> Any:
    """A value of a column as the documents write it: amounts, surfaces and rates as text, counts as numbers."""
    if value is None:
        return None
    if unit in UNITS:
        return amount(value, unit) if UNITS[unit] else value
    if unit == "commune":
        return insee_code(value)
    if unit == "kind":
        return names.kinds[value]
    return FINANCINGS[value] if unit == "financing" else bool(value)
