"""Judges households against homes by every criterion: the one answer that pages and commands give. No Django here."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from palier.rules.catalogue import CRITERIA
from palier.rules.columns import HomeColumns, HouseholdColumns, Ints
from palier.rules.judgement import Judgement, Verdict, Verdicts, overall
from palier.rules.law import Law


@dataclass(frozen=True, eq=False)
class Judgements:
    """Every criterion and the answer as a whole, for a column of pairs of one shape.

    `overall` (int8, `Verdict`): no if any criterion is no, else unknown if any is, else yes. A criterion that does
    not apply to a pair (a landlord without such a setting) weighs nothing there.
    """

    criteria: Mapping[str, Judgement]
    overall: Verdicts

    @property
    def shape(self) -> tuple[int, ...]:
        return self.overall.shape

    def count(self, verdict: Verdict) -> Ints:
        """How many criteria of each pair have that answer: to sort by what stands in the way, or by what is missing."""
        total = np.zeros(self.shape, dtype=np.int64)
        for judgement in self.criteria.values():
            total += (judgement.weight() == verdict) & _asked(judgement)
        return total


def _asked(judgement: Judgement) -> np.typing.NDArray[np.bool_]:
    return np.ones((1,), dtype=np.bool_) if judgement.applies is None else judgement.applies


def judge(households: HouseholdColumns, homes: HomeColumns, law: Law) -> Judgements:
    """Judges pairs that broadcast: shapes (1,) and (M,), (H,) and (1,), (N,) and (N,), or `down()` (H, 1) and (M,)."""
    criteria = {rule.code: rule(households, homes, law) for rule in CRITERIA}
    shape = np.broadcast_shapes(households.shape, homes.shape)
    answer = np.broadcast_to(overall(list(criteria.values())), shape)
    return Judgements(criteria, answer)
