"""Forms as people type: `{{ form }}` and `{{ form.field.as_field_group }}` with their help, errors and links.

Dates accept `3/4`, `03/04/2026`, `3 avril`; amounts accept `412,5` and `1 234,50 €`.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import TemplatesSetting
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from palier.ui import formats

Lean = Literal["nearest", "past", "future"]

ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
FIGURES = re.compile(r"(?P<day>\d{1,2}) ?[/.\- ] ?(?P<month>\d{1,2})(?: ?[/.\- ] ?(?P<year>\d{4}|\d{2}))?")
WORDS = re.compile(
    r"(?:[a-z]+ )?(?P<day>\d{1,2})(?:er|st|nd|rd|th)?\s+(?P<month>[a-z]+)\.?(?:\s+(?P<year>\d{4}|\d{2}))?"
)
AMOUNT = re.compile(
    r"(?P<sign>-?)(?P<whole>\d+|\d{1,3}(?P<group>[ .,'])\d{3}(?:(?P=group)\d{3})*)"
    r"(?:(?P<mark>[.,])(?P<cents>\d{1,2}))?"
)
FIRST_YEAR, LAST_YEAR = 1900, 2199
# Characters of a choice that half the width of a form shows whole.
SHORT_CHOICE = 32
SPACES = re.compile(r"\s+")


class Renderer(TemplatesSetting):
    """The form renderer of the settings: every form and every field is drawn by our templates."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def is_short(field: forms.BoundField) -> bool:
    """Whether half a line is enough: a day, an amount, a number, one of a few words. Rows of a table are not read."""
    widget = field.field.widget
    if isinstance(widget, forms.Select):
        if widget.allow_multiple_selected or isinstance(widget.choices, ModelChoiceIterator):
            return False
        return all(len(str(label)) <= SHORT_CHOICE for _code, label in widget.choices)
    return isinstance(widget, forms.NumberInput) or widget.attrs.get("class") in {"day", "amount", "short"}


def _plain(text: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return SPACES.sub(" ", bare.replace("’", "'")).strip().lower()


@lru_cache
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in ("fr", "en"):
        with override(language):
            names |= {_plain(str(name)): number for number, name in MONTHS.items()}
    return names


def _month(word: str) -> int | None:
    """The month whose name, French or English, begins with these three letters or more; None when two do."""
    names = _month_names()
    found = {number for name, number in names.items() if len(word) >= 3 and name.startswith(word)}
    return found.pop() if len(found) == 1 else None


def _day_in(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def chosen_words(form: forms.BaseForm) -> list[str]:
    """What the filters of a bound form keep, as read on paper: `Answer: yes`. Nothing while one is not valid."""
    if not form.is_valid():
        return []
    return [_chosen_word(form.fields[name], value) for name, value in form.cleaned_data.items() if value]


def _chosen_word(field: forms.Field, value: Any) -> str:
    if value is True:
        return str(field.label)
    coded = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    return f"{field.label}: {dict(field.choices).get(value, value) if coded else value}"


def read_day(text: str, today: date, lean: Lean = "nearest") -> date | None:
    """The day a person wrote; None when no calendar has it. Raises LookupError when it is not a day at all.

    A missing year, or century, is the one that brings the day nearest to today: before it, after it, or either.
    """
    typed = _plain(text)
    match = ISO.fullmatch(typed) or FIGURES.fullmatch(typed) or WORDS.fullmatch(typed)
    if match is None:
        raise LookupError(text)
    month = int(match["month"]) if match["month"].isdigit() else _month(match["month"])
    if month is None:
        raise LookupError(text)
    years = _years(match["year"], today)
    days = [found for year in years if (found := _day_in(year, month, int(match["day"])))]
    if len(years) > 1:
        kept = [found for found in days if {"past": found <= today, "future": found >= today}.get(lean, True)]
        days = sorted(kept or days, key=lambda found: abs(found - today))
    return days[0] if days else None


def _years(written: str | None, today: date) -> list[int]:
    if written is None:
        return [today.year + shift for shift in range(-4, 5)]
    if len(written) == 4:
        return [int(written)]
    return [today.year // 100 * 100 + shift + int(written) for shift in (-100, 0, 100)]


class DayField(forms.Field):
    """A date as one writes it. `today` (a date, or what gives it) and `lean` settle a missing year."""

    default_error_messages = {
        "invalid": _("Write the day, then the month: 3/4, 03/04/2026 or 3 April."),
        "impossible": _("This day does not exist: check the day, the month and the year."),
    }

    def __init__(self, *, today: date | Callable[[], date], lean: Lean = "nearest", **kwargs: Any) -> None:
        self.today = today
        self.lean = lean
        kwargs.setdefault("help_text", _("For instance 3/4, 03/04/2026 or 3 April."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "day", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            found = read_day(str(value), self.today() if callable(self.today) else self.today, self.lean)
        except LookupError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if found is None:
            raise ValidationError(self.error_messages["impossible"], code="impossible")
        return found

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


def read_amount(text: str) -> Decimal | None:
    """The amount a person wrote, in euros with two decimals; None when it is not one, or could be two."""
    typed = _plain(text).replace("−", "-")
    typed = re.sub(r"^(-?)€ ?|(?<=\d) ?(?:€|euros?|eur)$", r"\1", typed)
    match = AMOUNT.fullmatch(typed)
    if match is None or (match["group"] and match["group"] == match["mark"]):
        return None
    whole = re.sub(r"\D", "", match["whole"])
    if match["group"] in {".", ","} and match["whole"].count(match["group"]) == 1 and not match["mark"]:
        return None
    return Decimal(f"{match['sign']}{whole}.{(match['cents'] or '').ljust(2, '0')}")


class AmountField(forms.Field):
    """Euros as one writes them: `412,5`, `1 234,50 €`. Not negative unless `negative=True`."""

    unit = "€"
    default_error_messages = {
        "invalid": _("Write an amount in euros: 412, 412.50 or 1 234.50."),
        "negative": _("Write an amount that is not below zero."),
        "large": _("This amount is too large: check the figures."),
    }

    def __init__(self, *, negative: bool = False, most: Decimal = Decimal("9999999.99"), **kwargs: Any) -> None:
        self.negative = negative
        self.most = most
        attributes = {"class": "amount", "inputmode": "decimal", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        amount = read_amount(str(value))
        if amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if amount < 0 and not self.negative:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if abs(amount) > self.most:
            raise ValidationError(self.error_messages["large"], code="large")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value, 2) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class Completion(forms.TextInput):
    """A text field that completes as one types. Without script it is a text field.

    `url` answers `ui/options.html` to a GET that carries what is typed under the field's own name.
    """

    template_name = "ui/completion.html"

    def __init__(self, url: Any = "", attrs: dict[str, Any] | None = None) -> None:
        self.url = url
        super().__init__(attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = f"{context['widget']['attrs'].get('id', name)}_options"
        context["widget"]["options"] = options
        context["widget"]["attrs"] |= {"list": options, "autocomplete": "off"}
        if self.url:
            context["widget"]["attrs"] |= {
                "hx-get": str(self.url),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": f"#{options}",
                "hx-sync": "this:replace",
            }
        return context


class CompletionField(forms.CharField):
    """A name picked or typed; `resolve` turns it into what it names, or returns None when it names nothing."""

    widget = Completion
    default_error_messages = {"unnamed": _("We do not know this name: choose one of those that are offered.")}

    def __init__(self, *, resolve: Callable[[str], Any], url: Any = "", **kwargs: Any) -> None:
        self.resolve = resolve
        kwargs.setdefault("widget", Completion(url))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = self.resolve(text)
        if found is None:
            raise ValidationError(self.error_messages["unnamed"], code="unnamed")
        return found
