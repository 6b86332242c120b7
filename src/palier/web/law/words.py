"""What the page calls the files of parameters, the lines of a ladder and the codes of a card."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from palier.ui.formats import day as written_day

LEAP_YEAR = 2000
TO_BE_CONFIRMED, PAST_CHECK = "to_be_confirmed", "past_check"

# The day by which a figure is chosen, where it is another than the day of the question (`as_of` of a parameter).
AS_OF: dict[str, Promise] = {
    "lease_signed_on": gettext_lazy("The value is that of the day the lease was signed"),
}

# The files of palier.rules.parameters in the order of the page. A file that has no name yet comes last, under its own.
GROUPS: dict[str, Promise] = {
    "households": gettext_lazy("Household and income"),
    "income_ceilings": gettext_lazy("Income ceilings"),
    "financing": gettext_lazy("Financing and ceilings"),
    "territory": gettext_lazy("Territory"),
    "occupancy": gettext_lazy("Size of the home"),
    "housing_benefit": gettext_lazy("Housing benefit of tenants"),
    "residence_benefit": gettext_lazy("Housing benefit in a residence"),
    "solidarity_reduction": gettext_lazy("Solidarity reduction of HLM rents"),
    "affordability": gettext_lazy("What is left to live on, income that is lost"),
    "temporary_homes": gettext_lazy("Temporary and adapted homes"),
    "shared_home": gettext_lazy("Shared home"),
    "priority_publics": gettext_lazy("Households that come first"),
    "right_to_housing": gettext_lazy("Right to housing (DALO)"),
    "allocation": gettext_lazy("Allocation of HLM homes"),
    "deadlines": gettext_lazy("Deadlines"),
    "loca_pass": gettext_lazy("Loca-Pass advance"),
    "housing_fund": gettext_lazy("Housing solidarity fund (FSL)"),
    "visale": gettext_lazy("Visale guarantee"),
    "retention": gettext_lazy("How long what concerns people is kept"),
}

# What the lines of the ladders count, by the beginning of their names; the longest that fits.
CATEGORY, FAMILY, PERSONS, ADULTS, CHILDREN, BRACKET, APPLICANT = range(7)
LINES = {
    "income_ceiling": CATEGORY,
    "surface_norm": PERSONS,
    "housing_benefit": FAMILY,
    "housing_benefit.rent_rate": BRACKET,
    "housing_benefit.rent_rate_from": BRACKET,
    "residence_benefit": FAMILY,
    "residence_benefit.bracket_from": BRACKET,
    "residence_benefit.bracket_rate": BRACKET,
    "solidarity_reduction": FAMILY,
    "housing_fund.ceiling.without_children": ADULTS,
    "housing_fund.ceiling.with_children": CHILDREN,
    "visale.rent": APPLICANT,
}

# The cards of the temporary homes: each aspect, then each code it may have.
ASPECTS: dict[str, Promise] = {
    "asked_through": gettext_lazy("Asked for through"),
    "benefit": gettext_lazy("Housing benefit"),
    "type2_since": gettext_lazy("That benefit for agreements since"),
    "time": gettext_lazy("The time spent there counts as"),
    "lasting": gettext_lazy("Without any limit of time"),
    "public": gettext_lazy("For whom"),
    "income_ceiling": gettext_lazy("Income ceiling of each who enters"),
    "regular_stay": gettext_lazy("Residence permit"),
}
CODES: dict[str, dict[str, Promise | str]] = {
    "asked_through": {
        "siao": gettext_lazy("the SIAO"),
        "direct": gettext_lazy("whoever runs it"),
        "both": gettext_lazy("the SIAO or whoever runs it"),
        "partners": gettext_lazy("the partners of the agreement"),
    },
    "benefit": {
        "none": pgettext_lazy("housing benefit", "none"),
        "type1": gettext_lazy("APL in a residence, type 1"),
        "type2": gettext_lazy("APL in a residence, type 2"),
        "al": "AL",
        "apl": "APL",
    },
    "time": {
        "nothing": gettext_lazy("nothing"),
        "shelter": gettext_lazy("shelter"),
        "transition": gettext_lazy("transitional housing"),
    },
    "lasting": {"no": gettext_lazy("no"), "yes": gettext_lazy("yes")},
    "public": {
        "in_difficulty": gettext_lazy("people in difficulty because of their resources or of how they live"),
        "ordinary_home": gettext_lazy("people whom an ordinary home is hard to reach for, by the social evaluation"),
        "medical_paper": gettext_lazy("people who give the SIAO the paper it asks for"),
        "young_workers": gettext_lazy("young workers"),
        "distress": gettext_lazy("people or families in distress"),
        "sublease": gettext_lazy("households that an association supports"),
    },
    "income_ceiling": {
        "asked": pgettext_lazy("asked of whoever enters", "asked"),
        "not_asked": pgettext_lazy("asked of whoever enters", "not asked"),
    },
    "regular_stay": {
        "asked": pgettext_lazy("asked of whoever enters", "asked"),
        "not_asked": pgettext_lazy("asked of whoever enters", "not asked"),
    },
}
# A stretch of the year: its two ends, each a month and a day.
ENDS: dict[str, Promise] = {"first": gettext_lazy("First day"), "last": gettext_lazy("Last day")}


def day_of_year(code: str) -> str:
    """`11-01` as one says it: 1er novembre."""
    return written_day(date.fromisoformat(f"{LEAP_YEAR}-{code}")).rsplit(" ", maxsplit=1)[0]


def group_title(file: str) -> str:
    return str(GROUPS.get(file, file.replace("_", " ").capitalize()))


def unit_words(unit: str) -> str:
    """The time an amount is counted by: the figure itself says only euros."""
    return {"euro_year": _("a year"), "euro_month": _("a month"), "euro_day": _("a day")}.get(unit, "")


def amounts_title(unit: str) -> str:
    """The same, said once above the amounts of a ladder."""
    words = {"euro_year": _("Euros a year"), "euro_month": _("Euros a month"), "euro_day": _("Euros a day")}
    return words.get(unit, "")


def lines_of(name: str) -> int | None:
    """What the lines of a ladder count, None where nobody has said."""
    found = [prefix for prefix in LINES if f"{name}.".startswith(f"{prefix}.")]
    return LINES[max(found, key=len)] if found else None


def line_title(name: str, line: int) -> str:
    """The heading of a line of a ladder."""
    kind = lines_of(name)
    if kind == FAMILY:
        return _family(line)
    if kind == PERSONS:
        return ngettext("%(n)s person", "%(n)s persons", line) % {"n": line}
    if kind == ADULTS:
        return ngettext("%(n)s adult", "%(n)s adults", line) % {"n": line}
    if kind == CHILDREN:
        return ngettext("%(n)s child", "%(n)s children", line) % {"n": line}
    if kind == APPLICANT:
        return _("Anybody") if line == 1 else _("Student without proof of resources")
    words = {CATEGORY: _("Category %(n)s"), BRACKET: _("Bracket %(n)s")}
    return words.get(kind, _("Line %(n)s")) % {"n": line}


def _family(line: int) -> str:
    """1 alone and 2 a couple, both without dependants, then one dependant more a line."""
    if line <= 2:
        return pgettext("family", "Alone") if line == 1 else pgettext("family", "Couple")
    return ngettext("%(n)s dependant", "%(n)s dependants", line - 2) % {"n": line - 2}


def beyond_title(name: str) -> str:
    """The heading of what each line beyond the top one adds."""
    words = {
        CATEGORY: _("Each category beyond"),
        FAMILY: _("Each dependant beyond"),
        PERSONS: _("Each person beyond"),
    }
    return words.get(lines_of(name), _("Each line beyond"))
