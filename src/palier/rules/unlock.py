"""What would unlock a pair: the change that flips each no, the fact that settles each unknown.

Only what can be acted on: papers, dates, rent, commune, type, financing. A no that only another family, age or health
would flip is said as it is: not with this home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from palier.rules.columns import Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.judgement import Judgement, Verdict
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Rule, Side


class Action(StrEnum):
    """What to do about a criterion that is not a yes."""

    CHANGE = "change"
    COLLECT = "collect"
    CHECK = "check"
    NOT_WITH_THIS_HOME = "not_with_this_home"


@dataclass(frozen=True)
class Unlock:
    """One thing to do about one criterion of one pair.

    `change`: give the fact the value `to` (with `adds`, add it to the set) and the no is no more. `collect`: ask for
    the fact; `to`, when known, is the last value that makes it a yes. `check`: nothing is missing, somebody must look;
    `to` settles it where a change does. `not_with_this_home`: no fact to act on. Values as in the columns.
    """

    criterion: str
    action: Action
    fact: Fact | None = None
    present: int | None = None
    to: int | None = None
    unit: str = ""
    adds: bool = False


# What is missing when the text holds no figure for the day.
LAW_FACT = "law"


class PairUnlocker:
    """Unlocks of one rule for pair-by-pair columns of shape (N,), computed at once and read pair by pair."""

    def __init__(
        self, rule: Rule, judgement: Judgement, households: HouseholdColumns, homes: HomeColumns, law: Law
    ) -> None:
        self.rule = rule
        self.shape = np.broadcast_shapes(households.shape, homes.shape)
        self._verdict = np.broadcast_to(judgement.weight(), self.shape).tolist()
        self._judgement, self._households, self._homes, self._law = judgement, households, homes, law
        self._facts: dict[Fact, list[int | None]] = {}

    # Most pairs that are explained are a yes: what would unlock the others is computed once one is met.
    @cached_property
    def _changes(self) -> list[tuple[Change, list[int | None]]]:
        changes = self.rule.changes(self._households, self._homes, self._law)
        return [(change, self._listed(change.to)) for change in changes]

    @cached_property
    def _threshold(self) -> list[int | None] | None:
        threshold = self._judgement.threshold
        return self._listed(threshold.column) if threshold is not None and self.rule.basis is Basis.LAW else None

    def at(self, pair: int) -> list[Unlock]:
        """What to do about this criterion for the pair; empty where it is a yes or does not apply."""
        verdict = self._verdict[pair]
        if verdict == Verdict.NO:
            return [self._flip(pair, Action.CHANGE) or Unlock(self.rule.code, Action.NOT_WITH_THIS_HOME)]
        if verdict == Verdict.UNKNOWN:
            return self._settle(pair)
        return []

    def _settle(self, pair: int) -> list[Unlock]:
        missing = self._missing(self.rule.facts, pair)
        if not missing and self._threshold is not None and self._threshold[pair] is None:
            return [Unlock(self.rule.code, Action.COLLECT, Fact(Side.HOME, LAW_FACT))]
        missing = missing or self._missing(self.rule.settling, pair)
        if missing:
            return [self._collect(fact, pair) for fact in missing]
        return [self._flip(pair, Action.CHECK) or Unlock(self.rule.code, Action.CHECK)]

    def _missing(self, facts: Sequence[Fact], pair: int) -> list[Fact]:
        return [fact for fact in facts if self._present(fact, pair) is None]

    def _collect(self, fact: Fact, pair: int) -> Unlock:
        for change, to in self._changes:
            if change.fact == fact and not change.adds:
                return Unlock(self.rule.code, Action.COLLECT, fact, None, to[pair], change.unit)
        return Unlock(self.rule.code, Action.COLLECT, fact)

    def _flip(self, pair: int, action: Action) -> Unlock | None:
        for change, to in self._changes:
            if to[pair] is not None:
                present = None if change.adds else self._present(change.fact, pair)
                return Unlock(self.rule.code, action, change.fact, present, to[pair], change.unit, change.adds)
        return None

    def _present(self, fact: Fact, pair: int) -> int | None:
        if fact not in self._facts:
            self._facts[fact] = self._listed(self._column(fact))
        return self._facts[fact][pair]

    def _column(self, fact: Fact) -> Column | Sets:
        side = self._households if fact.side is Side.HOUSEHOLD else self._homes
        column: Column | Sets = getattr(side, fact.name)
        return column

    def _listed(self, column: Column | Sets) -> list[int | None]:
        """A value a pair, None where it is not known; of a set, its number."""
        values, known = (column.values if isinstance(column, Column) else column.row), column.known
        if values.shape != self.shape:
            values, known = np.broadcast_to(values, self.shape), np.broadcast_to(known, self.shape)
        pairs = zip(values.tolist(), known.tolist(), strict=True)
        return [value if told else None for value, told in pairs]
