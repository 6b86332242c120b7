"""What one types about residences and places: the filters, a month, a period of the calendar."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import OutOfService, PlaceUseKind, ResidenceKind
from palier.homes.places.calendar import Period
from palier.homes.places.duration import LONGEST
from palier.homes.places.queries import communes_of_places
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui.forms import DayField
from palier.web.homes.forms import ALL

# The calendar shows so many months at once: what one can read on a line.
MONTHS, YEARS = 6, 100


class ResidenceFilters(forms.Form):
    """They apply at once and live in the address: codes, days, words of a place, never of a person."""

    q = forms.CharField(
        label=_("Residence, place or address"), required=False, max_length=100, widget=forms.SearchInput()
    )
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *ResidenceKind.choices])
    free_on = DayField(label=_("Free on"), today=clock.today, lean="future", required=False)

    gone = forms.BooleanField(label=_("Missing from the last list"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].choices = [ALL, *((one.insee, str(one)) for one in communes_of_places(actor))]

    def chosen(self) -> dict[str, Any]:
        """As `palier.homes.places.queries.search_places` takes them; a filter that is not valid does not filter."""
        said = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return {
            "words": said.get("q", ""),
            **{name: said.get(name, "") for name in ("commune", "kind")},
            "free_on": said.get("free_on"),
            "gone": said.get("gone", False),
        }


class PeriodForm(forms.Form):
    """What takes the place, and for how long; who lives there is not asked."""

    kind = forms.ChoiceField(
        label=_("What takes it"), choices=PlaceUseKind.choices, widget=forms.RadioSelect, initial=PlaceUseKind.WORKS
    )
    reason = forms.ChoiceField(
        label=_("Why"), required=False, choices=[("", "–"), *OutOfService.choices], help_text=_("If out of service.")
    )
    arrival = DayField(label=_("From"), today=clock.today, initial=clock.today)
    departure = DayField(
        label=_("Free again on"),
        today=clock.today,
        lean="future",
        required=False,
        help_text=_("Empty: until you say so. Somebody may arrive on that day."),
    )

    def period(self) -> Period:
        said = self.cleaned_data
        kind = PlaceUseKind(said["kind"])
        return Period(kind=kind, reason=said["reason"], arrival=said["arrival"], departure=said["departure"])


class FreeForm(forms.Form):
    """The day from which the place is free again."""

    day = DayField(label=_("Free again on"), today=clock.today)


class DurationForm(forms.Form):
    """What the residence's own project plans for a stay."""

    months = forms.IntegerField(
        label=_("Planned duration of a stay, in months"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("As the residence’s own project says; empty where it says nothing. It ends nothing by itself."),
    )


def month_of(asked: str | None, today: date) -> date:
    """The first of the month `2026-03`; of this month when that is none, or nobody's."""
    try:
        first = date.fromisoformat(f"{asked}-01")
    except ValueError:
        first = today
    return (first if abs(first.year - today.year) < YEARS else today).replace(day=1)
