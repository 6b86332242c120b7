"""The orientation that the facts suggest, with its reasons: read beside the human one, never in its place.

Pure: facts in, suggestions out. A fact that is not known makes a reason unknown, never no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from palier.assessments.enums import OrientationKind
from palier.cases.enums import Cause, HousingKind, Urgency
from palier.rules.columns import Column
from palier.rules.judgement import Judgement, Verdict, verdicts
from palier.rules.law import law_on
from palier.rules.sentences import Names, Sentences
from palier.rules.temporary_homes import KINDS, EntrantColumns, PlaceColumns, admission

CCH = "code de la construction et de l'habitation"
COMMITTEE = f"{CCH}, article R441-3"
DIFFICULTY = f"{CCH}, articles L301-1 et L442-8-3"
ARRIVAL = f"{CCH}, article L633-1"
SHARED = "loi n° 89-462 du 6 juillet 1989, article 8-1"
KEEPING = "loi n° 89-462 du 6 juillet 1989, article 24"

HAS_A_HOME = frozenset({HousingKind.HLM_TENANT, HousingKind.PRIVATE_TENANT, HousingKind.OWNER})
THREATS = frozenset({Cause.RENT_ARREARS, Cause.OVER_INDEBTEDNESS, Cause.EVICTION, Cause.NOTICE})
SOON = frozenset({Urgency.U1, Urgency.U2})
# Where one may ask by oneself; the other temporary places go through the SIAO, which decides.
ASKED_DIRECTLY = ("young_workers_residence", "residence_sociale")
# Checked at the door, with papers that are not in a case: it weighs nothing on where to go.
AT_THE_DOOR = frozenset({"regular_stay"})
# Verdicts and texts of law are the same in every language.
BOOK = Sentences("fr", Names())


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a household on a day. Ages of adults in whole years, resources in euros a month.

    None is not known; so is an age of None.
    """

    on: date
    ages: tuple[int | None, ...]
    children: int
    resources: Decimal | None
    housing: str | None
    urgency: str
    causes: frozenset[str] | None
    rent_arrears: bool | None = None
    arrears_plan: bool | None = None
    over_indebtedness: bool | None = None
    held_a_lease: bool | None = None
    lost_homes: bool | None = None
    keeps_budget: bool | None = None
    isolated: bool | None = None
    support_wanted: bool | None = None
    would_share: bool | None = None


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for an orientation, or against it. `law`: the text it comes from; none is practice.

    A code that begins with `conditions.` has its sentences in the book of rules.
    """

    code: str
    verdict: Verdict
    law: str = ""
    weighs: bool = True


@dataclass(frozen=True)
class Suggestion:
    kind: OrientationKind
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of its reasons: each of them is needed."""
        return min(reason.verdict for reason in self.reasons if reason.weighs)


def suggestions(facts: Facts) -> tuple[Suggestion, ...]:
    """One a kind, those that the facts speak for first, then those they do not settle."""
    found = [Suggestion(kind, tuple(reasons(facts))) for kind, reasons in REASONS_OF.items()]
    return tuple(sorted(found, key=lambda suggestion: -suggestion.verdict))


def suggested(facts: Facts) -> tuple[str, ...]:
    """The kinds that every reason speaks for; none where too little is known."""
    return tuple(found.kind.value for found in suggestions(facts) if found.verdict == Verdict.YES)


def _said(answer: bool | None) -> Verdict:
    return Verdict.UNKNOWN if answer is None else Verdict.YES if answer else Verdict.NO


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _any(*answers: bool | None) -> bool | None:
    return True if True in answers else None if None in answers else False


def _all(*answers: bool | None) -> bool | None:
    return _not(_any(*map(_not, answers)))


def _can_wait(facts: Facts) -> Reason:
    return Reason("can_wait", _said(facts.urgency != Urgency.U1), COMMITTEE)


def _nothing_owed(facts: Facts) -> Reason:
    return Reason("rent_settled", _said(_any(_not(facts.rent_arrears), facts.arrears_plan)))


def _in_difficulty(facts: Facts) -> bool | None:
    """Because of its resources or of how it lives (CCH L301-1 II)."""
    return _any(facts.rent_arrears, facts.over_indebtedness, facts.lost_homes, _not(facts.keeps_budget))


def _ordinary(facts: Facts) -> Iterable[Reason]:
    yield _can_wait(facts)
    yield _nothing_owed(facts)
    yield Reason("keeps_budget", _said(facts.keeps_budget))


def _supported(facts: Facts) -> Iterable[Reason]:
    yield _can_wait(facts)
    yield _nothing_owed(facts)
    yield Reason("support_wanted", _said(facts.support_wanted))


def _sliding(facts: Facts) -> Iterable[Reason]:
    yield _can_wait(facts)
    yield Reason("in_difficulty", _said(_in_difficulty(facts)), DIFFICULTY)
    first = _any(_not(facts.held_a_lease), facts.lost_homes, _not(facts.keeps_budget))
    yield Reason("first_budget", _said(first))


def _temporary(facts: Facts) -> Iterable[Reason]:
    yield Reason("cannot_wait", _said(facts.urgency in SOON))
    yield from max((_admission(facts, kind) for kind in ASKED_DIRECTLY), key=_weight)


def _weight(reasons: tuple[Reason, ...]) -> Verdict:
    return min((reason.verdict for reason in reasons if reason.weighs), default=Verdict.YES)


def _admission(facts: Facts, kind: str) -> tuple[Reason, ...]:
    """The conditions of entry of a kind of residence, at a place that one asks for directly."""
    ages = [age for age in facts.ages if age is not None]
    whole = ages if ages and len(ages) == len(facts.ages) else [None]
    entrant = EntrantColumns(
        youngest_age=Column.given([min(whole)]),
        oldest_age=Column.given([max(whole)]),
        in_difficulty=_column(_in_difficulty(facts)),
        ordinary_home_out_of_reach=_column(_out_of_reach(facts)),
        siao_orientation=_column(None),
    )
    place = PlaceColumns(kind=Column.of(KINDS.index(kind)), state_reserved=_column(False))
    unknown = _column(None)
    regular_stay = Judgement(verdicts(unknown.values != 0, unknown.known), "flag")
    lines = [condition.read(BOOK) for condition in admission(entrant, place, regular_stay, law_on(facts.on))]
    return tuple(
        Reason(f"conditions.{line.code}", line.verdict, line.law or "", weighs=line.code not in AT_THE_DOOR)
        for line in lines
        if line.applies
    )


def _column(answer: bool | None) -> Column:
    return Column.given([None if answer is None else int(answer)])


def _out_of_reach(facts: Facts) -> bool | None:
    """Its social situation keeps it out of an ordinary home: isolated, and homes lost again and again."""
    return _all(facts.isolated, facts.lost_homes)


def _lasting(facts: Facts) -> Iterable[Reason]:
    yield Reason("out_of_reach", _said(_out_of_reach(facts)), ARRIVAL)


def _shared(facts: Facts) -> Iterable[Reason]:
    yield Reason("would_share", _said(facts.would_share), SHARED)
    yield Reason("no_children", _said(facts.children == 0))
    yield _nothing_owed(facts)


def _keep(facts: Facts) -> Iterable[Reason]:
    yield Reason("has_a_home", _said(None if facts.housing is None else facts.housing in HAS_A_HOME))
    known = None if facts.causes is None else bool(facts.causes & THREATS)
    yield Reason("threatened", _said(_any(known, facts.rent_arrears)), KEEPING)


REASONS_OF = {
    OrientationKind.KEEP_HOME: _keep,
    OrientationKind.ORDINARY_LEASE: _ordinary,
    OrientationKind.SUPPORTED_LEASE: _supported,
    OrientationKind.SLIDING_LEASE: _sliding,
    OrientationKind.TEMPORARY: _temporary,
    OrientationKind.LASTING_ADAPTED: _lasting,
    OrientationKind.SHARED_HOME: _shared,
}
