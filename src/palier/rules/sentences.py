"""The sentences people read, in French and in English, and figures as each language writes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from palier.rules.figures import UNITS
from palier.rules.financing import FINANCINGS
from palier.rules.strict_yaml import read_yaml
from palier.rules.territory import insee_code

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")
FOLDER = Path(__file__).parent
# Counted units and the words they take in `units`.
_COUNTED = {
    "room": "rooms", "person": "persons", "request": "requests", "part": "parts",
    "age": "ages", "day": "days", "week": "weeks", "month": "months", "year": "years",
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """How to call communes and kinds of homes, by their code in the columns; without a name, the code is shown."""

    communes: Mapping[int, str] = field(default_factory=dict)
    kinds: Mapping[int, str] = field(default_factory=dict)


class Sentences:
    """The sentences of one language. KeyError for a path that is not written."""

    def __init__(self, language: Language, names: Names) -> None:
        self.language = language
        self.names = names
        self._texts = _texts(language)

    def say(self, path: str, **figures: object) -> str:
        """The sentence written at a path such as `criteria.income_ceiling.yes`, with its figures."""
        return self._texts[path].format(**figures)

    def has(self, path: str) -> bool:
        return path in self._texts

    def count(self, path: str, number: int) -> str:
        """`path_one` or `path_many`, the number in words up to ten."""
        if number == 1:
            return self.say(f"{path}_one")
        return self.say(f"{path}_many", count=self._texts.get(f"counts.{number}", number))

    def listed(self, items: Sequence[str]) -> str:
        """Items joined as the language enumerates them."""
        *first, last = items
        before = self.say("list.join").join(first)
        return self.say("list.last").join((before, last)) if before else last

    def figure(self, value: int | None, unit: str) -> str:
        """A value of a column as it is read aloud: `412,50 €`, `62,5 m²`, `33 %`, `2 pièces`."""
        if value is None:
            return self.say("not_given")
        if unit in UNITS:
            return self._measure(Decimal(value).scaleb(-UNITS[unit]), unit)
        if unit == "commune":
            return self.names.communes.get(value) or insee_code(value)
        if unit == "kind":
            return self.names.kinds.get(value, str(value))
        if unit == "financing":
            return FINANCINGS[value]
        return self.say("units.accessible" if value else "units.not_accessible")

    def day(self, day: date) -> str:
        """A day as it is read aloud: `12 mars 2026`."""
        number = self.say("dates.first") if day.day == 1 else day.day
        return f"{number} {self.say(f'dates.months.{day.month}')} {day.year}"

    def _measure(self, number: Decimal, unit: str) -> str:
        if unit.startswith("euro"):
            whole = unit == "euro_year" and number == number.to_integral_value()
            amount = self._grouped(f"{number:,.0f}" if whole else f"{number:,.2f}")
            if self.language == "fr":
                return f"{amount}\N{NO-BREAK SPACE}€"
            return f"-€{amount[1:]}" if amount.startswith("-") else f"€{amount}"
        if unit in ("rate", "fine_rate"):
            percent = self._grouped(_plain(number.scaleb(2)))
            return f"{percent}\N{NO-BREAK SPACE}%" if self.language == "fr" else f"{percent}%"
        if unit == "square_metre":
            return f"{self._grouped(_plain(number))}\N{NO-BREAK SPACE}m²"
        written = self._grouped(_plain(number))
        if unit in _COUNTED:
            # French says the plural from 2 on, English for anything but 1.
            singular = abs(number) < 2 if self.language == "fr" else abs(number) == 1
            return self.say(f"units.{_COUNTED[unit]}_{'one' if singular else 'many'}", count=written)
        return self.say(f"units.{unit}", count=written)

    def _grouped(self, text: str) -> str:
        if self.language == "en":
            return text
        return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


def _plain(number: Decimal) -> str:
    """Digits without trailing zeros nor exponent, thousands by commas."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=2)
def _texts(language: Language) -> dict[str, str]:
    """Every sentence of a language by its path."""
    return dict(_leaves(read_yaml(FOLDER.joinpath(f"sentences.{language}.yaml")), ""))


def _leaves(texts: Mapping[Any, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, text in texts.items():
        if isinstance(text, dict):
            yield from _leaves(text, f"{path}{key}.")
        else:
            yield f"{path}{key}", text


def sentences(language: Language, names: Names | None = None) -> Sentences:
    """The sentences of a language, calling communes and kinds by the names given."""
    return Sentences(language, names or Names())
