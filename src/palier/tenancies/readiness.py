"""Ready for a lease of its own: the association's referent says so, on what is known, for so many months.

The criteria are the partners', from a day on; each answer says what it rests on. A certificate is renewed by another,
taken back for a reason, leads to a lease (`entries`), or lapses by its date.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.cases.enums import Destination, Means, PersonKind
from palier.cases.models import Case, Person
from palier.cases.papers import PaperState, checklist
from palier.cases.queries import get_case, rows_visible_to
from palier.organisations.models import Agreement
from palier.organisations.policies import may_publish_grid
from palier.organisations.queries import get_agreement
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require
from palier.rules.days import months_later
from palier.tenancies import policies, reviews
from palier.tenancies.enums import ReviewParty, TenancyKind, Wanted
from palier.tenancies.models import Readiness, ReadinessAnswer, ReadinessTerms, Review, Tenancy
from palier.tenancies.queries import tenancies_of
from palier.tenancies.readiness_enums import (
    CriterionAnswer,
    Evidence,
    ReadinessCriterion,
    ReadinessState,
    WithdrawnReadiness,
)
from palier.tenancies.slides import living_request

C, A, S = ReadinessCriterion, CriterionAnswer, ReadinessState
# Until the partners of an agreement say otherwise: practice, no law.
CRITERIA: Sequence[str] = tuple(ReadinessCriterion.values)
MONTHS = 6
# Fewer called months say nothing of how a household pays.
ENOUGH_MONTHS = 3
MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SIGNED}),
    S.SIGNED: frozenset({S.RENEWED, S.WITHDRAWN, S.HOUSED}),
    **dict.fromkeys((S.RENEWED, S.WITHDRAWN, S.HOUSED), frozenset()),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Of `CriterionAnswer`, resting on one of `Evidence`; in words where the referent saw it, or it is no."""

    answer: str
    evidence: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class HouseholdAgreed:
    """Which adult agreed that it be said, when and how."""

    person: UUID | None
    on: date
    means: str


def terms_on(agreement: UUID, day: date) -> tuple[Sequence[str], int]:
    """What is looked at on a day, and the months a certificate signed then is good for."""
    found = ReadinessTerms.objects.filter(agreement=agreement, begins_on__lte=day).first()
    return (found.criteria, found.months) if found else (CRITERIA, MONTHS)


@transaction.atomic
def agree_terms(
    *, actor: Actor, agreement_id: UUID, criteria: Sequence[str], months: int, begins_on: date, at: datetime
) -> ReadinessTerms:
    """The partners' own criteria, from a day on; certificates signed before keep theirs.

    Raises Invalid for a criterion that is not of the list, a day past or already taken, months out of 1 to 24.
    """
    agreement = get_agreement(actor, agreement_id)
    require(may_publish_grid(actor, agreement))
    locked = Agreement.objects.select_for_update().get(id=agreement.id)
    fields = {}
    if not criteria or set(criteria) - set(C.values):
        fields["criteria"] = _("Choose at least one criterion of the list.")
    if not 1 <= months <= 24:
        fields["months"] = _("Between 1 and 24 months.")
    if begins_on < at.astimezone(clock.PARIS).date():
        fields["begins_on"] = _("What was signed before keeps its criteria: choose today or later.")
    elif locked.readiness_terms.filter(begins_on__gte=begins_on).exists():
        fields["begins_on"] = _("Other criteria begin then or later: choose a day after them.")
    if fields:
        raise Invalid(fields=fields)
    made = ReadinessTerms.objects.create(
        agreement=locked,
        begins_on=begins_on,
        criteria=[code for code in C.values if code in criteria],
        months=months,
        written_by_id=actor.user,
    )
    changes = {"begins_on": begins_on.isoformat(), "criteria": made.criteria, "months": months}
    events.record("readiness.terms_agreed", subject=locked.id, changes=changes)
    return made


@transaction.atomic
def begin(*, actor: Actor, case_id: UUID, at: datetime) -> Readiness:
    """Prepare a certificate from what is known today; one in preparation is that one. Raises Refused, Conflict."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_certify(actor, case), case=case.id)
    if draft := Readiness.objects.filter(case=case, state=S.DRAFT).first():
        return draft
    today = at.astimezone(clock.PARIS).date()
    criteria, months = terms_on(case.agreement_id, today)
    draft = Readiness.objects.create(case=case, service_id=actor.service, months=months, begun_on=today)
    known = prepare(actor, case, today)
    ReadinessAnswer.objects.bulk_create(
        ReadinessAnswer(
            id=new_id(), case=case, readiness=draft, criterion=code, **known.get(code, {"answer": A.UNKNOWN})
        )
        for code in criteria
    )
    record("readiness.begun", draft, "")
    return draft


def prepare(actor: Actor, case: Case, today: date) -> dict[str, dict[str, Any]]:
    """By criterion, what Palier knows of it: the answer where the fact gives one, and the fact."""
    return dict(_known(actor, case, today))


def _known(actor: Actor, case: Case, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    papers = [line for line in checklist(actor, case, Destination.CALEOL, today) if line.usual]
    seen = sum(line.state == PaperState.SEEN for line in papers)
    yield C.PAPERS, _fact(seen == len(papers), Evidence.PAPERS, seen=seen, of=len(papers))
    if request := living_request(case, today):
        yield C.RIGHTS, _fact(True, Evidence.REQUEST, number=request.number)
    title = next((one for one in tenancies_of(actor, case) if one.running), None)
    if title is None:
        return
    yield C.OCCUPANCY, {"answer": A.UNKNOWN, "evidence": Evidence.TITLE, "known": {"since": str(title.begins_on)}}
    if title.kind == TenancyKind.SUBLEASE:
        yield from _of_sublease(actor, title, today)


def _of_sublease(actor: Actor, sublease: Tenancy, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    account = reviews.prepare(sublease, today)
    if account["called"] >= ENOUGH_MONTHS:
        said = {name: account[name] for name in ("paid", "called", "owed")}
        yield C.PAYMENTS, _fact(account["owed"] <= 0, Evidence.ACCOUNT, **said)
    review = rows_visible_to(actor, Review).filter(tenancy=sublease).order_by("number").last()
    if review is None:
        return
    known = {"held_on": review.held_on.isoformat(), "number": review.number}
    yield C.OCCUPANCY, {"answer": A.UNKNOWN, "evidence": Evidence.REVIEW, "known": known}
    if review.positions.filter(party=ReviewParty.HOUSEHOLD, wants=Wanted.LEASE).exists():
        yield C.WISH, _fact(True, Evidence.REVIEW, **known)


def _fact(met: bool, evidence: Evidence, **known: Any) -> dict[str, Any]:
    """A fact that says no leaves the answer to the referent: only she knows whether it still matters."""
    return {"answer": A.MET if met else A.UNKNOWN, "evidence": evidence, "known": known}


@transaction.atomic
def write(*, actor: Actor, readiness_id: UUID, answers: Mapping[str, Answer]) -> Readiness:
    """Answer the criteria of a certificate in preparation. Raises Invalid at the criterion whose answer cannot be."""
    draft = _locked(actor, readiness_id)
    if draft.state != S.DRAFT:
        raise Conflict(_("This certificate is signed: renew it to answer anew."))
    rows = {row.criterion: row for row in draft.answers.all()}
    fields = {code: text for code, said in answers.items() if (text := _wrong(said, known=code in rows))}
    if fields:
        raise Invalid(fields=fields)
    for code, said in answers.items():
        row = rows[code]
        row.answer, row.evidence, row.words = said.answer, said.evidence, said.words.strip()
        row.save(update_fields=["answer", "evidence", "words"])
    record("readiness.answered", draft, draft.state)
    return draft


def _wrong(said: Answer, *, known: bool) -> str:
    if not known or said.answer not in A.values:
        return _("Answer yes, no, does not apply or not known yet.")
    if said.answer == A.UNKNOWN:
        return ""
    if said.evidence not in Evidence.values:
        return _("Say what the answer rests on.")
    if not said.words.strip() and (said.evidence == Evidence.SEEN or said.answer != A.MET):
        return _("Say in a few words what you saw, or why.")
    return ""


@transaction.atomic
def sign(*, actor: Actor, readiness_id: UUID, agreed: HouseholdAgreed, at: datetime) -> Readiness:
    """Sign it today, for its months; the one in force is renewed by it.

    Raises Refused for who is not the association's referent or its team lead; Invalid while a criterion is unknown or
    not met, or without the household's agreement; Conflict where it is signed already.
    """
    draft = _locked(actor, readiness_id)
    if draft.state != S.DRAFT:
        raise Conflict(_("This certificate is signed already."))
    today = at.astimezone(clock.PARIS).date()
    _refuse_unready(actor, draft, agreed, today)
    former = Readiness.objects.select_for_update().filter(case=draft.case, state=S.SIGNED).first()
    if former:
        _end(former, S.RENEWED, today, "readiness.renewed")
    draft.agreed_by, draft.agreed_on, draft.agreed_means = agreed.person, agreed.on, agreed.means
    draft.signed_on, draft.signed_by_id, draft.follows = today, actor.user, former
    draft.valid_until, draft.state = months_later(today, draft.months), S.SIGNED
    draft.save()
    record("readiness.signed", draft, S.DRAFT)
    return draft


def _refuse_unready(actor: Actor, draft: Readiness, agreed: HouseholdAgreed, today: date) -> None:
    fields: dict[str, str] = {}
    open_ones = [row for row in draft.answers.all() if row.answer in (A.UNKNOWN, A.NOT_MET)]
    if open_ones:
        names = ", ".join(str(row.get_criterion_display()) for row in open_ones)
        raise Invalid(_("Not ready yet: %(criteria)s. Answer, or go on with the support first.") % {"criteria": names})
    adults = rows_visible_to(actor, Person).filter(case=draft.case_id).exclude(kind=PersonKind.CHILD)
    if agreed.person is None or not adults.filter(id=agreed.person).exists():
        fields["person"] = _("An adult of the household agrees that it be said: say who.")
    if agreed.means not in Means.values:
        fields["means"] = _("Say how it agreed.")
    if agreed.on > today:
        fields["on"] = _("This day has not come yet.")
    if fields:
        raise Invalid(fields=fields)


@transaction.atomic
def withdraw(*, actor: Actor, readiness_id: UUID, reason: str, at: datetime) -> Readiness:
    """Take back a certificate in force, for a reason. Raises Conflict for one that is not signed or has ended."""
    found = _locked(actor, readiness_id)
    if found.state != S.SIGNED:
        raise Conflict(_("Only a certificate in force is taken back."))
    if reason not in WithdrawnReadiness.values:
        raise Invalid(fields={"reason": _("Say why it is taken back.")})
    found.withdrawn_for = reason
    _end(found, S.WITHDRAWN, at.astimezone(clock.PARIS).date(), "readiness.withdrawn", reason)
    return found


def _end(found: Readiness, to: ReadinessState, on: date, kind: str, reason: str = "") -> None:
    if to not in MOVES[found.state]:
        raise Conflict(_("This certificate has changed: look at it again."))
    former, found.state, found.ended_on = found.state, to, on
    found.save()
    record(kind, found, former, reason)


def _locked(actor: Actor, readiness_id: UUID) -> Readiness:
    rows = rows_visible_to(actor, Readiness).select_for_update(of=("self",))
    found = rows.select_related("case__holder__organisation").filter(id=readiness_id).first()
    if found is None:
        raise Missing
    require(policies.may_certify(actor, found.case), case=found.case_id)
    return found


def record(kind: str, found: Readiness, former: str, reason: str = "") -> None:
    """Codes only; those who read the file read it."""
    events.record(
        kind,
        case=found.case_id,
        subject=found.id,
        audience=found.AUDIENCE,
        from_state=former,
        to_state=found.state,
        reason=reason,
    )
