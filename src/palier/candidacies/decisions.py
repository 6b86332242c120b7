"""What the landlord does: record the outcome of its CALEOL, notify the offer, keep the ranks of outside candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.candidacies import policies
from palier.candidacies.enums import (
    CandidacyKind,
    CandidacyState,
    Decision,
    DecisionReason,
    ExaminationException,
    NoticeMeans,
    RankEnd,
)
from palier.candidacies.models import Candidacy, OutsideCandidate, ProviderDecision
from palier.candidacies.moves import move, record, refuse_day, refuse_gone, refuse_move, settle_shares, supersede
from palier.candidacies.queries import WITH, live_of_vacancy, lock_candidacy, may_be_offered
from palier.candidacies.states import DECIDED_AGAINST, GRANTED
from palier.cases.enums import PaperKind
from palier.homes.enums import VacancyState
from palier.homes.models import Home, Vacancy
from palier.homes.queries import get_vacancy
from palier.homes.states import SHOWN
from palier.homes.vacancies import follow_candidates
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require
from palier.rules.deadlines import applicant_answer
from palier.rules.law import law_on

S = CandidacyState
RANK_TAKEN = _("Another candidate for this home has this rank already: look at the ranks.")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the minutes say. `outside_requests`: those examined for the home that are not in Palier."""

    answer: str
    held_on: date
    proof: str
    reasons: Sequence[str] = ()
    rank: int | None = None
    condition: str = ""
    condition_until: date | None = None
    outside_requests: int = 0
    exception: str = ""


@transaction.atomic
def decide(*, actor: Actor, candidacy_id: UUID, outcome: Outcome, at: datetime) -> Candidacy:
    """Record one of the five answers of the CALEOL (CCH R441-3), its day and its proof; the file closes to it.

    Raises Invalid at the field that does not fit: reasons without a refusal, a rank taken, fewer requests than the law
    asks for without an exception; Conflict for a home that is gone.
    """
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    today = at.astimezone(clock.PARIS).date()
    if outcome.answer not in Decision.values:
        raise Invalid(fields={"answer": _("Choose what was decided.")})
    to = CandidacyState(outcome.answer)
    refuse_move(candidacy, to)
    refuse_gone(candidacy)
    refuse_day("held_on", outcome.held_on, candidacy.complete_on, today)
    _lock_ranks(candidacy.vacancy)
    _refuse_unfit(candidacy, outcome)
    examined = _examined(candidacy) + outcome.outside_requests
    _refuse_too_few(candidacy, outcome, examined)
    ProviderDecision.objects.create(
        id=new_id(),
        case_id=candidacy.case_id,
        candidacy=candidacy,
        answer=outcome.answer,
        reasons=list(outcome.reasons),
        held_on=outcome.held_on,
        proof=outcome.proof.strip(),
        outside_requests=outcome.outside_requests,
        examined=examined,
        exception=outcome.exception,
        recorded_by_id=actor.user,
    )
    candidacy.decided_on, candidacy.rank = outcome.held_on, outcome.rank
    candidacy.condition, candidacy.condition_until = outcome.condition, outcome.condition_until
    if to in DECIDED_AGAINST:
        candidacy.ended_on = today
    if candidacy.vacancy_id:
        follow_candidates(vacancy_id=candidacy.vacancy_id, to=VacancyState.COMMITTEE, on=outcome.held_on)
    move(candidacy, to, "candidacy.decided")
    settle_shares(candidacy, at)
    return candidacy


def _lock_ranks(vacancy: Vacancy | None) -> None:
    """Ranks of the two tables are given one at a time."""
    if vacancy is not None:
        Home.objects.select_for_update().get(id=vacancy.home_id)


def _refuse_unfit(candidacy: Candidacy, outcome: Outcome) -> None:
    wrong: dict[str, object] = {}
    against = outcome.answer in DECIDED_AGAINST
    if against and not (outcome.reasons and set(outcome.reasons) <= set(DecisionReason.values)):
        wrong["reasons"] = _("A refusal is told in writing with its reasons (CCH L441-2-2): choose them.")
    if not against and outcome.reasons:
        wrong["reasons"] = _("Reasons go with a refusal only.")
    if not outcome.proof.strip():
        wrong["proof"] = _("Say where it is written: the number of the minutes, for instance.")
    if (outcome.rank is not None) != (outcome.answer == Decision.GRANTED_RANKED) or outcome.rank == 0:
        wrong["rank"] = _("A rank, from 1, goes with a home granted with a rank, and with nothing else.")
    elif outcome.rank is not None and _rank_taken(candidacy.vacancy_id, outcome.rank):
        wrong["rank"] = RANK_TAKEN
    conditional = outcome.answer == Decision.GRANTED_IF
    if conditional != (outcome.condition in PaperKind.values) or (not conditional and outcome.condition):
        wrong["condition"] = _("Choose the paper that is awaited, for a home granted on a condition only.")
    if conditional != (outcome.condition_until is not None):
        wrong["condition_until"] = _("Say until when the paper is awaited.")
    elif outcome.condition_until and outcome.condition_until < outcome.held_on:
        wrong["condition_until"] = _("This is before the CALEOL: check the year.")
    if outcome.answer == Decision.GRANTED and _granted_to_another(candidacy):
        wrong["answer"] = _("This home is granted to another household already: record ranks, or withdraw that one.")
    if wrong:
        raise Invalid(fields=wrong)


def _rank_taken(vacancy: UUID | None, rank: int) -> bool:
    if vacancy is None:
        return False
    return (
        Candidacy.objects.filter(vacancy=vacancy, rank=rank).exists()
        or OutsideCandidate.objects.filter(vacancy=vacancy, rank=rank).exists()
    )


def _granted_to_another(candidacy: Candidacy) -> bool:
    granted = live_of_vacancy(candidacy.vacancy_id).filter(state__in=(*GRANTED, S.OFFERED, S.ACCEPTED))
    return granted.exclude(id=candidacy.id).exists()


def _examined(candidacy: Candidacy) -> int:
    """The requests in Palier whose file went to the CALEOL for this home, this one included."""
    if candidacy.vacancy_id is None:
        return 1
    return Candidacy.objects.filter(vacancy=candidacy.vacancy_id, complete_on__isnull=False).count()


def _refuse_too_few(candidacy: Candidacy, outcome: Outcome, examined: int) -> None:
    """Only a vacant home of a landlord in Palier: what another landlord examined is its own to prove."""
    if candidacy.vacancy_id is None or candidacy.kind == CandidacyKind.SLIDE:
        return
    figure = law_on(outcome.held_on).figure("allocation.requests_examined")
    least = int(figure.values[0]) if figure.known[0] else 0
    if examined < least and outcome.exception not in ExaminationException.values:
        words = _(
            "%(n)s examined, of %(least)s that the law asks for (CCH R441-3): count those from outside Palier, "
            "or choose the exception."
        )
        raise Invalid(fields={"outside_requests": words % {"n": examined, "least": least}})


@transaction.atomic
def meet_condition(*, actor: Actor, candidacy_id: UUID, on: date, today: date) -> Candidacy:
    """The paper has come in time: the lease must be signed (CCH R441-3), so the home may be offered."""
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    if candidacy.state != S.GRANTED_IF or candidacy.condition_met_on:
        raise Conflict(_("No paper is awaited for this candidacy."))
    refuse_day("on", on, candidacy.decided_on, today)
    if candidacy.condition_until and on > candidacy.condition_until:
        raise Invalid(fields={"on": _("The paper came after its day: the CALEOL decides again.")})
    candidacy.condition_met_on = on
    candidacy.save(update_fields=["condition_met_on"])
    record("candidacy.condition_met", candidacy, candidacy.state)
    return candidacy


@transaction.atomic
def notify_offer(
    *, actor: Actor, candidacy_id: UUID, on: date, means: str, proof: str, unclaimed: bool, today: date
) -> Candidacy:
    """The offer has reached the household: its delay to answer runs from that day, by the law.

    `on`: the day it was handed over or received; for a letter returned unclaimed, the day it was first presented
    (Conseil d'État, 30 November 2021). Raises Conflict out of its turn, Invalid without a proof.
    """
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.OFFERED)
    refuse_gone(candidacy)
    if not may_be_offered(candidacy):
        raise Conflict(_("It is not this household's turn yet: a better rank runs, or its paper has not come."))
    _notify(candidacy, on, means, proof, unclaimed, today)
    return move(candidacy, S.OFFERED, "candidacy.offered", means)


@transaction.atomic
def correct_notice(*, actor: Actor, candidacy_id: UUID, presented_on: date, proof: str, today: date) -> Candidacy:
    """The registered letter came back unclaimed: the delay runs from the day it was first presented."""
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    if candidacy.state != S.OFFERED or candidacy.notice_means != NoticeMeans.REGISTERED:
        raise Conflict(_("Only an offer sent by registered letter comes back unclaimed."))
    _notify(candidacy, presented_on, candidacy.notice_means, proof, True, today)
    candidacy.save()
    record("candidacy.unclaimed", candidacy, candidacy.state)
    return candidacy


def _notify(candidacy: Candidacy, on: date, means: str, proof: str, unclaimed: bool, today: date) -> None:
    refuse_day("on", on, max(filter(None, (candidacy.decided_on, candidacy.condition_met_on))), today)
    wrong: dict[str, object] = {}
    if means not in NoticeMeans.values:
        wrong["means"] = _("Choose how it was notified: the delay runs from a proved day only (CCH R441-10).")
    if not proof.strip():
        wrong["proof"] = _("Give the number of the letter, or where the signature is kept.")
    if unclaimed and means != NoticeMeans.REGISTERED:
        wrong["unclaimed"] = _("Only a registered letter is returned unclaimed.")
    due = applicant_answer(on).due_on
    if due is None:
        wrong["on"] = _("The delay to answer is not known for that day: check the year.")
    if wrong:
        raise Invalid(fields=wrong)
    candidacy.notified_on, candidacy.notice_means, candidacy.notice_proof = on, means, proof.strip()
    candidacy.unclaimed, candidacy.answer_by = unclaimed, due


@transaction.atomic
def rank_outside(*, actor: Actor, vacancy_id: UUID, number: int, rank: int) -> OutsideCandidate:
    """A candidate from outside Palier has this rank: a number of the landlord's, never a name."""
    vacancy = _ranked(actor, vacancy_id)
    if vacancy.state not in SHOWN:
        raise Conflict(_("This home is no longer to be let."))
    if rank < 1 or _rank_taken(vacancy.id, rank):
        raise Invalid(fields={"rank": RANK_TAKEN if rank >= 1 else _("Ranks begin at 1.")})
    if OutsideCandidate.objects.filter(vacancy=vacancy, number=number).exists():
        raise Invalid(fields={"number": _("This number has a rank already.")})
    made = OutsideCandidate.objects.create(id=new_id(), vacancy=vacancy, number=number, rank=rank)
    events.record("vacancy.outside_ranked", subject=vacancy.id, changes={"rank": rank})
    return made


@transaction.atomic
def end_outside(*, actor: Actor, vacancy_id: UUID, candidate_id: UUID, end: str, on: date, at: datetime) -> None:
    """What became of a candidate from outside; signed, the home is let and the other candidacies end."""
    vacancy = _ranked(actor, vacancy_id)
    candidate = OutsideCandidate.objects.select_for_update().filter(vacancy=vacancy, id=candidate_id, end="").first()
    if candidate is None:
        raise Missing
    if end not in RankEnd.values:
        raise Invalid(fields={"end": _("Say what became of it.")})
    refuse_day("on", on, vacancy.announced_on, at.astimezone(clock.PARIS).date())
    if end == RankEnd.SIGNED and live_of_vacancy(vacancy.id).filter(state=S.ACCEPTED).exists():
        raise Conflict(_("A household of Palier has accepted this home: end its candidacy first."))
    candidate.end, candidate.ended_on = end, on
    candidate.save()
    events.record("vacancy.outside_ended", subject=vacancy.id, reason=end, changes={"rank": candidate.rank})
    if end == RankEnd.SIGNED:
        end_ranks(vacancy, on, at)


def end_ranks(vacancy: Vacancy, on: date, at: datetime) -> None:
    """The home is signed for: it is let, and whoever else was in line is told now, not before."""
    follow_candidates(vacancy_id=vacancy.id, to=VacancyState.FILLED, on=on)
    for other in live_of_vacancy(vacancy.id).select_related(*WITH).order_by("id"):
        supersede(other, on, "candidacy.superseded", at)
    waiting = OutsideCandidate.objects.filter(vacancy=vacancy, end="")
    waiting.update(end=RankEnd.SUPERSEDED, ended_on=on)


def _ranked(actor: Actor, vacancy_id: UUID) -> Vacancy:
    """The vacancy, its home under lock, after the candidacies for it: always in this order."""
    list(live_of_vacancy(vacancy_id).select_for_update(of=("self",)).order_by("id").values_list("id"))
    vacancy = get_vacancy(actor, vacancy_id, lock=True)
    require(policies.may_rank(actor, vacancy))
    return vacancy
