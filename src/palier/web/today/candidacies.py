"""Candidacies that wait for who houses or designates; the days to answer are said by `palier.candidacies.due`."""

from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from palier.candidacies.enums import CandidacyState
from palier.candidacies.models import Candidacy
from palier.candidacies.policies import DECIDE
from palier.candidacies.queries import offerable, to_decide, to_designate
from palier.candidacies.states import GRANTED
from palier.cases.models import Person
from palier.cases.queries import applicants
from palier.platform.actor import Actor
from palier.web.candidacies.page import home_words
from palier.web.today.line import Line

S = CandidacyState
MOST = 30


def officer_lines(actor: Actor) -> list[Line]:
    """For the landlord and the reserver: files, outcomes, offers, silences and signatures to record."""
    found = [*to_designate(actor)[:MOST], *to_decide(actor)[:MOST]]
    names = applicants(actor, [one.case for one in found])
    # A better rank runs, or somebody was asked: nothing to do before its turn.
    turns = offerable(found)
    waits = [one for one in found if one.state in GRANTED and one.id not in turns and _settled(one)]
    # The paper that a grant waits for is a date to keep, said with the others.
    kept = [one for one in found if one.state != S.OFFERED and one not in waits and _settled(one)]
    lines = [_officer(actor, one, names) for one in kept]
    return sorted(lines, key=lambda line: (line.since, line.on, line.who))[:MOST]


def _settled(one: Candidacy) -> bool:
    return not one.condition or one.condition_met_on is not None


def _officer(actor: Actor, one: Candidacy, names: dict[UUID, Person]) -> Line:
    # The landlord alone ends a candidacy that was asked of it.
    designate = _("Designate the household, or say why not.")
    if not actor.has(*DECIDE):
        designate = _("Designate the household on your right, or tell its referent why not.")
    words: dict[str, tuple[str, str, date]] = {
        S.PUT_FORWARD: (pgettext("a candidacy", "Put forward"), designate, one.put_forward_on),
        S.DESIGNATED: (_("Designated"), _("Read its file and say that it is ready."), one.designated_on),
        S.FILE_COMPLETE: (_("File ready"), _("Record the outcome of the CALEOL."), one.complete_on),
        S.ACCEPTED: (_("Accepted by the household"), _("Record the signature."), one.answered_on),
    }
    offer = (_("Granted"), _("Notify the offer, and record its proof."), one.decided_on)
    why, what, on = words.get(one.state, offer)
    return _line(one, names, on, why, what, since=True)


def _line(one: Candidacy, names: dict[UUID, Person], on: date, why: str, what: str, *, since: bool = False) -> Line:
    who = f"{names.get(one.case_id, one.case.reference)} · {home_words(one)}"
    return Line(on, who, why, what, reverse("candidacy", args=[one.id]), since)
