"""The work of the night: titles signed before their day begin, and others end."""

from uuid import UUID

from django.db import transaction

from palier.cases.models import Case
from palier.platform import clock, jobs
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.tenancies import housing


@jobs.each_night("tenancies.settle_homes")
def settle_homes() -> None:
    """Where those households live whose title began or ended since the last night."""
    with transaction.atomic(), acting(system_actor("delivery")):
        for case in housing.to_settle(clock.today()):
            jobs.enqueue_once("tenancies.settle_home", case=str(case))


@jobs.task("tenancies.settle_home")
def settle_home(*, case: str) -> None:
    with transaction.atomic(), acting(system_actor("delivery")):
        housing.settle(Case.objects.select_related("holder").get(id=UUID(case)), clock.now())
