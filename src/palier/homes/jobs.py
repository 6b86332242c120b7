"""The long work of the stock pages; each may run twice."""

from uuid import UUID

from palier.homes import imports
from palier.platform import clock, jobs


@jobs.task("homes.check_import")
def check_import(*, job: str, stock_import: str) -> None:
    """Read a file and say what it would change."""
    with jobs.running(job) as run:
        done = imports.check(actor=run.actor, import_id=UUID(stock_import), advance=run.advance, at=clock.now())
        run.finish(stock_import=stock_import, **done.counts)


@jobs.task("homes.apply_import")
def apply_import(*, job: str, stock_import: str, accept_large_change: bool = False) -> None:
    """Write a checked file into the stock, all or nothing."""
    with jobs.running(job) as run:
        done = imports.apply(
            actor=run.actor,
            import_id=UUID(stock_import),
            accept_large_change=accept_large_change,
            advance=run.advance,
            at=clock.now(),
        )
        run.finish(stock_import=stock_import, **done.counts)
