from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Line:
    """One thing to do: by when (or, with `since`, waiting from when), for whom, why, what next."""

    on: date
    who: str
    why: str
    what: str
    url: str
    since: bool = False
    referent: UUID | None = None
