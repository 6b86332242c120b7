"""Arithmetic on columns of amounts and rates: whole numbers only, halves rounded up, known where both sides are."""

import numpy as np

from palier.rules.columns import Bools, Column
from palier.rules.figures import divide_half_up, one

MONTHS_OF_A_YEAR = 12


def least(column: Column, other: Column) -> Column:
    """The smaller of both."""
    return Column(np.minimum(column.values, other.values), column.known & other.known)


def most(column: Column, other: Column) -> Column:
    """The greater of both."""
    return Column(np.maximum(column.values, other.values), column.known & other.known)


def not_below_zero(column: Column) -> Column:
    return Column(np.maximum(column.values, 0), column.known)


def times(amount: Column, rate: Column, unit: str) -> Column:
    """The amount at a rate counted in `unit`, in the amount's own unit."""
    return Column(divide_half_up(amount.values * rate.values, one(unit)), amount.known & rate.known)


def ratio(amount: Column, whole: Column, unit: str) -> Column:
    """The amount over the whole, as a rate counted in `unit`; unknown where the whole is not above 0."""
    quotient = divide_half_up(amount.values * one(unit), np.maximum(whole.values, 1))
    return Column(quotient, amount.known & whole.known & (whole.values > 0))


def rounded_up(amount: Column, step: Column) -> Column:
    """The amount brought up to the next multiple of the step; unchanged where it is one."""
    size = np.maximum(step.values, 1)
    return Column(-(-amount.values // size) * size, amount.known & step.known)


def rounded_down(amount: Column, unit: str) -> Column:
    """The amount without what exceeds a whole unit: whole euros, still in cents."""
    return Column(amount.values // one(unit) * one(unit), amount.known)


def chosen(condition: Column, yes: Column, no: Column) -> Column:
    """One of both by a yes or no; known as well where it makes no difference."""
    truth: Bools = condition.values != 0
    same = yes.known & no.known & (yes.values == no.values)
    known = np.where(condition.known, np.where(truth, yes.known, no.known), same)
    return Column(np.where(truth, yes.values, no.values), known)
