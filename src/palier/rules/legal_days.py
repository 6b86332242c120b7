"""Legal days: which day an instant belongs to, and which days are worked. Metropolitan France, one calendar for all.

The two holidays that the Moselle and Alsace have besides are worked days here.
"""

import calendar
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
WEEKEND = (calendar.SATURDAY, calendar.SUNDAY)


def legal_day(instant: datetime) -> date:
    """The day it is in Paris at an instant. ValueError for one without a time zone: it belongs to no day."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(PARIS).date()


@cache
def public_holidays(year: int) -> frozenset[date] | None:
    """The public holidays of a year (code du travail, article L3133-1); None for a year the library does not know."""
    # It takes half as long to load as everything else together, and most deadlines need no calendar.
    from holidays import country_holidays

    found = country_holidays("FR", years=year)
    return frozenset(found) if found.start_year <= year <= found.end_year else None


def next_working_day(day: date) -> date | None:
    """The day itself, or the first one after it that is no Saturday, Sunday or public holiday; None when not known."""
    while True:
        holidays = public_holidays(day.year)
        if holidays is None:
            return None
        if day.weekday() not in WEEKEND and day not in holidays:
            return day
        day += timedelta(days=1)
