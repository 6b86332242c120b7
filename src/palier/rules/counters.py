"""Rates that a landlord or a residence must reach over a period: counted, never a condition for one household."""

from palier.rules.amounts import ratio
from palier.rules.columns import Column
from palier.rules.judgement import Judgement, at_least
from palier.rules.law import Law


def priority_counter(allocations: Column, to_priority_households: Column, law: Law) -> Judgement:
    """Allocations to priority households over all those of a reserver or of a landlord's own homes (L441-1)."""
    return _counter("priority_publics.least_rate", to_priority_households, allocations, law)


def modest_counter(entries: Column, under_ceilings: Column, law: Law) -> Judgement:
    """Entries in one social residence with an income under the PLAI ceilings over all its entries (R353-159)."""
    return _counter("residence_sociale.least_rate_under_ceilings", under_ceilings, entries, law)


def _counter(name: str, part: Column, whole: Column, law: Law) -> Judgement:
    """A rate against the least one; unknown while there is nothing to count."""
    return at_least(ratio(part, whole, "rate"), law.figure(name))
