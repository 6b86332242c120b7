"""Judgements: yes, no or unknown, with the figure, the threshold, the margin and the source, all columns."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from palier.rules.columns import Bools, Column
from palier.rules.figures import Figure, pick

Verdicts = NDArray[np.int8]


class Verdict(IntEnum):
    """Ordered so that the worst of several answers is their minimum and the best their maximum."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    @property
    def word(self) -> str:
        return self.name.lower()


# One byte each: a verdict is written for every pair.
_YES_OR_NO, _UNKNOWN = (np.int8(Verdict.YES), np.int8(Verdict.NO)), np.int8(Verdict.UNKNOWN)


@dataclass(frozen=True, eq=False)
class Judgement:
    """One criterion for a column of pairs; the arrays broadcast to the shape of the verdict.

    `margin` is at least 0 exactly when the figure passes its threshold, which carries its source. Where `applies` is
    False nobody asks the question (a landlord without such a setting): it weighs nothing.
    """

    verdict: Verdicts
    unit: str
    value: Column | None = None
    threshold: Figure | None = None
    margin: Column | None = None
    applies: Bools | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return self.verdict.shape

    def weight(self) -> Verdicts:
        """The verdict, and yes where the criterion does not apply."""
        if self.applies is None:
            return self.verdict
        weighed: Verdicts = np.where(self.applies, self.verdict, np.int8(Verdict.YES)).astype(np.int8)
        return weighed


def verdicts(passes: Bools, known: Bools) -> Verdicts:
    """Yes where it passes, no where it does not, unknown where that is not known."""
    answer: Verdicts = np.where(known, np.where(passes, *_YES_OR_NO), _UNKNOWN)
    return answer


def at_most(value: Column, threshold: Figure) -> Judgement:
    """The value does not exceed the threshold; the margin is what is left below it."""
    margin = threshold.column - value
    return Judgement(verdicts(margin.values >= 0, margin.known), threshold.unit, value, threshold, margin)


def at_least(value: Column, threshold: Figure) -> Judgement:
    """The value reaches the threshold; the margin is what it has above it."""
    margin = value - threshold.column
    return Judgement(verdicts(margin.values >= 0, margin.known), threshold.unit, value, threshold, margin)


def at_most_between(value: Column, low: Figure, high: Figure) -> Judgement:
    """At most a threshold known to lie between two: surely yes under the low one, surely no above the high one.

    The threshold shown is the one that decides: the high one for a no, else the low one.
    """
    passes, fails = at_most(value, low), at_most(value, high)
    surely_no = fails.verdict == Verdict.NO
    verdict = np.where(
        passes.verdict == Verdict.YES, np.int8(Verdict.YES), np.where(surely_no, Verdict.NO, Verdict.UNKNOWN)
    )
    shown = pick(surely_no, high, low)
    return Judgement(verdict.astype(np.int8), low.unit, value, shown, shown.column - value)


def worst(verdict: Verdicts, *others: Verdicts) -> Verdicts:
    """All of them: no if any is no, else unknown if any is, else yes."""
    for other in others:
        verdict = np.minimum(verdict, other)
    return verdict


def best(verdict: Verdicts, *others: Verdicts) -> Verdicts:
    """Any of them: yes if any is yes, else unknown if any is, else no."""
    for other in others:
        verdict = np.maximum(verdict, other)
    return verdict


def overall(judgements: list[Judgement]) -> Verdicts:
    """The answer for each pair: no if any criterion is no, else unknown if any is unknown, else yes."""
    return worst(*(judgement.weight() for judgement in judgements))
