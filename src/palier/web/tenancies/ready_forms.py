"""What is said of a certificate, of an entry and of the news that follow."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Means, PersonKind
from palier.cases.models import Case, Person
from palier.cases.queries import rows_visible_to
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies.entries import Awaited, Told, contacts
from palier.tenancies.models import Readiness, Tenancy
from palier.tenancies.readiness import CRITERIA, MONTHS, Answer, HouseholdAgreed
from palier.tenancies.readiness_enums import (
    CriterionAnswer,
    EntryObstacle,
    Evidence,
    NewsSituation,
    ReadinessCriterion,
    WithdrawnReadiness,
)
from palier.web.tenancies.forms import CHOOSE, any_day, past_day

YES_NO_UNKNOWN = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]


class ReadyFilters(forms.Form):
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("certificates in force")),
            ("soon", _("those that end within a month")),
            ("lapsed", _("lapsed without a home")),
            ("draft", _("in preparation")),
            ("housed", _("that led to a lease")),
        ],
    )


class AnswersForm(forms.Form):
    """For each criterion the answer, what it rests on, and words."""

    def __init__(self, draft: Readiness, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = []
        for row in draft.answers.all():
            code, name = row.criterion, row.get_criterion_display()
            self.codes.append(code)
            self.fields[code] = forms.ChoiceField(
                label=name, choices=CriterionAnswer.choices, initial=row.answer, required=False
            )
            self.fields[f"{code}_evidence"] = forms.ChoiceField(
                label=_("%(criterion)s: it rests on") % {"criterion": name},
                choices=[CHOOSE, *Evidence.choices],
                initial=row.evidence,
                required=False,
            )
            self.fields[f"{code}_words"] = forms.CharField(
                label=_("%(criterion)s: in words") % {"criterion": name},
                initial=row.words,
                max_length=400,
                required=False,
            )

    def answers(self) -> dict[str, Answer]:
        said = self.cleaned_data
        return {
            code: Answer(answer=said[code], evidence=said[f"{code}_evidence"], words=said[f"{code}_words"])
            for code in self.codes
        }


class SignReadinessForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Who of the household agreed?"), queryset=None, empty_label="")
    on = past_day(_("On"))
    means = forms.ChoiceField(label=_("How?"), choices=Means.choices, widget=forms.RadioSelect)

    def __init__(self, actor: Actor, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adults = rows_visible_to(actor, Person).filter(case=case).exclude(kind=PersonKind.CHILD)
        self.fields["person"].queryset = adults

    def agreed(self) -> HouseholdAgreed:
        said = self.cleaned_data
        return HouseholdAgreed(person=said["person"].id, on=said["on"], means=said["means"])


class WithdrawReadinessForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why?"), choices=[CHOOSE, *WithdrawnReadiness.choices])


class TermsForm(forms.Form):
    criteria = forms.MultipleChoiceField(
        label=_("What is looked at"),
        choices=ReadinessCriterion.choices,
        initial=list(CRITERIA),
        widget=forms.CheckboxSelectMultiple,
    )
    months = forms.IntegerField(label=_("Good for, in months"), initial=MONTHS, min_value=1, max_value=24)
    begins_on = any_day(_("From"), lean="future")


class ContactForm(forms.Form):
    """Only who may follow the landlord's leases is offered."""

    contact = forms.ChoiceField(label=_("Whom does the household call?"))
    payment_day = forms.IntegerField(label=_("Pays on the … of the month"), min_value=1, max_value=28, required=False)

    def __init__(self, *args: Any, tenancy: Tenancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = contacts(tenancy, clock.today())
        self.fields["contact"].choices = [CHOOSE, *((str(one.id), one.get_full_name()) for one in people)]
        entry = tenancy.entry
        self.fields["contact"].initial = str(entry.contact_id or "")
        self.fields["payment_day"].initial = entry.payment_day

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"contact": UUID(self.cleaned_data["contact"])}


class SettleForm(forms.Form):
    kind = forms.ChoiceField(label=_("What?"))
    done_on = past_day(_("Done on"), required=False)
    not_done = forms.ChoiceField(label=_("Or why it was not"), choices=[CHOOSE, *EntryObstacle.choices], required=False)
    words = forms.CharField(label=_("In words"), max_length=400, required=False)

    def __init__(self, *args: Any, tenancy: Tenancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(one.kind, one.get_kind_display()) for one in tenancy.entry_acts.all()]
        self.fields["kind"].choices = [CHOOSE, *acts]


class MissedForm(forms.Form):
    noticed_on = past_day(
        _("Seen on"), help_text=_("The household is called within five working days, before any letter.")
    )

    def __init__(self, *args: Any, tenancy: Tenancy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class NewsForm(forms.Form):
    """The entry and its term come with the form; what was learnt is typed."""

    since = forms.DateField(widget=forms.HiddenInput)
    months = forms.IntegerField(widget=forms.HiddenInput)
    told_on = past_day(_("Told on"))
    situation = forms.ChoiceField(label=_("Where is the household?"), choices=[CHOOSE, *NewsSituation.choices])
    pays = forms.TypedChoiceField(
        label=_("Does it pay?"),
        choices=YES_NO_UNKNOWN,
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
    )
    asks_help = forms.BooleanField(label=_("It asks for help"), required=False)
    words = forms.CharField(label=_("In words"), max_length=400, required=False)

    @classmethod
    def of(cls, one: Awaited) -> "NewsForm":
        return cls(initial={"since": one.since, "months": one.months}, auto_id=f"id_news{one.months}_%s")

    def told(self) -> Told:
        return Told(**self.cleaned_data)
