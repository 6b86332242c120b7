"""What one types about people's roles and about agreements."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from palier.matching.grid import MONTH, MOST_POINTS, Line
from palier.organisations.agreements import usual_end
from palier.organisations.enums import AccreditationKind, GridCode, Role, ServiceKind
from palier.organisations.indicators import Indicator
from palier.organisations.models import Agreement, Letterhead, Organisation, Service
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.ui.forms import DayField

CHOOSE = ("", _("Choose"))


def add_errors(form: forms.Form, refusal: Invalid) -> None:
    """Say beside the fields what a service would not take."""
    for name, message in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(message))
    if not refusal.fields:
        form.add_error(None, str(refusal.message))


def role_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Role"),
        choices=[CHOOSE, *Role.choices],
        help_text=_("It decides what the person may open, among what is shared with her service."),
    )


def _points_field(code: GridCode) -> forms.IntegerField:
    return forms.IntegerField(label=_capital(code.label), min_value=0, max_value=MOST_POINTS)


_capital = lazy(capfirst, str)


class ServiceAndRole(forms.Form):
    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.none(), empty_label=CHOOSE[1])
    role = role_field()

    def __init__(self, *arguments: Any, actor: Actor, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["service"].queryset = Service.objects.filter(organisation_id=actor.organisation)


class InviteForm(ServiceAndRole):
    field_order = ["email", "service", "role"]
    email = forms.EmailField(
        label=_("Work e-mail address"),
        max_length=254,
        help_text=_("The invitation works only for an account with this address."),
    )


class RoleForm(forms.Form):
    role = role_field()


class ServiceForm(forms.Form):
    name = forms.CharField(label=_("Name of the service"), max_length=120)
    kind = forms.ChoiceField(
        label=_("What it does"),
        choices=[CHOOSE, *ServiceKind.choices],
        help_text=_("A case is shared with a service: what one is told, the others are not."),
    )


class LetterheadForm(forms.ModelForm):
    class Meta:
        model = Letterhead
        fields = ("name", "address", "phone", "footer")
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"footer": _("What the law wants on your letters: legal form, number, approval.")}


class OrganisationSearch(forms.Form):
    words = forms.CharField(
        label=_("Name of the organisation"), min_length=3, max_length=80, help_text=_("Three letters at least.")
    )


class JoinForm(forms.Form):
    message = forms.CharField(
        label=_("Your post, for the administrator to know you"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nothing about a household."),
    )


def day_field(label: Any, **named: Any) -> DayField:
    return DayField(label=label, today=clock.today, **named)


class AgreementForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    territory = forms.CharField(
        label=_("Territory"), max_length=160, required=False, help_text=_("For instance: Métropole de Lyon.")
    )
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"), required=False, help_text=_("Left empty: three years after the first day."))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("starts_on") and not data.get("ends_on") and "ends_on" not in self.errors:
            data["ends_on"] = usual_end(data["starts_on"])
        return data


class AccreditationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Which accreditation?"), choices=[CHOOSE, *AccreditationKind.choices])
    begins_on = day_field(_("First day"))
    until = day_field(_("Last day"))


class CommitmentForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("Who promises"), queryset=Organisation.objects.none(), empty_label=CHOOSE[1])
    title = forms.CharField(label=_("The promise, in one line"), max_length=200)
    indicator = forms.ChoiceField(label=_("What is counted"), choices=[CHOOSE, *Indicator.choices])
    target = forms.IntegerField(label=_("How many"), min_value=0, max_value=1_000_000)
    starts_on = day_field(_("From"))
    ends_on = day_field(_("To"))

    def __init__(self, *arguments: Any, agreement: Agreement, **named: Any) -> None:
        named["initial"] = {"starts_on": agreement.starts_on, "ends_on": agreement.ends_on}
        super().__init__(*arguments, **named)
        self.fields["owner"].queryset = agreement.parties.all()


class SignForm(forms.Form):
    signed_on = DayField(label=_("Signed on"), today=clock.today, lean="past")

    def clean_signed_on(self) -> date:
        signed_on: date = self.cleaned_data["signed_on"]
        if signed_on > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return signed_on


class LikeForm(forms.Form):
    like = forms.UUIDField()


class GridForm(forms.Form):
    """The points of each line; 0 where it should not count."""

    waiting = _points_field(GridCode.WAITING)
    cap = forms.IntegerField(
        label=_("Months count for at most"), required=False, min_value=0, max_value=MOST_POINTS, help_text=_("Points.")
    )
    priority_public = _points_field(GridCode.PRIORITY_PUBLIC)
    adapted_home = _points_field(GridCode.ADAPTED_HOME)
    ready = _points_field(GridCode.READY)
    first_wished_commune = _points_field(GridCode.FIRST_WISHED_COMMUNE)
    decided_on = DayField(label=_("Decided by the partners on"), today=clock.today, lean="past")
    starts_on = DayField(label=_("In force from"), today=clock.today, lean="future")

    def lines(self) -> list[Line]:
        said = self.cleaned_data
        months = Line(GridCode.WAITING.value, said["waiting"], MONTH, said["cap"])
        return [months, *(Line(code.value, said[code]) for code in GridCode if code != GridCode.WAITING)]

    def clean_cap(self) -> int | None:
        cap: int | None = self.cleaned_data["cap"]
        if cap is not None and cap < self.cleaned_data.get("waiting", 0):
            raise forms.ValidationError(_("Less than one month counts for: write more, or nothing for no limit."))
        return cap
