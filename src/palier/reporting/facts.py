"""What happened under one agreement, as plain rows: a question a table, whatever its size.

Read under the system actor `reporting`, in the worker: no person may read all the cases of an agreement.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from palier.assessments.enums import AssessmentState
from palier.assessments.models import SocialAssessment
from palier.candidacies.models import Candidacy
from palier.cases.facts import Aid
from palier.cases.models import Case, CurrentHousing, Person, Situation
from palier.homes.models import Vacancy
from palier.platform import clock
from palier.platform.models import Event
from palier.support.models import SupportMandate
from palier.tenancies.models import EntryAct, HeadLease, Tenancy
from palier.tenancies.readiness_enums import EntryActKind

MOVED, WAITING = "case.moved", "case.waiting"


class CaseRow(NamedTuple):
    id: UUID
    origin: str
    state: str
    waiting_on: str
    received_on: date
    closed_on: date | None


class Change(NamedTuple):
    """A case moved, or waits for somebody else, from a day."""

    case: UUID
    on: date
    kind: str
    former: str
    to: str


class MandateRow(NamedTuple):
    case: UUID
    state: str
    answered_on: date | None


class AssessmentRow(NamedTuple):
    case: UUID
    begun_on: date
    signed_on: date | None


class CandidacyRow(NamedTuple):
    case: UUID
    state: str
    put_forward_on: date
    decided_on: date | None
    notified_on: date | None
    answered_on: date | None
    ended_on: date | None


class TenancyRow(NamedTuple):
    case: UUID
    kind: str
    residence: str | None
    signed_on: date
    begins_on: date
    ends_on: date | None
    slid: bool


class WelcomeRow(NamedTuple):
    """A landlord promised a welcome visit to a household that came in."""

    case: UUID
    due_on: date
    done_on: date | None


class AidRow(NamedTuple):
    case: UUID
    kind: str
    answer: str
    decided_on: date | None
    amount: Decimal | None
    refusal: str


class VacancyRow(NamedTuple):
    free_on: date
    opened_on: date
    candidates_sent_on: date | None
    committee_on: date | None
    ended_on: date | None


class KeptRow(NamedTuple):
    """A home that an association went on renting from the day a household left, until its head lease ended."""

    left_on: date
    ended_on: date | None


class PersonRow(NamedTuple):
    case: UUID
    applicant: bool
    child: bool
    age: int | None


@dataclass(frozen=True)
class Facts:
    cases: list[CaseRow]
    changes: list[Change]
    mandates: list[MandateRow]
    assessments: list[AssessmentRow]
    candidacies: list[CandidacyRow]
    tenancies: list[TenancyRow]
    welcomes: list[WelcomeRow]
    aids: list[AidRow]
    vacancies: list[VacancyRow]
    kept: list[KeptRow]
    people: list[PersonRow]
    housing: dict[UUID, str]
    causes: dict[UUID, list[str]]


def facts_of(agreement: UUID) -> Facts:
    cases = [CaseRow(*row) for row in Case.objects.filter(agreement=agreement).values_list(*CaseRow._fields)]
    received = {case.id: case.received_on for case in cases}
    mine = Q(case__agreement=agreement)
    signed = [AssessmentState.SIGNED, AssessmentState.SUPERSEDED]
    return Facts(
        cases=cases,
        changes=_changes(agreement),
        mandates=_rows(MandateRow, SupportMandate.objects.filter(mine)),
        assessments=[
            AssessmentRow(case, begun_on, signed_on if state in signed else None)
            for case, begun_on, signed_on, state in SocialAssessment.objects.filter(mine).values_list(
                "case_id", "begun_on", "signed_on", "state"
            )
        ],
        candidacies=_rows(CandidacyRow, Candidacy.objects.filter(mine)),
        tenancies=_tenancies(mine),
        welcomes=_rows(WelcomeRow, EntryAct.objects.filter(mine, kind=EntryActKind.WELCOME_VISIT)),
        aids=_rows(AidRow, Aid.objects.filter(mine)),
        vacancies=_vacancies(agreement),
        kept=_kept(mine),
        people=[
            PersonRow(person.case_id, person.kind == "applicant", person.kind == "child", age)
            for person in Person.objects.filter(mine).only("case", "kind", "born_on", "stated_age", "stated_on")
            for age in [person.age_on(received[person.case_id])]
        ],
        housing=dict(CurrentHousing.everything.filter(mine, since=None).values_list("case_id", "kind")),
        causes=dict(Situation.objects.filter(mine).values_list("case_id", "causes")),
    )


def _rows(shape: type, found) -> list:
    return [shape(*row) for row in found.values_list("case_id", *shape._fields[1:])]


def _changes(agreement: UUID) -> list[Change]:
    events = Event.objects.filter(
        kind__in=(MOVED, WAITING), case_id__in=Case.objects.filter(agreement=agreement).values("id")
    )
    fields = ("case_id", "at", "kind", "from_state", "to_state")
    return [
        Change(case, _day(at), kind, former, to)
        for case, at, kind, former, to in events.order_by("at", "id").values_list(*fields)
    ]


def _tenancies(mine: Q) -> list[TenancyRow]:
    fields = ("case_id", "kind", "place__residence__kind", "signed_on", "begins_on", "ends_on", "follows_id")
    return [TenancyRow(*row[:-1], row[-1] is not None) for row in Tenancy.objects.filter(mine).values_list(*fields)]


def _vacancies(agreement: UUID) -> list[VacancyRow]:
    opened = Vacancy.objects.filter(agreement=agreement, opened_at__isnull=False)
    fields = ("free_on", "opened_at", "candidates_sent_on", "committee_on", "ended_on")
    return [VacancyRow(free, _day(at), *rest) for free, at, *rest in opened.values_list(*fields)]


def _kept(mine: Q) -> list[KeptRow]:
    still = Q(ends_on=None) | Q(ends_on__gt=F("sublease__ends_on"))
    left = HeadLease.objects.filter(mine, still, sublease__ends_on__isnull=False)
    return [KeptRow(*row) for row in left.values_list("sublease__ends_on", "ends_on")]


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()
