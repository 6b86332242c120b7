"""From a list of places to lines, each with its place or with what is wrong with it. Pure.

No text fixes this file: every association has its own list. The three columns that make a place are needed, the others
are read where they are there.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from palier.homes.faults import Fault, Unreadable
from palier.homes.rpls import cells
from palier.homes.rpls.columns import Column, Known, insee
from palier.homes.rpls.reading import (
    Corrections,
    Line,
    Plan,
    Stock,
    first_row,
    kept,
    lines_of,
    named_columns,
    refuse_header,
    spoken,
)
from palier.homes.sheets import Row, open_sheet

REQUIRED = ("residence", "kind", "label")
# Agreements for housing benefit began in 1977, those of shelters long before.
FIRST_AGREEMENT = date(1945, 1, 1)
APART = " / "
KINDS = {
    "pension_de_famille": ("Pension de famille", "PF", "Pension"),
    "residence_accueil": ("Résidence accueil", "RA", "RES_ACCUEIL"),
    "residence_sociale": ("Résidence sociale", "RS", "Résidence sociale généraliste"),
    "young_workers_residence": (
        *("FJT", "Foyer de jeunes travailleurs", "Foyer jeunes travailleurs", "Résidence jeunes travailleurs"),
        *("Résidence habitat jeunes", "Habitat jeunes", "Résidence sociale FJT", "RS FJT"),
    ),
    "chrs": ("CHRS", "Centre d'hébergement et de réinsertion sociale"),
    "alt": ("ALT", "Allocation de logement temporaire", "Logement ALT"),
    "mediated_sublease": ("IML sous-location", "IML_SL", "Intermédiation locative en sous-location", "IML"),
    "mediated_mandate": ("IML mandat de gestion", "IML_MG", "Mandat de gestion"),
    "hlm_sublease": ("Sous-location HLM", "HLM_SL", "Bail glissant"),
    "hlm_shelter": ("Hébergement HLM", "HLM_HEB"),
}


def columns(known: Known) -> tuple[Column, ...]:
    """What a list of places may hold; the first three are needed."""
    kind = lru_cache(maxsize=512)(partial(cells.word, words=KINDS))
    agreement = lru_cache(maxsize=512)(partial(_agreement, last=date(known.latest_year, 12, 31)))
    return (
        Column(
            *(1, "RESIDENCE", "residence", cells.text(100)),
            ("nom de la residence", "nom residence", "etablissement", "structure", "programme", "foyer"),
        ),
        Column(
            *(2, "TYPE", "kind", kind),
            ("kind", "nature", "type de residence", "type de structure", "type d etablissement", "categorie"),
        ),
        Column(
            *(3, "PLACE", "label", cells.text(100)),
            ("numero de place", "numero de la place", "n place", "place numero", "identifiant de la place", "label"),
        ),
        Column(
            *(4, "SURFACE", "surface", cells.surface), ("surface habitable", "surfhab", "surface m2", "surface en m2")
        ),
        Column(
            *(5, "REDEVANCE", "fee", partial(cells.money, not_applicable=())),
            ("fee", "redevance mensuelle", "montant de la redevance", "redevance en euros"),
        ),
        Column(
            *(6, "PRESTATIONS", "services", partial(cells.money, not_applicable=())),
            ("services", "prestations mensuelles", "montant des prestations", "dont prestations"),
        ),
        Column(
            *(7, "DATCONV", "agreement_on", agreement),
            (
                *("date convention", "date de convention", "date de la convention", "date convention apl"),
                *("agreement date", "agreement on", "agreement"),
            ),
        ),
        Column(
            *(8, "DEPCOM", "commune", partial(insee, known=known)),
            ("code insee", "insee", "code commune", "commune"),
        ),
        Column(9, "ADRESSE", "address", cells.text(155), ("address", "voie")),
    )


def _agreement(cell: str, *, last: date) -> str:
    return cells.day(cell, first=FIRST_AGREEMENT, last=last).isoformat()


def read_places(path: Path, known: Known, corrections: Corrections | None = None) -> Stock:
    """Raises Unreadable when the file as a whole is refused; later, its lines may raise it too."""
    sheet = open_sheet(path)
    first = first_row(sheet)
    table = columns(known)
    named = named_columns(first, table)
    if not named:
        alone = len(first.cells) == 1
        raise Unreadable("no_table" if alone else "column_missing", row=first.number, column=None if alone else "PLACE")
    fields = {column.field for column in named.values()}
    refuse_header(first, table, fields, REQUIRED)
    places = tuple(sorted(named.items(), key=lambda one: one[0]))
    plan = Plan(len(first.cells), tuple(first.cells), places, REQUIRED, corrections or {})
    return Stock(
        lines=lines_of(kept(sheet.rows, corrections), lambda row: _line(plan, row, known), Line),
        expected=max(sheet.expected - first.number, 1),
        id_column=next(first.cells[place] for place, column in named.items() if column.field == "label"),
        ignored=tuple(cell for place, cell in enumerate(first.cells) if place not in named and cell.strip()),
        absent=tuple(column.name for column in table if column.field not in fields),
        headers=plan.headers,
    )


def _line(plan: Plan, row: Row, known: Known) -> Line:
    values, _, wrong = plan.read(row)
    wrong = wrong or _beyond_the_fee(plan, row, values)
    residence, label = values.get("residence", ""), values.get("label", "")
    internal_id = f"{residence}{APART}{label}" if residence and label else ""
    return Line(row.number, internal_id, None if wrong else _compose(internal_id, values, known), wrong)


def _beyond_the_fee(plan: Plan, row: Row, values: dict[str, Any]) -> tuple[Fault, ...]:
    """Services are a part of the fee."""
    services, fee = values.get("services"), values.get("fee")
    if services is None or (fee is not None and Decimal(services) <= Decimal(fee)):
        return ()
    return (plan.fault(row, "services", "services"),)


def label_of(internal_id: str) -> str:
    """The cell of the place, as it is written in the list."""
    return internal_id.partition(APART)[2]


def _compose(internal_id: str, values: dict[str, Any], known: Known) -> dict[str, Any]:
    commune = values.get("commune")
    words = (values["residence"], values["label"], values.get("address", ""), known.communes.get(commune or "", ""))
    return {
        "internal_id": internal_id,
        "residence": values["residence"],
        "kind": values["kind"],
        "label": values["label"],
        "commune_id": commune,
        "address": values.get("address", ""),
        **{name: values.get(name) for name in ("surface", "fee", "agreement_on")},
        # Left out of a list without them, whose places are those of the list before.
        **({"services": values["services"]} if "services" in values else {}),
        "search_key": spoken(*words),
    }
