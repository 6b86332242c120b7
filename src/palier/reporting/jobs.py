"""Reports follow the days: periods go on whatever happens, so each night counts them anew."""

from uuid import UUID

from django.db import transaction

from palier.organisations.queries import all_running
from palier.platform import clock, jobs
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.reporting import services


@jobs.each_night("reporting.count_all")
def count_all() -> None:
    with transaction.atomic():
        for agreement in all_running(clock.today()).values_list("id", flat=True):
            jobs.enqueue_last("reporting.count", agreement=str(agreement))


@jobs.task("reporting.count")
def count(*, agreement: str) -> None:
    """Count the reports of one agreement anew."""
    with transaction.atomic(), acting(system_actor("reporting")):
        services.count(UUID(agreement), at=clock.now())
