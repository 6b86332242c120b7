"""Values of columns as the documents write them, and one given value as a column."""

from collections.abc import Sequence

from palier.rules.columns import Column
from palier.rules.figures import UNITS


def amount(value: int, unit: str) -> str:
    places = UNITS[unit]
    whole, rest = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{places}d}"


def one(value: int | None) -> Column:
    return Column.given([value])


def code(name: str | None, names: Sequence[str]) -> Column:
    return one(None if name is None else names.index(name))
