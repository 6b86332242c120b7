"""Financing of a home: the code of its income ceiling, from what its landlord declares."""

import unicodedata

from palier.rules.law import Law

FINANCINGS = ("PLAI", "PLUS", "PLS")


def financing_number(ceiling: str) -> int:
    """The code of a ceiling in a column. ValueError when it is not one of FINANCINGS."""
    return FINANCINGS.index(ceiling)


def ceiling_of(declared: str, law: Law) -> str | None:
    """PLAI, PLUS or PLS for a financing as declared (case, accents and spaces aside), or None when not known."""
    bare = unicodedata.normalize("NFKD", declared.lower()).encode("ascii", "ignore").decode()
    return law.names("financing.ceiling").get(" ".join(bare.split()))
