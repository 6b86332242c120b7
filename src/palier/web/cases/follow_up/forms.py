"""What one says of a follow-up table: the file, where its columns go, what its words mean."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.cases.enums import Origin
from palier.cases.follow_up.fields import FIELDS, NOTE, OUT
from palier.cases.follow_up.mapping import CodedColumn
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.follow_up.reading import plain
from palier.cases.follow_up.table import MEGABYTES, Table
from palier.organisations.queries import running_agreements
from palier.platform import clock
from palier.platform.actor import Actor
from palier.territory.models import Commune
from palier.territory.queries import communes_by_name
from palier.ui.forms import Completion

MEGABYTE = 1_000_000
# How much of a column is shown beside its choice.
SAMPLES, LONGEST_SAMPLE = 3, 40


class FollowUpForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Follow-up table"),
        help_text=gettext_lazy(
            "CSV or XLSX, one line a household, your own columns. Only the first visible sheet is read."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MEGABYTES * MEGABYTE:
            message = gettext_lazy("A follow-up table has at most %(most)s MB: cut it, year by year for instance.")
            raise ValidationError(message, code="large", params={"most": MEGABYTES})
        return file


class ColumnsForm(forms.Form):
    """One choice a column, with what stands in its first cells."""

    agreement = forms.ChoiceField(label=gettext_lazy("Agreement"))
    origin = forms.ChoiceField(
        label=gettext_lazy("How did these households come?"),
        choices=[("", ""), *Origin.choices],
        help_text=gettext_lazy("For those of which no column says it."),
    )

    def __init__(self, actor: Actor, file: FollowUpFile, table: Table, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        running = [(str(one.id), str(one)) for one in running_agreements(actor, on=clock.today())]
        self.fields["agreement"].choices = running if len(running) == 1 else [("", ""), *running]
        self.fields["agreement"].initial = str(file.agreement_id or "") or (running[0][0] if running else "")
        self.fields["origin"].initial = file.origin
        choices = [
            (NOTE, _("Keep it in the note, as it is")),
            *((field.code, field.label) for field in FIELDS),
            (OUT, _("Leave it out")),
        ]
        for place in range(len(table.headers)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=table.name(place),
                choices=choices,
                required=False,
                initial=file.targets[place],
                help_text=samples(table, place),
            )

    def targets(self) -> list[str]:
        """In the order of the columns; of one that nothing is said of, the note keeps all."""
        return [value or NOTE for name, value in self.cleaned_data.items() if name.startswith("column_")]

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def said(self) -> dict[str, Any]:
        return {
            "targets": self.targets(),
            "agreement": UUID(self.cleaned_data["agreement"]),
            "origin": self.cleaned_data["origin"],
        }


def samples(table: Table, place: int) -> str:
    """What stands in the first cells that say something, each once."""
    found = dict.fromkeys(" ".join(plain(row.cells[place]).split()) for row in table.rows)
    shown = [cell if len(cell) <= LONGEST_SAMPLE else f"{cell[:LONGEST_SAMPLE]}…" for cell in found if cell]
    return " · ".join(shown[:SAMPLES]) or _("empty")


class WordsForm(forms.Form):
    """One choice a word of each coded column; a commune is typed, and completes. Empty keeps the word in the note."""

    def __init__(
        self, columns: Sequence[CodedColumn], file: FollowUpFile, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.columns, meanings = columns, file.meanings_at()
        towns = Commune.objects.in_bulk(
            [
                code
                for column in columns
                if column.field == "communes"
                for code in meanings.get(column.place, {}).values()
            ]
        )
        for column in columns:
            said = meanings.get(column.place, {})
            choices = [("", _("Keep it in the note")), *column.choices]
            for number, (key, word) in enumerate(column.words.items()):
                name, code = f"word_{column.place}_{number}", said.get(key, "")
                if column.field == "communes":
                    self.fields[name] = forms.CharField(
                        label=word,
                        required=False,
                        initial=str(towns[code]) if code in towns else "",
                        widget=Completion(reverse_lazy("communes")),
                    )
                else:
                    self.fields[name] = forms.ChoiceField(label=word, required=False, choices=choices, initial=code)

    def groups(self) -> list[tuple[CodedColumn, list[forms.BoundField]]]:
        return [
            (column, [self[f"word_{column.place}_{number}"] for number in range(len(column.words))])
            for column in self.columns
        ]

    def clean(self) -> dict[str, Any]:
        """The communes of every column, in one question."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {
            field.name: said[field.name]
            for column, fields in self.groups()
            if column.field == "communes"
            for field in fields
            if said.get(field.name)
        }
        found = communes_by_name(typed)
        for name, text in typed.items():
            if name in found:
                said[name] = found[name].insee
            else:
                message = _("We do not know “%(name)s”: choose one of the names that are offered.")
                self.add_error(name, message % {"name": text})
        return said

    def meanings(self) -> dict[int, dict[str, str]]:
        return {
            column.place: {key: self.cleaned_data[field.name] for key, field in zip(column.words, fields, strict=True)}
            for column, fields in self.groups()
        }
