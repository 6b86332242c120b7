"""The order of support and its acceptance: two services write to each other about a household."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.messaging.letters.of_cases import household_lines
from palier.messaging.letters.offer import Subject
from palier.organisations.models import Service
from palier.platform.actor import Actor
from palier.support import policies
from palier.support.enums import MandateState, ReportKind
from palier.support.models import MandateReport, SupportMandate
from palier.support.queries import get_mandate, mandates_of
from palier.ui import formats

TAKEN = (MandateState.ACCEPTED, MandateState.CLOSED)


def ordered(actor: Actor, case: Case) -> Iterable[Subject]:
    for mandate in mandates_of(actor, case):
        if mandate.state != MandateState.WITHDRAWN and policies.may_decide(actor, mandate):
            yield _subject(mandate, mandate.operator)


def accepted(actor: Actor, case: Case) -> Iterable[Subject]:
    for mandate in mandates_of(actor, case):
        if mandate.state in TAKEN and policies.may_answer(actor, mandate):
            yield _subject(mandate, mandate.prescriber)


def _subject(mandate: SupportMandate, other: Service) -> Subject:
    return Subject(mandate.id, f"{other.organisation} – {other}, {formats.day(mandate.ordered_on)}")


def order(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    mandate = get_mandate(actor, about)
    return _common(actor, case, mandate) | {
        "title": "Prescription d’accompagnement",
        "to": [str(mandate.operator.organisation), str(mandate.operator)],
        "objectives": _words(actor, mandate, ReportKind.ORDER),
        "ordered_by": mandate.ordered_by.get_full_name(),
    }


def acceptance(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    mandate = get_mandate(actor, about)
    return _common(actor, case, mandate) | {
        "title": "Acceptation de la prescription d’accompagnement",
        "to": [str(mandate.prescriber.organisation), str(mandate.prescriber)],
        "answered_on": formats.day(mandate.answered_on),
        "starts_on": formats.day(mandate.starts_on),
        "ends_on": formats.day(mandate.ends_on),
        "answer": _words(actor, mandate, ReportKind.ANSWER),
    }


def _common(actor: Actor, case: Case, mandate: SupportMandate) -> dict[str, Any]:
    return {
        "household": household_lines(actor, case),
        "prescriber": f"{mandate.prescriber.organisation} – {mandate.prescriber}",
        "operator": f"{mandate.operator.organisation} – {mandate.operator}",
        "purpose": mandate.get_purpose_display(),
        "months": mandate.months,
        "financing_line": mandate.financing_line,
        "ordered_on": formats.day(mandate.ordered_on),
    }


def _words(actor: Actor, mandate: SupportMandate, kind: str) -> str:
    report = rows_visible_to(actor, MandateReport).filter(mandate=mandate, kind=kind).first()
    return report.body if report else ""
