"""One tree of refusals, each with a code, a sentence in the user's language and a status.

Mapped once to a page (`platform.middleware`); a service raises, it never answers.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """What was asked cannot be done. `message` says what, where and what to do."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "invalid"
    default: ClassVar[Promise] = _("This cannot be done.")

    def __init__(self, message: str | Promise | None = None, **context: Any) -> None:
        self.message = message or self.default
        self.context = context
        super().__init__(str(self.code))

    def __str__(self) -> str:
        return str(self.message)


class Missing(DomainError):
    """Not there, or not for this actor: the same answer for both, stranger and colleague alike."""

    status = 404
    code = "missing"
    default = _("This page does not exist, or it is not shared with your service.")


class Refused(DomainError):
    """The record is visible; the act is not allowed to this role."""

    status = 403
    code = "refused"
    default = _("Your role does not allow this. Ask the person who holds the case.")


class Conflict(DomainError):
    """Somebody else changed it since the page was opened."""

    status = 409
    code = "conflict"
    default = _("Somebody else changed this since you opened the page.")


class Invalid(DomainError):
    """What was typed or sent does not fit. `fields` maps a field to its message."""

    status = 422
    code = "invalid"
    default = _("Something in what you typed must be corrected.")

    def __init__(self, message: str | Promise | None = None, *, fields: dict[str, Any] | None = None, **context: Any):
        super().__init__(message, **context)
        self.fields = fields or {}


class Unanswered(DomainError):
    """Something outside Palier, such as a mail server, did not take what it was given: trying later may help."""

    code = "unanswered"
    default = _("Something outside Palier does not answer. Try again in a few minutes.")
