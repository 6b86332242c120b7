"""Candidacies that wait for the reader: answers due for the referent, what the landlord and the reserver record."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.candidacies.enums import CandidacyState
from palier.candidacies.models import Candidacy
from palier.candidacies.queries import answers_due, may_be_offered, to_decide, to_designate
from palier.candidacies.states import GRANTED
from palier.cases.models import Person
from palier.cases.queries import applicants
from palier.platform import clock
from palier.platform.actor import Actor
from palier.web.candidacies.page import LAST_CALL, SOON, home_words
from palier.web.today.line import Line

S = CandidacyState
MOST = 30


def answer_lines(actor: Actor, referents: Collection[UUID], names: dict[UUID, Person]) -> Iterable[Line]:
    """For the referent: five days before the delay ends, more pressing from two days on, and once it has run."""
    today = clock.today()
    for one in answers_due(actor, referents, by=today + SOON):
        what = _("Call the household: it accepts, or refuses for a reason of its own.")
        if one.answer_by <= today + LAST_CALL:
            what = _("Call the household today: without an answer the landlord may confirm its silence.")
        if one.answer_by < today:
            what = _("The delay has run: tell the landlord the answer before it confirms the silence.")
        yield _line(one, names, one.answer_by, _("Answer to an offer"), what, referent=one.case.referent_id)


def officer_lines(actor: Actor) -> list[Line]:
    """For the landlord and the reserver: files, outcomes, offers, silences and signatures to record."""
    found = [*to_designate(actor)[:MOST], *to_decide(actor)[:MOST]]
    names = applicants(actor, [one.case for one in found])
    lines = [line for one in found for line in _officer(one, names)]
    return sorted(lines, key=lambda line: (line.since, line.on, line.who))[:MOST]


def _officer(one: Candidacy, names: dict[UUID, Person]) -> Iterable[Line]:
    if one.state == S.OFFERED:
        if one.answer_by < clock.today():
            what = _("Check the proof of the notification, then confirm that nobody answered.")
            yield _line(one, names, one.answer_by, _("Answer overdue"), what)
        else:
            yield _line(one, names, one.answer_by, _("Answer awaited"), _("Record the answer when it comes."))
        return
    if one.state in GRANTED and not may_be_offered(one) and not one.condition:
        # A better rank runs: nothing to do before its turn.
        return
    words: dict[str, tuple[str, str, date]] = {
        S.PUT_FORWARD: (_("Put forward"), _("Designate the household, or say why not."), one.put_forward_on),
        S.DESIGNATED: (_("Designated"), _("Read its file and say that it is ready."), one.designated_on),
        S.FILE_COMPLETE: (_("File ready"), _("Record the outcome of the CALEOL."), one.complete_on),
        S.ACCEPTED: (_("Accepted by the household"), _("Record the signature."), one.answered_on),
    }
    offer = (_("Granted"), _("Notify the offer, and record its proof."), one.decided_on)
    if one.condition and not one.condition_met_on:
        offer = (_("Granted on a condition"), _("Record the paper when it comes, or withdraw."), one.condition_until)
    why, what, on = words.get(one.state, offer)
    yield _line(one, names, on, why, what, since=on != one.condition_until)


def _line(
    one: Candidacy,
    names: dict[UUID, Person],
    on: date,
    why: str,
    what: str,
    *,
    since: bool = False,
    referent: UUID | None = None,
) -> Line:
    who = f"{names.get(one.case_id, one.case.reference)} · {home_words(one)}"
    return Line(on, who, why, what, reverse("candidacy", args=[one.id]), since, referent)
