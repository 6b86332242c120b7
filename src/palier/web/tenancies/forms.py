"""What is said of a title: its signature, and what happens while it runs."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import PersonKind
from palier.cases.models import Case, Person
from palier.cases.queries import rows_visible_to
from palier.organisations.enums import OrganisationKind
from palier.organisations.models import Organisation
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies.enums import Advance, InventoryKind, NextHome, OutsideKind, Payer, TenancyEnd
from palier.tenancies.queries import find_where
from palier.tenancies.terms import OutsideHome, SubleaseTerms, Terms, Where
from palier.ui.forms import AmountField, DayField

CHOOSE = ("", "")


def past_day(label: Any, **named: Any) -> DayField:
    return DayField(label=label, today=clock.today, **{"lean": "past"} | named)


def any_day(label: Any, **named: Any) -> DayField:
    return DayField(label=label, today=clock.today, **named)


class BeginForm(forms.Form):
    """A signature. Where: the reference of a home or a place in its stock, or an outside home."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    where = forms.CharField(
        label=_("Home or place"),
        max_length=203,
        required=False,
        help_text=_("The landlord's reference, or “residence / place”. Leave it empty for an outside home."),
    )
    outside_provider = forms.CharField(label=_("Outside home: who lets it?"), max_length=120, required=False)
    outside_kind = forms.ChoiceField(
        label=_("Outside home: what is it?"), choices=[CHOOSE, *OutsideKind.choices], required=False
    )
    signed_on = past_day(_("Signed on"))
    begins_on = any_day(_("From"))
    rent = AmountField(label=_("Rent or fee a month"))
    charges = AmountField(label=_("Charges a month"), required=False)
    deposit = AmountField(label=_("Deposit paid by the household"), required=False)
    instalments = forms.IntegerField(label=_("In how many payments?"), initial=1, min_value=1, max_value=36)
    advanced_by = forms.ChoiceField(
        label=_("Who puts the deposit up?"), choices=[("", _("the household itself")), *Advance.choices], required=False
    )
    insured_until = any_day(_("Insured until"), required=False, lean="future")
    inventory_on = past_day(_("Entry inventory held on"), required=False)

    outside = True

    def __init__(self, actor: Actor, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["id"].initial = uuid4()
        if not self.outside:
            del self.fields["outside_provider"], self.fields["outside_kind"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        reference, provider = said.get("where", "").strip(), said.get("outside_provider", "").strip()
        if reference:
            said["place"] = find_where(self.case, reference)
            if said["place"] is None:
                self.add_error("where", _("No home or place of the partners has this reference."))
        elif not provider:
            self.add_error("where", _("Say which home or place, or who lets the outside home."))
        return said

    def terms(self) -> Terms:
        return Terms(**self._said())

    def _said(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("id", "signed_on", "begins_on", "rent", "deposit", "instalments", "advanced_by")
        found = {name: said.get(name) for name in (*names, "insured_until", "inventory_on")}
        return found | {"charges": said.get("charges") or 0, "where": self._where()}

    def _where(self) -> Where:
        said = self.cleaned_data
        if said.get("place"):
            return said["place"]
        return Where(outside=OutsideHome(provider=said["outside_provider"], kind=said["outside_kind"]))


class OccupancyForm(BeginForm):
    planned_until = any_day(_("Planned until"), required=False, lean="future")

    outside = False

    def terms(self) -> Terms:
        return Terms(**self._said(), planned_until=self.cleaned_data.get("planned_until"))


class SubleaseForm(BeginForm):
    association = forms.ModelChoiceField(
        label=_("Which association rents and sub-lets it?"), queryset=None, empty_label=""
    )
    committee_on = past_day(_("Allocated to the association by the CALEOL on"))
    head_rent = AmountField(label=_("Rent the association pays the landlord"))
    head_charges = AmountField(label=_("Charges the association pays the landlord"), required=False)
    head_deposit = AmountField(label=_("Deposit paid by the association"), required=False)
    head_inventory_on = past_day(_("Inventory of the association's entry held on"), required=False)
    landlord_signed_on = past_day(_("Agreement of the three: the landlord signed on"))
    association_signed_on = past_day(_("Agreement of the three: the association signed on"))

    outside = False

    def __init__(self, actor: Actor, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, case, *args, **kwargs)
        parties = Organisation.objects.filter(places__agreement=case.agreement_id)
        self.fields["association"].queryset = parties.filter(kind=OrganisationKind.ASSOCIATION)
        self.adults = rows_visible_to(actor, Person).filter(case=case).exclude(kind=PersonKind.CHILD)
        for person in self.adults:
            label = _("Agreement of the three: %(name)s signed on") % {"name": person}
            self.fields[f"adult_{person.id.hex}"] = past_day(label, required=False)

    def terms(self) -> SubleaseTerms:
        said = self.cleaned_data
        names = ("committee_on", "head_rent", "head_deposit", "head_inventory_on")
        names += ("landlord_signed_on", "association_signed_on")
        return SubleaseTerms(
            **self._said(),
            **{name: said.get(name) for name in names},
            association=said["association"].id,
            head_charges=said.get("head_charges") or 0,
            adults_signed=self._signed(),
        )

    def _signed(self) -> dict[UUID, date]:
        days = {person.id: self.cleaned_data.get(f"adult_{person.id.hex}") for person in self.adults}
        return {person: day for person, day in days.items() if day}


class InsureForm(forms.Form):
    insured_until = any_day(_("Insured until"), lean="future")


class InventoryForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which inventory?"), choices=[CHOOSE, *InventoryKind.choices])
    held_on = past_day(_("Held on"))


class DepositForm(forms.Form):
    payer = forms.ChoiceField(label=_("Which deposit?"), choices=[CHOOSE, *Payer.choices])
    returned = AmountField(label=_("Given back"))
    returned_on = past_day(_("Given back on"))


class NoticeForm(forms.Form):
    notice_on = past_day(_("Notice given on"))
    leaves_on = any_day(_("Leaves on"), lean="future")


class EndForm(forms.Form):
    ends_on = any_day(_("First day without the household"))
    ending = forms.ChoiceField(
        label=_("How did it end?"),
        choices=[CHOOSE, *(choice for choice in TenancyEnd.choices if choice[0] != TenancyEnd.SLID)],
    )


class SubleaseEndForm(EndForm):
    """The association gives the home back with the household's end, or keeps it for the next one."""

    keeps_home = forms.BooleanField(
        label=_("The association goes on renting the home"),
        required=False,
        help_text=_("Its empty days are counted, and it owes the landlord the rent for them."),
    )


class GiveBackForm(forms.Form):
    on = past_day(_("Given back to the landlord on"))


class DepartureForm(EndForm):
    """Leaving a temporary home, one says where one goes."""

    next_home = forms.ChoiceField(label=_("Where does the household go?"), choices=[CHOOSE, *NextHome.choices])
