"""The publics that L441-1 puts first for a social home, as codes: letters move with each version of the text.

Nobody needs to know which of them a household is of: `is_priority` says whether it is of any.
"""

from functools import lru_cache

import numpy as np

from palier.rules.columns import Sets
from palier.rules.figures import Confidence, Figure
from palier.rules.judgement import Judgement, verdicts
from palier.rules.law import Law

PUBLICS = (
    "dalo",
    "disability",
    "leaving_therapeutic_home",
    "badly_housed",
    "temporarily_housed",
    "back_to_work",
    "unfit_home",
    "violence",
    "leaving_prostitution",
    "trafficking",
    "minor_in_overcrowded_home",
    "no_home",
    "eviction_threat",
    "leaving_child_welfare",
)
# The lists of the text, each with its own mark.
LISTS = ("priority_publics.recognised", "priority_publics.listed", "priority_publics.added")


def is_priority(publics: Sets, law: Law) -> Judgement:
    """Whether each household is of any of the publics; its set holds codes of PUBLICS. No law sets the list: unknown.

    The source shown is the surest of those that name one of its publics.
    """
    listed, source = _listed(law)
    # The surest one is written last, so that it stays.
    shown, priority = np.zeros(publics.shape, dtype=np.int16), np.zeros(publics.shape, dtype=np.bool_)
    for code in sorted(listed, key=lambda code: list(Confidence).index(_mark(source[code], law)), reverse=True):
        held = publics.holds(np.full(publics.shape, code, dtype=np.int64))
        shown, priority = np.where(held, np.int16(source[code]), shown), priority | held
    known = publics.known & bool(listed)
    figure = Figure(np.ones(publics.shape, dtype=np.int64), priority, "flag", shown, law.sources)
    return Judgement(verdicts(priority, known), "flag", threshold=figure)


@lru_cache
def _listed(law: Law) -> tuple[tuple[int, ...], dict[int, int]]:
    """The codes that a list in force names, and the source of each."""
    source = {PUBLICS.index(name): law.active[list_][0] for list_ in LISTS for name in law.codes(list_)}
    return tuple(source), source


def _mark(source: int, law: Law) -> Confidence:
    found = law.sources[source]
    return Confidence.UNVERIFIED if found is None else found.confidence
