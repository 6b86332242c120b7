"""Does the landlord's own occupancy table admit that many persons in that many rooms?"""

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.judgement import Judgement
from palier.rules.law import Law
from palier.rules.rule import Basis, rule
from palier.rules.within import within


@rule(
    "landlord_occupancy",
    basis=Basis.LANDLORD_SETTING,
    household=("persons",),
)
def landlord_occupancy(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Judgement:
    """Persons within what the landlord's table says for the home's rooms. No law says who fits a T3."""
    persons = household.persons
    return within(persons, persons, home.min_persons, home.max_persons, "person")
