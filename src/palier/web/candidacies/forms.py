"""What is said of a candidacy at each step; the filters of the list."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from palier.assessments.enums import ReadingMeans
from palier.candidacies.decisions import Outcome
from palier.candidacies.enums import (
    CandidacyKind,
    CandidacyState,
    Decision,
    DecisionReason,
    ExaminationException,
    HomeRefusal,
    NoticeMeans,
    OutsideHomeKind,
    RankEnd,
    WithdrawalReason,
    WithdrawnBy,
)
from palier.candidacies.models import LONGEST_NOTE, Candidacy
from palier.candidacies.policies import DESIGNATE
from palier.candidacies.services import Agreed, OutsideHome
from palier.candidacies.signing import Signed
from palier.candidacies.slides import cost_asked
from palier.cases.enums import Means, PaperKind, PersonKind
from palier.cases.models import Case, Person
from palier.cases.policies import may_move
from palier.cases.queries import rows_visible_to
from palier.homes.enums import Reserver
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies.enums import Advance
from palier.ui.forms import AmountField, DayField
from palier.web.territory.forms import CommunesField

NOTHING = ("", "")


class PastDayField(DayField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", clock.today)
        super().__init__(today=clock.today, lean="past", **kwargs)


class PutForwardForm(forms.Form):
    """Who agreed, when and how; and the note the household has read."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ModelChoiceField(label=_("Who agreed?"), queryset=None, empty_label="")
    on = PastDayField(label=_("On"))
    means = forms.ChoiceField(label=_("How?"), choices=Means.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Presentation note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_NOTE}),
        help_text=_(
            "For the landlord, 1,500 characters at most: why the debt, what has changed, which support, whom to call. "
            "Nothing of health; violence only if the person wants it said."
        ),
    )
    approved_on = DayField(
        label=_("Read and approved by the household on"), today=clock.today, lean="past", required=False
    )
    approved_means = forms.ChoiceField(
        label=_("How was it read?"), choices=[NOTHING, *ReadingMeans.choices], required=False
    )

    def __init__(self, actor: Actor, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        adults = rows_visible_to(actor, Person).filter(case=case).exclude(kind=PersonKind.CHILD)
        self.fields["id"].initial = uuid4()
        self.fields["person"].queryset = adults

    def agreed(self) -> Agreed:
        said = self.cleaned_data
        names = ("id", "on", "means", "note", "approved_on", "approved_means")
        return Agreed(person=said["person"].id, **{name: said[name] for name in names})


class OutsideForm(PutForwardForm):
    """The same for a home that nobody lets through Palier."""

    provider = forms.CharField(label=_("Who lets it?"), max_length=120)
    home_kind = forms.ChoiceField(label=_("What kind of home?"), choices=[NOTHING, *OutsideHomeKind.choices])
    commune = CommunesField(label=_("In which commune?"), help_text=_("One commune or arrondissement."))
    rent = AmountField(label=_("Rent with charges a month"))
    free_on = DayField(label=_("Free on"), today=clock.today, lean="future", required=False)
    field_order = ("id", "provider", "home_kind", "commune", "rent", "free_on")

    def home(self) -> OutsideHome:
        said = self.cleaned_data
        return OutsideHome(
            provider=said["provider"],
            kind=said["home_kind"],
            commune=said["commune"][0],
            rent=said["rent"],
            free_on=said["free_on"],
        )


class SlidePutForwardForm(PutForwardForm):
    """The same for the slide of the sub-lease it lives under: what its own lease will cost goes with it."""

    rent = AmountField(label=_("Rent of its own lease a month"))
    charges = AmountField(label=_("Charges a month"))
    despite_disagreement = forms.BooleanField(
        label=_("The CALEOL reads that the three disagree"),
        required=False,
        help_text=_("Only where the last review did not end on a lease."),
    )


class ActForm(forms.Form):
    """A form of the page of a candidacy; some of its choices depend on who asks, and on what."""

    def __init__(self, actor: Actor, candidacy: Candidacy, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.candidacy = actor, candidacy


class DesignateForm(ActForm):
    right = forms.ChoiceField(label=_("On which right?"), choices=[NOTHING, *Reserver.choices])

    def __init__(self, actor: Actor, candidacy: Candidacy, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, candidacy, *args, **kwargs)
        directed = candidacy.vacancy.directed_to if candidacy.vacancy else ""
        if actor.has(*DESIGNATE):
            directed = Reserver.ACTION_LOGEMENT
        self.fields["right"].initial = directed


class CompleteForm(ActForm):
    despite_gaps = forms.BooleanField(label=_("It goes on without the papers that are missing"), required=False)


class DecideForm(ActForm):
    answer = forms.ChoiceField(label=_("What was decided?"), choices=Decision.choices, widget=forms.RadioSelect)
    held_on = PastDayField(label=_("CALEOL of"))
    proof = forms.CharField(
        label=_("Proof"), max_length=120, help_text=_("The number of the minutes, which stay in your own tool.")
    )
    rank = forms.IntegerField(label=_("Rank"), min_value=1, max_value=99, required=False)
    condition = forms.ChoiceField(label=_("If this paper comes"), choices=[NOTHING, *PaperKind.choices], required=False)
    condition_until = DayField(label=_("Until"), today=clock.today, lean="future", required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons of a refusal"),
        choices=DecisionReason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The household is told them in writing (CCH L441-2-2)."),
    )
    outside_requests = forms.IntegerField(
        label=_("Requests from outside Palier examined for this home"), min_value=0, max_value=999, initial=0
    )
    exception = forms.ChoiceField(
        label=_("Exception, where too few were examined"),
        choices=[NOTHING, *ExaminationException.choices],
        required=False,
    )

    def outcome(self) -> Outcome:
        return Outcome(**self.cleaned_data)


class DayForm(ActForm):
    on = PastDayField(label=_("On"))


class OfferForm(ActForm):
    on = PastDayField(
        label=_("Notified on"),
        help_text=_("The day it was handed over or received; returned unclaimed, the day it was first presented."),
    )
    means = forms.ChoiceField(label=_("How?"), choices=NoticeMeans.choices, widget=forms.RadioSelect)
    proof = forms.CharField(
        label=_("Proof"), max_length=120, help_text=_("The number of the letter, or where the signature is kept.")
    )
    unclaimed = forms.BooleanField(label=_("The letter was returned unclaimed"), required=False)


class UnclaimedForm(ActForm):
    on = PastDayField(label=_("First presented on"))
    proof = forms.CharField(label=_("Proof"), max_length=120)


class RefuseForm(ActForm):
    reason = forms.ChoiceField(label=_("The household's own reason"), choices=[NOTHING, *HomeRefusal.choices])
    on = PastDayField(label=_("Answered on"))


class NoAnswerForm(ActForm):
    proof_checked = forms.BooleanField(label=_("I have checked the proof of the notification"), required=False)


# What is said of one kind of signature only.
OF_KIND: dict[CandidacyKind, tuple[str, ...]] = {
    CandidacyKind.SUBLEASE: ("head_rent", "head_charges", "head_deposit", "agreement_signed"),
    CandidacyKind.SLIDE: ("insured_until", "inventory_on", "returned", "head_returned"),
}


class SignForm(ActForm):
    """Of a sub-lease also what the association pays, and the agreement of the three; of a slide what goes with it."""

    on = PastDayField(label=_("Signed on"))
    begins_on = DayField(label=_("Begins on"), today=clock.today)
    insured_until = DayField(label=_("Insured until"), today=clock.today, lean="future")
    inventory_on = PastDayField(label=_("Three-party inventory held on"))
    rent = AmountField(label=_("Rent a month"))
    charges = AmountField(label=_("Charges a month"))
    deposit = AmountField(label=_("Deposit"), required=False)
    instalments = forms.IntegerField(
        label=_("In how many payments?"), initial=1, min_value=1, max_value=36, required=False
    )
    advanced_by = forms.ChoiceField(
        label=_("Who puts the deposit up?"), choices=[("", _("the household itself")), *Advance.choices], required=False
    )
    returned = AmountField(label=_("Given back to the household by the association"))
    head_returned = AmountField(label=_("Given back to the association by the landlord"))
    head_rent = AmountField(label=_("Rent that the association pays the landlord"))
    head_charges = AmountField(label=_("Charges that it pays"), required=False)
    head_deposit = AmountField(label=_("Deposit paid by the association"), required=False)
    agreement_signed = forms.BooleanField(
        label=_("The landlord, the association and every adult have signed the agreement of the three"), required=False
    )

    def __init__(self, actor: Actor, candidacy: Candidacy, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, candidacy, *args, **kwargs)
        for kind, names in OF_KIND.items():
            if candidacy.kind != kind:
                for name in names:
                    del self.fields[name]
        home, vacancy = candidacy.home, candidacy.vacancy
        self.fields["rent"].initial = home.rent if home else candidacy.outside_rent
        self.fields["charges"].initial = vacancy.charges if vacancy else None
        self.fields["begins_on"].initial = vacancy.free_on if vacancy else None
        if candidacy.kind == CandidacyKind.SLIDE:
            self.fields["begins_on"].help_text = _("The first of a month: the housing benefit is monthly.")
            self.fields["begins_on"].initial = (clock.today().replace(day=1) + timedelta(days=31)).replace(day=1)
            if cost := cost_asked(actor, candidacy):
                self.fields["rent"].initial, self.fields["charges"].initial = cost

    def signed(self) -> Signed:
        return Signed(**self.cleaned_data | {"instalments": self.cleaned_data["instalments"] or 1})


class WithdrawForm(ActForm):
    by = forms.ChoiceField(label=_("Who withdraws it?"))
    reason = forms.ChoiceField(label=_("Why?"), choices=[NOTHING, *WithdrawalReason.choices])

    def __init__(self, actor: Actor, candidacy: Candidacy, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, candidacy, *args, **kwargs)
        follows = bool(may_move(actor, candidacy.case))
        self.fields["by"].choices = [
            choice
            for choice in WithdrawnBy.choices
            if (choice[0] != WithdrawnBy.LANDLORD) == follows or candidacy.provider_id is None
        ]


class OutsideRankForm(forms.Form):
    number = forms.IntegerField(
        label=_("Your number for it"), min_value=1, help_text=_("Never a name nor a request number (NUR).")
    )
    rank = forms.IntegerField(label=_("Rank"), min_value=1, max_value=99)


class OutsideEndForm(forms.Form):
    end = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[NOTHING, *(choice for choice in RankEnd.choices if choice[0] != RankEnd.SUPERSEDED)],
    )
    on = PastDayField(label=_("On"))


class CandidacyFilters(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", pgettext_lazy("candidacies", "those that run")), *CandidacyState.choices],
    )
    kind = forms.ChoiceField(label=_("For"), required=False, choices=[("", _("no matter")), *CandidacyKind.choices])
    due = forms.BooleanField(label=_("Answer due this week, or overdue"), required=False)
