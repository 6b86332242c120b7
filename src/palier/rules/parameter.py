"""One parameter of the law as written in YAML: what is read, and what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from palier.rules.figures import CODE_UNITS, UNITS, Confidence
from palier.rules.strict_yaml import YamlError, read_yaml

PARAMETER_KEYS = {"about", "unit", "checked_until", "values", "computed", "as_of"}
VALUE_KEYS = {"value", "until", "confidence", "citation", "method", "source", "note"}
EXTRA = "extra"
LANGUAGES = ("en", "fr")


class LawError(ValueError):
    """A parameter is refused; says the file, the parameter and why."""

    def __init__(self, file: str, parameter: str, why: str) -> None:
        super().__init__(f"{file}: {parameter}: {why}" if parameter else f"{file}: {why}")


@dataclass(frozen=True)
class Ladder:
    """A value a line (a category, a number of persons), and the step for each line beyond the top one."""

    steps: Mapping[int, Decimal]
    extra: Decimal | None


@dataclass(frozen=True)
class Dated:
    """A value and the days it holds, both included; `until` None when nothing says it ends.

    `source`: where it was read, empty when nothing says. `method` (how it was derived) and `note`: a text by language,
    empty when there is none.
    """

    since: date
    until: date | None
    value: Any
    confidence: Confidence
    citation: str
    source: str = ""
    method: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)

    def number(self) -> Decimal:
        return self._as(Decimal)  # type: ignore[no-any-return]

    def ladder(self) -> Ladder:
        """Its lines; a number is a ladder of one line, which lets figures of one kind stand side by side."""
        if isinstance(self.value, Decimal):
            return Ladder({1: self.value}, None)
        return self._as(Ladder)  # type: ignore[no-any-return]

    def codes(self) -> tuple[str, ...]:
        return self._as(tuple)  # type: ignore[no-any-return]

    def names(self) -> Mapping[str, str]:
        return self._as(dict)  # type: ignore[no-any-return]

    def _as(self, kind: type) -> Any:
        if not isinstance(self.value, kind):
            raise TypeError(f"the value is a {type(self.value).__name__}, not a {kind.__name__}")
        return self.value


@dataclass(frozen=True)
class Parameter:
    """A name of the law with its unit, its dated values in order, and the last day it was checked for.

    `about`: what it is, by language. `file`: the YAML file it is written in, without its extension.
    """

    name: str
    file: str
    about: Mapping[str, str]
    unit: str
    checked_until: date
    values: tuple[Dated, ...]
    as_of: str | None

    @property
    def top(self) -> int:
        """The highest line any of its ladders has."""
        return max(max(dated.ladder().steps, default=0) for dated in self.values)

    def at(self, day: date) -> Dated | None:
        """The value that holds on a day, or None."""
        for dated in reversed(self.values):
            if dated.since <= day:
                return dated if dated.until is None or day <= dated.until else None
        return None

    def lapsed(self, day: date) -> bool:
        """Whether the day is past the last one it was checked for: its value of that day is then provisional."""
        return day > self.checked_until


def read_parameters(path: Path, known: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """The parameters of one file, in order; a computed one may use those above it and those already `known`."""
    try:
        document = read_yaml(path)
    except YamlError as error:
        raise LawError(path.name, "", str(error)) from error
    parameters: dict[str, Parameter] = {}
    for name, written in document.items():
        parameters[name] = _Reader(path.name, name, {**known, **parameters}).read(written)
    return parameters


@dataclass(frozen=True)
class _Reader:
    file: str
    name: str
    above: Mapping[str, Parameter]

    def refuse(self, why: str) -> LawError:
        return LawError(self.file, self.name, why)

    def read(self, written: Any) -> Parameter:
        if not isinstance(written, dict):
            raise self.refuse("a mapping is expected")
        self.only(written, PARAMETER_KEYS)
        about = self.texts(written.get("about"), "about")
        unit = written.get("unit")
        if unit not in UNITS and unit not in CODE_UNITS:
            raise self.refuse(f"the unit {unit!r} is not known")
        if ("values" in written) == ("computed" in written):
            raise self.refuse("either values or computed is expected")
        values = self.computed(written["computed"]) if "computed" in written else self.values(written["values"], unit)
        self.apart(values)
        checked_until = self.day(written.get("checked_until"), "checked_until")
        file = self.file.removesuffix(".yaml")
        return Parameter(self.name, file, about, unit, checked_until, values, written.get("as_of"))

    def only(self, written: Mapping[Any, Any], allowed: set[str]) -> None:
        for key in written:
            if key not in allowed:
                raise self.refuse(f"the field {key!r} is not known")

    def day(self, value: Any, field: str) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(f"{field}: a date is expected, not {value!r}")
        return value

    def texts(self, written: Any, field: str) -> Mapping[str, str]:
        if not isinstance(written, dict) or set(written) != set(LANGUAGES):
            raise self.refuse(f"{field}: a text in each language is expected (en, fr)")
        for language, text in written.items():
            if not isinstance(text, str) or not text.strip():
                raise self.refuse(f"{field}: the text in {language!r} is empty")
        return written

    def values(self, written: Any, unit: str) -> tuple[Dated, ...]:
        if not isinstance(written, dict) or not written:
            raise self.refuse("values: a mapping from dates is expected")
        values = tuple(self.dated(since, marked, unit) for since, marked in written.items())
        ladders = [dated.value for dated in values if isinstance(dated.value, Ladder)]
        top = max((max(ladder.steps, default=0) for ladder in ladders), default=0)
        for ladder in ladders:
            if ladder.extra is not None and set(ladder.steps) != set(range(1, top + 1)):
                raise self.refuse(f"extra counts from line {top}: every line up to it is expected")
        return values

    def dated(self, since: Any, marked: Any, unit: str) -> Dated:
        start = self.day(since, "values")
        if not isinstance(marked, dict) or "value" not in marked:
            raise self.refuse(f"{since}: a value with its marks is expected")
        self.only(marked, VALUE_KEYS)
        if marked.get("confidence") not in list(Confidence):
            raise self.refuse(f"{since}: the confidence {marked.get('confidence')!r} is not known")
        confidence = Confidence(marked["confidence"])
        if not marked.get("citation"):
            raise self.refuse(f"{since}: a citation is missing")
        if confidence is Confidence.DERIVED and not marked.get("method"):
            raise self.refuse(f"{since}: a derived value needs its method")
        until = self.day(marked["until"], "until") if "until" in marked else None
        value = self.value(marked["value"], unit)
        return Dated(
            start,
            until,
            value,
            confidence,
            marked["citation"],
            marked.get("source", ""),
            self.texts(marked["method"], "method") if "method" in marked else {},
            self.texts(marked["note"], "note") if "note" in marked else {},
        )

    def value(self, written: Any, unit: str) -> Any:
        if unit in CODE_UNITS:
            return self.words(written)
        if isinstance(written, dict):
            steps = {line: self.number(value, unit) for line, value in written.items() if line != EXTRA}
            if any(not isinstance(line, int) or isinstance(line, bool) or line < 1 for line in steps):
                raise self.refuse("lines are whole numbers from 1, or extra")
            return Ladder(steps, self.number(written[EXTRA], unit) if EXTRA in written else None)
        return self.number(written, unit)

    def words(self, written: Any) -> Any:
        texts = [*written.keys(), *written.values()] if isinstance(written, dict) else written
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise self.refuse("codes are written as text, between quotes")
        return written if isinstance(written, dict) else tuple(written)

    def number(self, written: Any, unit: str) -> Decimal:
        if isinstance(written, bool) or not isinstance(written, int | Decimal):
            raise self.refuse(f"a number is expected, not {written!r}")
        number = Decimal(written)
        if not number.is_finite() or number != number.quantize(Decimal(1).scaleb(-UNITS[unit])):
            raise self.refuse(f"{written} has more decimal places than {unit} keeps")
        return number

    def computed(self, written: Any) -> tuple[Dated, ...]:
        """A ladder times a rate, each line rounded to the whole unit, halves up, at every date of the ladder."""
        if not isinstance(written, dict) or set(written) != {"from", "times", "citation", "method"}:
            raise self.refuse("computed: from, times, citation and method are expected")
        for name in (written["from"], written["times"]):
            if name not in self.above:
                raise self.refuse(f"computed: {name!r} is not written above")
        base, rate = self.above[written["from"]], self.above[written["times"]]
        method = self.texts(written["method"], "method")
        values = []
        for dated in base.values:
            factor = rate.at(dated.since)
            if factor is None:
                raise self.refuse(f"computed: {rate.name} has no value on {dated.since}")
            ladder = dated.ladder()
            product = Ladder(
                {line: _whole(value * factor.number()) for line, value in ladder.steps.items()},
                None if ladder.extra is None else _whole(ladder.extra * factor.number()),
            )
            derived = Dated(dated.since, dated.until, product, Confidence.DERIVED, written["citation"], method=method)
            values.append(derived)
        return tuple(values)

    def apart(self, values: tuple[Dated, ...]) -> None:
        for dated in values:
            if dated.until is not None and dated.until < dated.since:
                raise self.refuse(f"{dated.since}: the value ends before it starts")
        for earlier, later in pairwise(values):
            if later.since <= earlier.since:
                raise self.refuse(f"{later.since}: dates are written in order")
            if earlier.until is not None and earlier.until > later.since - timedelta(days=1):
                raise self.refuse(f"{later.since}: overlaps the value of {earlier.since}")


def _whole(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1), rounding=ROUND_HALF_UP)
