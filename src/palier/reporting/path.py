"""The path counted: of the households received in a period, how many have come to each landing since."""

from uuid import UUID

from palier.cases.enums import CaseState
from palier.cases.path import Landing
from palier.reporting.facts import MOVED, Facts
from palier.reporting.indicators import LASTING, Counted, requests
from palier.reporting.periods import Period
from palier.tenancies.enums import TenancyKind


def reached(facts: Facts, period: Period) -> dict[Landing, Counted]:
    """A landing may be passed by: a household in a temporary place need never have had an offer."""
    received = requests(facts, period).cases
    opened = {row.case for row in facts.changes if row.kind == MOVED and row.to == CaseState.OPEN}
    came: dict[Landing, set[UUID]] = {
        Landing.CALL: set(received),
        Landing.ASSESSMENT: opened | {row.case for row in facts.assessments},
        Landing.CANDIDACY: {row.case for row in facts.candidacies},
        Landing.OFFER: {row.case for row in facts.candidacies if row.notified_on},
        Landing.TEMPORARY: {
            row.case
            for row in facts.tenancies
            if row.kind == TenancyKind.TEMPORARY_OCCUPANCY and row.residence not in LASTING
        },
        Landing.SUBLEASE: _under(facts, TenancyKind.SUBLEASE),
        Landing.LEASE: _under(facts, TenancyKind.LEASE),
    }
    found = {landing: received & came[landing] for landing in Landing}
    return {landing: Counted(len(cases), cases=frozenset(cases)) for landing, cases in found.items()}


def _under(facts: Facts, kind: TenancyKind) -> set[UUID]:
    return {row.case for row in facts.tenancies if row.kind == kind}
