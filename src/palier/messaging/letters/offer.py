from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Subject:
    """What a letter may be made about; `label` tells it from others of its kind where there may be several."""

    id: UUID
    label: str = ""
