"""What is said of a sub-lease while it runs: its accounts, its reviews, the slide."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import Reserver
from palier.tenancies.accounts import Line
from palier.tenancies.enums import (
    LineFault,
    LineKind,
    Payer,
    ReviewOutcome,
    ReviewParty,
    SlideCriterion,
    SlideDecision,
    UnpaidCause,
    Wanted,
)
from palier.tenancies.reviews import Position
from palier.tenancies.slides import OwnLease
from palier.ui.forms import AmountField
from palier.web.tenancies.forms import CHOOSE, any_day, past_day

YES_NO = [CHOOSE, ("yes", _("yes")), ("no", _("no"))]


def words_field(label: Any, *, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=4000, widget=area)


class LineForm(forms.Form):
    payer = forms.ChoiceField(label=_("Which account?"), choices=[CHOOSE, *Payer.choices])
    kind = forms.ChoiceField(label=_("What is it?"), choices=[CHOOSE, *LineKind.choices])
    month = any_day(_("For the month of"), help_text=_("Any day of it."))
    on = past_day(_("On"))
    amount = AmountField(label=_("Amount"))
    reference = forms.CharField(label=_("Reference"), max_length=60, required=False)

    def line(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"payer": said.pop("payer"), "lines": [Line(**said)]}


class PasteForm(forms.Form):
    payer = forms.ChoiceField(label=_("Which account?"), choices=[CHOOSE, *Payer.choices])
    lines = forms.CharField(
        label=_("Lines"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "wide"}),
        help_text=_(
            "One line each, as your software exports it: called, paid, benefit or arrears; month; day; amount;"
            " reference."
        ),
    )


class TakeBackForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why is it taken back?"), choices=LineFault.choices, initial=LineFault.MISTAKE)


class UnpaidForm(forms.Form):
    month = any_day(_("For the month of"), help_text=_("Any day of it."))
    cause = forms.ChoiceField(label=_("Why is it not paid?"), choices=[CHOOSE, *UnpaidCause.choices])


class CriteriaForm(forms.Form):
    criteria = forms.MultipleChoiceField(
        label=_("What the three look at"), choices=SlideCriterion.choices, widget=forms.CheckboxSelectMultiple
    )
    agreed_on = past_day(_("Agreed on"))


class ReviewForm(forms.Form):
    """The position of each of the three, or why it was absent."""

    held_on = past_day(_("Held on"))
    landlord_wants = forms.ChoiceField(label=_("The landlord wants"), choices=[CHOOSE, *Wanted.choices])
    landlord_words = words_field(_("The landlord, in its words"))
    association_wants = forms.ChoiceField(label=_("The association wants"), choices=[CHOOSE, *Wanted.choices])
    association_words = words_field(_("The association, in its words"))
    household_wants = forms.ChoiceField(label=_("The household wants"), choices=[CHOOSE, *Wanted.choices])
    household_words = words_field(_("The household, in its words"))

    def review(self) -> dict[str, Any]:
        said = self.cleaned_data
        positions = {
            party.value: Position(wants=said[f"{party}_wants"], words=said[f"{party}_words"]) for party in ReviewParty
        }
        return {"held_on": said["held_on"], "positions": positions}


class ToldForm(forms.Form):
    told_on = past_day(_("The préfet was told on"))
    proposes_lease = forms.TypedChoiceField(
        label=_("Does the landlord propose a lease?"), choices=YES_NO, coerce=lambda value: value == "yes"
    )
    why_not = words_field(_("If not, why?"))


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What follows?"), choices=[CHOOSE, *ReviewOutcome.choices])


class DecisionForm(forms.Form):
    committee_on = past_day(_("CALEOL of"))
    decision = forms.ChoiceField(label=_("What did it decide?"), choices=[CHOOSE, *SlideDecision.choices])
    words = words_field(_("Reasons of a refusal, or the condition"))
    condition_until = any_day(_("Condition to be met by"), required=False)


class ConditionForm(forms.Form):
    met_on = past_day(_("The condition was met on"))


class SlideForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    on = any_day(_("The lease begins on"), help_text=_("The first of a month: the housing benefit is monthly."))
    signed_on = past_day(_("Lease signed on"))
    inventory_on = past_day(_("Three-party inventory held on"))
    insured_until = any_day(_("Insured until"), lean="future")
    rent = AmountField(label=_("Rent a month"))
    charges = AmountField(label=_("Charges a month"))
    deposit = AmountField(label=_("Deposit paid by the household"), required=False)
    instalments = forms.IntegerField(label=_("In how many payments?"), initial=1, min_value=1, max_value=36)
    returned = AmountField(label=_("Given back to the household by the association"))
    head_returned = AmountField(label=_("Given back to the association by the landlord"))
    counted_for = forms.ChoiceField(
        label=_("The HLM request is struck off, counted for"), choices=[CHOOSE, *Reserver.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4()

    def slide(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"on": said.pop("on"), "counted_for": said.pop("counted_for"), "said": OwnLease(**said)}
