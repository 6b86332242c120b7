"""What is said of a sub-lease while it runs: its accounts and its reviews."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.platform import clock
from palier.tenancies.accounts import Line
from palier.tenancies.enums import (
    LineFault,
    LineKind,
    Payer,
    ReviewOutcome,
    ReviewParty,
    SlideCriterion,
    UnpaidCause,
    Wanted,
)
from palier.tenancies.reviews import Position
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

    held_on = past_day(_("Held on"), initial=clock.today)
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
