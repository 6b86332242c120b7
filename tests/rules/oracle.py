"""A second reading of every rule, one pair at a time, in plain Python and Decimal; shares no code with the columns.

Facts are dictionaries: amounts in euros (Decimal), surfaces in square metres, None where not known.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from tests.rules import benefit_oracle

Facts = dict[str, Any]

PLUS_2026 = {
    "other": (23403, 31254, 37584, 45374, 53376, 60156, 6710),
    "paris": (26920, 40233, 52740, 62968, 74919, 84304, 9394),
    "idf": (26920, 40233, 48362, 57930, 68577, 77171, 8598),
}
PLAI_2026 = {
    "other": (12870, 18753, 22551, 25092, 29359, 33086, 3689),
    "paris": (14811, 24140, 31643, 34637, 41203, 46369, 5166),
}


def ceiling(financing: str | None, zone: str | None, category: int) -> Decimal | None:
    if financing is None or zone is None:
        return None
    if financing == "PLS":
        line = tuple(int((Decimal(step) * 13 / 10).quantize(Decimal(1), ROUND_HALF_UP)) for step in PLUS_2026[zone])
    else:
        line = (PLUS_2026 if financing == "PLUS" else PLAI_2026).get(zone, ())
    if not line:
        return None
    return Decimal(line[min(category, 6) - 1] + max(category - 6, 0) * line[6])


def categories(household: Facts) -> tuple[int, int] | None:
    """The lowest and the highest category over everything the unknown facts could be."""
    if household["persons"] is None:
        return None
    found = set()
    for single in (True, False) if household["single_parent"] is None else (household["single_parent"],):
        for young in (True, False) if household["young_couple"] is None else (household["young_couple"],):
            for disabled in (True, False) if household["disabled"] is None else (household["disabled"],):
                found.add(household["persons"] + (single or young or disabled))
                if single and disabled:
                    found.add(household["persons"] + 2)
    return min(found), max(found)


NOT_ASKED_OF_EACH = {"young_workers_residence", "pension_de_famille"}


def income_ceiling(household: Facts, home: Facts) -> str | None:
    if home["kind"] in NOT_ASKED_OF_EACH:
        return None
    income, span = household["reference_tax_income"], categories(household)
    if income is None or span is None:
        return "unknown"
    low, high = (ceiling(home["financing"], home["ceiling_zone"], category) for category in span)
    if low is not None and income <= low:
        return "yes"
    return "no" if high is not None and income > high else "unknown"


def over_occupation(household: Facts, home: Facts) -> str:
    persons, surface = household["persons"], home["surface"]
    if persons is None or surface is None:
        return "unknown"
    norm = Decimal(9) if persons == 1 else min(Decimal(16 + 9 * (persons - 2)), Decimal(70))
    return "yes" if surface >= norm else "no"


def under_occupation(household: Facts, home: Facts) -> str:
    persons, rooms = household["persons"], home["rooms"]
    return "yes" if None not in (persons, rooms) and rooms <= persons + 1 else "unknown"


def within(low: int | None, high: int | None, least: int | None, most: int | None) -> str | None:
    if least is None and most is None:
        return None
    answers = []
    if least is not None:
        answers.append(None if low is None else low >= least)
    if most is not None:
        answers.append(None if high is None else high <= most)
    return "no" if False in answers else "unknown" if None in answers else "yes"


def landlord_occupancy(household: Facts, home: Facts) -> str | None:
    return within(household["persons"], household["persons"], home["min_persons"], home["max_persons"])


def legal_age(household: Facts, home: Facts) -> str | None:
    if home["kind"] != "young_workers_residence":
        return None
    oldest = household["oldest_age"]
    return "unknown" if oldest is None else "yes" if oldest <= 30 else "no"


def age_limits(household: Facts, home: Facts) -> str | None:
    return within(household["youngest_age"], household["oldest_age"], home["min_age"], home["max_age"])


LYON = {str(code) for code in range(69381, 69390)}


def wished_commune(household: Facts, home: Facts) -> str:
    wishes, commune = household["wished_communes"], home["commune"]
    if wishes is not None and not wishes:
        return "yes"
    if wishes is None or commune is None:
        return "unknown"
    if commune in wishes or (commune in LYON and "69123" in wishes):
        return "yes"
    return "unknown" if commune == "69123" and LYON & wishes else "no"


def wished_kind(household: Facts, home: Facts) -> str:
    wishes, kind = household["wished_kinds"], home["kind"]
    if wishes is not None and not wishes:
        return "yes"
    if wishes is None or kind is None:
        return "unknown"
    return "yes" if kind in wishes else "no"


def accessibility(household: Facts, home: Facts) -> str:
    need, accessible = household["needs_accessible"], home["accessible"]
    if need is False or accessible is True:
        return "yes"
    return "no" if need is True and accessible is False else "unknown"


def highest_rent(household: Facts, home: Facts) -> str:
    most, rent, charges = household["max_rent"], home["rent"], home["charges"]
    if most is None or rent is None:
        return "unknown"
    if rent + (charges or 0) > most:
        return "no"
    return "unknown" if charges is None else "yes"


DAY = date(2026, 3, 12)
MORE_THAN_ANYBODY = Decimal(40_000_000)


def possible(fact: Any, *values: Any) -> tuple[Any, ...]:
    return values if fact is None else (fact,)


def benefits(household: Facts, home: Facts) -> list[Decimal] | None:
    """The benefit for every value that the unknown facts could have; nothing without rent and dependants."""
    if household["housing_benefit"] is not None:
        return [household["housing_benefit"]]
    rent, charges, kind = home["rent"], home["charges"], home["residence_type"]
    if rent is None or household["dependants"] is None or (kind is not None and charges is None):
        return None
    found = []
    for couple, resources, zone in product(
        possible(household["couple"], False, True),
        possible(household["resources"], Decimal(0), MORE_THAN_ANYBODY),
        possible(home["benefit_zone"], 1, 2, 3),
    ):
        same = (zone, couple, household["dependants"])
        if kind is not None:
            found.append(benefit_oracle.resident(DAY, kind, *same, rent + charges, resources)["paid"])
            continue
        for scheme, disability in product(
            ("apl",) if home["financing"] else ("apl", "al"), possible(household["disability_benefit"], False, True)
        ):
            found.append(
                benefit_oracle.tenant(DAY, *same, rent, resources, scheme=scheme, disability=disability)["paid"]
            )
    return found


def effort_rate(household: Facts, home: Facts) -> str | None:
    limit, resources = home["max_effort_rate"], household["monthly_resources"]
    if limit is None:
        return None
    paid = benefits(household, home)
    if paid is None or home["rent"] is None or not resources:
        return "unknown"

    def rate(charges: Decimal, benefit: Decimal) -> Decimal:
        cost = max(home["rent"] + charges - benefit, Decimal(0))
        return (cost / resources).quantize(Decimal("0.0001"), ROUND_HALF_UP)

    charges = home["charges"]
    if rate(charges or Decimal(0), max(paid)) > limit:
        return "no"
    return "yes" if charges is not None and rate(charges, min(paid)) <= limit else "unknown"


RULES = {
    rule.__name__: rule
    for rule in (
        income_ceiling, over_occupation, under_occupation, landlord_occupancy, wished_commune, wished_kind,
        accessibility, highest_rent, effort_rate, legal_age, age_limits,
    )
}  # fmt: skip


def judge(household: Facts, home: Facts) -> dict[str, str | None]:
    """Every criterion's verdict, None where nobody asks."""
    return {code: rule(household, home) for code, rule in RULES.items()}


def overall(verdicts: dict[str, str | None]) -> str:
    asked = set(verdicts.values())
    return "no" if "no" in asked else "unknown" if "unknown" in asked else "yes"
