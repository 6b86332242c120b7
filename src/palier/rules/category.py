"""The household's category, 1 to 6 and beyond, on which every income ceiling depends."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from palier.rules.columns import Bools, Column, HouseholdColumns, Ints
from palier.rules.figures import Figure
from palier.rules.law import Law

COUPLE = 2


@dataclass(frozen=True, eq=False)
class Category:
    """The lowest and the highest category that what is known allows; the category itself where they meet."""

    low: Column
    high: Column

    def exact(self) -> Column:
        return self.low.where(self.low.values == self.high.values)


def category(household: HouseholdColumns, law: Law) -> Category:
    """Persons, and one more for a single parent, a young couple or a disabled person.

    One more at most: each line of the decree offers routes ("ou"), never their sum. A single parent with a disabled
    person is not spelt out: the category then lies between one and two more. Unknown where the persons are.
    """
    low, high = {}, {}
    for route in ("single_parent", "young_couple", "disabled"):
        column: Column = getattr(household, route)
        low[route], high[route] = _more(column, law.figure(f"household_category.{route}"))
    least = np.maximum(np.maximum(low["single_parent"], low["young_couple"]), low["disabled"])
    # Either alone, or both when nothing rules it out.
    most = np.maximum(high["single_parent"] + high["disabled"], high["young_couple"])
    persons = household.persons
    counted = persons.known & (persons.values >= 1)
    return Category(Column(persons.values + least, counted), Column(persons.values + most, counted))


def _more(route: Column, amount: Figure) -> tuple[Ints, Ints]:
    """Persons added at least and at most by one route; before the text that was read, it may or may not add."""
    possible: Bools = ~route.is_false()
    sure: Bools = route.is_true() & amount.known
    added = np.where(amount.known, amount.values, 1)
    return np.where(sure, amount.values, 0), np.where(possible, added, 0)


def is_single_parent(persons: Column, dependants: Column) -> Column:
    """Exactly one person is not a dependant, and there is a dependant; never so for a person who lives alone."""
    alone = persons.known & (persons.values < COUPLE)
    parent = (persons.values - dependants.values == 1) & (dependants.values >= 1) & ~alone
    return Column(parent.astype(np.int64), alone | (persons.known & dependants.known))


def is_young_couple(couple: Column, persons: Column, dependants: Column, sum_of_ages: Column, law: Law) -> Column:
    """Two persons, a couple, no dependant, and at most the sum of ages of the decree (in whole years).

    Known as soon as one of these is known to fail.
    """
    highest = law.figure("young_couple.sum_of_ages")
    young = Column((sum_of_ages.values <= highest.values).astype(np.int64), sum_of_ages.known & highest.known)
    two = Column((persons.values == COUPLE).astype(np.int64), persons.known)
    childless = Column((dependants.values == 0).astype(np.int64), dependants.known)
    parts = (couple, two, childless, young)
    never = np.logical_or.reduce([part.is_false() for part in parts])
    always = np.logical_and.reduce([part.is_true() for part in parts])
    return Column(always.astype(np.int64), never | always)


def age_on(born: date, day: date) -> int:
    """Whole years completed on a day; somebody born on 29 February completes one on 1 March in a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
