"""Is the home where the household wishes to live?"""

from collections.abc import Sequence

import numpy as np

from palier.rules.columns import SPAN, Bools, Column, HomeColumns, HouseholdColumns, Sets
from palier.rules.judgement import Judgement, verdicts
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule
from palier.rules.territory import divided, parents


@rule(
    "wished_commune",
    basis=Basis.HOUSEHOLD_WISH,
    household=("wished_communes",),
    home=("commune",),
)
def wished_commune(household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
    """The home's commune, or the one it is an arrondissement of, is among the wishes.

    A wish for Lyon takes in its arrondissements, a wish for Lyon 8e is a wish for Lyon 8e. Unknown for a home said to
    be in Lyon, no more, when the wish is for one of its arrondissements. A set that is known and empty: anywhere.
    """
    wishes, commune, parent = household.wished_communes, home.commune, home.parent_commune
    found = wishes.holds(commune.values)
    if (parent.values != commune.values).any():
        found = found | (parent.known & wishes.holds(parent.values))
    anywhere = wishes.empty()
    passes = found | anywhere
    perhaps = ~passes & _part_wished(wishes, commune, law)
    known = wishes.known & (commune.known | anywhere) & ~perhaps
    return Judgement(verdicts(passes, known), "commune", commune)


def _part_wished(wishes: Sets, commune: Column, law: Law) -> Bools:
    """Where a wish is an arrondissement of the very commune the home is said to be in."""
    if not np.isin(commune.values, divided(law)).any():
        return np.zeros((1,), dtype=np.bool_)
    codes = wishes.keys % SPAN
    whole = parents(codes, law)
    part = whole != codes
    wholes = np.unique(wishes.keys[part] - codes[part] + whole[part])
    return Sets(wholes, wishes.row, wishes.known).holds(commune.values)


@wished_commune.unlocks
def wider_wish(_household: HouseholdColumns, home: HomeColumns, _law: Law) -> Sequence[Change]:
    """The home's commune joins the wishes."""
    return (Change(Fact(Side.HOUSEHOLD, "wished_communes"), home.commune, "commune", adds=True),)
