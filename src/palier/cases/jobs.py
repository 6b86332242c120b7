"""The long and the later work on follow-up tables; each may run twice."""

from uuid import UUID

from django.db import transaction

from palier.cases.follow_up import services
from palier.platform import clock, jobs
from palier.platform.actor import Actor
from palier.platform.context import acting


@jobs.task("cases.bring_follow_up")
def bring_follow_up(*, job: str, file: str) -> None:
    """Write the households of a table as cases, all or nothing."""
    with jobs.running(job) as run:
        done = services.bring_in(actor=run.actor, file_id=UUID(file), advance=run.advance, at=clock.now())
        told = ("rows", "brought", "already", "suspected", "refused")
        run.finish(file=file, **{name: done.counts[name] for name in told})


@jobs.task("cases.forget_follow_up")
def forget_follow_up(*, file: str, service: str, organisation: str) -> None:
    """Nobody's work: it sees the tables of that service and, without an audience, no case."""
    actor = Actor(user=None, organisation=UUID(organisation), service=UUID(service), system="forgetting")
    with transaction.atomic(), acting(actor):
        services.forget_table(actor=actor, file_id=UUID(file), at=clock.now())
