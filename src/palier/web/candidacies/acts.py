"""The acts on a candidacy as data: which form asks for them, when they are offered, which service does them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.candidacies import answers, decisions, policies, services, signing
from palier.candidacies.enums import CandidacyKind, CandidacyState, NoticeMeans
from palier.candidacies.models import Candidacy
from palier.candidacies.queries import may_be_offered
from palier.candidacies.states import GRANTED, LIVE
from palier.homes.states import SHOWN
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import Decision
from palier.web.candidacies.forms import (
    ActForm,
    CompleteForm,
    DayForm,
    DecideForm,
    DesignateForm,
    NoAnswerForm,
    OfferForm,
    RefuseForm,
    SignForm,
    UnclaimedForm,
    WithdrawForm,
)

S = CandidacyState


def _goes_on(candidacy: Candidacy) -> bool:
    """Neither on hold nor for a home that is gone."""
    return candidacy.held_on is None and (candidacy.vacancy is None or candidacy.vacancy.state in SHOWN)


def _overdue(candidacy: Candidacy) -> bool:
    return candidacy.held_on is None and candidacy.answer_by is not None and candidacy.answer_by < clock.today()


def _by_letter(candidacy: Candidacy) -> bool:
    return candidacy.notice_means == NoticeMeans.REGISTERED and not candidacy.unclaimed


@dataclass(frozen=True)
class Act:
    """`do` gets the actor, the candidacy's id and the form. `now`: whether it makes sense as the candidacy stands."""

    label: Promise
    done: Promise
    form: type[ActForm]
    states: frozenset[str]
    allowed: Callable[[Actor, Candidacy], Decision]
    do: Callable[[Actor, UUID, Any], Candidacy]
    now: Callable[[Candidacy], bool] = _goes_on
    primary: bool = False

    def offered(self, actor: Actor, candidacy: Candidacy) -> bool:
        return candidacy.state in self.states and self.now(candidacy) and bool(self.allowed(actor, candidacy))


def _said(form: ActForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


ACTS: dict[str, Act] = {
    "designate": Act(
        _("Designate this household"),
        _("The household is designated."),
        DesignateForm,
        frozenset({S.PUT_FORWARD}),
        policies.may_designate,
        lambda actor, one, form: services.designate(actor=actor, candidacy_id=one, today=clock.today(), **_said(form)),
        primary=True,
    ),
    "complete": Act(
        _("The file is ready for the CALEOL"),
        _("The file is ready; what is missing is recorded."),
        CompleteForm,
        frozenset({S.DESIGNATED}),
        policies.may_decide,
        lambda actor, one, form: services.complete_file(
            actor=actor, candidacy_id=one, today=clock.today(), **_said(form)
        ),
        primary=True,
    ),
    "decide": Act(
        _("Record the outcome of the CALEOL"),
        _("The outcome is recorded; the referent reads it in the story of the case."),
        DecideForm,
        frozenset({S.FILE_COMPLETE}),
        policies.may_decide,
        lambda actor, one, form: decisions.decide(
            actor=actor, candidacy_id=one, outcome=form.outcome(), at=clock.now()
        ),
        primary=True,
    ),
    "condition": Act(
        _("The awaited paper has come"),
        _("The condition is met: the home may be offered."),
        DayForm,
        frozenset({S.GRANTED_IF}),
        policies.may_decide,
        lambda actor, one, form: decisions.meet_condition(
            actor=actor, candidacy_id=one, today=clock.today(), **_said(form)
        ),
        now=lambda one: _goes_on(one) and one.condition_met_on is None,
        primary=True,
    ),
    "offer": Act(
        _("Record the notified offer"),
        _("The offer is recorded; the delay to answer runs."),
        OfferForm,
        frozenset(GRANTED),
        policies.may_decide,
        lambda actor, one, form: decisions.notify_offer(
            actor=actor, candidacy_id=one, today=clock.today(), **_said(form)
        ),
        now=may_be_offered,
        primary=True,
    ),
    "accept": Act(
        _("The household accepts"),
        _("The acceptance is recorded; the household's other candidacies are on hold."),
        DayForm,
        frozenset({S.OFFERED}),
        policies.may_answer,
        lambda actor, one, form: answers.accept(actor=actor, candidacy_id=one, at=clock.now(), **_said(form)),
        primary=True,
    ),
    "refuse": Act(
        _("The household refuses"),
        _("The refusal is recorded with the household's own reason."),
        RefuseForm,
        frozenset({S.OFFERED}),
        policies.may_answer,
        lambda actor, one, form: answers.refuse(actor=actor, candidacy_id=one, at=clock.now(), **_said(form)),
        now=lambda one: one.held_on is None,
    ),
    "no_answer": Act(
        _("Confirm that nobody answered"),
        _("The silence is confirmed; the next rank may be offered the home."),
        NoAnswerForm,
        frozenset({S.OFFERED}),
        policies.may_decide,
        lambda actor, one, form: answers.confirm_no_answer(
            actor=actor, candidacy_id=one, at=clock.now(), **_said(form)
        ),
        now=_overdue,
    ),
    "unclaimed": Act(
        _("The letter came back unclaimed"),
        _("The delay to answer runs from the day the letter was presented."),
        UnclaimedForm,
        frozenset({S.OFFERED}),
        policies.may_decide,
        lambda actor, one, form: decisions.correct_notice(
            actor=actor,
            candidacy_id=one,
            presented_on=form.cleaned_data["on"],
            proof=form.cleaned_data["proof"],
            today=clock.today(),
        ),
        now=_by_letter,
    ),
    "sign": Act(
        _("Record the signature"),
        _("The home is signed for: the other candidacies end, and each referent is told."),
        SignForm,
        frozenset({S.ACCEPTED}),
        policies.may_decide,
        lambda actor, one, form: signing.sign(actor=actor, candidacy_id=one, signed=form.signed(), at=clock.now()),
        now=lambda one: _goes_on(one) and one.kind != CandidacyKind.SLIDE,
        primary=True,
    ),
    "slide": Act(
        _("Slide the lease"),
        _("The sub-lease and the head lease end, and the household’s own lease begins that very day."),
        SignForm,
        frozenset({S.ACCEPTED}),
        policies.may_decide,
        lambda actor, one, form: signing.sign(actor=actor, candidacy_id=one, signed=form.signed(), at=clock.now()),
        now=lambda one: _goes_on(one) and one.kind == CandidacyKind.SLIDE,
        primary=True,
    ),
    "withdraw": Act(
        _("Withdraw the candidacy"),
        _("The candidacy is withdrawn, and what it opened with it."),
        WithdrawForm,
        frozenset(LIVE),
        policies.may_answer,
        lambda actor, one, form: services.withdraw(actor=actor, candidacy_id=one, at=clock.now(), **_said(form)),
        now=lambda one: True,
    ),
}
