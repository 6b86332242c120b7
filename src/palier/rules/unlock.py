"""What would unlock a pair: the change that flips each no, the fact that settles each unknown.

Only what can be acted on: papers, dates, rent, commune, type, financing. A no that only another family, age or health
would flip is said as it is: not with this home.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

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


LAW_FACT = "law"


class PairUnlocker:
    """Unlocks of one rule for pair-by-pair columns of shape (N,), computed at once and read pair by pair."""

    def __init__(
        self, rule: Rule, judgement: Judgement, households: HouseholdColumns, homes: HomeColumns, law: Law
    ) -> None:
        self.rule = rule
        self.shape = np.broadcast_shapes(households.shape, homes.shape)
        self._verdict = np.broadcast_to(judgement.weight(), self.shape).tolist()
        self._columns: Mapping[Side, HouseholdColumns | HomeColumns] = {Side.HOUSEHOLD: households, Side.HOME: homes}
        self._changes: Sequence[Change] = rule.changes(households, homes, law)
        self._law_known = rule.basis is not Basis.LAW or judgement.threshold is None or judgement.threshold.known

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
        if not missing and not bool(np.broadcast_to(self._law_known, self.shape)[pair]):
            return [Unlock(self.rule.code, Action.COLLECT, Fact(Side.HOME, LAW_FACT))]
        missing = missing or self._missing(self.rule.settling, pair)
        if missing:
            return [self._collect(fact, pair) for fact in missing]
        return [self._flip(pair, Action.CHECK) or Unlock(self.rule.code, Action.CHECK)]

    def _missing(self, facts: Sequence[Fact], pair: int) -> list[Fact]:
        return [fact for fact in facts if not np.broadcast_to(self._column(fact).known, self.shape)[pair]]

    def _collect(self, fact: Fact, pair: int) -> Unlock:
        change = next((change for change in self._changes if change.fact == fact and not change.adds), None)
        to = None if change is None else change.to.broadcast(self.shape).item((pair,))
        unit = "" if change is None else change.unit
        return Unlock(self.rule.code, Action.COLLECT, fact, None, to, unit)

    def _flip(self, pair: int, action: Action) -> Unlock | None:
        for change in self._changes:
            to = change.to.broadcast(self.shape).item((pair,))
            if to is not None:
                present = self._present(change.fact, pair)
                return Unlock(self.rule.code, action, change.fact, present, to, change.unit, change.adds)
        return None

    def _present(self, fact: Fact, pair: int) -> int | None:
        column = self._column(fact)
        return column.broadcast(self.shape).item((pair,)) if isinstance(column, Column) else None

    def _column(self, fact: Fact) -> Column | Sets:
        column: Column | Sets = getattr(self._columns[fact.side], fact.name)
        return column
