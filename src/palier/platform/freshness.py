"""Which figures of the law are past the day they were checked until, and which soon will be.

One answer for `palier freshness` and `palier check`; the page of the law flags the same as past. No Django, since a
command reads it without a database.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from palier.rules.law import Book

LAPSE = timedelta(days=60)


@dataclass(frozen=True)
class Lapsing:
    """Names of parameters with the last day they were checked for, soonest first. `past`: that day is over."""

    past: dict[str, date]
    coming: dict[str, date]

    def __bool__(self) -> bool:
        return bool(self.past or self.coming)


def lapsing(book: Book, today: date) -> Lapsing:
    """What is past its check today, and what will be within sixty days."""
    within = book.lapsing(today + LAPSE)
    past = {name: until for name, until in within.items() if book.parameters[name].lapsed(today)}
    return Lapsing(past, {name: until for name, until in within.items() if name not in past})
