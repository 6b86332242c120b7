"""A rule: one criterion, whose answer it is, what it reads, and the changes that would flip a no."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from palier.rules.columns import Column, HomeColumns, HouseholdColumns
from palier.rules.judgement import Judgement
from palier.rules.law import Law


class Basis(StrEnum):
    """Who sets the criterion."""

    LAW = "law"
    HOUSEHOLD_WISH = "household_wish"
    LANDLORD_SETTING = "landlord_setting"


class Side(StrEnum):
    """Whose fact it is. A change of a home's fact means: look for a home like that."""

    HOUSEHOLD = "household"
    HOME = "home"


class Fact(NamedTuple):
    """A column that a rule reads, by the name of its field."""

    side: Side
    name: str


@dataclass(frozen=True, eq=False)
class Change:
    """The value a fact would need, for each pair; known where that change alone flips the answer or settles it.

    Only what can be acted on is ever written as a change: papers, dates, rent, charges, commune, type, financing;
    never family, age, work, health or nationality. `adds`: the value joins the set the fact holds.
    """

    fact: Fact
    to: Column
    unit: str
    adds: bool = False


Judge = Callable[[HouseholdColumns, HomeColumns, Law], Judgement]
Changes = Callable[[HouseholdColumns, HomeColumns, Law], Sequence[Change]]


def _no_change(_household: HouseholdColumns, _home: HomeColumns, _law: Law) -> Sequence[Change]:
    return ()


@dataclass(eq=False)
class Rule:
    """Called as the function it decorates. `citation` is the text behind it, None for a wish or a setting.

    Without one of its `facts` the answer is unknown or may be; `settling` facts are worth asking for only when all the
    others are known and the answer still is not (the mobility card, close to a ceiling).
    """

    code: str
    basis: Basis
    facts: tuple[Fact, ...]
    settling: tuple[Fact, ...]
    citation: str | None
    judge: Judge
    changes: Changes = field(default=_no_change)

    def __call__(self, household: HouseholdColumns, home: HomeColumns, law: Law) -> Judgement:
        return self.judge(household, home, law)

    def unlocks(self, changes: Changes) -> Changes:
        """Decorator: the changes that flip a no of this rule, the one to propose first at the head."""
        self.changes = changes
        return changes


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    *,
    basis: Basis,
    household: Sequence[str] = (),
    home: Sequence[str] = (),
    settling: Sequence[str] = (),
    law: str | None = None,
) -> Callable[[Judge], Rule]:
    """Registers a criterion under its code, with the columns it reads; settling ones are the household's.

    ValueError when the code is taken.
    """
    facts = (*(Fact(Side.HOUSEHOLD, name) for name in household), *(Fact(Side.HOME, name) for name in home))
    settlers = tuple(Fact(Side.HOUSEHOLD, name) for name in settling)

    def register(judge: Judge) -> Rule:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code, basis, facts, settlers, law, judge)
        return RULES[code]

    return register
