"""Which papers each destination needs, and where each stands. The papers themselves stay where they belong.

Sources of the table: order of 6 August 2018 on the papers of an HLM request (CALEOL, slide); code de la consommation,
R721-2 and the Banque de France's form (over-indebtedness); the usual forms of the SIAO, of young workers' residences,
of the FSL and of Action Logement's Loca-Pass advance. A destination may ask for others: they are added by hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.enums import Destination, PaperKind
from palier.cases.facts import Paper
from palier.cases.models import Case
from palier.cases.queries import get_case, rows_visible_to
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require

K = PaperKind

# What everybody brings, then what only some households have.
NEEDED: Mapping[str, tuple[tuple[PaperKind, ...], tuple[PaperKind, ...]]] = {
    Destination.CALEOL: (
        (K.IDENTITY, K.TAX_NOTICE, K.REQUEST, K.PAYSLIPS, K.CURRENT_HOME),
        (K.RESIDENCE_PERMIT, K.FAMILY_BOOK, K.BENEFITS, K.RENT_RECEIPTS, K.SEPARATION, K.NOTICE_TO_LEAVE),
    ),
    Destination.FJT: (
        (K.IDENTITY, K.PAYSLIPS, K.WORK_CONTRACT, K.BANK_DETAILS),
        (K.RESIDENCE_PERMIT, K.TAX_NOTICE, K.BENEFITS),
    ),
    Destination.SIAO: (
        (K.IDENTITY, K.SOCIAL_REPORT, K.PAYSLIPS),
        (K.RESIDENCE_PERMIT, K.BENEFITS, K.CURRENT_HOME, K.NOTICE_TO_LEAVE),
    ),
    Destination.FSL: (
        (K.IDENTITY, K.PAYSLIPS, K.BENEFITS, K.BANK_DETAILS, K.SOCIAL_REPORT),
        (K.NEW_LEASE, K.RENT_RECEIPTS, K.TAX_NOTICE, K.CREDITORS, K.HOME_INSURANCE),
    ),
    Destination.LOCA_PASS: (
        (K.IDENTITY, K.WORK_CONTRACT, K.PAYSLIPS, K.NEW_LEASE, K.BANK_DETAILS),
        (K.RESIDENCE_PERMIT,),
    ),
    Destination.BANQUE_DE_FRANCE: (
        (K.IDENTITY, K.PAYSLIPS, K.TAX_NOTICE, K.BANK_STATEMENTS, K.CREDITORS, K.RENT_RECEIPTS),
        (K.FAMILY_BOOK, K.BENEFITS, K.SEPARATION, K.NOTICE_TO_LEAVE, K.WORK_CONTRACT),
    ),
    Destination.SLIDE: (
        (K.IDENTITY, K.REQUEST, K.TAX_NOTICE, K.PAYSLIPS, K.RENT_RECEIPTS, K.HOME_INSURANCE),
        (K.RESIDENCE_PERMIT, K.BENEFITS, K.SEPARATION),
    ),
}


class PaperState(StrEnum):
    """Where a paper stands; computed, never typed."""

    TO_ASK = "to_ask"
    ASKED = "asked"
    SEEN = "seen"
    EXPIRED = "expired"
    NOT_CONFORMING = "not_conforming"


@dataclass(frozen=True)
class PaperLine:
    """One line of a checklist. `usual`: everybody brings it. `elsewhere`: the same paper, good for another one."""

    kind: PaperKind
    usual: bool
    state: PaperState
    paper: Paper | None
    elsewhere: Paper | None


def state_of(paper: Paper | None, today: date) -> PaperState:
    if paper is None or (paper.seen_on is None and paper.asked_on is None):
        return PaperState.TO_ASK
    if paper.seen_on is None:
        return PaperState.ASKED
    if paper.not_conforming:
        return PaperState.NOT_CONFORMING
    return PaperState.EXPIRED if paper.expires_on and paper.expires_on < today else PaperState.SEEN


def checklist(actor: Actor, case: Case, destination: str, today: date) -> list[PaperLine]:
    """What the destination needs, in the order of the table, then what was added by hand: one query.

    Raises Missing for a destination that is not in the table.
    """
    if destination not in NEEDED:
        raise Missing(case=case.id)
    always, sometimes = NEEDED[destination]
    papers = list(rows_visible_to(actor, Paper).filter(case=case).select_related("asked_by"))
    here = {paper.kind: paper for paper in papers if paper.destination == destination}
    good = {
        paper.kind: paper
        for paper in papers
        if paper.destination != destination and state_of(paper, today) == PaperState.SEEN
    }
    added = [PaperKind(kind) for kind in here if kind not in {*always, *sometimes}]
    return [
        PaperLine(kind, kind in always, state_of(here.get(kind), today), here.get(kind), good.get(kind))
        for kind in (*always, *sometimes, *added)
    ]


def check_paper(actor: Actor, paper: Paper, at: datetime) -> None:
    """Say who asked. Raises Invalid for a day to come, a judgement of what nobody has seen, a paper twice."""
    today = at.astimezone(clock.PARIS).date()
    wrong = {
        name: _("This day is still to come: check the year.")
        for name in ("asked_on", "seen_on")
        if (day := getattr(paper, name)) and day > today
    }
    if paper.seen_on is None and (paper.expires_on or (paper.not_conforming and not paper.asked_on)):
        wrong["seen_on"] = _("Say on which day you saw it.")
    same = Paper.objects.filter(case=paper.case_id, destination=paper.destination, kind=paper.kind)
    if same.exclude(id=paper.id).exists():
        wrong["kind"] = _("This paper is on the list already: complete it there.")
    if wrong:
        raise Invalid(fields=wrong)
    paper.asked_by_id = (paper.asked_by_id or actor.service) if paper.asked_on else None


@transaction.atomic
def ask_for(*, actor: Actor, case_id: UUID, destination: str, kinds: Sequence[str], at: datetime) -> list[Paper]:
    """These papers were asked for today; those asked for already keep their day unless they must be asked again."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_write_file(actor, case), case=case.id)
    today = at.astimezone(clock.PARIS).date()
    asked = []
    for line in checklist(actor, case, destination, today):
        if line.kind not in kinds or line.state in {PaperState.SEEN, PaperState.ASKED}:
            continue
        paper = line.paper or Paper(id=new_id(), case=case, destination=destination, kind=line.kind)
        _ask(actor, paper, line.state, today)
        asked.append(paper)
    if asked:
        events.record("paper.changed", case=case.id, subject=case.id, audience="file", to_state="asked")
    return asked


def _ask(actor: Actor, paper: Paper, state: PaperState, today: date) -> None:
    """Asking again for one that expired or does not fit forgets the day it was seen, not what was wrong with it."""
    paper.asked_on, paper.asked_by_id = today, actor.service
    if state in {PaperState.EXPIRED, PaperState.NOT_CONFORMING}:
        paper.seen_on, paper.expires_on = None, None
        paper.version += 1
    paper.save()


@transaction.atomic
def mark_seen(*, actor: Actor, case_id: UUID, destination: str, kinds: Sequence[str], at: datetime) -> list[Paper]:
    """These papers were seen today and are what they say; how long one is good is added on its own page."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_write_file(actor, case), case=case.id)
    today = at.astimezone(clock.PARIS).date()
    seen = []
    for line in checklist(actor, case, destination, today):
        if line.kind not in kinds or line.state == PaperState.SEEN:
            continue
        paper = line.paper or Paper(id=new_id(), case=case, destination=destination, kind=line.kind)
        paper.seen_on, paper.expires_on, paper.not_conforming = today, None, ""
        paper.version += 1
        paper.save()
        seen.append(paper)
    if seen:
        events.record("paper.changed", case=case.id, subject=case.id, audience="file", to_state="seen")
    return seen
