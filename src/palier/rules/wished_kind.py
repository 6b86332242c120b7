"""Is the home of a kind the household wishes?"""

from collections.abc import Sequence

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.judgement import Judgement, verdicts
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


@rule("wished_kind", basis=Basis.HOUSEHOLD_WISH, household=("wished_kinds",), home=("kind",))
def wished_kind(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Judgement:
    """The home's kind is among the wishes; a set that is known and empty means any kind."""
    wishes, kind = household.wished_kinds, home.kind
    anything = wishes.empty()
    return Judgement(
        verdicts(wishes.holds(kind.values) | anything, wishes.known & (kind.known | anything)), "kind", kind
    )


@wished_kind.unlocks
def wider_wish(_household: HouseholdColumns, home: HomeColumns, _law: Law) -> Sequence[Change]:
    """The home's kind joins the wishes."""
    return (Change(Fact(Side.HOUSEHOLD, "wished_kinds"), home.kind, "kind", adds=True),)
