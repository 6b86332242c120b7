"""Temporary and lasting adapted homes: who may enter, through whom, for how long, and what goes with it.

What each kind is stands on its card in parameters/temporary_homes.yaml. A pension de famille and a résidence accueil
are places of arrival: no time is ever too long there. No law sets a longest time in a social residence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from palier.rules.columns import Bools, Column, Rows
from palier.rules.conditions import Condition, asked_where, flag, stated, to_check
from palier.rules.days import day_number, is_past, months_after
from palier.rules.figures import Figure
from palier.rules.judgement import Judgement, Verdict, Verdicts, at_least, at_most, verdicts, worst
from palier.rules.law import Law, Table
from palier.rules.regular_stay import permit_condition
from palier.rules.residence_benefit import TYPES

KINDS = (
    "pension_de_famille",
    "residence_accueil",
    "residence_sociale",
    "young_workers_residence",
    "chrs",
    "alt",
    "mediated_sublease",
    "mediated_mandate",
    "hlm_sublease",
    "hlm_shelter",
)
# The aspects of a card and the codes of each.
WAYS = ("siao", "direct", "both", "partners")
BENEFITS = ("none", "type1", "type2", "al", "apl")
NOT_KNOWN = Column.given([None])
RESIDENCE_BENEFITS = [BENEFITS.index(name) for name in TYPES]
TIMES = ("nothing", "shelter", "transition")
PUBLICS = ("in_difficulty", "ordinary_home", "medical_paper", "young_workers", "distress", "sublease")
YES_OR_NO = ("no", "yes")
ASKED = ("not_asked", "asked")
# Kinds for which a usual time is known, without being anybody's rule.
USUAL = ("young_workers_residence", "chrs", "alt", "mediated_sublease")

CASF = "code de l'action sociale et des familles"


@dataclass(frozen=True, eq=False)
class EntrantColumns(Rows):
    """One row a household that asks for a place. Ages in years, of those who are not dependants; yes as 1, no as 0.

    `in_difficulty`: particular difficulties because of its resources or of how it lives (L301-1 II).
    `ordinary_home_out_of_reach`: its social situation makes an ordinary home hard to reach, by the social evaluation;
    never a diagnosis. `siao_orientation`: the SIAO has sent it there.
    """

    youngest_age: Column
    oldest_age: Column
    in_difficulty: Column
    ordinary_home_out_of_reach: Column
    siao_orientation: Column


@dataclass(frozen=True, eq=False)
class PlaceColumns(Rows):
    """One row a place. `kind`: a code of KINDS. `state_reserved`: the State has reserved it."""

    kind: Column
    state_reserved: Column


def asked_through(kind: Column, law: Law) -> Column:
    """Through whom a place is asked for: a code of WAYS."""
    return _card("asked_through", WAYS, kind, law).column


def benefit_of(kind: Column, law: Law) -> Column:
    """The housing benefit that goes with it: a code of BENEFITS."""
    return _card("benefit", BENEFITS, kind, law).column


def residence_type(kind: Column, law: Law, agreed_on: Column = NOT_KNOWN) -> Column:
    """The formula of the benefit in a residence: a code of `residence_benefit.TYPES`; unknown where there is none.

    `agreed_on`: the day of the agreement of the residence. An old one has the first formula (CCH D832-25); where it is
    not known, it is taken for a recent one.
    """
    benefit, since = benefit_of(kind, law), _type2_since(law)[np.clip(kind.values, 0, len(KINDS) - 1)]
    old = agreed_on.known & since.known & (agreed_on.values < since.values)
    code = np.where(old, 0, benefit.values - BENEFITS.index(TYPES[0]))
    return Column(code, benefit.known & np.isin(benefit.values, RESIDENCE_BENEFITS))


def time_counts_as(kind: Column, law: Law) -> Column:
    """What the time spent there is for the right to housing: a code of TIMES."""
    return _card("time", TIMES, kind, law).column


def is_lasting(kind: Column, law: Law) -> Column:
    """1 where the home is a place of arrival, without any duration."""
    return _card("lasting", YES_OR_NO, kind, law).column


def ceiling_asked(kind: Column, law: Law) -> Column:
    """1 where an income ceiling is asked of whoever enters. In a residence it is a share of all entrants: a counter."""
    return _card("income_ceiling", ASKED, kind, law).column


def longest_time(kind: Column, own_setting: Column, law: Law) -> Figure:
    """Months one may live there: the residence's own setting, else the usual time, with its mark.

    Unknown for a lasting home, which has none, whatever was set, and where nobody has set one: what a social residence
    allows is written in its own project, never in a law.
    """
    shape = np.broadcast_shapes(kind.shape, own_setting.shape)
    usual = _usual_times(law).at(_code_among(USUAL, kind), line=Column.of(1))
    values = np.where(own_setting.known, own_setting.values, usual.values)
    source = np.where(own_setting.known, np.int16(0), usual.source)
    known = np.broadcast_to(is_lasting(kind, law).is_false() & (own_setting.known | usual.known), shape)
    return Figure(values, known, "month", np.where(known, source, np.int16(0)), usual.sources)


def beyond_time(kind: Column, entered_on: Column, own_setting: Column, law: Law) -> Verdicts:
    """Whether the household lives there for longer than planned, on the day of the law. Here yes is the bad news.

    Never in a lasting home. Beyond the residence's own setting: yes, from the day after. A usual time is nobody's
    rule: within it no, beyond it unknown.
    """
    past = is_past(months_after(entered_on, longest_time(kind, own_setting, law).column), law.on)
    verdict = verdicts(past.values != 0, past.known)
    usual_only = np.where(own_setting.known, verdict, np.minimum(verdict, np.int8(Verdict.UNKNOWN)))
    lasting = is_lasting(kind, law).is_true()
    return np.where(lasting, np.int8(Verdict.NO), usual_only).astype(np.int8)


def admission(entrant: EntrantColumns, place: PlaceColumns, regular_stay: Judgement, law: Law) -> Sequence[Condition]:
    """The conditions to enter, for every household with every place (broadcast); each applies to its kinds only.

    An HLM sub-lease has conditions of its own besides: `sliding_lease.may_sublet`. A provider's own limits of age are
    the criterion `age_limits`.
    """
    public = _card("public", PUBLICS, place.kind, law)

    def is_for(name: str) -> Column:
        return flag(public.values == PUBLICS.index(name), public.known)

    def of_public(judgement: Judgement, name: str) -> Judgement:
        return asked_where(replace(judgement, threshold=public), is_for(name))

    oldest = at_most(entrant.oldest_age, law.figure("young_workers_residence.oldest"))
    by_siao = asked_where(stated(entrant.siao_orientation), _goes_through_siao(place, law))
    # One verdict a household, in the shape its table has.
    verdict = regular_stay.verdict.reshape(entrant.shape)
    asked_of_adults = _card("regular_stay", ASKED, place.kind, law).column
    return (
        Condition("siao_orientation", by_siao, f"{CASF}, article L345-2-4"),
        Condition("young_workers_age", asked_where(oldest, is_for("young_workers"))),
        Condition("young_workers_first", _comes_first(entrant, is_for("young_workers"), law)),
        Condition("in_difficulty", of_public(stated(entrant.in_difficulty), "in_difficulty")),
        Condition("ordinary_home_out_of_reach", of_public(stated(entrant.ordinary_home_out_of_reach), "ordinary_home")),
        Condition("medical_paper", of_public(to_check(entrant.shape), "medical_paper")),
        permit_condition(replace(regular_stay, verdict=verdict), asked_of_adults),
    )


def _comes_first(entrant: EntrantColumns, asked: Column, law: Law) -> Judgement:
    """Everybody between the two ages: yes, they come first. Nobody is kept out for that: it weighs nothing else."""
    youngest = at_least(entrant.youngest_age, law.figure("young_workers_residence.first_from"))
    oldest = at_most(entrant.oldest_age, law.figure("young_workers_residence.first_to"))
    first = worst(youngest.verdict, oldest.verdict) == Verdict.YES
    verdict = np.where(first, np.int8(Verdict.YES), np.int8(Verdict.UNKNOWN))
    judged = Judgement(verdict, "age", oldest.value, oldest.threshold, oldest.margin)
    return asked_where(judged, flag(asked.is_true() & first, np.ones(first.shape, dtype=np.bool_)))


def _goes_through_siao(place: PlaceColumns, law: Law) -> Column:
    """1 where the SIAO must have sent the household: always for some kinds, to places the State reserved for others."""
    way = asked_through(place.kind, law)
    always, either = way.values == WAYS.index("siao"), way.values == WAYS.index("both")
    reserved: Bools = place.state_reserved.values != 0
    return flag(always | (either & reserved), way.known & (~either | place.state_reserved.known))


@lru_cache
def _cards(aspect: str, codes: tuple[str, ...], law: Law) -> Figure:
    """What the card of each kind says of an aspect, shape (len(KINDS),), with the card's source."""
    names = [f"temporary_home.{kind}" for kind in KINDS]
    said = [law.names(name).get(aspect) for name in names]
    column = Column.given([None if code is None else codes.index(code) for code in said])
    source = np.array([law.active[name][0] if name in law.active else 0 for name in names], dtype=np.int16)
    return Figure(column.values, column.known, "kind", source, law.sources)


def _card(aspect: str, codes: tuple[str, ...], kind: Column, law: Law) -> Figure:
    inside = kind.known & (kind.values >= 0) & (kind.values < len(KINDS))
    cards, position = _cards(aspect, codes, law), np.clip(kind.values, 0, len(KINDS) - 1)
    source = np.where(inside, cards.source[position], np.int16(0))
    return Figure(cards.values[position], inside & cards.known[position], cards.unit, source, cards.sources)


@lru_cache
def _type2_since(law: Law) -> Column:
    """By kind, the first day of the agreements that have the second formula."""
    said = [law.names(f"temporary_home.{kind}").get("type2_since") for kind in KINDS]
    return Column.given([day_number(date.fromisoformat(day)) if day else None for day in said])


@lru_cache
def _usual_times(law: Law) -> Table:
    return law.table("temporary_home.usual_time", USUAL)


def _code_among(names: tuple[str, ...], kind: Column) -> Column:
    """The code of each kind among some of them; unknown for the others."""
    code = np.array([names.index(name) if name in names else -1 for name in KINDS], dtype=np.int64)
    inside = kind.known & (kind.values >= 0) & (kind.values < len(KINDS))
    found = code[np.clip(kind.values, 0, len(KINDS) - 1)]
    return Column(found, inside & (found >= 0))
