"""The path counted: of the households received in a period, how many have come to each landing since."""

from uuid import UUID

from palier.cases.enums import CaseState
from palier.cases.path import Landing
from palier.reporting.facts import MOVED, Facts
from palier.reporting.indicators import Counted, requests
from palier.reporting.periods import Period
from palier.tenancies.path import landing_of


def reached(facts: Facts, period: Period) -> dict[Landing, Counted]:
    """A landing may be passed by: a household in a temporary place need never have had an offer."""
    received = requests(facts, period).cases
    opened = {row.case for row in facts.changes if row.kind == MOVED and row.to == CaseState.OPEN}
    came: dict[Landing, set[UUID]] = {
        Landing.CALL: set(received),
        Landing.ASSESSMENT: opened | {row.case for row in facts.assessments},
        Landing.CANDIDACY: {row.case for row in facts.candidacies},
        Landing.OFFER: {row.case for row in facts.candidacies if row.notified_on},
    }
    for row in facts.tenancies:
        came.setdefault(landing_of(row.kind, row.residence), set()).add(row.case)
    found = {landing: received & came.get(landing, set()) for landing in Landing}
    return {landing: Counted(len(cases), cases=frozenset(cases)) for landing, cases in found.items()}
