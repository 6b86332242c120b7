"""What one types about a household. A call has eight compulsory fields, in the order things are said on the phone."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import (
    Audience,
    Cause,
    HousingKind,
    Origin,
    OverIndebtedness,
    Urgency,
    WaitingFor,
    WaitingOn,
)
from palier.cases.queries import SHORTEST_NUMBER
from palier.cases.services import HOUSEHOLD_FACTS, Call
from palier.cases.sharing import may_receive
from palier.messaging.queries import Reader
from palier.organisations.enums import OrganisationKind
from palier.organisations.models import Organisation
from palier.organisations.queries import running_agreements
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.text import digits
from palier.ui.forms import AmountField, Completion, DayField
from palier.web.territory.forms import CommunesField

NOBODY = "nobody"
UNKNOWN = ("", _("not known"))
YES_NO = [UNKNOWN, ("yes", _("yes")), ("no", _("no"))]
# Beyond, they count among the adults (a student may be attached to her parents' tax household until 25).
OLDEST_CHILD = 25


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not known yet; cleans to True, False or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, coerce=lambda value: value == "yes", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class AgesField(forms.CharField):
    """Ages of children as one says them: `4, 7 and 12`."""

    default_error_messages = {
        "invalid": _("Write the ages in years, separated by commas: 4, 7. From 26 on, count them as adults.")
    }

    def clean(self, value: Any) -> tuple[int, ...]:
        words = str(super().clean(value)).lower().replace(",", " ").replace(";", " ").split()
        words = [word for word in words if word not in {"et", "and", "ans", "years"}]
        if not all(word.isdecimal() and int(word) <= OLDEST_CHILD for word in words):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return tuple(int(word) for word in words)


class HouseholdFacts(forms.Form):
    """What the candidate file holds of the household: all of it may come later."""

    couple = YesNoField(
        label=_("Do they live as a couple?"), required=False, help_text=_("It decides the category of the ceilings.")
    )
    monthly_resources = AmountField(
        label=_("Resources a month"),
        required=False,
        help_text=_(
            "Everything the household receives, the housing benefit (APL, AL) left out: it is counted for each home."
        ),
    )
    yearly_resources = AmountField(
        label=_("Resources of the last twelve months"),
        required=False,
        help_text=_("As the family benefit office (CAF) counts them: the housing benefit is computed from them."),
    )
    reference_tax_income = AmountField(
        label=_("Reference tax income (RFR)"),
        required=False,
        help_text=_("On the tax notice of the year before last: it decides which homes they may have."),
    )
    tax_year = forms.IntegerField(
        label=_("Income of the year"),
        required=False,
        min_value=2000,
        max_value=2100,
        help_text=_("As the notice says."),
    )
    max_rent = AmountField(
        label=_("Highest rent they can pay, with charges"),
        required=False,
        most=Decimal("99999.99"),
        help_text=_("What they say themselves."),
    )
    needs_accessible = YesNoField(label=_("Do they need an accessible home?"), required=False)

    def clean_max_rent(self) -> Decimal | None:
        if self.cleaned_data["max_rent"] == 0:
            raise ValidationError(_("Nobody pays nothing: leave it empty if it is not known."))
        return self.cleaned_data["max_rent"]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in HOUSEHOLD_FACTS if name in self.cleaned_data}


ORIGINS = {
    OrganisationKind.HOUSING_BODY: Origin.HOUSING_BODY_DETECTION,
    OrganisationKind.LANDLORD: Origin.LANDLORD_SIGNAL,
    OrganisationKind.ASSOCIATION: Origin.SELF,
}


class CallForm(HouseholdFacts):
    id = forms.UUIDField(widget=forms.HiddenInput)
    agreement = forms.ModelChoiceField(label=_("Agreement"), queryset=None, empty_label=None)
    last_name = forms.CharField(label=_("Name"), max_length=80)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("A phone that is safe for them"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    may_leave_message = forms.BooleanField(label=_("A message may be left"), required=False)
    housing = forms.ChoiceField(label=_("Where do they sleep tonight?"), choices=[("", ""), *HousingKind.choices])
    housing_until = DayField(
        label=_("Until when?"),
        required=False,
        today=clock.today,
        lean="future",
        help_text=_("Empty if no date is set."),
    )
    adults = forms.IntegerField(label=_("How many adults?"), min_value=1, max_value=9, initial=1)
    children_ages = AgesField(
        label=_("Ages of the children"), required=False, help_text=_("For instance 4, 7. Empty if there are none.")
    )
    communes = CommunesField(label=_("Where do they want to live, or work?"))
    employer = forms.CharField(
        label=_("Employer"),
        max_length=120,
        widget=Completion(reverse_lazy("employers")),
        help_text=_("Never told that they called. “None” if they have none."),
    )
    causes = forms.MultipleChoiceField(
        label=_("What happened?"), choices=Cause.choices, widget=forms.CheckboxSelectMultiple
    )
    authorised = forms.MultipleChoiceField(
        label=_("Whom may you talk to about them?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Say first: “I keep what you tell me to help you find a home. You can read it, correct it, and take back "
            "what you allow.” A spoken yes is enough to start; confirm it in writing within 15 days."
        ),
    )
    origin = forms.ChoiceField(label=_("How did the call come?"), choices=Origin.choices, required=False)
    born_on = DayField(label=_("Born on"), required=False, today=clock.today, lean="past")
    # Asked only where a case that she may open looks like this one.
    another = forms.BooleanField(label=_("It is another household"), required=False)
    note = forms.CharField(
        label=_("In their own words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Written to be read by the person it is about. Nothing about health."),
    )

    # The eight things of a call, each with what goes along with it.
    GROUPS = (
        ("last_name", "first_name"),
        ("phone", "may_leave_message"),
        ("housing", "housing_until"),
        ("adults", "children_ages"),
        ("communes",),
        ("employer",),
        ("causes",),
        ("authorised",),
    )
    LATER = (
        "born_on",
        "couple",
        "monthly_resources",
        "yearly_resources",
        "reference_tax_income",
        "tax_year",
        "max_rent",
        "needs_accessible",
        "origin",
        "note",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = running_agreements(actor, on=clock.today())
        self.fields["agreement"].queryset = running
        if len(running) == 1:
            self.fields["agreement"].widget = forms.HiddenInput()
            self.fields["agreement"].initial = running[0].id
        self.fields["authorised"].choices = [
            *((str(service.id), f"{service.organisation.name} – {service.name}") for service in may_receive(actor)),
            (NOBODY, _("Nobody for now")),
        ]
        self.fields["id"].initial = uuid4()
        # An association that says nothing else has not signalled a ready household.
        self.usual_origin = ORIGINS[Organisation.objects.get(id=actor.organisation).kind]
        self.fields["origin"].initial = self.usual_origin

    def groups(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in names] for names in self.GROUPS]

    def later_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.LATER]

    def clean_phone(self) -> str:
        if len(digits(self.cleaned_data["phone"])) < SHORTEST_NUMBER:
            raise ValidationError(_("Write a phone number: it is also how the case is found again."))
        return self.cleaned_data["phone"]

    def clean_authorised(self) -> tuple[UUID, ...]:
        chosen = self.cleaned_data["authorised"]
        if NOBODY in chosen and len(chosen) > 1:
            raise ValidationError(_("Either nobody, or the services you name."))
        return tuple(UUID(value) for value in chosen if value != NOBODY)

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and born_on > clock.today():
            raise ValidationError(_("This day is still to come: check the year."))
        return born_on

    def call(self) -> Call:
        said = self.cleaned_data
        return Call(
            id=said["id"],
            agreement=said["agreement"].id,
            origin=said["origin"] or self.usual_origin,
            first_name=said["first_name"],
            last_name=said["last_name"],
            phone=said["phone"],
            may_leave_message=said["may_leave_message"],
            housing=said["housing"],
            housing_until=said["housing_until"],
            adults=said["adults"],
            children_ages=said["children_ages"],
            communes=said["communes"],
            employer=said["employer"],
            causes=tuple(said["causes"]),
            authorised=said["authorised"],
            facts={name: value for name, value in self.facts().items() if name != "employer"},
            born_on=said["born_on"],
            note=said["note"],
        )


class HouseholdForm(HouseholdFacts):
    """The facts of the household with the version they were read at, so that nobody overwrites anybody unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    employer = forms.CharField(
        label=_("Employer"), max_length=120, required=False, widget=Completion(reverse_lazy("employers"))
    )
    rent_debt = YesNoField(
        label=_("Do they owe rent?"), required=False, help_text=_("All that those who give homes may know of debts.")
    )
    rent_plan = YesNoField(label=_("Do they keep to a plan for it?"), required=False)
    over_indebtedness = forms.ChoiceField(
        label=_("Over-indebtedness file"), required=False, choices=[UNKNOWN, *OverIndebtedness.choices]
    )
    over_indebtedness_on = DayField(
        label=_("This stage was reached on"),
        required=False,
        today=clock.today,
        lean="past",
        help_text=_("Filed on, or notified on: delays are counted from that day. Those who give homes do not read it."),
    )
    communes = CommunesField(label=_("Wished communes"), required=False)

    def clean_over_indebtedness_on(self) -> date | None:
        reached: date | None = self.cleaned_data["over_indebtedness_on"]
        if reached and reached > clock.today():
            raise ValidationError(_("This day is still to come: check the year."))
        return reached


class NoteForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)
    audience = forms.ChoiceField(label=_("Who may read it?"))
    body = forms.CharField(
        label=_("Note"),
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Written to be read by the person it is about."),
    )
    named = forms.MultipleChoiceField(
        label=_("Name a colleague or a partner"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They find it under “Today”. You may also write @ and the full name in the note."),
    )

    def __init__(self, audiences: list[str], readers: Iterable[Reader], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid4()
        self.fields["named"].choices = [
            (f"{reader.user}:{reader.service}", f"{reader.name} – {reader.service_name}") for reader in readers
        ]
        if not self.fields["named"].choices:
            del self.fields["named"]
        self.fields["audience"].choices = [
            (audience.value, audience.label) for audience in Audience if audience in audiences
        ]
        self.fields["audience"].initial = Audience.SOCIAL if Audience.SOCIAL in audiences else None

    def clean_named(self) -> tuple[tuple[UUID, UUID], ...]:
        """(user, service), as the messaging service takes them."""
        pairs = (value.split(":") for value in self.cleaned_data["named"])
        return tuple((UUID(user), UUID(service)) for user, service in pairs)


class MoveForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("In a few words"), max_length=200, required=False)


class WaitingForm(forms.Form):
    whom = forms.ChoiceField(label=_("Who acts next?"), choices=WaitingOn.choices)
    for_what = forms.ChoiceField(
        label=_("What is awaited?"), required=False, choices=[("", _("nothing in particular")), *WaitingFor.choices]
    )
    asked_on = DayField(
        label=_("Asked them on"),
        required=False,
        today=clock.today,
        lean="past",
        help_text=_("Empty: they wait from today."),
    )


class CaseloadFilters(forms.Form):
    """Filters that live in the URL: codes only, never a name. `whose` is the tab."""

    whose = forms.CharField(required=False, widget=forms.HiddenInput)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[("", _("any")), *Urgency.choices])
    waiting = forms.ChoiceField(label=_("Waiting on"), required=False, choices=[("", _("anybody")), *WaitingOn.choices])
    mine = forms.BooleanField(label=_("Only those I refer"), required=False)
