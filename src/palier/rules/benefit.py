"""What the benefits of tenants and of residents share: the family's line, the last steps, the answer."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from palier.rules.amounts import rounded_down, times
from palier.rules.columns import Column
from palier.rules.figures import Figure, Source
from palier.rules.law import Law

ZONES = ("1", "2", "3")


class Taken:
    """The figures a calculation takes from the law, kept with their sources."""

    def __init__(self) -> None:
        self._figures: list[Figure] = []

    def __call__(self, figure: Figure) -> Column:
        self._figures.append(figure)
        return figure.column

    def sources(self) -> tuple[Source, ...]:
        """Where they come from, each source once, in the order of their use."""
        found: dict[int, Source] = {}
        for figure in self._figures:
            for number in np.unique(figure.source).tolist():
                source = figure.sources[number]
                if source is not None:
                    found.setdefault(number, source)
        return tuple(found.values())


@dataclass(frozen=True, eq=False)
class Benefit:
    """The benefit of each row, in cents a month, and how it was computed.

    `gross`: before the social contribution (CRDS) and the solidarity reduction of an HLM rent are taken off. `paid`:
    what reaches the household or its landlord, whole euros. `lines`: the intermediate values, in the order of the
    text; `units`: what each is counted in. `taken`: the figures of the law it stands on.
    """

    gross: Column
    paid: Column
    lines: Mapping[str, Column]
    units: Mapping[str, str]
    taken: Taken

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.taken.sources()

    @property
    def provisional(self) -> bool:
        return any(source.provisional for source in self.sources)


def family_line(couple: Column, dependants: Column) -> Column:
    """The line of the tables: 1 alone, 2 a couple without dependants, 3 with one dependant, 4 with two …"""
    line = np.where(dependants.values >= 1, dependants.values + 2, couple.values + 1)
    return Column(line, dependants.known & (dependants.values >= 0) & (couple.known | (dependants.values >= 1)))


def zone_code(zone: Column) -> Column:
    """Zones 1, 2 and 3 as codes along an axis of ZONES."""
    return Column(zone.values - 1, zone.known)


def contribution(amount: Column, law: Law, taken: Taken) -> Column:
    """The social contribution (CRDS) on a benefit, to the nearest cent."""
    return times(amount, taken(law.figure("housing_benefit.social_contribution")), "rate")


def in_whole_euros(amount: Column, charged: Column) -> Column:
    """What is left once the contribution is taken off, rounded down to the euro; in cents."""
    return rounded_down(amount - charged, "euro")
