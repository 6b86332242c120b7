"""Write to the two append-only tables, and hear of what was written.

`record` writes the row and enqueues its delivery in the same transaction; upper apps declare `@on("case.received")` in
their `jobs.py`, and each handler runs once per event, in the worker.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from palier.platform import clock, context, jobs
from palier.platform.models import Access, Event

Handler = Callable[[Event], None]

_handlers: dict[str, dict[str, Handler]] = defaultdict(dict)


def record(
    kind: str,
    *,
    subject: UUID | None = None,
    case: UUID | None = None,
    audience: str = "envelope",
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    changes: dict[str, Any] | None = None,
) -> Event:
    """Say what the current actor has just done. Raises NoContext without one."""
    event = Event.objects.create(
        **_who(),
        kind=kind,
        subject_id=subject,
        case_id=case,
        audience=audience,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        changes=changes or {},
    )
    if kind in _handlers:
        jobs.enqueue("platform.deliver", event=str(event.id))
    return event


def looked(action: Access.Action, *, case: UUID | None = None, route: str = "", reason: str = "") -> None:
    """Say that the current actor opened, searched, exported or was refused."""
    who = _who()
    Access.objects.create(
        **who, action=action, case_id=case, purpose=context.current().purpose, route=route, reason=reason
    )


def _who() -> dict[str, Any]:
    actor = context.current()
    return {
        "at": clock.now(),
        "actor_id": actor.user,
        "system": actor.system,
        "organisation_id": actor.organisation,
        "service_id": actor.service,
    }


def on(*kinds: str) -> Callable[[Handler], Handler]:
    """Have the function called once for each event of these kinds, after its transaction has committed."""

    def declare(handler: Handler) -> Handler:
        for kind in kinds:
            _handlers[kind][f"{handler.__module__}.{handler.__qualname__}"] = handler
        return handler

    return declare


def handlers_of(kind: str) -> dict[str, Handler]:
    return _handlers[kind]
