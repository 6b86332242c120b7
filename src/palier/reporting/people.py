"""What the households received in a period are: small tables, their blanks made before anything is kept."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from uuid import UUID

from palier.cases.enums import Cause, HousingKind
from palier.reporting.enums import AgeBand, Composition, FigureKind
from palier.reporting.facts import Facts, PersonRow
from palier.reporting.suppression import blanks, blanks_of_several

NOT_SAID = "unknown"
TOTAL = ("", "")


@dataclass(frozen=True)
class PersonalCell:
    kind: FigureKind
    code: str
    across: str
    value: int | None


def tables(facts: Facts, cases: frozenset[UUID]) -> list[PersonalCell]:
    return [*_ages(facts, cases), *_housing(facts, cases), *_causes(facts, cases)]


def band(age: int | None) -> AgeBand:
    if age is None:
        return AgeBand.UNKNOWN
    ends = ((25, AgeBand.UNDER_25), (35, AgeBand.UNDER_35), (50, AgeBand.UNDER_50), (65, AgeBand.UNDER_65))
    return next((found for end, found in ends if age < end), AgeBand.OVER_65)


def composition(people: list[PersonRow]) -> Composition:
    adults = sum(not person.child for person in people)
    if any(person.child for person in people):
        return Composition.ONE_PARENT if adults == 1 else Composition.FAMILY
    return Composition.ALONE if adults == 1 else Composition.ADULTS


def _ages(facts: Facts, cases: frozenset[UUID]) -> list[PersonalCell]:
    """Age of the applicant on the day of the call, by who lives together, with the totals of both."""
    households: defaultdict[UUID, list[PersonRow]] = defaultdict(list)
    for person in facts.people:
        if person.case in cases:
            households[person.case].append(person)
    found = Counter(
        (band(next((one.age for one in people if one.applicant), None)).value, composition(people).value)
        for people in households.values()
    )
    rows, columns = AgeBand.values, Composition.values
    values = {(row, column): found[row, column] for row in rows for column in columns}
    values |= {(row, ""): sum(values[row, column] for column in columns) for row in rows}
    values |= {("", column): sum(values[row, column] for row in rows) for column in columns}
    values[TOTAL] = sum(found.values())
    sums = [((row, ""), [(row, column) for column in columns]) for row in rows]
    sums += [(("", column), [(row, column) for row in rows]) for column in columns]
    sums += [(TOTAL, [(row, "") for row in rows]), (TOTAL, [("", column) for column in columns])]
    hidden = blanks(values, sums, said=[TOTAL])
    return [
        PersonalCell(FigureKind.AGE, row, column, None if (row, column) in hidden else value)
        for (row, column), value in values.items()
    ]


def _housing(facts: Facts, cases: frozenset[UUID]) -> list[PersonalCell]:
    found = Counter(facts.housing.get(case, NOT_SAID) for case in cases)
    values = {code: found[code] for code in (*HousingKind.values, NOT_SAID)}
    values[""] = len(cases)
    hidden = blanks(values, [("", [code for code in values if code])], said=[""])
    return listed(FigureKind.HOUSING, values, hidden)


def _causes(facts: Facts, cases: frozenset[UUID]) -> list[PersonalCell]:
    """A household may have several."""
    found = Counter(cause for case in cases for cause in set(facts.causes.get(case, [])))
    values = {code: found[code] for code in Cause.values}
    hidden = blanks_of_several(values, len(cases))
    return listed(FigureKind.CAUSE, {"": len(cases)} | values, hidden)


def listed(kind: FigureKind, values: dict[str, int], hidden: set[str]) -> list[PersonalCell]:
    return [PersonalCell(kind, code, "", None if code in hidden else value) for code, value in values.items()]
