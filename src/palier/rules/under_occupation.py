"""Is the home too large for the household?"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.figures import Figure
from palier.rules.judgement import Judgement, Verdict, at_most
from palier.rules.law import Law
from palier.rules.rule import Basis, Change, Fact, Side, rule


def most_rooms(household: HouseholdColumns, law: Law) -> Figure:
    """Most habitable rooms the home may have without being under-occupied."""
    return law.figure("under_occupation.spare_rooms").plus(household.persons)


@rule(
    "under_occupation",
    law="code de la construction et de l'habitation, article L621-2",
    basis=Basis.LAW,
    household=("persons",),
    home=("rooms",),
)
def under_occupation(household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
    """Rooms at most one more than persons; beyond, unknown and never no.

    The article defines under-occupation, it forbids no allocation: a T3 may go to a person alone when nothing smaller
    is on offer (ministry's letter of 12 June 2017). The landlord decides, so the point is to be discussed with it.
    """
    judged = at_most(home.rooms, most_rooms(household, law))
    return replace(judged, verdict=np.maximum(judged.verdict, np.int8(Verdict.UNKNOWN)))


@under_occupation.unlocks
def smaller_home(household: HouseholdColumns, _home: HomeColumns, law: Law) -> Sequence[Change]:
    """A home with fewer rooms."""
    return (Change(Fact(Side.HOME, "rooms"), most_rooms(household, law).column, "room"),)
