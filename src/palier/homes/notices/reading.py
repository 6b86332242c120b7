"""From a file of notices to lines, each with what it says of a home or with what is wrong with it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from palier.homes.faults import Fault, Refusal, Unreadable
from palier.homes.rpls import cells
from palier.homes.rpls.columns import Column
from palier.homes.rpls.reading import Plan, first_row, lines_of, named_columns, refuse_header
from palier.homes.sheets import Row, open_sheet
from palier.platform.text import search_key

REQUIRED = ("internal_id", "free_on")
# A notice says what comes within months; a day further away is another year's, or another century's.
REACH = timedelta(days=730)
RESERVERS = {
    "state": ("État", "Préfecture", "Préfet", "Contingent préfectoral", "DDETS"),
    "action_logement": ("Action Logement", "ALS", "Action Logement Services", "1 % Logement", "Employeurs"),
    "local": ("Collectivité", "Métropole", "Commune", "Mairie", "Ville", "Département", "EPCI"),
    "other": ("Autre", "Autre réservataire"),
    "own": ("Bailleur", "Contingent propre", "Non réservé", "Hors contingent"),
}
PURPOSES = {
    "lease": ("Bail", "Location", "Bail direct"),
    "sublease": ("Sous-location", "Bail glissant", "Sous-location avec bail glissant"),
    "place": ("Place", "Place temporaire", "Logement temporaire", "Hébergement"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What the landlord says of one home; charges in euros a month. Empty or None: not said."""

    free_on: date
    charges: Decimal | None = None
    directed_to: str = ""
    candidates_due_on: date | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """`row` is the line where it begins (header = 1)."""

    row: int
    internal_id: str
    notice: Notice | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Notices:
    """The file as far as its header, and its lines to come. `id_column` and `due_column` are headers as written."""

    lines: Iterator[NoticeLine]
    id_column: str
    due_column: str
    ignored: tuple[str, ...] = ()


def word(cell: str, *, words: Mapping[str, tuple[str, ...]]) -> str:
    """The code of a word, whatever its case and accents. Raises Refusal with the nearest one."""
    keys = {search_key(one): code for code, said in words.items() for one in (*said, code)}
    key = search_key(cell)
    if key in keys:
        return keys[key]
    near = get_close_matches(key, [search_key(one) for said in words.values() for one in said], n=1, cutoff=0.75)
    meant = next((one for said in words.values() for one in said if near and search_key(one) == near[0]), "")
    raise Refusal("word", meant, ", ".join(said[0] for said in words.values()))


def columns(today: date) -> tuple[Column, ...]:
    """What a list of notices may hold; the first two are needed."""
    a_day = partial(cells.day, first=today - REACH, last=today + REACH)
    return (
        Column(
            *(1, "IDENT_INT", "internal_id", cells.text(100)),
            (
                *("identifiant interne", "id interne", "reference interne", "reference du logement", "logement"),
                *("identifiant du logement", "reference", "internal id"),
            ),
        ),
        Column(
            *(2, "LIBRE_LE", "free_on", a_day),
            ("date de liberation", "date liberation", "disponible le", "date de disponibilite", "libre", "free on"),
        ),
        Column(
            *(3, "CHARGES", "charges", lambda cell: Decimal(cells.money(cell, not_applicable=()) or 0)),
            ("charges mensuelles", "provision pour charges", "provisions pour charges"),
        ),
        Column(
            *(4, "RESERVATAIRE", "directed_to", partial(word, words=RESERVERS)),
            ("oriente vers", "orientation", "contingent", "directed to"),
        ),
        Column(
            *(5, "CANDIDATS_AVANT", "candidates_due_on", a_day),
            ("candidats attendus le", "candidats attendus", "date limite", "candidates due on"),
        ),
        Column(*(6, "USAGE", "purpose", partial(word, words=PURPOSES)), ("usage prevu", "destination", "purpose")),
    )


def read_notices(path: Path, today: date) -> Notices:
    """Raises Unreadable when the file as a whole is refused; later, its lines may raise it too."""
    sheet = open_sheet(path)
    first = first_row(sheet)
    table = columns(today)
    named = named_columns(first, table)
    if not named:
        code = "no_table" if len(first.cells) == 1 else "column_missing"
        raise Unreadable(code, row=first.number, column=None if len(first.cells) == 1 else table[0].name)
    refuse_header(first, table, {column.field for column in named.values()}, REQUIRED)
    plan = Plan(len(first.cells), tuple(first.cells), tuple(sorted(named.items(), key=lambda one: one[0])), REQUIRED)
    headers = {column.field: first.cells[place] for place, column in named.items()}
    return Notices(
        lines=lines_of(sheet.rows, partial(line, plan), NoticeLine),
        id_column=headers["internal_id"],
        due_column=headers.get("candidates_due_on", ""),
        ignored=tuple(cell for place, cell in enumerate(first.cells) if place not in named and cell.strip()),
    )


def line(plan: Plan, row: Row) -> NoticeLine:
    values, _, wrong = plan.read(row)
    internal_id = values.pop("internal_id", "")
    return NoticeLine(row.number, internal_id, None if wrong else Notice(**values), wrong)
