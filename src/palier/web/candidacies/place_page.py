"""A candidacy for a place as components: plain values, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import ENDED
from palier.cases.models import Person
from palier.platform.actor import Actor
from palier.ui.components import Cell, Column, Definition, Row, Status, Table
from palier.ui.formats import day
from palier.web.candidacies.place_acts import PLACE_ACTS, PlaceAct, StepForm

P = PlaceCandidacyState
TONES: dict[str, Any] = {
    P.ADMITTED: "yes",
    P.PLACE_OFFERED: "soon",
    P.ACCEPTED: "done",
    P.CONTRACT_SIGNED: "done",
    P.ARRIVED: "done",
    P.REFUSED: "no",
    P.DECLINED: "no",
    P.WITHDRAWN: "quiet",
}


@dataclass(frozen=True)
class Offered:
    """A step the reader may take now, with its form."""

    name: str
    act: PlaceAct
    form: forms.Form

    @property
    def route(self) -> str:
        return f"place_candidacy_{self.name}"


def status(candidacy: PlaceCandidacy) -> Status:
    return Status(TONES.get(candidacy.state, "info"), candidacy.get_state_display())


def table(candidacies: Iterable[PlaceCandidacy], names: dict[UUID, Person]) -> Table:
    columns = [
        Column("household", _("Household")),
        Column("residence", _("Residence")),
        Column("since", _("Agreed on"), kind="day"),
        Column("state", _("State"), kind="status"),
        Column("due", _("Answer until"), kind="day"),
    ]
    return Table(_("Candidacies for a place"), columns, [_row(one, names.get(one.case_id)) for one in candidacies])


def _row(one: PlaceCandidacy, person: Person | None) -> Row:
    return Row(
        [
            Cell(
                str(person) if person else one.case.reference,
                url=reverse("place_candidacy", args=[one.id]),
                note=one.case.reference if person else "",
            ),
            Cell(str(one.residence), note=one.residence.get_kind_display()),
            one.agreed_on,
            status(one),
            one.offered_until if one.state == P.PLACE_OFFERED else None,
        ]
    )


def facts(one: PlaceCandidacy) -> list[Definition]:
    """The days it has lived, in their order; only those that have come."""
    lived = [
        (_("Agreed on"), one.agreed_on, one.get_agreed_means_display()),
        (_("Asked of the SIAO on"), one.siao_requested_on, one.siao_number),
        (_("Directed by the SIAO on"), one.siao_oriented_on, ""),
        (_("Received on"), one.received_on, ""),
        (_("Visited on"), one.visited_on, ""),
        (_("Decided on"), one.decided_on, _waiting(one) or one.get_refusal_display()),
        (_("Refusal sent to the SIAO on"), one.refusal_sent_on, ""),
        (_("Place offered on"), one.offered_on, _offered(one)),
        (_("Answered on"), one.answered_on, one.get_decline_display()),
        (_("Contract signed on"), one.signed_on, ""),
        (_("Arrived on"), one.arrived_on, ""),
    ]
    found = [Definition(term, on, kind="day", note=note) for term, on, note in lived if on]
    if one.state in ENDED and one.withdrawn_by:
        note = f"{one.get_withdrawn_by_display()} · {one.get_withdrawn_for_display()}"
        found.append(Definition(_("Ended on"), one.ended_on, kind="day", note=note))
    return found


def _offered(one: PlaceCandidacy) -> str:
    if one.place is None:
        return ""
    return _("place %(place)s, answer until %(day)s") % {"place": one.place, "day": day(one.offered_until)}


def _waiting(one: PlaceCandidacy) -> str:
    if one.waiting_until is None:
        return ""
    until = _("holds until %(day)s") % {"day": day(one.waiting_until)}
    return _("rank %(rank)s") % {"rank": one.rank} + f", {until}" if one.rank else until


def acts(actor: Actor, one: PlaceCandidacy, typed: tuple[str, forms.Form] | None = None) -> list[Offered]:
    name, form = typed or ("", None)
    return [
        Offered(to, act, form if to == name and form else StepForm(actor, one, to, auto_id=f"id_{to}_%s"))
        for to, act in PLACE_ACTS.items()
        if act.offered(actor, one, to)
    ]
