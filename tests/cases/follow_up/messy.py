"""Follow-up tables as people keep them: every cell is written in one of its many ways, with what must be read of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# What a cell must be on the case; NOTE: in the note as it was written.
NOTE = object()
WAYS: dict[str, tuple[tuple[str, ...], tuple[tuple[str, Any], ...]]] = {
    "name": (
        ("Nom et prénom", "NOM PRENOM", "Ménage", "Demandeur"),
        (
            ("BENALI Nadia", ("BENALI", "Nadia")),
            ("Nadia BENALI", ("BENALI", "Nadia")),
            ("Lefèvre, Éloïse", ("Lefèvre", "Éloïse")),
            ("EL AMRANI Sofia", ("EL AMRANI", "Sofia")),
            ("N'Diaye", ("N'Diaye", "")),
        ),
    ),
    "phone": (
        ("Tél.", "TELEPHONE", "Portable", "N° de téléphone"),
        (
            ("06 39 98 00 01", "06 39 98 00 01"),
            ("06.39.98.00.01", "06.39.98.00.01"),
            ("+33 6 39 98 00 01", "+33 6 39 98 00 01"),
            ("639980001", "0639980001"),
            ("pas de téléphone", NOTE),
        ),
    ),
    "received_on": (
        ("Date de réception", "Reçu le", "Date d'entrée", "DATE"),
        (
            ("12/03/2024", date(2024, 3, 12)),
            ("12/3/24", date(2024, 3, 12)),
            ("2024-03-12", date(2024, 3, 12)),
            ("12 mars 2024", date(2024, 3, 12)),
            ("45363", date(2024, 3, 12)),
            ("12/03/2024 00:00:00", date(2024, 3, 12)),
            ("mars 2024", NOTE),
            ("31/02/2024", NOTE),
        ),
    ),
    "children_ages": (
        ("Âge enfants", "Ages des enfants"),
        (("4, 7", (4, 7)), ("3 ans et 12 ans", (3, 12)), ("deux petits", NOTE), ("31", NOTE)),
    ),
    "monthly_resources": (
        ("Ressources", "Revenus mensuels"),
        (("1 234,50 €", Decimal("1234.50")), ("980", Decimal("980.00")), ("RSA", NOTE), ("-12", NOTE)),
    ),
    "housing": (
        ("Situation logement", "Hébergement"),
        (("chez ses parents", "hosted_by_family"), ("SDF", "no_home"), ("Hôtel", "hotel"), ("ne sait plus", NOTE)),
    ),
    "nur": (
        ("NUR", "Numéro unique"),
        (
            ("069 0221 004512 11693", "069 0221 004512 11693"),
            ("069 022-a 4512", "069 022-A 4512"),
            ("en cours", NOTE),
            ("0690…", NOTE),
        ),
    ),
    "employer": (("Employeur", "Entreprise"), (("Boulangerie du Parc", "Boulangerie du Parc"), ("x" * 121, NOTE))),
}
FREE = ("Observations", "Mesures AVDL", "Prochaine action", "Colonne vide", "")
FREE_CELLS = ("à rappeler lundi", "0690…", "voir\nle courrier", "#N/A", "?", "1;2", 'elle dit "oui"')
NEEDED = ("name", "phone", "received_on")


@dataclass(frozen=True)
class Messy:
    """`rows` as they are written; `fields` by place, None for a free column; `households`: the rows that say something,
    each with what its cells must become by place, and whether the row must be refused."""

    rows: list[list[str]]
    fields: list[str | None]
    households: list[tuple[list[str], dict[int, Any], bool]]


def messy(seed: int) -> Messy:
    draw = random.Random(seed)  # noqa: S311: tables, not secrets
    others = [name for name in WAYS if name not in NEEDED]
    fields: list[str | None] = [*NEEDED, *draw.sample(others, draw.randint(0, 4)), *[None] * draw.randint(1, 3)]
    draw.shuffle(fields)
    free = draw.sample(FREE, 3)
    header = [draw.choice(WAYS[name][0]) if name else free.pop() for name in fields]
    header = [draw.choice((cell, cell.upper(), f" {cell} ", cell.replace("é", "e"))) for cell in header]
    made = Messy([*[["Suivi des ménages"], []][: draw.randint(0, 2)], header], fields, [])
    for _ in range(draw.randint(3, 12)):
        if draw.random() < 0.2:
            made.rows.append([])
        drawn = [_cell(draw, name) for name in fields]
        cells = [cell for cell, _value in drawn]
        expected = {place: value for place, (cell, value) in enumerate(drawn) if cell}
        made.rows.append(cells)
        if expected:
            bare = not cells[fields.index("name")] or _unreachable(fields, expected)
            made.households.append((cells, expected, bare))
    return made


def _cell(draw: random.Random, name: str | None) -> tuple[str, Any]:
    if draw.random() < 0.15:
        return "", None
    return draw.choice(WAYS[name][1]) if name else (draw.choice(FREE_CELLS), NOTE)


def _unreachable(fields: Sequence[str | None], expected: dict[int, Any]) -> bool:
    return all(expected.get(fields.index(name), NOTE) is NOTE for name in ("phone", "received_on"))
