"""Does every adult of the household stay in France regularly?

Asked for an HLM lease or sub-lease and for a social residence; nobody asks it of shelter, which is open to whoever is
in distress (CASF L345-2-2).
"""

from dataclasses import dataclass

import numpy as np

from palier.rules.columns import Column, Rows
from palier.rules.conditions import Condition, asked_where, worst_of_each
from palier.rules.days import day_number
from palier.rules.figures import Confidence
from palier.rules.judgement import Judgement, Verdicts, best, verdicts, worst
from palier.rules.law import Law

LAW = "code de la construction et de l'habitation, articles R441-1 et R441-2-3"


@dataclass(frozen=True, eq=False)
class AdultColumns(Rows):
    """One row an adult. `household`: the number of her household, from 0, always known.

    `needs_no_permit`: French, or of a State whose citizens need none. `permit_listed`: her permit is of a kind that the
    list of the ministry admits. `permit_until`: its last day, in days since 1970.
    """

    household: Column
    needs_no_permit: Column
    permit_listed: Column
    permit_until: Column


def of_each_adult(adults: AdultColumns, law: Law) -> Verdicts:
    """No permit is needed, or a listed one holds on the day, its last day included."""
    none_needed = verdicts(adults.needs_no_permit.values != 0, adults.needs_no_permit.known)
    listed = verdicts(adults.permit_listed.values != 0, adults.permit_listed.known)
    holds = verdicts(adults.permit_until.values >= day_number(law.on), adults.permit_until.known)
    return best(none_needed, worst(listed, holds))


def regular_stay(adults: AdultColumns, households: int, law: Law) -> Judgement:
    """Every adult of each household; unknown where no adult is given. Shape (households,)."""
    return Judgement(worst_of_each(of_each_adult(adults, law), adults.household.values, households), "flag")


def permit_condition(judged: Judgement, asked: Column | None = None) -> Condition:
    """The condition at an entry; `asked` is False for shelter, and everybody is asked without it."""
    everywhere = Column.of(np.ones(1, dtype=np.int64)) if asked is None else asked
    return Condition("regular_stay", asked_where(judged, everywhere), LAW, Confidence.VERIFIED_OLDER)
