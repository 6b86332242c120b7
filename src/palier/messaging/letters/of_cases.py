"""What is made from the case itself: the candidate sheet, the letter that it is closed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases import policies
from palier.cases.enums import CaseState, Sheet
from palier.cases.facts import Closing, Paper
from palier.cases.models import Case
from palier.cases.papers import PaperState, state_of
from palier.cases.queries import applicants_of, rows_visible_to
from palier.messaging.letters.offer import Subject
from palier.messaging.sheets.facts import facts_of
from palier.messaging.sheets.sections import draw
from palier.platform import clock
from palier.platform.actor import Actor
from palier.ui import formats
from palier.ui.components import Definition
from palier.ui.templatetags.ui import written

AWAITED = frozenset({PaperState.ASKED, PaperState.EXPIRED, PaperState.NOT_CONFORMING})


def held(actor: Actor, case: Case) -> Iterable[Subject]:
    if policies.may_transmit(actor, case):
        yield Subject(case.id)


def closed(actor: Actor, case: Case) -> Iterable[Subject]:
    if case.state == CaseState.CLOSED:
        yield from held(actor, case)


def awaited(actor: Actor, case: Case) -> Iterable[Subject]:
    """Where a paper was asked for and has not come, or is no longer good."""
    if policies.may_write_file(actor, case) and _missing(actor, case, clock.today()):
        yield Subject(case.id)


def _missing(actor: Actor, case: Case, on: date) -> dict[str, list[str]]:
    """By destination, the papers to send again, with what was wrong with one."""
    found: dict[str, list[str]] = {}
    for paper in rows_visible_to(actor, Paper).filter(case=case):
        if state_of(paper, on) in AWAITED:
            name = str(paper.get_kind_display())
            said = f"{name} – {paper.not_conforming}" if paper.not_conforming else name
            found.setdefault(str(paper.get_destination_display()), []).append(said)
    return found


def missing_papers(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    return {
        "title": "Des pièces à nous envoyer",
        "to": household_lines(actor, case),
        "papers": [{"destination": name, "papers": papers} for name, papers in _missing(actor, case, on).items()],
    }


def candidate_sheet(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    """The parts of the sheet as its page shows them; what is not known is left open."""
    parts = draw(Sheet.CANDIDATE, facts_of(actor, case, on=on)).parts
    return {"title": "Fiche candidat", "parts": [part(heading, facts) for heading, facts in parts]}


def part(heading: str, facts: Iterable[Definition]) -> dict[str, Any]:
    """A heading and the facts below it, each in words."""
    said = [{"term": fact.term, "value": _value(fact.value, fact.kind), "note": fact.note} for fact in facts]
    return {"heading": heading, "facts": said}


def _value(value: Any, kind: str) -> str:
    return "" if value is None or value == "" else str(written(value, kind))


def closing(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    """To the household: that it is over, how it ended, where it was sent. Why is the service's own words: left out."""
    ended = rows_visible_to(actor, Closing).filter(case=case).first()
    return {
        "title": "Votre dossier est clos",
        "to": household_lines(actor, case),
        "closed_on": formats.day(case.closed_on),
        "received_on": formats.day(case.received_on),
        "outcome": case.outcome,
        "sent_to": ended.sent_to if ended else "",
    }


def household_lines(actor: Actor, case: Case) -> list[str]:
    """To whom it is written. Palier keeps no postal address: the letter is handed over, or completed by hand."""
    applicant = applicants_of(actor, [case.id]).get(case.id)
    return [f"{applicant.first_name} {applicant.last_name.upper()}".strip()] if applicant else []
