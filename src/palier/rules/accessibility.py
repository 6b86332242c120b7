"""Is the home accessible, where the household needs it to be?"""

from collections.abc import Sequence

import numpy as np

from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.judgement import Judgement, best, verdicts
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


@rule("accessibility", basis=Basis.HOUSEHOLD_WISH, household=("needs_accessible",), home=("accessible",))
def accessibility(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Judgement:
    """No need of an accessible home, or an accessible home: either settles it alone."""
    need, accessible = household.needs_accessible, home.accessible
    not_needed, given = verdicts(need.values == 0, need.known), verdicts(accessible.values != 0, accessible.known)
    return Judgement(best(not_needed, given), "flag", accessible)


@accessibility.unlocks
def accessible_home(_household: HouseholdColumns, home: HomeColumns, _law: Law) -> Sequence[Change]:
    """An accessible home."""
    return (Change(Fact(Side.HOME, "accessible"), Column.of(np.ones(home.shape, dtype=np.int64)), "flag"),)
