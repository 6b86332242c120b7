"""Does the law admit people of that age in that kind of home?"""

import numpy as np

from palier.rules.columns import HomeColumns, HouseholdColumns
from palier.rules.conditions import asked_where, flag
from palier.rules.judgement import Judgement, at_most
from palier.rules.law import Law
from palier.rules.rule import Basis, rule
from palier.rules.temporary_homes import KINDS


@rule(
    "legal_age",
    law="code de l'action sociale et des familles, article D312-153-1",
    basis=Basis.LAW,
    household=("oldest_age",),
)
def legal_age(household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
    """Nobody but a dependant is over the age of a young workers' residence; asked there only. Whole years."""
    asked = home.kind.known & (home.kind.values == KINDS.index("young_workers_residence"))
    judged = at_most(household.oldest_age, law.figure("young_workers_residence.oldest"))
    return asked_where(judged, flag(asked, np.ones(asked.shape, dtype=np.bool_)))
