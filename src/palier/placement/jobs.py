"""Both directions follow what happens: a call, a completed file, a case that moves, a home opened or withdrawn.

A case that changes has its own home list computed anew, and no other.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from palier.candidacies.meeting_models import PartnerMeeting
from palier.cases.models import Case
from palier.homes.models import Vacancy
from palier.matching.grid import Grid, Line
from palier.organisations.queries import all_running
from palier.placement import boards, home_lists, preview, services
from palier.placement.queries import OF_A_CASE
from palier.platform import clock, jobs
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.events import on
from palier.platform.models import Event

# What changes the homes of all.
OF_HOMES = (
    *("vacancy.opened", "vacancy.reopened", "vacancy.withdrawn"),
    *("vacancy.filled", "vacancy.returned", "vacancy.lapsed"),
)


@on(*OF_A_CASE)
def case_changed(event: Event) -> None:
    agreement = Case.objects.values_list("agreement_id", flat=True).get(id=event.case_id)
    jobs.enqueue_once("placement.refresh_case", case=str(event.case_id))
    _enqueue(agreement)


@on(*OF_HOMES)
def vacancy_changed(event: Event) -> None:
    agreement = Vacancy.objects.values_list("agreement_id", flat=True).get(id=event.subject_id)
    if agreement:
        _enqueue(agreement)
        jobs.enqueue_once("placement.refresh_cases", agreement=str(agreement))


@on("grid.published")
def grid_published(event: Event) -> None:
    """At once when it is in force; the work of the night does it on its day."""
    if date.fromisoformat(event.changes["starts_on"]) <= clock.today():
        _enqueue(event.subject_id)


@on("meeting.case_put_on", "meeting.home_put_on", "meeting.put_off", "meeting.taken_up")
def agenda_changed(event: Event) -> None:
    jobs.enqueue_once("placement.refresh_board", meeting=str(event.subject_id))


@on("shortlists.computed")
def ranks_changed(event: Event) -> None:
    """The boards of the meetings that are being prepared follow."""
    for meeting in PartnerMeeting.objects.filter(agreement=event.subject_id, closed_at=None):
        jobs.enqueue_once("placement.refresh_board", meeting=str(meeting.id))


def _enqueue(agreement: UUID) -> None:
    """Ask once: a computation still waiting will see what has just been committed."""
    jobs.enqueue_once("placement.refresh", agreement=str(agreement))


@jobs.each_night("placement.refresh_all")
def refresh_all() -> None:
    """Months pass, incomes begin and end, the law changes: no event says so."""
    with transaction.atomic():
        for agreement in all_running(clock.today()).values_list("id", flat=True):
            _enqueue(agreement)
            jobs.enqueue_once("placement.refresh_cases", agreement=str(agreement))


@jobs.task("placement.refresh")
def refresh(*, agreement: str) -> None:
    """Compute the agreement's shortlists anew."""
    with transaction.atomic(), acting(system_actor("placement")):
        services.refresh(UUID(agreement), at=clock.now())


@jobs.task("placement.compute")
def compute(*, job: str, agreement: str) -> None:
    """The same because somebody asked, who sees how far it is and may stop it: the lists of before are then left."""
    with jobs.running(job) as run, acting(system_actor("placement")):
        lists = services.refresh(UUID(agreement), at=clock.now(), advance=run.advance)
        run.finish(agreement=agreement, lists=lists)


@jobs.task("placement.preview")
def preview_grid(*, job: str, agreement: str, weights: list[dict[str, Any]]) -> None:
    """Count who would move under other weights."""
    proposed = Grid("proposed", tuple(Line(**one) for one in weights))
    with jobs.running(job) as run, acting(system_actor("placement")):
        homes = preview.preview(UUID(agreement), proposed, on=clock.today(), advance=run.advance)
        run.finish(agreement=agreement, weights=weights, homes=homes)


@jobs.task("placement.refresh_case")
def refresh_case(*, case: str) -> None:
    """Judge the homes of one household anew."""
    with transaction.atomic(), acting(system_actor("placement")):
        home_lists.refresh_case(UUID(case), at=clock.now())


@jobs.task("placement.refresh_cases")
def refresh_cases(*, agreement: str) -> None:
    """Judge those of every household of the agreement anew."""
    with transaction.atomic(), acting(system_actor("placement")):
        home_lists.refresh_cases(UUID(agreement), at=clock.now())


@jobs.task("placement.refresh_board")
def refresh_board(*, meeting: str) -> None:
    """Fill the board of a meeting anew."""
    with transaction.atomic(), acting(system_actor("placement")):
        boards.refresh_board(UUID(meeting))
