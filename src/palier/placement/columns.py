"""The columns of an agreement, kept with its last run: read again while nothing has happened, else made from the rows.

A household is a number in what is kept; the way back to its case is `matching_rank`, behind its own wall.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from palier import __version__
from palier.eligibility.households import Households, in_search
from palier.eligibility.openings import Openings, openings
from palier.placement import runs
from palier.placement.models import MatchingRank, MatchingRun
from palier.placement.queries import last_event


@dataclass(frozen=True, eq=False)
class Columns:
    """Homes open to an agreement and households in search; `stamp`: the last event they know of."""

    homes: Openings
    households: Households
    stamp: str


def columns_on(agreement: UUID, day: date) -> Columns:
    """Those of a day, complete only under the system actor `placement`."""
    # Read before the facts: what happens meanwhile makes them stale.
    stamp = last_event(agreement)
    last = MatchingRun.objects.filter(agreement=agreement).select_related("facts").first()
    if last and (last.stamp, last.law_on, last.engine) == (stamp, day, __version__):
        return _kept(last, stamp)
    return Columns(openings(agreement), in_search(agreement, on=day), stamp)


def _kept(run: MatchingRun, stamp: str) -> Columns:
    facts = runs.thawed(run.facts.columns)
    cases = MatchingRank.objects.filter(run=run).order_by("number").values_list("case_id", flat=True)
    return Columns(
        Openings([UUID(own) for own in facts.vacancies], facts.homes),
        Households(list(cases), facts.households, facts.priorities),
        stamp,
    )
