"""One small form for each kind of row of a file. None saves by itself; each carries the version it was read at."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import (
    AidAnswer,
    AidKind,
    AidRefusal,
    DebtKind,
    Destination,
    IncomeKind,
    IncomeSource,
    PaperKind,
    PersonKind,
    StruckFor,
    System,
)
from palier.cases.models import Case, Fact, Person
from palier.cases.queries import rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.forms import AmountField, DayField

CHOOSE = ("", "")


def past_day(label: Any, help_text: Any = "") -> DayField:
    return DayField(label=label, required=False, today=clock.today, lean="past", help_text=help_text)


class FactForm(forms.Form):
    """`id` is made when an empty form is opened: sent twice, the row is written once."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, actor: Actor, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4()

    @classmethod
    def of(cls, actor: Actor, case: Case, fact: Fact) -> "FactForm":
        return cls(actor, case, initial={name: getattr(fact, name) for name in cls.base_fields})

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in {"id", "version"}}


class PersonForm(FactForm):
    kind = forms.ChoiceField(label=_("Place in the household"), choices=[CHOOSE, *PersonKind.choices])
    last_name = forms.CharField(label=_("Name"), max_length=80, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    born_on = past_day(_("Born on"), _("Ages decide which residences they may have, and how many rooms."))
    alternating = forms.BooleanField(
        label=_("Lives with each parent in turn"), required=False, help_text=_("For a child in alternating custody.")
    )


class IncomeForm(FactForm):
    person = forms.ModelChoiceField(label=_("Whose?"), queryset=None, empty_label="")
    kind = forms.ChoiceField(
        label=_("Which income?"),
        choices=[CHOOSE, *IncomeKind.choices],
        help_text=_("Any pension is “pension”, whatever it is for: nothing here tells of somebody’s health."),
    )
    monthly = AmountField(label=_("Amount a month"), help_text=_("Net, before the tax on income."))
    begins_on = past_day(_("From"), _("Empty if it has long been so."))
    until = DayField(
        label=_("Until"),
        required=False,
        today=clock.today,
        lean="future",
        help_text=_("The last day, where one is known: it is no longer counted after it."),
    )
    source = forms.ChoiceField(label=_("How do you know?"), choices=IncomeSource.choices, initial=IncomeSource.SAID)
    seen_on = past_day(_("Paper seen on"))

    def __init__(self, actor: Actor, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, case, *args, **kwargs)
        people = rows_visible_to(actor, Person).filter(case=case)
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = called


def called(person: Person) -> str:
    """By name, or by place and age where the name is not known."""
    age = person.age_on(clock.today())
    return str(person) or f"{person.get_kind_display()}{'' if age is None else f' ({age})'}"


class DebtForm(FactForm):
    creditor = forms.CharField(
        label=_("Who is owed?"), max_length=120, help_text=_("Those who give homes never read this list.")
    )
    kind = forms.ChoiceField(label=_("Which debt?"), choices=[CHOOSE, *DebtKind.choices])
    balance = AmountField(label=_("Still owed"))
    monthly_payment = AmountField(label=_("Paid a month"), required=False, help_text=_("Empty if nothing is paid."))


class AidForm(FactForm):
    kind = forms.ChoiceField(
        label=_("Which aid?"),
        choices=[CHOOSE, *AidKind.choices],
        help_text=_("Those who give homes never read this list."),
    )
    giver = forms.CharField(label=_("Who gives it?"), max_length=120, required=False)
    answer = forms.ChoiceField(label=_("Where does it stand?"), choices=AidAnswer.choices, initial=AidAnswer.AWAITED)
    asked_on = past_day(_("Asked on"))
    decided_on = past_day(_("Granted or refused on"))
    amount = AmountField(label=_("Amount granted"), required=False, help_text=_("Empty for a guarantee."))
    nights = forms.IntegerField(
        label=_("Nights paid"), required=False, help_text=_("For hotel nights that are granted.")
    )
    first_night_on = DayField(
        label=_("First night"),
        required=False,
        today=clock.today,
        help_text=_("Empty if it is the night of the answer."),
    )
    refusal = forms.ChoiceField(label=_("Why it was refused"), choices=[CHOOSE, *AidRefusal.choices], required=False)


class IdentifierForm(FactForm):
    system = forms.ChoiceField(label=_("Where?"), choices=[CHOOSE, *System.choices])
    number = forms.CharField(label=_("Number"), max_length=40)
    obtained_on = past_day(_("Obtained on"), _("The day by which an HLM request is renewed is counted from it."))
    renewed_on = past_day(_("Last renewed on"))
    last_checked_on = past_day(_("Last checked on"), _("The day somebody looked in that system."))
    struck_on = past_day(
        _("Struck off on"), _("An HLM request that was not renewed, or served: no CALEOL decides on it any more.")
    )
    struck_for = forms.ChoiceField(label=_("Struck off because"), choices=[CHOOSE, *StruckFor.choices], required=False)


class PaperForm(FactForm):
    destination = forms.ChoiceField(label=_("For which destination?"), choices=[CHOOSE, *Destination.choices])
    kind = forms.ChoiceField(label=_("Paper"), choices=[CHOOSE, *PaperKind.choices])
    asked_on = past_day(_("Asked on"))
    seen_on = past_day(_("Seen on"), _("You saw it; it is not kept here."))
    expires_on = DayField(label=_("Good until"), required=False, today=clock.today, lean="future")
    not_conforming = forms.CharField(
        label=_("What is wrong with it"),
        max_length=200,
        required=False,
        help_text=_("Where it is not what it says: the wrong year, cut off, not readable … Then ask for another."),
    )


FORMS: Mapping[str, type[FactForm]] = {
    "person": PersonForm,
    "income": IncomeForm,
    "debt": DebtForm,
    "aid": AidForm,
    "identifier": IdentifierForm,
    "paper": PaperForm,
}
