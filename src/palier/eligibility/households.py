"""Households in search, from rows to columns: one statement, whoever asks; the second wall decides which rows come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from palier.cases.enums import HousingKind
from palier.cases.resources import INCOMES, MONTHLY_RESOURCES
from palier.eligibility.ranking import Priorities
from palier.matching.measures import Measure
from palier.rules.category import age_on, is_single_parent, is_young_couple
from palier.rules.columns import Column, HouseholdColumns, Sets
from palier.rules.law import law_on
from palier.rules.territory import insee_number

# One row a case: the people counted, the adults' birth dates (NULL where not known), the household's facts, the wished
# communes. Where nobody said whether they live as a couple, a partner says so. They wait since the day of their request
# for social housing, of the older one not struck off; since their call where nobody knows it. Ready: a certificate
# in force on the day; while none was ever signed, the association that brought the household in says so.
QUERY = f"""
SELECT c.id, coalesce(n.obtained_on, c.received_on) AS registered_on, c.urgency,
       coalesce(h.couple, nullif(p.partner, false)), h.reference_tax_income,
       {MONTHLY_RESOURCES}, h.yearly_resources, h.max_rent, h.needs_accessible,
       p.persons, p.dependants, p.adults_born, w.communes, r.ready, l.kind AS housing
FROM "case" c
JOIN household h ON h.case_id = c.id
LEFT JOIN current_housing l ON l.case_id = c.id AND l.left_on IS NULL
{INCOMES}
LEFT JOIN LATERAL (
    SELECT min(obtained_on) AS obtained_on FROM identifier
    WHERE identifier.case_id = c.id AND identifier.system = 'nur' AND identifier.removed_at IS NULL
      AND identifier.struck_on IS NULL
) n ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS persons, count(*) FILTER (WHERE kind = 'child') AS dependants,
           bool_or(kind = 'partner') AS partner,
           array_agg(born_on) FILTER (WHERE kind <> 'child') AS adults_born
    FROM person WHERE person.case_id = c.id AND person.removed_at IS NULL
) p
CROSS JOIN LATERAL (
    SELECT array_agg(commune_id ORDER BY position) AS communes FROM wish WHERE wish.case_id = c.id
) w
CROSS JOIN LATERAL (
    SELECT coalesce(
        bool_or(state = 'signed' AND %(on)s BETWEEN signed_on AND valid_until), c.origin = 'association_ready'
    ) AS ready
    FROM readiness WHERE readiness.case_id = c.id AND readiness.state <> 'draft'
) r
WHERE {{which}}
ORDER BY c.id
"""  # noqa: S608 — ours
OF_CASES = "c.id = ANY (%(cases)s) AND (c.state IN ('received', 'open') OR NOT %(searching)s)"
OF_AGREEMENT = "c.agreement_id = %(agreement)s AND c.state IN ('received', 'open')"
NAMES = (
    "id registered_on urgency couple reference_tax_income monthly_resources yearly_resources max_rent needs_accessible "
    "persons dependants adults_born communes ready housing"
).split()
EPOCH = date(1970, 1, 1)
# Where somebody sleeps makes it a priority public (CCH L441-1): without a home, hosted by third parties, or housed
# for a time. What the file does not say of the others may make them one as well: not known.
PRIORITY_HOUSING = frozenset(
    {
        HousingKind.NO_HOME,
        HousingKind.MAKESHIFT,
        HousingKind.HOSTED_BY_OTHERS,
        HousingKind.SHELTER,
        HousingKind.SUBLET,
    }
)


@dataclass(frozen=True, eq=False)
class Households:
    """Columns, and the case of each row, in the order of their ids."""

    cases: Sequence[UUID]
    columns: HouseholdColumns
    priorities: Priorities


def households_of(cases: Sequence[UUID], *, on: date, searching: bool = False) -> Households:
    """The households of these cases on a day, as far as the context may open their file; the others are left out.

    `searching`: only those that look for a home.
    """
    return _read(OF_CASES, on, cases=list(cases), searching=searching)


def in_search(agreement: UUID, *, on: date) -> Households:
    """The households of an agreement that look for a home; complete only under a system actor."""
    return _read(OF_AGREEMENT, on, agreement=agreement)


def _read(which: str, on: date, **chosen: Any) -> Households:
    with connection.cursor() as cursor:
        cursor.execute(QUERY.format(which=which), {"on": on, **chosen})
        rows = cursor.fetchall()
    by_name = dict(zip(NAMES, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(NAMES, ())
    return Households(list(by_name["id"]), _columns(by_name, on), _priorities(by_name))


def _columns(by_name: Mapping[str, Sequence[Any]], on: date) -> HouseholdColumns:
    persons, dependants = Column.given(by_name["persons"]), Column.given(by_name["dependants"])
    couple = _couple(by_name["couple"], persons, dependants)
    ages = Column.given([_sum_of_ages(born, on) for born in by_name["adults_born"]])
    return HouseholdColumns.of(
        len(persons.values),
        persons=persons,
        dependants=dependants,
        couple=couple,
        single_parent=is_single_parent(persons, dependants),
        young_couple=is_young_couple(couple, persons, dependants, ages, law_on(on)),
        reference_tax_income=Column.given([_cents(value) for value in by_name["reference_tax_income"]]),
        resources=Column.given([_cents(value) for value in by_name["yearly_resources"]]),
        monthly_resources=Column.given([_cents(value) for value in by_name["monthly_resources"]]),
        max_rent=Column.given([_cents(value) for value in by_name["max_rent"]]),
        wished_communes=Sets.given([[insee_number(code) for code in codes or ()] for codes in by_name["communes"]]),
        wished_kinds=Sets.given([[] for _ in persons.values]),
        needs_accessible=_flags(by_name["needs_accessible"]),
        tier=Column.given([int(value[1]) - 1 for value in by_name["urgency"]]),
        registered_on=Column.given([(value - EPOCH).days for value in by_name["registered_on"]]),
    )


def _priorities(by_name: Mapping[str, Sequence[Any]]) -> Priorities:
    """What the file says so far: where it does not say yes, nobody knows yet."""
    return Priorities(
        priority_public=Measure.given([1 if kind in PRIORITY_HOUSING else None for kind in by_name["housing"]]),
        ready=Measure.given([1 if ready else None for ready in by_name["ready"]]),
        first_wish=Sets.given([[insee_number(codes[0])] if codes else None for codes in by_name["communes"]]),
    )


def _couple(said: Sequence[bool | None], persons: Column, dependants: Column) -> Column:
    """As it was said; surely not where there is one adult."""
    alone = persons.values - dependants.values == 1
    told = _flags(said)
    return Column(np.where(alone, 0, told.values), told.known | alone)


def _sum_of_ages(born: Sequence[date | None] | None, today: date) -> int | None:
    """In whole years each; None while one of them is not known."""
    known = [day for day in born or () if day is not None]
    return sum(age_on(day, today) for day in known) if known and len(known) == len(born or ()) else None


def _flags(values: Sequence[bool | None]) -> Column:
    return Column.given([None if value is None else int(value) for value in values])


def _cents(euros: object) -> int | None:
    return None if euros is None else int(euros * 100)
