"""A run of days, half-open, and the years of an agreement: disjoint, so that no year is another less a third."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from palier.organisations.models import Agreement
from palier.rules.days import months_later

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From a day to the day before `until`."""

    starts_on: date
    until: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.starts_on <= day < self.until

    def days_of(self, begins: date, ends: date | None) -> int:
        """How many of its days are in `[begins, ends)`."""
        last = self.until if ends is None else min(self.until, ends)
        return max((last - max(self.starts_on, begins)).days, 0)

    def seen_on(self, today: date) -> "Period":
        """What has come of it, `today` included."""
        return Period(self.starts_on, min(self.until, today + DAY))


def years_of(agreement: Agreement, today: date) -> Iterator[Period]:
    """The years of an agreement that have begun, counted from its first day."""
    end, number = agreement.ends_on + DAY, 0
    while True:
        starts_on = months_later(agreement.starts_on, 12 * number)
        if starts_on >= end or starts_on > today:
            return
        number += 1
        yield Period(starts_on, min(months_later(agreement.starts_on, 12 * number), end))
