"""Every rule, in the order in which people read the criteria."""

from palier.rules.accessibility import accessibility
from palier.rules.age_limits import age_limits
from palier.rules.effort_rate import effort_rate
from palier.rules.highest_rent import highest_rent
from palier.rules.income_ceiling import income_ceiling
from palier.rules.landlord_occupancy import landlord_occupancy
from palier.rules.legal_age import legal_age
from palier.rules.over_occupation import over_occupation
from palier.rules.rule import Rule
from palier.rules.under_occupation import under_occupation
from palier.rules.wished_commune import wished_commune
from palier.rules.wished_kind import wished_kind

CRITERIA: tuple[Rule, ...] = (
    income_ceiling,
    over_occupation,
    under_occupation,
    landlord_occupancy,
    wished_commune,
    wished_kind,
    accessibility,
    highest_rent,
    effort_rate,
    legal_age,
    age_limits,
)
