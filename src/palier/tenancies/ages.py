"""The age beyond which nobody lives in a young workers' residence (CASF D312-153-1): when a household reaches it."""

from collections.abc import Iterable
from datetime import date

from palier.cases.enums import PersonKind
from palier.cases.models import Person
from palier.homes.enums import ResidenceKind
from palier.rules.days import months_later
from palier.rules.law import law_on

FIGURE = "young_workers_residence.oldest"


def last_age(residence: str | None, on: date) -> int | None:
    """The last age, in whole years, at which one may live in a residence of that kind; None: no text says one."""
    if residence != ResidenceKind.YOUNG_WORKERS_RESIDENCE:
        return None
    figure = law_on(on).figure(FIGURE)
    return int(figure.values[0]) if figure.known[0] else None


def too_old_from(people: Iterable[Person], last: int) -> date | None:
    """The first birthday past that age of an adult whose birth date is known."""
    adults = (one.born_on for one in people if one.kind != PersonKind.CHILD and one.born_on)
    return min((months_later(born, 12 * (last + 1)) for born in adults), default=None)
