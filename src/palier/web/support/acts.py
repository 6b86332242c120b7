"""The acts on a mandate as data: which form asks for them, which policy shows it, which service does it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.policy import Decision
from palier.support import policies, services
from palier.support.enums import MandateState, RenewalState
from palier.support.models import SupportMandate
from palier.web.support.forms import AcceptForm, CloseForm, DecideForm, RefuseForm, RenewForm, ReportForm, VisitForm

S = MandateState


@dataclass(frozen=True)
class Act:
    """`do` gets the actor, the mandate's id and what was typed. A `folded` form opens on demand."""

    label: Promise
    done: Promise
    form: type[forms.Form]
    states: frozenset[str]
    allowed: Callable[[Actor, SupportMandate], Decision]
    do: Callable[[Actor, UUID, dict[str, Any]], object]
    primary: bool = False
    folded: bool = True
    undo: str = ""

    def offered(self, actor: Actor, mandate: SupportMandate) -> bool:
        return mandate.state in self.states and bool(self.allowed(actor, mandate))


def may_decide_renewal(actor: Actor, mandate: SupportMandate) -> bool:
    """Whether a renewal waits for this actor's answer; its two buttons are drawn apart."""
    asked = any(renewal.state == RenewalState.ASKED for renewal in mandate.renewals.all())
    return asked and mandate.state == S.ACCEPTED and bool(policies.may_decide(actor, mandate))


ACTS: dict[str, Act] = {
    "accept": Act(
        _("Accept the mandate"),
        _("The mandate is accepted. What your service may read of the case stays open as long as it runs."),
        AcceptForm,
        frozenset({S.ORDERED}),
        policies.may_answer,
        lambda actor, mandate, said: services.accept(actor=actor, mandate_id=mandate, at=clock.now(), **said),
        primary=True,
        folded=False,
    ),
    "refuse": Act(
        _("Refuse the mandate"),
        _("The refusal and its reason are with the service that asked."),
        RefuseForm,
        frozenset({S.ORDERED}),
        policies.may_answer,
        lambda actor, mandate, said: services.refuse(actor=actor, mandate_id=mandate, at=clock.now(), **said),
    ),
    "withdraw": Act(
        _("Take the order back"),
        _("The order is taken back."),
        forms.Form,
        frozenset({S.ORDERED}),
        policies.may_decide,
        lambda actor, mandate, said: services.withdraw_order(actor=actor, mandate_id=mandate),
        folded=False,
        undo="mandate_again",
    ),
    "again": Act(
        _("Order it again"),
        _("The mandate is ordered again."),
        forms.Form,
        frozenset({S.WITHDRAWN}),
        policies.may_decide,
        lambda actor, mandate, said: services.order_again(actor=actor, mandate_id=mandate, at=clock.now()),
        folded=False,
    ),
    "visit": Act(
        _("Record a visit"),
        _("The visit is recorded."),
        VisitForm,
        frozenset({S.ACCEPTED, S.CLOSED}),
        policies.may_answer,
        lambda actor, mandate, said: services.record_visit(actor=actor, mandate_id=mandate, at=clock.now(), **said),
    ),
    "report": Act(
        _("Write a report"),
        _("The report is with the mandate."),
        ReportForm,
        frozenset({S.ACCEPTED, S.CLOSED}),
        policies.may_answer,
        lambda actor, mandate, said: services.report(actor=actor, mandate_id=mandate, at=clock.now(), **said),
    ),
    "renew": Act(
        _("Ask for more months"),
        _("The renewal is asked for."),
        RenewForm,
        frozenset({S.ACCEPTED}),
        policies.may_answer,
        lambda actor, mandate, said: services.ask_renewal(actor=actor, mandate_id=mandate, at=clock.now(), **said),
    ),
    "decide": Act(
        _("Answer the renewal"),
        _("Your answer is with the service that asked."),
        DecideForm,
        frozenset(),
        policies.may_decide,
        lambda actor, mandate, said: services.decide_renewal(actor=actor, mandate_id=mandate, at=clock.now(), **said),
    ),
    "close": Act(
        _("Close the mandate"),
        _("The mandate is closed, and what it opened with it."),
        CloseForm,
        frozenset({S.ACCEPTED}),
        policies.may_close,
        lambda actor, mandate, said: services.close(actor=actor, mandate_id=mandate, at=clock.now(), **said),
    ),
}
