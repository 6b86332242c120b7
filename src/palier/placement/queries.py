"""Who reads what was computed: a shortlist its provider, a home list who may open the file of the case."""

from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from palier.cases.enums import CaseState
from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.homes.models import Vacancy
from palier.homes.states import SHOWN
from palier.organisations.enums import Role
from palier.placement.models import HomeLine, HomeList, MatchingRank, Shortlist
from palier.platform import jobs
from palier.platform.actor import Actor
from palier.platform.models import Event, JobRun

# What changes the homes of one household.
OF_A_CASE = (
    *("case.received", "case.imported", "case.moved", "household.completed"),
    *("person.changed", "income.changed", "housing.changed", "identifier.changed", "identifier.struck"),
    *("readiness.signed", "readiness.withdrawn"),
)
READERS = (Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY)


def visible_to(actor: Actor) -> QuerySet[Shortlist]:
    if not actor.has(*READERS):
        return Shortlist.objects.none()
    return Shortlist.objects.filter(vacancy__home__landlord_id=actor.organisation)


def home_list(actor: Actor, case: Case) -> HomeList | None:
    """The homes of a case as last computed; None before the first time, or without a right to its file."""
    return rows_visible_to(actor, HomeList).filter(case=case).first()


def home_lines(actor: Actor, case: Case) -> QuerySet[HomeLine]:
    """Those of its homes that are still open, in order."""
    lines = rows_visible_to(actor, HomeLine).filter(case=case, vacancy__state__in=SHOWN)
    return lines.select_related("vacancy__home__commune", "vacancy__home__landlord").order_by("position")


def is_computed_anew(case: Case, found: HomeList | None) -> bool:
    """Whether something happened that the list does not know yet; never for a case that looks for no home."""
    if case.state not in (CaseState.RECEIVED, CaseState.OPEN):
        return False
    return (
        found is None
        or jobs.waits("placement.refresh_case", case=str(case.id))
        or jobs.waits("placement.refresh_cases", agreement=str(case.agreement_id))
        or Event.objects.filter(case_id=case.id, kind__in=OF_A_CASE, at__gt=found.computed_at).exists()
    )


def last_event(agreement: UUID) -> str:
    """A stamp of what has happened to the cases and homes of an agreement; complete only under a system actor."""
    cases, homes = Case.objects.filter(agreement=agreement), Vacancy.objects.filter(agreement=agreement)
    about = Q(case_id__in=cases.values("id")) | Q(subject_id__in=homes.values("id"))
    found = Event.objects.filter(about).aggregate(last=Max("at"), number=Count("id"))
    return f"{found['number']} until {found['last'] or ''}"


def preview_of(actor: Actor, job: UUID) -> JobRun | None:
    """A preview that my service asked for, once it is counted."""
    return jobs.visible_to(actor).filter(id=job, kind="placement.preview", state=JobRun.State.DONE).first()


def past_ranks(actor: Actor, case: Case) -> QuerySet[MatchingRank]:
    """Where the household of a case stood, the last computation first."""
    found = rows_visible_to(actor, MatchingRank).filter(case=case)
    return found.select_related("run__grid__agreement").order_by("-run__computed_at", "-run_id")
