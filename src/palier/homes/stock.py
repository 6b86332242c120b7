"""The lines of a file against the stock, in bulk: COPY, then a few statements, whatever the size and the layout.

A line's `home` is a home of the register, or a place of an association's list. The lines stand in `stock_line` inside
one transaction, and never after it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from palier.homes.enums import Layout, Occupation
from palier.homes.faults import Fault, Unreadable
from palier.homes.places.reading import label_of
from palier.homes.report import LISTED, Report
from palier.homes.rpls import Line

Advance = Callable[[int, int], None]

# A large file outlives the delays of a page, and lines just copied have no statistics: joins by hash, always.
SETTINGS = {"statement_timeout": "0", "lock_timeout": "60s", "enable_nestloop": "off"}

STEP = 1000
# Of a row that a line makes: drawn from the import's own, which is random, so that one import told twice is the same.
ID = "md5(concat_ws('/', %(stock_import)s::text, {}))::uuid"
# Filled from elsewhere, or by default when a line makes a home.
OWN = "id, landlord_id, digest, left_on, first_import_id, last_import_id"
SEEN = "SELECT DISTINCT internal_id FROM stock_line WHERE stock_import = %(stock_import)s"
# A home that the line finds as it was; one said to have left is back, and that is a change.
SAME = "h.digest = l.digest AND (h.left_on IS NULL OR l.home ->> 'occupation' = %(left)s)"


@dataclass(frozen=True)
class Target:
    """Where the lines of a layout go: a table of homes or of places, and what of a line is a column of it.

    `left`: SQL, whether the line `{}` says that the home has left. `beside`: columns filled by a join, with their
    value; `before`: what must be there for it.
    """

    table: str
    fields: tuple[str, ...]
    left: str = "false"
    beside: tuple[tuple[str, str], ...] = ()
    join: str = ""
    before: str = ""
    cell_of: Callable[[str], str] = str


HOMES = Target(
    "home",
    (
        *("internal_id", "register_id", "commune_id", "postcode", "address", "residence", "building", "entrance"),
        *("staircase", "floor", "flat", "construction", "rooms", "surface", "built_year", "financing", "ceiling"),
        *("rent", "annex_rent", "max_rent", "energy_label", "benefit_agreement", "occupation", "past_quota"),
        *("priority_area", "register", "search_key"),
    ),
    left="{}.occupation = %(left)s",
)
PLACES = Target(
    "place",
    ("internal_id", "label", "commune_id", "address", "surface", "fee", "services", "agreement_on", "search_key"),
    beside=(("residence_id", "r.id"),),
    join="JOIN residence r ON r.landlord_id = %(landlord)s AND r.name = l.home ->> 'residence'"
    " AND r.kind = l.home ->> 'kind'",
    before="INSERT INTO residence (id, landlord_id, name, kind)"  # noqa: S608 — ours
    " SELECT " + ID.format("home ->> 'residence', home ->> 'kind'") + ", %(landlord)s,"
    " home ->> 'residence', home ->> 'kind' FROM stock_line"
    " WHERE stock_import = %(stock_import)s AND home IS NOT NULL GROUP BY 3, 4"
    " ON CONFLICT (landlord_id, name, kind) DO NOTHING",
    cell_of=label_of,
)
TARGETS = {Layout.RPLS: HOMES, Layout.PLACES: PLACES}


def prepare() -> None:
    """Set what a bulk merge needs; all of it comes back with the end of the transaction."""
    with connection.cursor() as cursor:
        for name, value in SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def settle() -> None:
    """Plan as usual again, for what goes on in the same transaction: without nested loops a row by its key costs a scan
    of every table it is joined with.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = on")


@dataclass(frozen=True)
class Merge:
    """The lines of one import beside the stock of one landlord, who may be new."""

    stock_import: UUID
    landlord: UUID | None
    today: date
    target: Target

    def stage(self, lines: Iterable[Line], report: Report, advance: Advance, expected: int) -> None:
        """Put every line of the file beside the stock, the refused ones by their reference alone."""
        read = _to_the_end(lines, report)
        advance(0, expected)
        while some := list(islice(read, STEP)):
            self._copy(some)
            for line in some:
                report.add(*line.faults)
                report.rows += line.row > 0
                report.refused += line.row > 0 and bool(line.faults)
            advance(report.rows, max(expected, report.rows))
        advance(report.rows, max(report.rows, 1))

    def _copy(self, lines: list[Line]) -> None:
        statement = "COPY stock_line (stock_import, row, internal_id, digest, home) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for line in lines:
                if line.row:
                    copy.write_row((self.stock_import, line.row, line.internal_id, *_written(line)))

    def refuse_twice(self, report: Report, column: str) -> None:
        """A reference stands for one home or place: its second line is refused."""
        twice = (
            "SELECT row, internal_id, first, home FROM (SELECT row, internal_id, home,"
            " min(row) OVER (PARTITION BY internal_id) AS first"
            " FROM stock_line WHERE stock_import = %(stock_import)s AND internal_id <> '') AS lines WHERE row > first"
        )
        total, sound = self._one(f"SELECT count(*), count(home) FROM ({twice}) AS again")  # noqa: S608 — ours
        if not total:
            return
        rows = self._all(f"{twice} ORDER BY row LIMIT {LISTED}")
        written = self.target.cell_of
        faults = [Fault(row, column, written(one), "twice", detail=str(first)) for row, one, first, _ in rows]
        report.add_late(faults, total=total, rows=sound)
        self._run(
            f"UPDATE stock_line l SET home = NULL FROM ({twice}) AS again"  # noqa: S608 — ours
            " WHERE l.stock_import = %(stock_import)s AND l.row = again.row"
        )

    def compare(self, report: Report) -> None:
        """What would change: homes new, changed, unchanged, and missing from the file."""
        report.new, report.changed, report.unchanged = self._one(
            "SELECT count(*) FILTER (WHERE h.id IS NULL),"  # noqa: S608 — ours
            f" count(*) FILTER (WHERE h.id IS NOT NULL AND NOT ({SAME})),"
            f" count(*) FILTER (WHERE h.id IS NOT NULL AND {SAME})"
            f" FROM stock_line l LEFT JOIN {self.target.table} h"
            " ON h.landlord_id = %(landlord)s AND h.internal_id = l.internal_id"
            " WHERE l.stock_import = %(stock_import)s AND l.home IS NOT NULL"
        )
        report.stock, report.missing, report.gone = self._one(
            "SELECT count(*), count(*) FILTER (WHERE l.internal_id IS NULL),"  # noqa: S608 — ours
            " count(*) FILTER (WHERE l.internal_id IS NULL AND h.missing_from_id IS NULL)"
            f" FROM {self.target.table} h LEFT JOIN ({SEEN}) l ON l.internal_id = h.internal_id"
            " WHERE h.landlord_id = %(landlord)s AND h.left_on IS NULL"
        )

    def apply(self) -> None:
        """Make new homes, change those that changed, propose the missing ones as *left the stock*. Delete none."""
        to = self.target
        beside = dict(to.beside)
        names = ", ".join((*to.fields, *beside))
        values = ", ".join((*(f"n.{name}" for name in to.fields), *beside.values()))
        changed = (*to.fields[1:], *beside, "digest", "last_import_id")
        changes = ", ".join(f"{name} = EXCLUDED.{name}" for name in changed)
        gone, gone_now = to.left.format("n"), to.left.format("EXCLUDED")
        if to.before:
            self._run(to.before)
        self._run(
            f"INSERT INTO {to.table} ({OWN}, {names})"  # noqa: S608 — ours
            f" SELECT {ID.format('l.internal_id')}, %(landlord)s, l.digest, CASE WHEN {gone} THEN %(today)s::date END,"
            f" %(stock_import)s, %(stock_import)s, {values}"
            f" FROM stock_line l CROSS JOIN LATERAL jsonb_populate_record(NULL::{to.table}, l.home) n {to.join}"
            f" LEFT JOIN {to.table} h ON h.landlord_id = %(landlord)s AND h.internal_id = l.internal_id"
            f" WHERE l.stock_import = %(stock_import)s AND l.home IS NOT NULL AND (h.id IS NULL OR NOT ({SAME}))"
            f" ON CONFLICT (landlord_id, internal_id) DO UPDATE SET {changes},"
            f" left_on = CASE WHEN {gone_now} THEN coalesce({to.table}.left_on, EXCLUDED.left_on) END"
        )
        found = "SELECT 1 FROM stock_line l WHERE l.stock_import = %(stock_import)s AND l.internal_id = h.internal_id"
        in_stock = "WHERE h.landlord_id = %(landlord)s AND h.left_on IS NULL"
        self._run(
            f"UPDATE {to.table} h SET missing_from_id = %(stock_import)s {in_stock}"  # noqa: S608 — ours
            f" AND h.missing_from_id IS NULL AND NOT EXISTS ({found})"
        )
        self._run(
            f"UPDATE {to.table} h SET missing_from_id = NULL {in_stock}"  # noqa: S608 — ours
            f" AND h.missing_from_id IS NOT NULL AND EXISTS ({found})"
        )

    def clear(self) -> None:
        self._run("DELETE FROM stock_line WHERE stock_import = %(stock_import)s")

    def _all(self, statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._words)
            return list(cursor.fetchall())

    def _one(self, statement: str) -> tuple[int, ...]:
        return tuple(self._all(statement)[0])

    def _run(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, self._words)

    @property
    def _words(self) -> dict[str, Any]:
        return {
            "stock_import": self.stock_import,
            "landlord": self.landlord,
            "today": self.today,
            "left": Occupation.LEFT.value,
        }


def _to_the_end(lines: Iterable[Line], report: Report) -> Iterator[Line]:
    """What cannot be read any further is one more line: an error inside COPY would lose those before it."""
    try:
        yield from lines
    except Unreadable as broken:
        report.whole = False
        yield Line(broken.fault.row or 0, "", None, (broken.fault,))


def _written(line: Line) -> tuple[str | None, str | None]:
    """The digest of a line and the line; of a refused one, neither."""
    if line.home is None:
        return None, None
    text = json.dumps(line.home, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=16).hexdigest(), text
