"""What one types about a vacancy: the three fields of an announcement, a direction, a day, a reason; the filters."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import Purpose, Reserver, VacancyState, Withdrawal
from palier.homes.models import Home
from palier.homes.queries import communes_of, find_by_reference
from palier.homes.vacancies import Announcement
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.forms import AmountField, DayField
from palier.web.homes.forms import ALL


class AnnouncementForm(forms.Form):
    """Three compulsory fields."""

    home = forms.CharField(
        label=_("Home"),
        max_length=100,
        help_text=_("Your reference, as your stock file writes it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    free_on = DayField(label=_("Free on"), today=clock.today, lean="future")
    purpose = forms.ChoiceField(
        label=_("For"), choices=Purpose.choices, widget=forms.RadioSelect, initial=Purpose.LEASE
    )
    charges = AmountField(label=_("Charges a month"), required=False, help_text=_("If you know them."))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_home(self) -> Home:
        found = find_by_reference(self.actor, self.cleaned_data["home"].strip())
        if found is None:
            raise ValidationError(_("No home of your stock has this reference."))
        return found

    def announcement(self) -> Announcement:
        said = self.cleaned_data
        return Announcement(free_on=said["free_on"], purpose=Purpose(said["purpose"]), charges=said["charges"])


class DirectionForm(forms.Form):
    directed_to = forms.ChoiceField(
        label=_("Directed to"), choices=Reserver.choices, widget=forms.RadioSelect, help_text=_("Who may designate.")
    )
    candidates_due_on = DayField(
        label=_("Candidates due on"),
        today=clock.today,
        lean="future",
        required=False,
        help_text=_("The delay of your reservation agreement. The list shows what is past its day."),
    )


class PastDayForm(forms.Form):
    day = DayField(label=_("On"), today=clock.today, lean="past", initial=clock.today)


class CommitteeForm(forms.Form):
    day = DayField(label=_("Committee on"), today=clock.today)


class WithdrawalForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=Withdrawal.choices, widget=forms.RadioSelect)


class VacancyFilters(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("those that run")), *VacancyState.choices]
    )
    directed_to = forms.ChoiceField(label=_("Directed to"), required=False, choices=[ALL, *Reserver.choices])
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    due = forms.BooleanField(label=_("Candidates due this week, or late"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = [ALL, *((one.insee, str(one)) for one in communes_of(actor))]

    def chosen(self) -> dict[str, Any]:
        """As `palier.homes.queries.vacancies_of_stock` takes them; a filter that is not valid does not filter."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        today = clock.today()
        return {
            **{name: said.get(name, "") for name in ("state", "directed_to", "commune")},
            "due_by": today + timedelta(days=6 - today.weekday()) if said.get("due") else None,
        }
