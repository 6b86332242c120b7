"""The acts on a mandate as data: which form asks for them, which policy shows it, which service does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import Decision
from palier.support import policies, services
from palier.support.enums import MandateState, RenewalState
from palier.support.models import SupportMandate
from palier.web import acts
from palier.web.support.forms import AcceptForm, CloseForm, DecideForm, RefuseForm, RenewForm, ReportForm, VisitForm

S = MandateState


@dataclass(frozen=True)
class Act(acts.Act):
    """Offered in these states, to whom `allowed` says. A `folded` form opens on demand."""

    states: frozenset[str]
    allowed: Callable[[Actor, SupportMandate], Decision]
    primary: bool = False
    folded: bool = True
    undo: str = ""

    def offered(self, actor: Actor, mandate: SupportMandate) -> bool:
        return mandate.state in self.states and bool(self.allowed(actor, mandate))


def may_decide_renewal(actor: Actor, mandate: SupportMandate) -> bool:
    """Whether a renewal waits for this actor's answer; its two buttons are drawn apart."""
    asked = any(renewal.state == RenewalState.ASKED for renewal in mandate.renewals.all())
    return asked and mandate.state == S.ACCEPTED and bool(policies.may_decide(actor, mandate))


def _now(service: Callable[..., object]) -> Callable[[Actor, Any, UUID], object]:
    """The service, of what was typed, at this instant."""
    return lambda actor, form, mandate: service(actor=actor, mandate_id=mandate, at=clock.now(), **form.cleaned_data)


ACTS: dict[str, Act] = {
    "accept": Act(
        _("Accept the mandate"),
        _("The mandate is accepted. What your service may read of the case stays open as long as it runs."),
        AcceptForm,
        _now(services.accept),
        frozenset({S.ORDERED}),
        policies.may_answer,
        primary=True,
        folded=False,
    ),
    "refuse": Act(
        _("Refuse the mandate"),
        _("The refusal and its reason are with the service that asked."),
        RefuseForm,
        _now(services.refuse),
        frozenset({S.ORDERED}),
        policies.may_answer,
    ),
    "withdraw": Act(
        _("Take the order back"),
        _("The order is taken back."),
        forms.Form,
        lambda actor, form, mandate: services.withdraw_order(actor=actor, mandate_id=mandate),
        frozenset({S.ORDERED}),
        policies.may_decide,
        folded=False,
        undo="mandate_again",
    ),
    "again": Act(
        _("Order it again"),
        _("The mandate is ordered again."),
        forms.Form,
        _now(services.order_again),
        frozenset({S.WITHDRAWN}),
        policies.may_decide,
        folded=False,
    ),
    "visit": Act(
        _("Record a visit"),
        _("The visit is recorded."),
        VisitForm,
        _now(services.record_visit),
        frozenset({S.ACCEPTED, S.CLOSED}),
        policies.may_answer,
    ),
    "report": Act(
        _("Write a report"),
        _("The report is with the mandate."),
        ReportForm,
        _now(services.report),
        frozenset({S.ACCEPTED, S.CLOSED}),
        policies.may_answer,
    ),
    "renew": Act(
        _("Ask for more months"),
        _("The renewal is asked for."),
        RenewForm,
        _now(services.ask_renewal),
        frozenset({S.ACCEPTED}),
        policies.may_answer,
    ),
    "decide": Act(
        _("Answer the renewal"),
        _("Your answer is with the service that asked."),
        DecideForm,
        _now(services.decide_renewal),
        frozenset(),
        policies.may_decide,
    ),
    "close": Act(
        _("Close the mandate"),
        _("The mandate is closed, and what it opened with it."),
        CloseForm,
        _now(services.close),
        frozenset({S.ACCEPTED}),
        policies.may_close,
    ),
}
