"""Communes as whole numbers, their arrondissements, and the zone of the income ceilings."""

import re

import numpy as np

from palier.rules.columns import Ints
from palier.rules.law import Law

CEILING_ZONES = ("paris", "idf", "other")
# 2A004 is 200004 and 2B033 is 201033: no other code begins so, and order and digits can still be read.
_CORSICA = {"2A": "200", "2B": "201"}
_DEPARTMENTS = {digits: letters for letters, digits in _CORSICA.items()}
_CODE = re.compile(r"(\d{2}|2A|2B)(\d{3})", re.ASCII)
_NUMBER = re.compile(r"(\d{2,3})(\d{3})")


def insee_number(code: str) -> int:
    """The number of an INSEE code of five characters. ValueError when it does not have its form."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise ValueError(f"{code!r} is not an INSEE code of a commune")
    department, rest = match.groups()
    return int(_CORSICA.get(department, department) + rest)


def insee_code(number: int) -> str:
    """The five characters of the code a number stands for. ValueError when it stands for none."""
    match = _NUMBER.fullmatch(f"{number:05d}")
    if match is None:
        raise ValueError(f"{number} is not the number of a commune")
    department, rest = match.groups()
    return _DEPARTMENTS.get(department, department) + rest


def parent_code(code: str, law: Law) -> str:
    """The commune of a municipal arrondissement; any other commune is its own."""
    return law.names("arrondissements").get(code, code)


def parents(communes: Ints, law: Law) -> Ints:
    """The same for a column of INSEE numbers."""
    table = sorted((insee_number(own), insee_number(parent)) for own, parent in law.names("arrondissements").items())
    own = np.array([pair[0] for pair in table], dtype=np.int64)
    parent = np.array([pair[1] for pair in table], dtype=np.int64)
    if not own.size:
        return communes
    found = np.minimum(np.searchsorted(own, communes), own.size - 1)
    return np.where(own[found] == communes, parent[found], communes)


def divided(law: Law) -> Ints:
    """The numbers of the communes that have arrondissements."""
    return np.array([insee_number(code) for code in set(law.names("arrondissements").values())], dtype=np.int64)


def ceiling_zone(code: str, region: str | None, law: Law) -> str | None:
    """Zone of the income ceilings of a commune; None when its region is needed and not given."""
    if parent_code(code, law) in law.codes("ceiling_zone.paris"):
        return "paris"
    if region is None:
        return None
    return "idf" if region in law.codes("ceiling_zone.idf") else "other"
