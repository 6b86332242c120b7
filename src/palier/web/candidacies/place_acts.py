"""The steps of a candidacy for a place as data: their words, and the fields that each asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.candidacies import places, policies
from palier.candidacies.enums import HomeRefusal, WithdrawalReason, WithdrawnBy
from palier.candidacies.place_enums import PlaceCandidacyState, PlaceRefusal
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import MOVES
from palier.candidacies.places import Said
from palier.cases.models import Case
from palier.cases.policies import may_move
from palier.homes.enums import ResidenceKind
from palier.homes.models import Place, Residence
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies.enums import Advance
from palier.ui.forms import AmountField, DayField
from palier.web.candidacies.forms import NOTHING, PastDayField, PutForwardForm

P = PlaceCandidacyState


class AskForPlaceForm(PutForwardForm):
    """A residence of a partner, or one of nobody in Palier."""

    residence = forms.ModelChoiceField(
        label=_("Which residence?"),
        queryset=Residence.objects.none(),
        empty_label="",
        required=False,
        help_text=_("Of a partner. Leave it empty for a residence of somebody else."),
    )
    outside_residence = forms.CharField(label=_("Another residence: which?"), max_length=120, required=False)
    outside_kind = forms.ChoiceField(
        label=_("Another residence: of what kind?"), choices=[NOTHING, *ResidenceKind.choices], required=False
    )
    field_order = ("id", "residence", "outside_residence", "outside_kind")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        for name in ("note", "approved_on", "approved_means"):
            self.fields[name].widget = forms.HiddenInput()
        self.fields["residence"].queryset = places.residences_to_ask(actor)
        self.fields["residence"].label_from_instance = lambda one: f"{one}, {one.get_kind_display()} – {one.landlord}"

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if bool(said.get("residence")) == bool(said.get("outside_residence")):
            self.add_error("residence", _("Choose a residence of a partner, or write which other one: one of the two."))
        return said

    def ask(self, actor: Actor, case: Case) -> PlaceCandidacy:
        asked = {"actor": actor, "case_id": case.id, "agreed": self.agreed(), "at": clock.now()}
        residence = self.cleaned_data["residence"]
        if residence:
            return places.ask(residence_id=residence.id, **asked)
        said = self.cleaned_data
        return places.ask_outside(residence=said["outside_residence"], kind=said["outside_kind"], **asked)


class StepForm(forms.Form):
    """The day, and the fields that the step needs."""

    on = PastDayField(label=_("On"))

    def __init__(self, actor: Actor, candidacy: PlaceCandidacy, to: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PLACE_ACTS[to].fields:
            self.fields[name] = FIELDS[name]()
        if "place" in self.fields:
            if candidacy.residence is None:
                del self.fields["place"]
            else:
                here = Place.objects.filter(residence=candidacy.residence_id, left_on=None)
                self.fields["place"].queryset = here
        if "reason" in self.fields:
            reasons = {P.REFUSED: PlaceRefusal, P.WITHDRAWN: WithdrawalReason}.get(P(to), HomeRefusal)
            self.fields["reason"].choices = [NOTHING, *reasons.choices]
        if "by" in self.fields:
            follows = bool(may_move(actor, candidacy.case))
            self.fields["by"].choices = [
                (value, _("the residence") if value == WithdrawnBy.LANDLORD else label)
                for value, label in WithdrawnBy.choices
                if (value != WithdrawnBy.LANDLORD) == follows or candidacy.provider_id is None
            ]

    def said(self) -> Said:
        said = dict(self.cleaned_data)
        if "place" in said:
            said["place"] = said["place"].id
        return Said(**said)


FIELDS: dict[str, Callable[[], forms.Field]] = {
    "number": lambda: forms.CharField(label=_("Number at the SIAO"), max_length=40),
    "rank": lambda: forms.IntegerField(label=_("Rank on the list"), min_value=1, max_value=999),
    "until": lambda: DayField(label=_("Until"), today=clock.today, lean="future"),
    "reason": lambda: forms.ChoiceField(label=_("Why?")),
    "sent_on": lambda: DayField(
        label=_("Reasoned refusal sent to the SIAO on"), today=clock.today, lean="past", required=False
    ),
    "place": lambda: forms.ModelChoiceField(label=_("Which place?"), queryset=Place.objects.none(), empty_label=""),
    "by": lambda: forms.ChoiceField(label=_("Who withdraws it?")),
    "rent": lambda: AmountField(label=_("Fee a month")),
    "deposit": lambda: AmountField(label=_("Deposit"), required=False),
    "instalments": lambda: forms.IntegerField(
        label=_("In how many payments?"), initial=1, min_value=1, max_value=36, required=False
    ),
    "advanced_by": lambda: forms.ChoiceField(
        label=_("Who puts the deposit up?"), choices=[("", _("the household itself")), *Advance.choices], required=False
    ),
}


@dataclass(frozen=True)
class PlaceAct:
    label: Promise
    done: Promise
    fields: tuple[str, ...] = ()
    primary: bool = True

    def offered(self, actor: Actor, candidacy: PlaceCandidacy, to: str) -> bool:
        allowed = places.ALLOWED.get(to, policies.may_admit)
        return to in MOVES[candidacy.state] and bool(allowed(actor, candidacy))


PLACE_ACTS: dict[str, PlaceAct] = {
    P.SIAO_REQUESTED: PlaceAct(_("Asked of the SIAO"), _("The request to the SIAO is noted."), ("number",)),
    P.SIAO_ORIENTED: PlaceAct(
        _("The SIAO has directed the household"), _("The residence now reads the file, until it has decided.")
    ),
    P.RECEIVED: PlaceAct(_("Received by the residence"), _("The candidacy is received.")),
    P.VISITED: PlaceAct(_("The household has visited"), _("The visit is noted.")),
    P.ADMITTED: PlaceAct(_("Admit the household"), _("The household is admitted: offer it a place.")),
    P.WAITING_LIST: PlaceAct(
        _("Put on the waiting list"), _("The household is on the waiting list."), ("rank", "until"), primary=False
    ),
    P.DEFERRED: PlaceAct(_("Defer the decision"), _("The decision is deferred."), ("until",), primary=False),
    P.REFUSED: PlaceAct(
        _("Refused by the residence"), _("The refusal and its reason are noted."), ("reason", "sent_on"), primary=False
    ),
    P.PLACE_OFFERED: PlaceAct(_("Offer a place"), _("The place is offered until that day."), ("place", "until")),
    P.ACCEPTED: PlaceAct(_("The household accepts the place"), _("The place is accepted.")),
    P.DECLINED: PlaceAct(
        _("The household declines the place"), _("The household's own reason is noted."), ("reason",), primary=False
    ),
    P.CONTRACT_SIGNED: PlaceAct(_("The contract is signed"), _("The contract is signed: note the arrival.")),
    P.ARRIVED: PlaceAct(
        _("The household has arrived"),
        _("The household lives there: its occupation has begun."),
        ("rent", "deposit", "instalments", "advanced_by"),
    ),
    P.WITHDRAWN: PlaceAct(
        _("Withdraw the candidacy"),
        _("The candidacy is withdrawn, and what it opened with it."),
        ("by", "reason"),
        primary=False,
    ),
}
