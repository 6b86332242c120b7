"""The context both walls read: set for one transaction, restored on exit.

PostgreSQL keeps it in transaction-local settings (`palier.user`, …). A released savepoint keeps them, hence the
explicit restoring; after a commit they are `''`, not NULL, hence `nullif` in the policies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.pq import TransactionStatus

from palier.platform import clock
from palier.platform.actor import Actor

SETTINGS = ("user", "organisation", "service", "audiences", "purpose", "system", "now")

_current: ContextVar[tuple[Actor, datetime] | None] = ContextVar("palier_actor", default=None)


class NoContext(RuntimeError):
    """A programme error: something asked for the actor, or set one, outside a transaction or a context."""


def current() -> Actor:
    """The actor in whose name we run. Raises NoContext when there is none."""
    held = _current.get()
    if held is None:
        raise NoContext("no actor in the context: wrap the call in acting(actor)")
    return held[0]


@contextmanager
def acting(actor: Actor, *, now: datetime | None = None) -> Iterator[Actor]:
    """Run the block in `actor`'s name, inside the open transaction; the former context comes back on exit.

    `now` is what open and ended shares are compared with; the clock's by default. It is the one instant of the whole
    block: a share that began a moment after the context would not be open in it yet.
    """
    if not connection.in_atomic_block:
        raise NoContext("acting(actor) sets transaction-local settings: open a transaction first")
    former = _current.get()
    held = (actor, now or clock.now())
    _set(held)
    token = _current.set(held)
    try:
        with clock.frozen(held[1]):
            yield actor
    finally:
        _current.reset(token)
        if not _aborted():
            _set(former)


def _aborted() -> bool:
    """An aborted transaction takes no statement, and its rollback restores the settings by itself."""
    raw = connection.connection
    return connection.needs_rollback or raw is None or raw.info.transaction_status == TransactionStatus.INERROR


def _set(held: tuple[Actor, datetime] | None) -> None:
    values = _values(*held) if held else dict.fromkeys(SETTINGS, "")
    calls = ", ".join(f"set_config('palier.{name}', %s, true)" for name in SETTINGS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [values[name] for name in SETTINGS])


def _values(actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "user": str(actor.user or ""),
        "organisation": str(actor.organisation or ""),
        "service": str(actor.service or ""),
        "audiences": "{" + ",".join(sorted(actor.audiences)) + "}",
        "purpose": actor.purpose,
        "system": actor.system,
        "now": now.isoformat(),
    }
