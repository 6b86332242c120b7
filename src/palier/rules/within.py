"""Limits a landlord or a provider sets: where it sets none, nobody asks."""

import numpy as np

from palier.rules.columns import Column
from palier.rules.figures import Figure
from palier.rules.judgement import Judgement, Verdict, at_least, at_most, worst


def within(lowest: Column, highest: Column, least: Column, most: Column, unit: str) -> Judgement:
    """The lowest value reaches `least` and the highest does not exceed `most`; a limit not known is not asked.

    Shows the limit that fails, else the upper one, else the lower one.
    """
    above = at_least(lowest, Figure.stated(least, unit))
    below = at_most(highest, Figure.stated(most, unit))
    yes = np.int8(Verdict.YES)
    verdict = worst(np.where(least.known, above.verdict, yes), np.where(most.known, below.verdict, yes))
    lower = least.known & ((above.verdict == Verdict.NO) | ~most.known)
    value = _choose(lower, lowest, highest)
    threshold = _choose(lower, least, most)
    margin = _choose(lower, lowest - least, most - highest)
    asked = np.broadcast_to(least.known | most.known, verdict.shape)
    verdict = np.where(asked, verdict, np.int8(Verdict.UNKNOWN)).astype(np.int8)
    return Judgement(verdict, unit, value, Figure.stated(threshold, unit), margin, applies=asked)


def _choose(first: np.typing.NDArray[np.bool_], one: Column, other: Column) -> Column:
    return Column(np.where(first, one.values, other.values), np.where(first, one.known, other.known))
