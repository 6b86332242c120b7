"""What may be done to a thing as data: the form that asks for it, when it is offered, which service does it.

For a page that shows several things of a kind, each with its acts. Every area adds when its acts are offered.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise

from palier.platform.actor import Actor

# The thing, the act and the form that could not be done, kept as it was typed.
Typed = tuple[UUID, str, forms.Form]


class Subject(Protocol):
    id: UUID


@dataclass(frozen=True)
class Act(ABC):
    """`do` gets the actor, the form as it was filled in and the id of the thing."""

    label: Promise
    done: Promise
    form: type[forms.Form]
    do: Callable[[Actor, Any, UUID], object]

    def asked(self, subject: Any, *args: Any, **kwargs: Any) -> forms.Form:
        """Its form for that thing."""
        return self.form(*args, **kwargs)

    @abstractmethod
    def offered(self, actor: Actor, subject: Any) -> bool:
        """Whether the actor may do it now."""


@dataclass(frozen=True)
class Offered:
    """An act the reader may do now, with its form."""

    act: Act
    url: str
    form: forms.Form


def field_address(subject: UUID, name: str) -> str:
    """Several things on one page ask the same: each field has an address of its own."""
    return f"id_{subject.hex[:8]}_{name}_%s"


def offered(
    actor: Actor, subject: Subject, acts: Mapping[str, Act], *, route: str, typed: Typed | None
) -> Iterator[Offered]:
    """Those offered now; `route` with `%s` for the name of an act is the name of its address."""
    for name, act in acts.items():
        if act.offered(actor, subject):
            kept = typed[2] if typed and typed[:2] == (subject.id, name) else None
            form = kept or act.asked(subject, auto_id=field_address(subject.id, name))
            yield Offered(act, reverse(route % name, args=[subject.id]), form)
