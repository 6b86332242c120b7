"""Delays of the law: how long they are on a day, and how they are counted, forward and back.

Days and weeks: the day that opens the delay does not count. Months and years: they end on the same day of the month, or
on the last one of a shorter month (code de procédure civile, article 641).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from palier.rules.days import months_later
from palier.rules.figures import Source
from palier.rules.law import book
from palier.rules.parameter import Dated, Parameter

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Delay:
    """So many days, weeks, months or years, with where that comes from."""

    number: int
    unit: str
    source: Source

    def after(self, start: date, times: int = 1) -> date:
        """The last day of the delay, or of the n-th in a row, each counted from `start`. OverflowError past 9999."""
        return shift(start, times * self.number, self.unit)


@dataclass(frozen=True)
class Truce:
    """A stretch of each winter, over the year's end. `first` and `last`: its bounds, both included, as `11-01`."""

    first: str
    last: str
    source: Source

    def first_day_after(self, day: date) -> date | None:
        """The day on which the truce that holds on a day is over; None outside of it. OverflowError past 9999."""
        month_and_day = day.isoformat().split("-", 1)[1]
        end = date.fromisoformat(f"{day.year:04}-{self.last}")
        if month_and_day >= self.first:
            end = shift(end, 1, "year")
        elif month_and_day > self.last:
            return None
        return end + timedelta(days=1)


def shift(day: date, number: int, unit: str) -> date:
    """The day so many units later, or earlier. OverflowError outside the calendar, ValueError for another unit."""
    match unit:
        case "day":
            return day + timedelta(days=number)
        case "week":
            return day + timedelta(weeks=number)
        case "month":
            return months_later(day, number)
        case "year":
            return months_later(day, MONTHS_OF_A_YEAR * number)
    raise ValueError(f"{unit} is not a unit of time")


def delay_of(names: Sequence[str], holds_on: date, asked_on: date | None = None) -> Delay | None:
    """The delay that holds on a day: a text may change its unit, hence one parameter a unit. None when none was read.

    Provisional when asked for, on `holds_on` unless said, after the last day it was checked for.
    """
    for name in names:
        parameter = book().parameters[name]
        dated = parameter.at(holds_on)
        if dated is not None:
            return _delay(parameter, dated, asked_on or holds_on)
    return None


def counted_back(names: Sequence[str], end: date) -> tuple[date, Delay] | None:
    """The last day to act before `end`, with the delay in force on that very day; None when none was read.

    The newest text comes first: it governs what it still leaves time to do under it.
    """
    for name in names:
        parameter = book().parameters[name]
        for dated in reversed(parameter.values):
            limit = shift(end, -int(dated.number()), parameter.unit)
            if parameter.at(limit) is dated:
                return limit, _delay(parameter, dated, limit)
    return None


def winter_truce(day: date) -> Truce | None:
    """The truce as the law of the day has it."""
    parameter = book().parameters["deadline.winter_truce"]
    dated = parameter.at(day)
    if dated is None:
        return None
    bounds = dated.names()
    return Truce(bounds["first"], bounds["last"], _source(parameter, dated, day))


def _delay(parameter: Parameter, dated: Dated, asked_on: date) -> Delay:
    return Delay(int(dated.number()), parameter.unit, _source(parameter, dated, asked_on))


def _source(parameter: Parameter, dated: Dated, asked_on: date) -> Source:
    return Source(parameter.name, dated.since, dated.citation, dated.confidence, parameter.lapsed(asked_on))
