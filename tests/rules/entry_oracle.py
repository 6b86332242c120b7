"""A second reading of the conditions at an entry, one household at a time, in plain Python and Decimal.

Facts are dictionaries: amounts in euros, surfaces in square metres, rates as fractions, days as dates; None is not
known. Answers are True, False and None; what nobody asks is the word "not asked". Shares no code with the columns.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

Facts = dict[str, Any]
NOT_ASKED = "not asked"
TODAY = date(2026, 3, 12)

LASTING = ("pension_de_famille", "residence_accueil")
SIAO_ONLY = (*LASTING, "chrs", "hlm_shelter")
SIAO_OR_DIRECT = ("residence_sociale", "young_workers_residence", "mediated_sublease", "mediated_mandate")
FOR_PEOPLE_IN_DIFFICULTY = ("residence_sociale", "mediated_sublease", "mediated_mandate", "hlm_shelter")
USUAL_MONTHS = {"young_workers_residence": 24, "chrs": 6, "alt": 6, "mediated_sublease": 18}
COUNTS_AS = {
    "pension_de_famille": "nothing", "residence_accueil": "nothing", "residence_sociale": "transition",
    "young_workers_residence": "transition", "chrs": "shelter", "hlm_shelter": "shelter",
}  # fmt: skip
STAY_ASKED = {
    "pension_de_famille": True, "residence_accueil": True, "residence_sociale": True, "hlm_sublease": True,
    "chrs": False, "hlm_shelter": False,
}  # fmt: skip
SURFACES = (9, 16, 25, 34, 43, 52, 61, 70)
FUND_WITHOUT_CHILDREN = {1: 1272, 2: 1590}
FUND_WITH_CHILDREN = {1: 2120, 2: 2650, 3: 3180, 4: 3710}
VISALE_RENTS = {"idf": (1940, 1000), "large_area": (1575, 840), "elsewhere": (1365, 680)}


# --- yes, no and unknown


def both(*answers: bool | None) -> bool | None:
    return False if False in answers else None if None in answers else True


def either(*answers: bool | None) -> bool | None:
    return True if True in answers else None if None in answers else False


def opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def at_most(value: Any, limit: Any) -> bool | None:
    return None if value is None or limit is None else value <= limit


def asked(answer: bool | None, question: bool | None) -> bool | str | None:
    """A no is not sure where nobody knows whether the question is asked."""
    if question is False:
        return NOT_ASKED
    return None if question is None and answer is False else answer


def months_later(day: date | None, months: int | None) -> date | None:
    if day is None or months is None:
        return None
    count = day.month - 1 + months
    year, month = day.year + count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def over(last: date | None) -> bool | None:
    return None if last is None else last < TODAY


def holds(last: date | None) -> bool | None:
    return opposite(over(last))


def of_each(answers: list[bool | None]) -> bool | None:
    return both(*answers) if answers else None


# --- homes one leaves, and those one does not


def adult_stays_regularly(adult: Facts) -> bool | None:
    return either(adult["needs_no_permit"], both(adult["permit_listed"], holds(adult["permit_until"])))


def longest_time(kind: str | None, own_setting: int | None) -> int | None:
    if kind is None or kind in LASTING:
        return None
    return USUAL_MONTHS.get(kind) if own_setting is None else own_setting


def beyond_time(kind: str | None, entered_on: date | None, own_setting: int | None) -> bool | None:
    if kind in LASTING:
        return False
    answer = over(months_later(entered_on, longest_time(kind, own_setting)))
    return None if answer and own_setting is None else answer


def admission(entrant: Facts, place: Facts, regular_stay: bool | None) -> Facts:
    kind = place["kind"]

    def is_for(*kinds: str) -> bool | None:
        return None if kind is None else kind in kinds

    if kind is None or kind == "alt":
        through_siao = None
    elif kind in SIAO_OR_DIRECT:
        through_siao = place["state_reserved"]
    else:
        through_siao = kind in SIAO_ONLY
    first = both(at_most(16, entrant["youngest_age"]), at_most(entrant["oldest_age"], 25))
    young = kind == "young_workers_residence"
    return {
        "siao_orientation": asked(entrant["siao_orientation"], through_siao),
        "young_workers_age": asked(at_most(entrant["oldest_age"], 30), is_for("young_workers_residence")),
        "young_workers_first": True if young and first else NOT_ASKED,
        "in_difficulty": asked(entrant["in_difficulty"], is_for(*FOR_PEOPLE_IN_DIFFICULTY)),
        "ordinary_home_out_of_reach": asked(entrant["ordinary_home_out_of_reach"], is_for("pension_de_famille")),
        "medical_paper": asked(None, is_for("residence_accueil")),
        "regular_stay": asked(regular_stay, STAY_ASKED.get(kind)),
    }


# --- the right to housing


def dalo(claim: Facts) -> Facts:
    kind = claim["temporary_kind"]
    counts = COUNTS_AS.get(kind)

    def spent(what: str, months: int) -> bool | None:
        counted = None if counts is None else counts == what
        return both(claim["temporarily_housed"], counted, over(months_later(claim["temporary_since"], months)))

    persons, surface = claim["persons"], claim["surface"]
    enough = None if None in (persons, surface) else surface >= SURFACES[min(persons, 8) - 1]
    waited = over(months_later(claim["requested_on"], claim["abnormal_wait"]))
    return {
        "dalo_long_wait": both(waited, opposite(claim["suitable_offer"])),
        "dalo_no_home": claim["no_home"],
        "dalo_eviction": claim["eviction_ordered"],
        "dalo_shelter": spent("shelter", 6),
        "dalo_transition": spent("transition", 18),
        "dalo_unfit_home": claim["unfit_home"],
        "dalo_overcrowded": both(
            either(claim["minor"], claim["disabled"]), either(claim["not_decent"], opposite(enough))
        ),
    }


def may_claim(claim: Facts, regular_stay: bool | None) -> bool | None:
    asked_of_all = both(regular_stay, opposite(claim["housed_by_own_means"]), claim["hlm_conditions"])
    return both(asked_of_all, either(*dalo(claim).values()))


# --- sub-lease and slide


def may_sublet(sublease: Facts, income: bool | None, regular_stay: bool | None) -> Facts:
    begun = at_most(sublease["accredited_from"], TODAY)
    return {
        "accreditation": both(sublease["accredited"], begun, holds(sublease["accredited_until"])),
        "sublease_public": either(sublease["in_difficulty"], sublease["designated"]),
        "entry_ceiling": income,
        "regular_stay": regular_stay,
        "allocated_to_association": sublease["allocated"],
        "tripartite_agreement": sublease["agreement_annexed"],
        "sublease_rent": at_most(sublease["rent"], sublease["max_rent"]),
    }


def may_slide(slide: Facts, income: bool | None) -> Facts:
    return {
        "active_request": both(slide["request"], holds(slide["request_until"])),
        "granted_by_committee": slide["granted"],
        "slide_ceiling": income,
        "reviewed": slide["reviewed"],
        "lease_wished": slide["wished"],
        "deposit_ready": slide["deposit_ready"],
        "insured": holds(slide["insured_until"]),
    }


def right_to_remain(occupant: Facts) -> Facts:
    return {
        "no_suitable_offer_refused": opposite(both(occupant["offer_refused"], occupant["offer_suited"])),
        "lease_runs": either(occupant["head_lease_runs"], occupant["sublease_runs"]),
        "association_conditions": occupant["meets_conditions"],
    }


# --- shared homes


def shared_home(home: Facts, rooms: list[Facts], tenants: list[Facts]) -> Facts:
    several = either(home["hlm"], opposite(home["single_contract"]))
    known = [room["rent"] for room in rooms if room["rent"] is not None]
    total, whole = sum(known, Decimal(0)), home["rent"]
    if whole is None:
        rents = None
    elif total > whole:
        rents = False
    else:
        rents = True if rooms and len(known) == len(rooms) else None
    return {
        "not_only_a_couple": opposite(home["only_a_couple"]),
        "room_surface": asked(of_each([at_most(9, room["surface"]) for room in rooms]), several),
        "room_volume": asked(of_each([at_most(20, room["volume"]) for room in rooms]), several),
        "sum_of_rents": asked(rents, several),
        "own_lease_each": asked(of_each([tenant["own_lease"] for tenant in tenants]), home["hlm"]),
        "active_request_each": asked(of_each([tenant["active_request"] for tenant in tenants]), home["hlm"]),
        "granted_each": asked(of_each([tenant["granted"] for tenant in tenants]), home["hlm"]),
    }


# --- aids


def loca_pass(asker: Facts) -> Facts:
    young = None if asker["age"] is None else asker["age"] < 30
    return {
        "loca_pass_public": either(
            asker["private_employee"], asker["student_with_right"], both(young, asker["on_the_way"])
        ),
        "loca_pass_in_time": holds(months_later(asker["entered_on"], 2)),
        "loca_pass_no_debt_file": opposite(asker["over_indebtedness_filed"]),
        "loca_pass_no_other_advance": opposite(asker["advance_running"]),
        "loca_pass_no_same_aid": opposite(asker["same_aid"]),
        "loca_pass_not_sublet": opposite(asker["sublease"]),
    }


def housing_fund(asker: Facts) -> Facts:
    adults, children, signed = asker["adults"], asker["children"], asker["signed_on"]
    if children == 0:
        ceiling = FUND_WITHOUT_CHILDREN.get(adults)
    else:
        ceiling = FUND_WITH_CHILDREN.get(children) if adults in (1, 2) else None
    if asker["help"] is None or signed is None:
        in_time = None
    else:
        in_time = signed > TODAY if asker["help"] == "guarantee" else holds(months_later(signed, 1))
    return {
        "housing_fund_territory": asker["in_metropole"],
        "housing_fund_not_residence": opposite(asker["residence"]),
        "housing_fund_resources": at_most(asker["monthly_resources"], ceiling),
        "housing_fund_effort": at_most(asker["effort"], Decimal("0.35")),
        "housing_fund_in_time": in_time,
    }


def visale(tenant: Facts) -> Facts:
    older = both(tenant["employee"], either(tenant["moves_for_work"], at_most(tenant["net_pay"], 1710)))
    student, zone = tenant["student_without_proof"], tenant["zone"]
    rent, resources = tenant["rent"], tenant["monthly_resources"]
    limit = None if zone is None or student is None else VISALE_RENTS[zone][student]
    if rent is None or resources is None or resources <= 0:
        effort = None
    else:
        # To the ten-thousandth, halves up, as the columns count.
        effort = (2 * rent * 10_000 + resources) // (2 * resources) <= 5_000
    return {
        "visale_public": either(at_most(tenant["age"], 30), older),
        "visale_rent": at_most(rent, limit),
        "visale_effort": asked(effort, opposite(student)),
        "visale_home": tenant["private_home"] or None,
    }
