"""The one place that reads the time. Services take their dates as arguments; pages and jobs ask here."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_frozen: ContextVar[datetime | None] = ContextVar("palier_clock_frozen", default=None)


def now() -> datetime:
    """The instant, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The day in Paris, where the delays run."""
    return now().astimezone(PARIS).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Hold the clock at `at` (aware): a request, a job or a test lives in one instant."""
    token = _frozen.set(at)
    try:
        yield
    finally:
        _frozen.reset(token)
