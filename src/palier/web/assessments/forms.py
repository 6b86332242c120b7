"""What is typed in an assessment. The fields of a section come from its definition, never from here."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.assessments.enums import OrientationKind, ReadingMeans, RemarkKind, TemporaryKind
from palier.assessments.sections import LONGEST, WORDS_HELP, Field, Kind, Section
from palier.organisations.models import Service
from palier.platform import clock
from palier.ui.forms import AmountField, DayField
from palier.web.cases.forms import YesNoField

WAS, OVER = "was_", "over_"
UNKNOWN = ("", _("not known"))


def words(text: str) -> str:
    """As it is kept: browsers send the line ends of Windows."""
    return text.replace("\r\n", "\n").strip()


class WordsField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", WORDS_HELP)
        super().__init__(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> str:
        return words(super().clean(value))


def _field_of(field: Field) -> forms.Field:
    said = {"label": field.label, "help_text": field.help, "required": False}
    match field.kind:
        case Kind.TEXT:
            return WordsField(**said)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[UNKNOWN, *field.choices], **said)
        case Kind.AMOUNT:
            return AmountField(**said)
        case Kind.DAY:
            return DayField(today=clock.today, **{**said, "help_text": field.help} if field.help else said)
        case Kind.YES_NO:
            return YesNoField(**said)


def plain(value: Any) -> str:
    """A cleaned value as a section keeps it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _initial(field: Field, kept: str) -> Any:
    if kept and field.kind == Kind.AMOUNT:
        return Decimal(kept)
    return date.fromisoformat(kept) if kept and field.kind == Kind.DAY else kept


class SectionForm(forms.Form):
    """The fields of a section, each with the text it is typed over (`was_…`), so that nobody overwrites anybody unseen.

    A colleague's text that was shown and is to be replaced comes back as `over_…`.
    """

    lapse = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, section: Section, kept: Mapping[str, str], data: Any = None, *, focus: bool = True) -> None:
        super().__init__(
            data, initial={field.code: _initial(field, kept.get(field.code, "")) for field in section.fields}
        )
        self.section, self.kept, self.focus_errors = section, kept, focus
        for field in section.fields:
            self.fields[field.code] = _field_of(field)

    def typed(self) -> dict[str, str]:
        """What was sent and can be kept: a field that is wrong, or was not sent, waits."""
        return {
            field.code: plain(self.cleaned_data[field.code])
            for field in self.section.fields
            if field.code in self.data and field.code in self.cleaned_data
        }

    def read(self) -> dict[str, str]:
        codes = [field.code for field in self.section.fields]
        return {code: words(self.data.get(OVER + code, self.data.get(WAS + code, ""))) for code in codes}

    def rows(self, conflicts: Mapping[str, tuple[str, str]]) -> Iterable[tuple[forms.BoundField, str, str | None]]:
        """Each field, the text it is typed over from now on, and the colleague's where both typed.

        In a conflict the first stays what it was: only its writer's word replaces the colleague's text.
        """
        for field in self.section.fields:
            theirs = conflicts[field.code][0] if field.code in conflicts else None
            waits = theirs is not None or field.code in self.errors
            was = self.data.get(WAS + field.code, "") if waits else self.kept.get(field.code, "")
            yield self[field.code], was, theirs


class DiagnosisForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    what_happened = WordsField(label=_("What happened"), required=False)
    tried = WordsField(label=_("What was tried"), required=False, help_text="")
    asked = WordsField(label=_("What is asked"), required=False, help_text=_("By the household, in its terms."))
    orientation = forms.ChoiceField(
        label=_("Orientation you propose"), required=False, choices=[("", ""), *OrientationKind.choices]
    )
    why = WordsField(
        label=_("Why this one"), required=False, help_text=_("Compulsory for a pension de famille: it is no stage.")
    )

    def said(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class UrgentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which place?"), choices=[("", ""), *TemporaryKind.choices])
    why = WordsField(label=_("Why can it not wait?"))


class BeginForm(forms.Form):
    partner = forms.ModelChoiceField(label=_("With which service?"), queryset=None, empty_label=None)

    def __init__(self, services: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = services
        self.fields["partner"].label_from_instance = _service


def _service(service: Service) -> str:
    return f"{service.organisation} – {service}"


class LapsingForm(forms.Form):
    """`lapse`: the page said that a running signature would lapse."""

    lapse = forms.BooleanField(required=False, widget=forms.HiddenInput)


class RemarkForm(LapsingForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=RemarkKind.choices)
    body = WordsField(label=_("Your words"))


class OrientationForm(LapsingForm):
    kind = forms.ChoiceField(label=_("Orientation you propose"), choices=[("", ""), *OrientationKind.choices])
    why = WordsField(
        label=_("Why this one"),
        required=False,
        help_text=_("Compulsory for a pension de famille, and where the facts suggest another one."),
    )


class ReadingForm(forms.Form):
    read_on = DayField(label=_("Read on"), today=clock.today, lean="past")
    means = forms.ChoiceField(label=_("How?"), choices=[("", ""), *ReadingMeans.choices])
    remarks = WordsField(label=_("What they said of it"), required=False, help_text=_("In their own words."))
    copy_given = forms.BooleanField(label=_("A copy was given"), required=False)


class SignForm(forms.Form):
    """What was read, part by part: `household:1f…,debts:9a…`."""

    read_token = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def written(parts: Mapping[str, str]) -> str:
        return ",".join(f"{part}:{short}" for part, short in sorted(parts.items()))

    def parts(self) -> dict[str, str]:
        pairs = (pair.partition(":") for pair in self.cleaned_data["read_token"].split(",") if pair)
        return {part: short for part, _colon, short in pairs}
