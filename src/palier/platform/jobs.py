"""Work outside the request, enqueued in the same transaction as what asks for it.

A task is named, takes ids only, and is idempotent: it may run twice. Long work that somebody waits for has a `JobRun`
whose progress is written on a connection of its own, so that it shows before the work commits.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from palier.platform import clock, queue, seals
from palier.platform.actor import Actor, system_actor
from palier.platform.context import acting
from palier.platform.errors import DomainError, Unanswered
from palier.platform.models import JobRun
from palier.platform.routers import ASIDE

log = logging.getLogger(__name__)

# In Paris: after midnight, so that a day's grid and law are in force; before anybody is at work.
NIGHT = time(3)
NIGHTLY: list[str] = []
REGULAR: list[str] = []
# Of a worker that starts: by then one that was killed is known to be silent.
FIRST = queue.SILENT * 2

# After two minutes, four, six …: the thirtieth time is sixteen hours later.
LATER = RetryStrategy(max_attempts=30, wait=120, linear_wait=120, retry_exceptions=[Unanswered])


class Stopped(Exception):
    """The owner of the work asked it to stop; what it was writing is rolled back."""


def task(name: str) -> Callable[[Callable[..., None]], Any]:
    """Declare a task under the name it is enqueued by."""
    return app.task(name=name)


def patient_task(name: str) -> Callable[[Callable[..., None]], Any]:
    """The same for work that may be refused from outside, by a mail server: tried again, later and later, for a day."""
    return app.task(name=name, retry=LATER)


def each_night(name: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare work that the worker does each night, whatever happened by day."""

    def declare(work: Callable[[], None]) -> Callable[[], None]:
        @app.task(name=name)
        def at_night() -> None:
            plan_nights(clock.now())
            work()

        NIGHTLY.append(name)
        return work

    return declare


def every(name: str, pause: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare work that the worker does again and again, `pause` after the last time."""

    def declare(work: Callable[[], None]) -> Callable[[], None]:
        @app.task(name=name)
        def again() -> None:
            _await(name, clock.now() + pause)
            work()

        REGULAR.append(name)
        return work

    return declare


def plan(at: datetime) -> None:
    """What the worker asks when it starts: the nights, and soon its regular work."""
    plan_nights(at)
    for name in REGULAR:
        _await(name, at + FIRST)


def plan_nights(at: datetime) -> None:
    """See to it that each work of the night waits for the next one.

    The queue's own periodic tasks are left alone: with one of them its worker ends when the database is gone for a
    moment, and without any it waits.
    """
    here = at.astimezone(clock.PARIS)
    day = here.date() if here.time() < NIGHT else here.date() + timedelta(days=1)
    for name in NIGHTLY:
        _await(name, datetime.combine(day, NIGHT, tzinfo=clock.PARIS))


def _await(name: str, at: datetime) -> None:
    """Unless it waits already."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(name, queueing_lock=name, schedule_at=at).defer()


def enqueue(name: str, **arguments: Any) -> None:
    """Put a task in the queue, in the open transaction. Arguments are ids and codes, never personal data."""
    app.configure_task(name).defer(**arguments)


def enqueue_at(name: str, at: datetime, **arguments: Any) -> None:
    """The same, not before an instant."""
    app.configure_task(name, schedule_at=at).defer(**arguments)


def enqueue_once(name: str, **arguments: Any) -> None:
    """The same, unless this very work is waiting already: it will begin after now, hence see what is committed now."""
    _once(name, arguments)


def enqueue_last(name: str, **arguments: Any) -> None:
    """The same as `enqueue_once`, begun when nothing else waits: of the many of a night, none delays who is at work."""
    _once(name, arguments, priority=-1)


def _once(name: str, arguments: dict[str, Any], **said: Any) -> None:
    key = f"{name} {sorted(arguments.items())}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(name, queueing_lock=key, **said).defer(**arguments)


def enqueue_first(name: str, **arguments: Any) -> None:
    """The same as `enqueue`, to be begun before what waits already."""
    app.configure_task(name, priority=1).defer(**arguments)


def waits(name: str, **arguments: Any) -> bool:
    """Whether this very work is waiting or being done."""
    return ProcrastinateJob.objects.filter(task_name=name, args=arguments, status__in=("todo", "doing")).exists()


def start(name: str, *, actor: Actor, label: str, **arguments: Any) -> JobRun:
    """Enqueue long work in `actor`'s name and return the row its page shows. ValueError for a system actor."""
    if actor.user is None or actor.organisation is None or actor.service is None:
        raise ValueError("a system actor has no page to show long work on")
    run = JobRun.objects.create(
        kind=name,
        label=label,
        user_id=actor.user,
        organisation_id=actor.organisation,
        service_id=actor.service,
        asked_at=clock.now(),
    )
    enqueue(name, job=str(run.id), **arguments)
    return run


def visible_to(actor: Actor) -> Any:
    """Long work is seen by the service that asked for it."""
    if actor.organisation is None or actor.service is None:
        return JobRun.objects.none()
    return JobRun.objects.filter(organisation_id=actor.organisation, service_id=actor.service)


@dataclass
class Run:
    """The work in hand."""

    id: UUID
    actor: Actor

    def advance(self, done: int, total: int | None = None) -> None:
        """Show how far the work is. Raises Stopped when its owner asked for it."""
        change: dict[str, Any] = {"done": done} | ({"total": total} if total is not None else {})
        rows = JobRun.objects.using(ASIDE).filter(id=self.id)
        rows.update(**change)
        if rows.filter(stop_asked=True).exists():
            raise Stopped

    def finish(self, **result: Any) -> None:
        """Keep what came of it; part of the work's own transaction."""
        JobRun.objects.filter(id=self.id).update(state=JobRun.State.DONE, result=result, message="")


@contextmanager
def running(job: str) -> Iterator[Run]:
    """Do the work of a JobRun: one transaction in its owner's name, all or nothing, its end always said.

    The owner's rights are asked again: she may have left the service since.
    """
    rows = JobRun.objects.using(ASIDE).filter(id=UUID(job))
    run = rows.get()
    rows.update(state=JobRun.State.RUNNING, started_at=clock.now(), done=0)
    try:
        actor = import_string(settings.PALIER["ACTOR_OF"])(user=run.user_id, service=run.service_id)
    except DomainError as refusal:
        _end(rows, JobRun.State.FAILED, str(refusal))
        raise
    try:
        with transaction.atomic(), acting(actor):
            yield Run(run.id, actor)
        rows.update(ended_at=clock.now())
    except Stopped:
        _end(rows, JobRun.State.STOPPED, _("Stopped; nothing was changed."))
    except DomainError as error:
        _end(rows, JobRun.State.FAILED, str(error))
    except BaseException:
        _end(rows, JobRun.State.FAILED, _("The work broke off; nothing was changed. Try again, or say the reference."))
        log.exception("job failed", extra={"job": job})
        raise


def _end(rows: Any, state: JobRun.State, message: str) -> None:
    rows.update(state=state, message=message, ended_at=clock.now())


@every("platform.pick_up", timedelta(minutes=5))
def pick_up() -> None:
    if taken := queue.pick_up(clock.now()):
        log.warning("work left in the middle is done again", extra={"jobs": taken})


@every("platform.seal", timedelta(minutes=5))
def seal() -> None:
    """Close what the record has taken in since."""
    with transaction.atomic(), acting(system_actor("record")):
        seals.seal(clock.now())


@each_night("platform.clear_queue")
def clear_queue() -> None:
    queue.clear()


@patient_task("platform.deliver")
def deliver(*, event: str) -> None:
    """Hand an event to those who declared an interest; each handler once."""
    from palier.platform import delivery

    delivery.deliver(UUID(event))
