"""Invented households, in the mix seen in practice: alone 48 %, single parents 24 %, couples, couples with children."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from palier.cases.enums import Cause, HousingKind, Origin, OverIndebtedness
from palier.cases.services import Call
from palier.platform import clock
from palier.web.demo.people import demo_id

FIRST_NAMES = (
    "Nadia Fatou Émilie Sandra Leïla Céline Amina Patricia Julien Mehdi Thomas Ousmane Kevin Didier "
    "Rachid Hugo Laura Myriam Corinne Yasmine Alexandre Farid Nicolas Stéphane"
).split()
LAST_NAMES = (
    "Benali Traoré Lefort Garcia Petitjean Da-Silva Marin Nguyen Roche Fontaine Sow Lambert Haddou Weber "
    "Costa Duval Amrani Prost Chevrier Guillot Ferrand Mbaye Olivier Picard"
).split()
EMPLOYERS = (
    "Logistique des Alpes",
    "Nettoyage Beaulieu",
    "Transports Verdier",
    "Clinique du Parc",
    "Restaurant Les Halles",
    "Bâtiment Roux",
    "Aide à domicile du Rhône",
)
# Lyon and its neighbours, arrondissements included.
COMMUNES = ("69266 69388 69383 69387 69029 69259 69256 69290 69199 69034 69204 69282 69149 69286").split()
STORIES = (
    (Cause.SEPARATION, HousingKind.HOSTED_BY_OTHERS),
    (Cause.SEPARATION, HousingKind.HOSTED_BY_FAMILY),
    (Cause.OVER_INDEBTEDNESS, HousingKind.PRIVATE_TENANT),
    (Cause.RENT_ARREARS, HousingKind.PRIVATE_TENANT),
    (Cause.JOB_LOSS, HousingKind.TIED),
    (Cause.LESS_INCOME, HousingKind.PRIVATE_TENANT),
    (Cause.HOSTING_ENDS, HousingKind.HOSTED_BY_OTHERS),
    (Cause.EVICTION, HousingKind.PRIVATE_TENANT),
    (Cause.UNFIT, HousingKind.PRIVATE_TENANT),
    (Cause.OVERCROWDING, HousingKind.HOSTED_BY_FAMILY),
    (Cause.SEPARATION, HousingKind.HOTEL),
    (Cause.SEPARATION, HousingKind.NO_HOME),
)
# The first calls came within eighty days, so that something is due in each; those after them since the agreement began.
RECENT = 12


@dataclass(frozen=True)
class Told:
    """A call and when it came."""

    call: Call
    at: datetime


def tell(number: int, *, random: Random, as_of: date, agreement: UUID, partner: UUID) -> Told:
    """The `number`-th household. Half let the association follow; one in three brought its tax notice."""
    day = as_of - timedelta(days=1 + (number * 7) % (80 if number < RECENT else 290))
    cause, housing = STORIES[number % len(STORIES)]
    adults, children = _household(random)
    income = Decimal(random.randrange(900, 2000)) + (Decimal(random.randrange(600, 1500)) if adults == 2 else 0)
    call = Call(
        id=demo_id("case", number),
        agreement=agreement,
        origin=Origin.HOUSING_BODY_DETECTION if number % 5 else Origin.SELF,
        first_name=random.choice(FIRST_NAMES),
        last_name=LAST_NAMES[number % len(LAST_NAMES)],
        # Numbers that the regulator keeps for fiction.
        phone=f"06 39 98 {number // 100 % 100:02d} {number % 100:02d}",
        may_leave_message=bool(number % 3),
        housing=housing,
        housing_until=_until(number, housing, as_of),
        adults=adults,
        children_ages=children,
        communes=tuple(random.sample(COMMUNES, random.choice((1, 2, 3)))),
        employer=random.choice(EMPLOYERS),
        causes=(cause,),
        authorised=(partner,) if number % 2 else (),
        facts=_facts(number, random, income, adults) | _owed(cause),
        note="Appelle pendant sa pause : rappeler après 17 h." if number % 4 == 0 else "",
    )
    return Told(call, datetime.combine(day, time(9 + number % 8, 10), clock.PARIS))


def _owed(cause: str) -> dict[str, object]:
    """What those who give homes may know of debts."""
    owes = cause in {Cause.RENT_ARREARS, Cause.EVICTION}
    return {
        "rent_debt": owes,
        "rent_plan": cause == Cause.RENT_ARREARS if owes else None,
        "over_indebtedness": OverIndebtedness.FILED if cause == Cause.OVER_INDEBTEDNESS else "",
    }


def _until(number: int, housing: str, as_of: date) -> date | None:
    """Half of those who have a roof must leave it on a known day."""
    return as_of + timedelta(days=5 + 9 * (number % 6)) if number % 2 and housing != HousingKind.NO_HOME else None


def _household(random: Random) -> tuple[int, tuple[int, ...]]:
    drawn = random.randrange(100)
    if drawn < 48:
        return 1, ()
    children = tuple(sorted((random.randrange(1, 17) for _ in range(random.choice((1, 2, 2, 3)))), reverse=True))
    if drawn < 72:
        return 1, children
    return (2, ()) if drawn < 82 else (2, children)


def _facts(number: int, random: Random, income: Decimal, adults: int) -> dict[str, object]:
    """What is known so far: not everybody has told everything, and unknown stays unknown."""
    facts: dict[str, object] = {"monthly_resources": income}
    if number % 3 != 2:
        facts |= {"reference_tax_income": income * random.randrange(9, 12)}
    if number % 2 == 0:
        facts["yearly_resources"] = income * 12
    if number % 4 != 3:
        facts["max_rent"] = Decimal(random.randrange(38, 70) * 10)
    if adults == 2:
        facts["couple"] = True
    facts["needs_accessible"] = number % 9 == 4
    return facts
