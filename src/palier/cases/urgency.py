"""How urgent a call is, and why: computed, never typed. U1 to U4 are words on a screen; T1 to T4 are flats."""

import calendar
from collections.abc import Collection
from datetime import date

from palier.cases.enums import Cause, HousingKind, Urgency, UrgencyReason

NO_ROOF = frozenset({HousingKind.NO_HOME, HousingKind.MAKESHIFT})
PROCEDURES = frozenset({Cause.EVICTION, Cause.OVER_INDEBTEDNESS})


def urgency(*, housing: str, until: date | None, causes: Collection[str], today: date) -> tuple[Urgency, UrgencyReason]:
    """The first line that applies, from tonight to prevention, and its reason."""
    if housing in NO_ROOF or (until is not None and until <= today):
        return Urgency.U1, UrgencyReason.NO_ROOF
    if Cause.VIOLENCE in causes:
        return Urgency.U2, UrgencyReason.VIOLENCE
    if until is not None and until <= _a_month_after(today):
        return Urgency.U2, UrgencyReason.MUST_LEAVE
    if PROCEDURES.intersection(causes):
        return Urgency.U3, UrgencyReason.PROCEDURE
    return Urgency.U4, UrgencyReason.LATER if until else UrgencyReason.NONE


def once_housed(causes: Collection[str]) -> tuple[Urgency, UrgencyReason]:
    """Of a household that came in somewhere under a title: no roof, violence at home, an eviction and a day to leave
    were the former home's. A file of over-indebtedness goes on.
    """
    if Cause.OVER_INDEBTEDNESS in causes:
        return Urgency.U3, UrgencyReason.PROCEDURE
    return Urgency.U4, UrgencyReason.NONE


def _a_month_after(day: date) -> date:
    """The same day of the next month, or its last day."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
