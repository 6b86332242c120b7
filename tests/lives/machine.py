"""Whole lives of households, in any order that chance gives: each act is a service, in somebody's name, on a day.

After each act the independent reader looks at everything. What was refused left nothing behind.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import DomainError
from tests.factories.world import AT, World
from tests.lives import reader

# Which of those there are; a number stands for one whatever their number.
picks = st.integers(0, 11)
# How many days ago something was: the last one is before most of what it follows.
agos = st.sampled_from((0, 0, 0, 0, 1, 2, 40))
wrong_people = st.sampled_from(("", "", "", "", "", "stranger", "debt_recovery", "coordinator"))


@dataclass
class Scene:
    """What every run begins with, and what was done and refused in all of them: `(name, done)` by how often."""

    world: World
    actors: dict[str, Actor]
    residences: list[UUID]
    places: list[UUID]
    acts: Counter[tuple[str, bool]] = field(default_factory=Counter)


class Life(RuleBasedStateMachine):
    """What every act does: in her name, at the instant of the run, whole or not at all, then looked at."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene, self.world, self.now = scene, scene.world, AT
        self.run = transaction.atomic()
        self.run.__enter__()
        self.before = reader.look(self.today, self.now, reader.Picture())
        # Ids are drawn at random: what is picked must be the same when a run is played again.
        self.born: dict[str, int] = {}
        self.remember()

    def remember(self) -> None:
        for _table, key in self.before.texts:
            self.born.setdefault(key, len(self.born))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @property
    def today(self) -> date:
        return self.now.date()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def act(self, name: str, who: str, call: Callable[[Actor], Any]) -> bool:
        """Whether it was done. It fails on whatever the reader finds wrong, on a trace of what was refused, and on any
        error that is no sentence to its user.
        """
        actor = self.scene.actors[who]
        try:
            with transaction.atomic(), acting(actor, now=self.now):
                call(actor)
                with connection.cursor() as cursor:
                    # What the database looks at when a transaction ends: this one never does.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            did = True
        except DomainError:
            did = False
        self.scene.acts[name, did] += 1
        after = reader.look(self.today, self.now, self.before)
        if did:
            assert (wrong := reader.unexplained(self.before, after)) == [], (name, wrong)
            assert after.wrong == [], (name, after.wrong)
        else:
            assert (after.texts, after.events) == (self.before.texts, self.before.events), name
        self.before = after
        self.remember()
        return did

    def pick(self, which: int, table: str, **wanted: object) -> dict[str, Any] | None:
        """One of the rows that are there now; a tuple stands for any of its values."""
        found = [row for row in self.before.of(table) if all(fits(row[key], value) for key, value in wanted.items())]
        found.sort(key=lambda row: self.born[row["id"]])
        return found[which % len(found)] if found else None

    def there_is(self, table: str, **wanted: object) -> bool:
        return self.pick(0, table, **wanted) is not None


def fits(value: object, wanted: object) -> bool:
    return value in wanted if isinstance(wanted, tuple) else value == wanted
