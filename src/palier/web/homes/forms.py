"""What one types about homes: filters, the three fields of an opening, a file."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palier.homes.charges import MOST
from palier.homes.corrections import LONGEST, may_be_left_out
from palier.homes.enums import Ceiling, Purpose
from palier.homes.faults import Fault
from palier.homes.queries import communes_of
from palier.homes.sentences import sentence
from palier.homes.services import Opening
from palier.organisations.queries import agreements_of
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.forms import AmountField, DayField

ALL = ("", _("no matter"))
MEGABYTE = 1_000_000
NOTICES_MEGABYTES = 2


class StockFilters(forms.Form):
    """They apply at once and live in the address: codes, and words of an address, never of a person."""

    q = forms.CharField(label=_("Address or reference"), required=False, max_length=100, widget=forms.SearchInput())
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    rooms = forms.TypedChoiceField(
        label=_("Rooms"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, *((number, f"T{number}") for number in range(1, 8))],
    )
    ceiling = forms.ChoiceField(label=_("Income ceilings"), required=False, choices=[ALL, *Ceiling.choices])
    opened = forms.ChoiceField(
        label=_("Opened to the agreement"), required=False, choices=[ALL, ("yes", _("yes")), ("no", _("no"))]
    )
    gone = forms.BooleanField(label=_("Missing from the last file"), required=False)

    def __init__(self, actor: Actor, *args: Any, own_stock: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = [ALL, *((one.insee, str(one)) for one in communes_of(actor))]
        if not own_stock:
            del self.fields["opened"], self.fields["gone"]

    def chosen(self) -> dict[str, Any]:
        """As `palier.homes.queries.search` takes them; a filter that is not valid does not filter."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return {
            "words": said.get("q", ""),
            "commune": said.get("commune", ""),
            "rooms": said.get("rooms"),
            "ceiling": said.get("ceiling", ""),
            "opened": {"yes": True, "no": False}.get(said.get("opened", "")),
            "gone": said.get("gone", False),
        }


class OpeningForm(forms.Form):
    """Three compulsory fields; an agreement that is alone is chosen already."""

    free_on = DayField(label=_("Free on"), today=clock.today, lean="future")
    purpose = forms.ChoiceField(
        label=_("For"), choices=Purpose.choices, widget=forms.RadioSelect, initial=Purpose.LEASE
    )
    agreement = forms.ChoiceField(label=_("Agreement"))
    charges = AmountField(
        label=_("Charges a month"),
        required=False,
        help_text=_("If you know them: they make the effort rate of a household exact."),
    )
    candidates_due_on = DayField(label=_("Candidates due on"), today=clock.today, lean="future", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        running = agreements_of(actor).filter(status="signed", starts_on__lte=today, ends_on__gte=today)
        choices = [(str(one.id), str(one)) for one in running]
        self.fields["agreement"].choices = choices
        if len(choices) == 1:
            self.fields["agreement"].initial = choices[0][0]
            self.fields["agreement"].widget = forms.HiddenInput()

    def opening(self) -> Opening:
        return Opening(**self.cleaned_data)


class ChargeRatesForm(forms.Form):
    """Two figures of the landlord's own accounts, from a day on."""

    holds_from = DayField(label=_("From"), today=clock.today)
    collective = AmountField(label=_("With collective heating, euros a month and a square metre"), most=MOST)
    individual = AmountField(label=_("With individual heating, euros a month and a square metre"), most=MOST)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Stock file"),
        help_text=_(
            "CSV or XLSX, recognised by its header: your homes as you send them to the register (RPLS), or your places,"
            " one a line: RESIDENCE, TYPE, PLACE; if you like SURFACE, REDEVANCE, PRESTATIONS, DATCONV, DEPCOM,"
            " ADRESSE."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file, most = self.cleaned_data["file"], settings.IMPORT_MAX_MEGABYTES
        if file.size > most * MEGABYTE:
            message = _(
                "This file has more than %(most)s MB. Ask your administrator to bring it in with the command"
                " palier import-stock, which has no limit."
            )
            raise ValidationError(message, code="large", params={"most": most})
        return file


class NoticeFileForm(forms.Form):
    file = forms.FileField(
        label=_("List of notices"),
        help_text=_(
            "CSV or XLSX, one line a home: your reference (IDENT_INT) and the day it is free (LIBRE_LE). If you like:"
            " CHARGES, RESERVATAIRE, CANDIDATS_AVANT, USAGE."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > NOTICES_MEGABYTES * MEGABYTE:
            message = _("A list of notices has at most %(most)s MB: is this the stock file?")
            raise ValidationError(message, code="large", params={"most": NOTICES_MEGABYTES})
        return file


class CorrectionForm(forms.Form):
    """The cell of each fault as it is written, or the row to leave out."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, faults: Iterable[tuple[int, Fault]], data: Any = None, *, seen: UUID | None) -> None:
        super().__init__(data, initial={"seen": seen})
        for number, fault in faults:
            self._ask(number, fault)

    def _ask(self, number: int, fault: Fault) -> None:
        names, why = {"row": fault.row, "column": fault.column}, sentence(fault)
        if fault.column is not None:
            self.fields[f"cell-{number}"] = forms.CharField(
                label=_("Row %(row)s, %(column)s") % names,
                initial=fault.value,
                required=False,
                max_length=LONGEST,
                help_text=why,
            )
        if may_be_left_out(fault):
            self.fields[f"out-{number}"] = forms.BooleanField(
                label=_("Row %(row)s: leave it out") % names,
                required=False,
                help_text=why if fault.column is None else "",
            )

    def corrections(self) -> dict[str, Any]:
        """As `palier.homes.corrections.correct` takes them; a field that was not sent says nothing."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.data}

        def of(kind: str) -> dict[int, Any]:
            return {int(name.removeprefix(kind)): value for name, value in said.items() if name.startswith(kind)}

        left_out = [number for number, ticked in of("out-").items() if ticked]
        return {"seen": said.get("seen"), "written": of("cell-"), "left_out": left_out}


class ApplyForm(forms.Form):
    """Asked only when more than a fifth of the stock would change or go missing."""

    accept_large_change = forms.BooleanField(
        label=_("I have checked: this large change is right"),
        error_messages={"required": _("Tick this box if that is right.")},
    )
