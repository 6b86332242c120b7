"""The one place that makes ids. Random ones, unless somebody tells an invented world that must be told twice alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from typing import Any
from uuid import UUID, uuid4

from django.db import models

_made: ContextVar[Callable[[], UUID]] = ContextVar("palier_ids_made", default=uuid4)


def new_id() -> UUID:
    """Of a row about to be written."""
    return _made.get()()


@contextmanager
def drawn(random: Random) -> Iterator[None]:
    """Have `random` give the ids made in the block: the same seed, the same ids. For the demo alone."""
    token = _made.set(lambda: UUID(int=random.getrandbits(128), version=4))
    try:
        yield
    finally:
        _made.reset(token)


class IdField(models.UUIDField):  # type: ignore[type-arg]
    """A key made by `new_id`. Migrations name the plain field, which is all that the database knows."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.UUIDField", args, kwargs | {"default": uuid4}
