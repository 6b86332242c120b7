"""Is the home large enough for everybody who would live there?"""

from collections.abc import Sequence

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.figures import Figure
from palier.rules.judgement import Judgement, at_least
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


def surface_norm(household: HouseholdColumns, law: Law) -> Figure:
    """Least surface for the household, in hundredths of a square metre."""
    return law.table("surface_norm").at(line=household.persons)


@rule(
    "over_occupation",
    law="code de la construction et de l'habitation, article R822-25",
    basis=Basis.LAW,
    household=("persons",),
    home=("surface",),
)
def over_occupation(household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
    """Surface at least the norm of the number of persons: below it the home is over-occupied."""
    return at_least(home.surface, surface_norm(household, law))


@over_occupation.unlocks
def larger_home(household: HouseholdColumns, _home: HomeColumns, law: Law) -> Sequence[Change]:
    """A home of the norm's surface."""
    return (Change(Fact(Side.HOME, "surface"), surface_norm(household, law).column, "square_metre"),)
