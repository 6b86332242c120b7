"""Homes opened to an agreement, from rows to columns: one statement. Charges are the vacancy's, never estimated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from palier.homes.states import SHOWN
from palier.rules.columns import Column, HomeColumns
from palier.rules.financing import financing_number
from palier.rules.territory import CEILING_ZONES, insee_number

NAMES = "vacancy ceiling zone benefit_zone commune parent rooms surface rent charges accessible".split()
QUERY = """
SELECT v.id, h.ceiling, c.ceiling_zone, c.benefit_zone, c.insee, coalesce(c.parent_id, c.insee),
       h.rooms, (h.surface * 100)::bigint, ((h.rent + coalesce(h.annex_rent, 0)) * 100)::bigint,
       (v.charges * 100)::bigint, h.accessible::int
FROM vacancy v
JOIN home h ON h.id = v.home_id
JOIN commune c ON c.insee = h.commune_id
WHERE v.agreement_id = %(agreement)s AND v.state = ANY (%(states)s) AND h.left_on IS NULL
  AND (%(vacancies)s::uuid[] IS NULL OR v.id = ANY (%(vacancies)s::uuid[]))
ORDER BY v.id
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


def _columns(rows: Sequence[tuple[Any, ...]]) -> HomeColumns:
    of = dict(zip(NAMES, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(NAMES, ())
    return HomeColumns.of(
        len(rows),
        financing=_coded(of["ceiling"], financing_number),
        ceiling_zone=_coded(of["zone"], CEILING_ZONES.index),
        benefit_zone=Column.given(of["benefit_zone"]),
        commune=_coded(of["commune"], insee_number),
        parent_commune=_coded(of["parent"], insee_number),
        rooms=Column.given(of["rooms"]),
        surface=Column.given(of["surface"]),
        rent=Column.given(of["rent"]),
        charges=Column.given(of["charges"]),
        accessible=Column.given(of["accessible"]),
    )


def _coded(values: Sequence[str], code: Any) -> Column:
    """A column of codes; each distinct word is looked up once, an empty one is not known."""
    codes = {word: (code(word) if word else None) for word in set(values)}
    return Column.given([codes[word] for word in values])
