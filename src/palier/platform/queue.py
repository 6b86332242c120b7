"""The state of the queue, and the work whose worker is gone: taken up again, or said to have failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import UniqueViolation
from procrastinate.sql import queries

from palier.platform.models import JobRun
from palier.platform.routers import ASIDE

# A worker says every ten seconds that it lives.
SILENT = timedelta(seconds=30)
# What ends its worker again and again is not tried for ever.
ATTEMPTS = 3
# What ended is kept as long as somebody may ask what came of it; the work's own page stays.
KEPT_HOURS = 30 * 24
ENDED = (JobRun.State.DONE, JobRun.State.FAILED, JobRun.State.STOPPED)


@dataclass(frozen=True)
class Queue:
    """`waiting` is due and not begun, `oldest` the seconds since the first of it was due, `failed` in what is kept.

    `refused` was refused from outside, by a mail server, and is tried again, the first of it at `again_at`.
    """

    workers: int
    waiting: int
    doing: int
    failed: int
    oldest: int
    refused: int = 0
    again_at: datetime | None = None


def state(at: datetime) -> Queue:
    """How the queue stands. When work was due is its schedule, else the moment it was put in."""
    due = ProcrastinateJob.objects.filter(status="todo").filter(Q(scheduled_at=None) | Q(scheduled_at__lte=at))
    put_in = Min("procrastinateevent__at", filter=Q(procrastinateevent__type="deferred"))
    first = due.annotate(since=Coalesce("scheduled_at", put_in)).aggregate(first=Min("since"))["first"] or at
    refused = ProcrastinateJob.objects.filter(status="todo", attempts__gt=0, scheduled_at__gt=at)
    return Queue(
        workers=ProcrastinateWorker.objects.filter(last_heartbeat__gte=at - SILENT).count(),
        waiting=due.count(),
        doing=ProcrastinateJob.objects.filter(status="doing").count(),
        failed=ProcrastinateJob.objects.filter(status="failed").count(),
        oldest=max(0, int((at - first).total_seconds())),
        refused=refused.count(),
        again_at=refused.aggregate(first=Min("scheduled_at"))["first"],
    )


def pick_up(at: datetime) -> int:
    """Put back in the queue what was being done by a worker that is gone; returns how many.

    Work is idempotent, so that it may begin again. Not what ended all the same, nor what waits in the queue once more
    already, nor what has ended its worker three times: its owner is told.
    """
    return sum(_take_up(job, at) for job in _left_behind(at))


def clear() -> None:
    """Forget what ended long ago."""
    query = queries["delete_old_jobs"]
    statuses = ["succeeded", "failed", "cancelled", "aborted"]
    _connector().execute_query(query=query, nb_hours=KEPT_HOURS, queue=None, statuses=statuses)


def _left_behind(at: datetime) -> QuerySet[Any]:
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=at - SILENT)
    return ProcrastinateJob.objects.filter(silent, status="doing").order_by("id")


def _take_up(job: Any, at: datetime) -> bool:
    run = JobRun.objects.using(ASIDE).filter(id=UUID(job.args["job"])) if "job" in job.args else None
    if run is not None and run.filter(state__in=ENDED).exists():
        _end(job, "succeeded")
        return False
    if job.attempts >= ATTEMPTS:
        _end(job, "failed")
        if run is not None:
            words = _("The work broke off; nothing was changed. Try again, or say the reference.")
            run.update(state=JobRun.State.FAILED, message=words, ended_at=at)
        return False
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.id, at)
    except UniqueViolation:  # the same work waits already, and will see what this one would have
        _end(job, "failed")
        return False
    return True


def _end(job: Any, status: str) -> None:
    _connector().execute_query(query=queries["finish_job"], job_id=job.id, status=status, delete_job=False)


def _connector() -> Any:
    return app.connector.get_sync_connector()
