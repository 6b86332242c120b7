"""Shortlists follow what happens: a call, a completed file, a case that moves, a home opened or withdrawn."""

from uuid import UUID

from django.db import transaction

from palier.cases.models import Case
from palier.homes.models import Vacancy
from palier.placement import services
from palier.platform import clock, jobs
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.events import on
from palier.platform.models import Event


@on("case.received", "case.imported", "case.moved", "household.completed")
def case_changed(event: Event) -> None:
    agreement = Case.objects.values_list("agreement_id", flat=True).get(id=event.case_id)
    _enqueue(agreement)


@on(
    *("vacancy.opened", "vacancy.reopened", "vacancy.withdrawn"),
    *("vacancy.filled", "vacancy.returned", "vacancy.lapsed"),
)
def vacancy_changed(event: Event) -> None:
    agreement = Vacancy.objects.values_list("agreement_id", flat=True).get(id=event.subject_id)
    if agreement:
        _enqueue(agreement)


def _enqueue(agreement: UUID) -> None:
    """Ask once: a computation still waiting will see what has just been committed."""
    jobs.enqueue_once("placement.refresh", agreement=str(agreement))


@jobs.task("placement.refresh")
def refresh(*, agreement: str) -> None:
    """Compute the agreement's shortlists anew."""
    with transaction.atomic(), acting(system_actor("placement")):
        services.refresh(UUID(agreement), at=clock.now())
