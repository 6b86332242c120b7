"""`palier explain`: every criterion for every pair of a household and a home, and what would unlock it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from palier.eligibility import judge
from palier.eligibility.documents import fields
from palier.eligibility.documents.fields import DocumentRefused, Field, Item, ItemError
from palier.eligibility.documents.figures import amount, one
from palier.eligibility.judge import Criterion, Explanation, Step
from palier.rules.category import COUPLE, age_on, is_single_parent, is_young_couple
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.figures import UNITS
from palier.rules.financing import FINANCINGS
from palier.rules.law import law_on
from palier.rules.sentences import Language, Names, Sentences, sentences
from palier.rules.temporary_homes import KINDS, residence_type
from palier.rules.territory import CEILING_ZONES, insee_code, parents
from palier.rules.unlock import Action

PERSON_FIELDS = {"born_on": Field(fields.day), "dependant": Field(fields.flag), "disabled": Field(fields.flag)}
HOUSEHOLD_FIELDS = {
    "persons": Field(fields.objects(PERSON_FIELDS)),
    "couple": Field(fields.flag),
    "reference_tax_income": Field(fields.measure),
    "resources": Field(fields.measure),
    "monthly_resources": Field(fields.measure),
    "wished_communes": Field(fields.list_of(fields.commune)),
    "wished_kinds": Field(fields.list_of(fields.text)),
    "max_rent": Field(fields.measure),
    "needs_accessible": Field(fields.flag),
    "tier": Field(fields.number(0)),
    "publics": Field(fields.list_of(fields.text)),
    "registered_on": Field(fields.day),
    "ready": Field(fields.flag),
}
HOME_FIELDS = {
    "kind": Field(fields.text),
    "commune": Field(fields.commune),
    "ceiling_zone": Field(fields.choice(CEILING_ZONES)),
    "benefit_zone": Field(fields.number(1, 3)),
    "loan": Field(fields.choice(FINANCINGS)),
    "rooms": Field(fields.number(1)),
    "surface": Field(fields.measure),
    "rent": Field(fields.measure),
    "charges": Field(fields.measure),
    "accessible": Field(fields.flag),
    "quota": Field(fields.text),
    "min_age": Field(fields.number(0)),
    "max_age": Field(fields.number(0)),
}
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
    households, refused = _read_all(both[0], HOUSEHOLD_FIELDS, on, words)
    homes, refused_homes = _read_all(both[1], HOME_FIELDS, on, words)
    return list(_rows(both, households, homes, {**refused, **refused_homes}, on, lang))


def _distinct(both: tuple[Sequence[Item], Sequence[Item]]) -> None:
    shared = {item.id for item in both[0]} & {item.id for item in both[1]}
    if shared:
        raise DocumentRefused("duplicate_id", f"the id {min(shared)!r} is given to a household and to a home")


def _read_all(
    given: Sequence[Item], expected: dict[str, Field], on: date, words: Sentences
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """What each item says, and the rows of the items in error, by id."""
    read, refused = {}, {}
    for item in given:
        try:
            read[item.id] = fields.read_fields(item.written, expected)
            _possible(read[item.id], on)
        except ItemError as error:
            read.pop(item.id, None)
            refused[item.id] = fields.error_row(item.id, error, words)
    return read, refused


def _possible(given: dict[str, Any], on: date) -> None:
    for place, person in enumerate(given.get("persons") or ()):
        if person["born_on"] is not None and person["born_on"] > on:
            raise ItemError(f"persons[{place}].born_on", "not_yet_born")
    persons = given.get("persons")
    if persons is not None:
        adults = sum(person["dependant"] is not True for person in persons)
        if not adults:
            raise ItemError("persons", "contradiction")
        if given["couple"] and adults < COUPLE:
            raise ItemError("couple", "contradiction")
    least, most = given.get("min_age"), given.get("max_age")
    if least is not None and most is not None and least > most:
        raise ItemError("max_age", "contradiction")


def _rows(
    both: tuple[Sequence[Item], Sequence[Item]],
    households: dict[str, dict[str, Any]],
    homes: dict[str, dict[str, Any]],
    refused: dict[str, dict[str, Any]],
    on: date,
    lang: Language,
) -> Iterator[dict[str, Any]]:
    said = {kind for given in households.values() for kind in given["wished_kinds"] or ()}
    said |= {given["kind"] for given in homes.values() if given["kind"] is not None}
    kinds = [*KINDS, *sorted(said - set(KINDS))]
    names = Names(kinds=dict(enumerate(kinds)))
    columns = _home_columns(list(homes.values()), kinds, on)
    for item in both[0]:
        if item.id in refused:
            yield refused[item.id]
            continue
        if not homes:
            continue
        household = _household_columns(households[item.id], kinds, on)
        explained = judge.explain(household, columns, law_on(on), lang, names)
        for home, explanation in zip(homes, explained, strict=True):
            yield _pair_row(item.id, home, explanation, household, names)
    yield from (refused[item.id] for item in both[1] if item.id in refused)


def _household_columns(given: dict[str, Any], kinds: list[str], on: date) -> HouseholdColumns:
    law = law_on(on)
    people = given["persons"]
    persons = one(None if people is None else len(people))
    dependants = one(_sum([person["dependant"] for person in people]) if people else None)
    ages = [None if person["born_on"] is None else age_on(person["born_on"], on) for person in people or ()]
    adult_ages = [age for age, person in zip(ages, people or (), strict=True) if person["dependant"] is not True]
    known_ages = [age for age in adult_ages if age is not None]
    sure = bool(known_ages) and bool(dependants.known[0]) and len(known_ages) == len(adult_ages)
    wished = given["wished_kinds"]
    return HouseholdColumns.of(
        1,
        persons=persons,
        dependants=dependants,
        couple=one(given["couple"]),
        single_parent=is_single_parent(persons, dependants),
        young_couple=is_young_couple(
            one(given["couple"]), persons, dependants, one(_sum(ages) if people else None), law
        ),
        disabled=one(_any([person["disabled"] for person in people]) if people else None),
        youngest_age=one(min(known_ages) if sure else None),
        oldest_age=one(max(known_ages) if sure else None),
        reference_tax_income=one(given["reference_tax_income"]),
        resources=one(given["resources"]),
        monthly_resources=one(given["monthly_resources"]),
        max_rent=one(given["max_rent"]),
        wished_communes=Sets.given([given["wished_communes"]]),
        wished_kinds=Sets.given([None if wished is None else [kinds.index(kind) for kind in wished]]),
        needs_accessible=one(given["needs_accessible"]),
        tier=one(given["tier"]),
        registered_on=one(None if given["registered_on"] is None else (given["registered_on"] - date(1970, 1, 1)).days),
    )


def _home_columns(given: list[dict[str, Any]], kinds: list[str], on: date) -> HomeColumns:
    def column(name: str) -> Column:
        return Column.given([home[name] for home in given])

    def code(name: str, codes: Sequence[str]) -> Column:
        return Column.given([None if home[name] is None else codes.index(home[name]) for home in given])

    law, commune_column, kind = law_on(on), column("commune"), code("kind", kinds)
    parent = Column(parents(commune_column.values, law), commune_column.known)
    same = ("benefit_zone", "rooms", "surface", "rent", "charges", "accessible", "min_age", "max_age")
    return HomeColumns.of(
        len(given),
        financing=code("loan", FINANCINGS),
        ceiling_zone=code("ceiling_zone", CEILING_ZONES),
        commune=commune_column,
        parent_commune=parent,
        kind=kind,
        residence_type=residence_type(kind, law),
        **{name: column(name) for name in same},
    )


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


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _any(values: Sequence[bool | None]) -> bool | None:
    if any(value is True for value in values):
        return True
    return None if None in values else False
