"""The first wall's answer: allowed, or denied with the reason a person is told."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from palier.platform.errors import Refused


@dataclass(frozen=True, slots=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """`reason` says what one may do instead, or whom to ask."""

    reason: str | Promise

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied


def require(decision: Decision, **context: Any) -> None:
    """Raise Refused with the reason when denied."""
    if isinstance(decision, Denied):
        raise Refused(decision.reason, **context)


def allowed_if(condition: bool, otherwise: str | Promise) -> Decision:
    return Allowed() if condition else Denied(otherwise)
