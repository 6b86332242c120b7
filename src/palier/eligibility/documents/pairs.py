"""Households and homes as the documents state them: their fields, what cannot be, and their columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from palier.eligibility.documents import fields
from palier.eligibility.documents.fields import Field, Item, ItemError
from palier.rules.category import COUPLE, age_on, is_single_parent, is_young_couple
from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.days import day_number
from palier.rules.financing import FINANCINGS
from palier.rules.law import law_on
from palier.rules.sentences import Sentences
from palier.rules.temporary_homes import KINDS, residence_type
from palier.rules.territory import CEILING_ZONES, parents

Given = dict[str, Any]

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


def read_all(
    given: Sequence[Item], expected: dict[str, Field], on: date, words: Sentences
) -> tuple[dict[str, Given], dict[str, Given]]:
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


def _possible(given: Given, on: date) -> None:
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


def kinds_of(households: Iterable[Given], homes: Iterable[Given]) -> list[str]:
    """The kinds Palier knows, then those that are only said here: a code is a place in this list."""
    said = {kind for given in households for kind in given["wished_kinds"] or ()}
    said |= {given["kind"] for given in homes if given["kind"] is not None}
    return [*KINDS, *sorted(said - set(KINDS))]


def household_columns(given: Sequence[Given], kinds: list[str], on: date) -> HouseholdColumns:
    """A row a household, in order."""
    law, people = law_on(on), [_People.of(household["persons"], on) for household in given]

    def column(name: str) -> Column:
        return Column.given([household[name] for household in given])

    persons = Column.given([found.persons for found in people])
    dependants = Column.given([found.dependants for found in people])
    wished = [household["wished_kinds"] for household in given]
    days = [household["registered_on"] for household in given]
    same = ("couple", "reference_tax_income", "resources", "monthly_resources", "max_rent", "needs_accessible", "tier")
    return HouseholdColumns.of(
        len(given),
        persons=persons,
        dependants=dependants,
        single_parent=is_single_parent(persons, dependants),
        young_couple=is_young_couple(
            column("couple"), persons, dependants, Column.given([found.sum_of_ages for found in people]), law
        ),
        disabled=Column.given([found.disabled for found in people]),
        youngest_age=Column.given([found.youngest_age for found in people]),
        oldest_age=Column.given([found.oldest_age for found in people]),
        wished_communes=Sets.given([household["wished_communes"] for household in given]),
        wished_kinds=Sets.given([None if some is None else [kinds.index(kind) for kind in some] for some in wished]),
        registered_on=Column.given([None if day is None else day_number(day) for day in days]),
        **{name: column(name) for name in same},
    )


@dataclass(frozen=True)
class _People:
    """What the list of persons says; None where it does not."""

    persons: int | None = None
    dependants: int | None = None
    sum_of_ages: int | None = None
    disabled: bool | None = None
    youngest_age: int | None = None
    oldest_age: int | None = None

    @classmethod
    def of(cls, people: Sequence[Given] | None, on: date) -> Self:
        if people is None:
            return cls()
        dependants = _sum([person["dependant"] for person in people])
        ages = [None if person["born_on"] is None else age_on(person["born_on"], on) for person in people]
        adult_ages = [age for age, person in zip(ages, people, strict=True) if person["dependant"] is not True]
        known_ages = [age for age in adult_ages if age is not None]
        sure = bool(known_ages) and dependants is not None and len(known_ages) == len(adult_ages)
        return cls(
            persons=len(people),
            dependants=dependants,
            sum_of_ages=_sum(ages),
            disabled=_any([person["disabled"] for person in people]),
            youngest_age=min(known_ages) if sure else None,
            oldest_age=max(known_ages) if sure else None,
        )


def home_columns(given: Sequence[Given], kinds: list[str], on: date) -> HomeColumns:
    """A row a home, in order."""

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


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _any(values: Sequence[bool | None]) -> bool | None:
    if any(value is True for value in values):
        return True
    return None if None in values else False
