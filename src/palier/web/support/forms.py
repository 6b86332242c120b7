"""What is said of a mandate: ordered, answered, renewed, reported on, closed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.platform import clock
from palier.platform.actor import Actor
from palier.support.enums import MandateEnd, MandatePurpose, MandateRefusal, ReportKind, VisitMeans
from palier.support.models import USUAL
from palier.support.queries import may_operate
from palier.support.services import Order
from palier.ui.forms import DayField

WORDS_HELP = _("Written to be read by the person it is about. Nothing about health.")


class WordsField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", WORDS_HELP)
        super().__init__(max_length=10000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)


class OrderForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    operator = forms.ModelChoiceField(label=_("Which service?"), queryset=None, empty_label="")
    purpose = forms.ChoiceField(label=_("What for?"), choices=[("", ""), *MandatePurpose.choices])
    months = forms.IntegerField(label=_("For how many months?"), initial=USUAL, min_value=1, max_value=24)
    objectives = WordsField(label=_("What is asked"))
    financing_line = forms.CharField(
        label=_("Financing line"), required=False, max_length=120, help_text=_("As the agreement names it, if it does.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4()
        self.fields["operator"].queryset = may_operate(actor)
        self.fields["operator"].label_from_instance = lambda service: f"{service.organisation} – {service}"

    def order(self) -> Order:
        said = self.cleaned_data
        return Order(**said | {"operator": said["operator"].id})


class AcceptForm(forms.Form):
    starts_on = DayField(label=_("Support begins on"), today=clock.today, lean="nearest")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.today


class RefuseForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why not?"), choices=[("", ""), *MandateRefusal.choices])
    words = WordsField(label=_("In a few words"), required=False)


class RenewForm(forms.Form):
    months = forms.IntegerField(label=_("How many months more?"), min_value=1, max_value=24)
    words = WordsField(label=_("Why?"))


class DecideForm(forms.Form):
    granted = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Which report?"),
        choices=[(kind.value, kind.label) for kind in (ReportKind.INTERIM, ReportKind.FINAL)],
    )
    body = WordsField(label=_("Report"))


class VisitForm(forms.Form):
    on = DayField(label=_("On"), today=clock.today, lean="past", initial=clock.today)
    means = forms.ChoiceField(label=_("How?"), choices=VisitMeans.choices, initial=VisitMeans.HOME)
    kept = forms.TypedChoiceField(
        label=_("Was the household there?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        initial="yes",
    )


class CloseForm(forms.Form):
    closing = forms.ChoiceField(label=_("How did it end?"), choices=[("", ""), *MandateEnd.choices])
