"""Every figure of the law on a day, in words: its value, its text, how sure it is, and what it was before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language

from palier.platform.text import search_key
from palier.platform.typography import typeset
from palier.rules.figures import Confidence
from palier.rules.law import Book, scaled
from palier.rules.parameter import Dated, Ladder, Parameter
from palier.rules.sentences import Language, sentences
from palier.territory.models import Commune
from palier.ui.components import Status
from palier.ui.formats import day
from palier.web.law.words import (
    AS_OF,
    ASPECTS,
    CODES,
    ENDS,
    GROUPS,
    PAST_CHECK,
    TO_BE_CONFIRMED,
    amounts_title,
    beyond_title,
    day_of_year,
    group_title,
    line_title,
    unit_words,
)

# A list of codes that long, or shorter, is written in line; a table that long is unfolded.
SHORT, UNFOLDED = 2, 8


@dataclass(frozen=True)
class Value:
    """One dated value in words: a text, the cells of a ladder (None: not read), a list, or pairs of a table."""

    since: date
    until: date | None
    citation: str
    status: Status
    read_in: str
    method: str
    note: str
    text: str = ""
    cells: Sequence[str | None] = ()
    listed: Sequence[str] = ()
    pairs: Sequence[tuple[str, str]] = ()

    @property
    def short(self) -> bool:
        return len(self.pairs) <= UNFOLDED


@dataclass(frozen=True)
class LawFigure:
    """A parameter as the page shows it; `value` is None where no value has been read for the day.

    `ended`: the last day of its last value, where the day comes after it. `as_of`: by which other day it is chosen.
    `amounts`: what its euros are counted by. `headings`: those of a ladder, beside `value.cells` and those of `every`.
    `every`: all its values, the latest first.
    """

    name: str
    file: str
    about: str
    amounts: str
    checked_until: date
    past_check: bool
    headings: Sequence[str]
    value: Value | None
    ended: date | None
    as_of: str
    every: Sequence[Value]
    to_be_confirmed: bool

    @cached_property
    def key(self) -> str:
        """What the words of the filter are looked for in."""
        texts = [self.name, self.about, group_title(self.file)]
        return search_key(*texts, self.value.citation if self.value else "")

    @property
    def ladder(self) -> Sequence[tuple[str, str | None]]:
        """The lines of the day's value, each under its heading."""
        return list(zip(self.headings, self.value.cells, strict=False)) if self.value else []

    def has_mark(self, mark: str) -> bool:
        return {TO_BE_CONFIRMED: self.to_be_confirmed, PAST_CHECK: self.past_check}.get(mark, True)


@dataclass(frozen=True)
class Group:
    file: str
    title: str
    figures: Sequence[LawFigure]


def figures_on(day: date, book: Book) -> list[LawFigure]:
    """Every figure of the book as it stands on the day, in the order of the page. One query: the names of communes."""
    place = {file: position for position, file in enumerate(GROUPS)}
    parameters = sorted(book.parameters.values(), key=lambda found: (place.get(found.file, len(place)), found.file))
    writer = _Writer("en" if get_language() == "en" else "fr", _commune_names(book))
    return [writer.figure(parameter, day) for parameter in parameters]


def chosen(figures: Iterable[LawFigure], words: str, mark: str) -> list[LawFigure]:
    """Those that have the mark and, somewhere in their names, their text or their group, every word."""
    wanted = search_key(words).split()
    return [one for one in figures if one.has_mark(mark) and all(word in one.key for word in wanted)]


def grouped(figures: Iterable[LawFigure]) -> list[Group]:
    return [Group(file, group_title(file), list(found)) for file, found in groupby(figures, key=lambda one: one.file)]


def counts(figures: Sequence[LawFigure]) -> dict[str, int]:
    return {
        "total": len(figures),
        "to_be_confirmed": sum(one.to_be_confirmed for one in figures),
        "past_check": sum(one.past_check for one in figures),
        "absent": sum(one.value is None for one in figures),
    }


def _commune_names(book: Book) -> dict[str, str]:
    """How the communes that the law names are called, by their INSEE code."""
    codes: set[str] = set()
    for parameter in book.parameters.values():
        for dated in parameter.values if parameter.unit == "commune" else ():
            codes |= {*dated.value, *(dated.value.values() if isinstance(dated.value, dict) else ())}
    return {found.insee: str(found) for found in Commune.objects.filter(insee__in=codes)}


class _Writer:
    """Figures in one language."""

    def __init__(self, language: Language, communes: Mapping[str, str]) -> None:
        self.language = language
        self.communes = communes
        self.words = sentences(language)

    def figure(self, parameter: Parameter, day: date) -> LawFigure:
        past_check, dated = parameter.lapsed(day), parameter.at(day)
        headings, lines = self._ladder(parameter)
        values = {one.since: self._value(parameter, one, lines) for one in parameter.values}
        sure = dated is None or (dated.confidence is Confidence.VERIFIED and not past_check)
        return LawFigure(
            parameter.name,
            parameter.file,
            self._said(parameter.about),
            amounts_title(parameter.unit),
            parameter.checked_until,
            past_check,
            headings,
            values[dated.since] if dated else None,
            next((one.until for one in reversed(parameter.values) if one.since <= day), None)
            if dated is None
            else None,
            str(AS_OF.get(parameter.as_of, "")),
            list(reversed(values.values())),
            not sure,
        )

    def _said(self, texts: Mapping[str, str]) -> str:
        text = texts.get(self.language, "")
        return typeset(text) if self.language == "fr" else text

    def _ladder(self, parameter: Parameter) -> tuple[Sequence[str], Sequence[int | None]]:
        """The headings of a ladder and its lines, None for what each one beyond the top adds; nothing for a number."""
        ladders = [dated.value for dated in parameter.values if isinstance(dated.value, Ladder)]
        top = max((max(ladder.steps, default=0) for ladder in ladders), default=0)
        titles, lines = [line_title(parameter.name, line) for line in range(1, top + 1)], [*range(1, top + 1)]
        if any(ladder.extra is not None for ladder in ladders):
            return [*titles, beyond_title(parameter.name)], [*lines, None]
        return (titles, lines) if top > 1 else ((), ())

    def _value(self, parameter: Parameter, dated: Dated, lines: Sequence[int | None]) -> Value:
        return Value(
            dated.since,
            dated.until,
            typeset(dated.citation),
            self._status(dated.confidence),
            typeset(dated.source),
            self._said(dated.method),
            self._said(dated.note),
            **self._content(parameter, dated, lines),
        )

    def _content(self, parameter: Parameter, dated: Dated, lines: Sequence[int | None]) -> dict[str, Any]:
        """What the value is: `pairs`, `listed`, `cells` or `text`."""
        if isinstance(dated.value, dict):
            return {"pairs": [self._pair(parameter, key, code) for key, code in dated.value.items()]}
        if isinstance(dated.value, tuple):
            listed = [self._code(parameter, code) for code in dated.value]
            return {"listed": listed} if len(listed) > SHORT else {"text": ", ".join(listed)}
        ladder = dated.ladder()
        if not lines:
            return {"text": f"{self._number(parameter, ladder.steps.get(1))} {unit_words(parameter.unit)}".strip()}
        numbers = [ladder.extra if line is None else ladder.steps.get(line) for line in lines]
        return {"cells": [None if one is None else self._number(parameter, one) for one in numbers]}

    def _number(self, parameter: Parameter, number: Decimal | None) -> str:
        return self.words.figure(scaled(number, parameter.unit), parameter.unit)

    def _status(self, confidence: Confidence) -> Status:
        words = capfirst(self.words.say(f"confidence.{confidence}"))
        return Status("yes" if confidence is Confidence.VERIFIED else "unknown", words)

    def _code(self, parameter: Parameter, code: str) -> str:
        """A code in words where there are some: the name of a commune, a sentence of the rules; else the code."""
        if parameter.unit == "commune":
            return self.communes.get(code, code)
        path = f"{parameter.name.split('.')[0]}.{code}"
        return typeset(self.words.say(path)) if self.words.has(path) else code

    def _pair(self, parameter: Parameter, key: str, code: str) -> tuple[str, str]:
        if key == "type2_since":
            return str(ASPECTS[key]), day(date.fromisoformat(code))
        if parameter.unit == "kind":
            return str(ASPECTS.get(key, key)), str(CODES.get(key, {}).get(code, code))
        if parameter.unit == "calendar_day":
            return str(ENDS.get(key, key)), day_of_year(code)
        return self._code(parameter, key), self._code(parameter, code)
