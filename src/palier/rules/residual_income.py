"""What is left to live on, a day and a consumption unit. No text sets a threshold: a landlord may, as its own rule."""

from dataclasses import dataclass

import numpy as np

from palier.rules.columns import Column, Rows
from palier.rules.figures import divide_half_up, one
from palier.rules.law import Law


@dataclass(frozen=True, eq=False)
class LivingColumns(Rows):
    """One row a household. Money in cents a month.

    `adults`: persons from the age of the scale on, at least one; `children`: those under it. `resources`: everything
    that comes in. `constrained`: what leaves before anything is chosen (debts, insurance, transport, maintenance paid),
    the home aside. `cost`: rent and charges less the housing benefit.
    """

    adults: Column
    children: Column
    resources: Column
    constrained: Column
    cost: Column


def consumption_units(adults: Column, children: Column, law: Law) -> Column:
    """Consumption units in tenths: one for the first adult, less for everybody else."""
    first, other, child = (law.figure(f"consumption_unit.{name}") for name in ("first_adult", "other", "child"))
    units = first.values + (adults.values - 1) * other.values + children.values * child.values
    counted = adults.known & (adults.values >= 1) & children.known & (children.values >= 0)
    return Column(units, counted & first.known & other.known & child.known)


def residual_income(household: LivingColumns, law: Law) -> Column:
    """(resources - constrained - cost) / consumption units / days, in cents a day, halves up; below 0 it is short."""
    units = consumption_units(household.adults, household.children, law)
    days = law.figure("residual_income.days").column
    left = household.resources - household.constrained - household.cost
    whole = np.maximum(units.values * days.values, 1)
    return Column(divide_half_up(left.values * one("part"), whole), left.known & units.known & days.known)
