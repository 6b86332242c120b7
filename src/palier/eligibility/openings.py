"""Homes opened to an agreement, from rows to columns: one statement. Charges are the vacancy's, never estimated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from palier.homes.models import Place
from palier.homes.states import SHOWN
from palier.rules.columns import Column, HomeColumns
from palier.rules.days import day_number
from palier.rules.financing import financing_number
from palier.rules.law import Law
from palier.rules.temporary_homes import KINDS, residence_type
from palier.rules.territory import CEILING_ZONES, insee_number

NAMES = "vacancy ceiling zone benefit_zone commune parent rooms surface rent charges accessible".split()
# Not known is -1 on the way, since NumPy reads a column of numbers far quicker than one with gaps.
QUERY = """
SELECT v.id, h.ceiling, c.ceiling_zone, coalesce(c.benefit_zone, -1), c.insee, coalesce(c.parent_id, c.insee),
       coalesce(h.rooms, -1), coalesce((h.surface * 100)::bigint, -1),
       coalesce(((h.rent + coalesce(h.annex_rent, 0)) * 100)::bigint, -1),
       coalesce((v.charges * 100)::bigint, -1), coalesce(h.accessible::int, -1)
FROM vacancy v
JOIN home h ON h.id = v.home_id
JOIN commune c ON c.insee = h.commune_id
WHERE v.agreement_id = %(agreement)s AND v.state = ANY (%(states)s) AND h.left_on IS NULL
  AND (%(vacancies)s::uuid[] IS NULL OR v.id = ANY (%(vacancies)s::uuid[]))
ORDER BY v.id
"""


# A home of the stock at the rent and charges that are said of it, in cents a month.
HOME = """
SELECT h.id, h.ceiling, c.ceiling_zone, coalesce(c.benefit_zone, -1), c.insee, coalesce(c.parent_id, c.insee),
       coalesce(h.rooms, -1), coalesce((h.surface * 100)::bigint, -1), %(rent)s, %(charges)s,
       coalesce(h.accessible::int, -1)
FROM home h JOIN commune c ON c.insee = h.commune_id WHERE h.id = %(home)s
"""


@dataclass(frozen=True, eq=False)
class Openings:
    """Columns, and the vacancy of each row."""

    vacancies: Sequence[UUID]
    columns: HomeColumns


def openings(agreement: UUID, *, vacancies: Sequence[UUID] | None = None) -> Openings:
    """The homes open to an agreement, or those of `vacancies` among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            QUERY,
            {
                "agreement": agreement,
                "states": [str(state) for state in SHOWN],
                "vacancies": list(vacancies) if vacancies is not None else None,
            },
        )
        rows = cursor.fetchall()
    return Openings([row[0] for row in rows], _columns(rows))


def lived_in(home: UUID, *, rent: int, charges: int) -> HomeColumns:
    """A home that is open to nobody, at what somebody pays for it, in cents a month."""
    with connection.cursor() as cursor:
        cursor.execute(HOME, {"home": home, "rent": rent, "charges": charges})
        return _columns(cursor.fetchall())


def place_columns(place: Place, law: Law) -> HomeColumns:
    """A place of a residence. Its rent is what of the fee stands for rent and charges; the services are left out."""
    kind = Column.of(KINDS.index(place.residence.kind))
    counted = None if place.fee is None else int((place.fee - (place.services or 0)) * 100)
    agreed_on = Column.given([day_number(place.agreement_on) if place.agreement_on else None])
    return HomeColumns.of(
        1,
        kind=kind,
        residence_type=residence_type(kind, law, agreed_on),
        benefit_zone=Column.given([place.commune.benefit_zone if place.commune else None]),
        rent=Column.given([counted]),
        charges=Column.of(0),
    )


def _columns(rows: Sequence[tuple[Any, ...]]) -> HomeColumns:
    of = dict(zip(NAMES, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(NAMES, ())
    numbers = {name: _known(of[name]) for name in ("benefit_zone", "rooms", "surface", "rent", "charges", "accessible")}
    return HomeColumns.of(
        len(rows),
        **numbers,
        financing=_coded(of["ceiling"], financing_number),
        ceiling_zone=_coded(of["zone"], CEILING_ZONES.index),
        commune=_coded(of["commune"], insee_number),
        parent_commune=_coded(of["parent"], insee_number),
    )


def _known(values: Sequence[int]) -> Column:
    numbers = np.array(values, dtype=np.int64)
    return Column.of(np.maximum(numbers, 0), numbers >= 0)


def _coded(words: Sequence[str], code: Callable[[str], int]) -> Column:
    """A column of codes; each distinct word is looked up once, an empty one is not known."""
    codes = {word: code(word) if word else -1 for word in set(words)}
    return _known([codes[word] for word in words])
