"""Does the provider admit people of that age?"""

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.judgement import Judgement
from palier.rules.law import Law
from palier.rules.rule import Basis, rule
from palier.rules.within import within


@rule(
    "age_limits",
    basis=Basis.LANDLORD_SETTING,
    household=("youngest_age", "oldest_age"),
)
def age_limits(household: HouseholdColumns, home: HomeColumns, _law: Law) -> Judgement:
    """Everybody who is not a dependant is within the provider's limits, both included. Whole years."""
    return within(household.youngest_age, household.oldest_age, home.min_age, home.max_age, "age")
