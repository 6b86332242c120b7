"""Who acts, for which service, with which roles. Pages, commands and jobs carry the same object."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for one service of one organisation, or a named system actor.

    Secrecy stops at the service, so an actor has one at a time; the switcher changes it.
    `audiences` is what her roles may open among the shares of that service.
    """

    user: UUID | None
    organisation: UUID | None
    service: UUID | None
    roles: frozenset[str] = field(default_factory=frozenset)
    audiences: frozenset[str] = field(default_factory=frozenset)
    purpose: str = "support"
    system: str = ""

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def system_actor(name: str, *, organisation: UUID | None = None) -> Actor:
    """`placement`, `delivery` …: admitted by the second wall under the worker's role only."""
    return Actor(user=None, organisation=organisation, service=None, system=name)
