"""What happened, as the worker reads it: empty as far as a test does not say otherwise."""

from datetime import date
from uuid import UUID

from palier.reporting.facts import AidRow, CandidacyRow, CaseRow, Facts, TenancyRow
from palier.reporting.periods import Period

YEAR = Period(date(2025, 7, 1), date(2026, 7, 1))
FIRST, LAST, AFTER = date(2025, 7, 1), date(2026, 6, 30), date(2026, 7, 1)


def facts(**said) -> Facts:
    lists = ("cases", "changes", "mandates", "assessments", "candidacies", "tenancies", "welcomes")
    more = ("aids", "vacancies", "kept", "people")
    return Facts(**{name: [] for name in (*lists, *more)} | {"housing": {}, "causes": {}} | said)


def case(number: int, received_on: date = FIRST, **said) -> CaseRow:
    usual = {"origin": "partner", "state": "open", "waiting_on": "holder", "closed_on": None}
    return CaseRow(id=UUID(int=number), received_on=received_on, **usual | said)


def tenancy(number: int, kind: str, day: date = FIRST, **said) -> TenancyRow:
    usual = {"residence": None, "signed_on": day, "begins_on": day, "ends_on": None, "slid": False}
    return TenancyRow(case=UUID(int=number), kind=kind, **usual | said)


def aid(number: int, kind: str = "loca_pass", day: date | None = FIRST, **said) -> AidRow:
    usual = {"answer": "granted", "amount": None, "refusal": ""}
    return AidRow(case=UUID(int=number), kind=kind, decided_on=day, **usual | said)


def candidacy(number: int, state: str, **said) -> CandidacyRow:
    days = dict.fromkeys(("decided_on", "notified_on", "answered_on", "ended_on"))
    return CandidacyRow(case=UUID(int=number), state=state, put_forward_on=FIRST, **days | said)
