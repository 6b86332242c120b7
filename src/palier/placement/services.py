"""Compute and keep the shortlists of opened homes. Runs in the worker, under the system actor `placement`.

Never in a person's session: nobody may read all the households of an agreement.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from palier.eligibility.households import Households, in_search
from palier.eligibility.judge import Judgements, judge
from palier.eligibility.openings import Openings, openings
from palier.eligibility.ranking import Ranked, ranked
from palier.matching.grid import Grid as PublishedGrid
from palier.organisations.grids import as_published, grid_on
from palier.organisations.models import Grid
from palier.placement.models import Shortlist, ShortlistLine
from palier.platform import clock, events
from palier.rules.catalogue import CRITERIA
from palier.rules.judgement import Verdict
from palier.rules.law import Law, law_on

# A line for each household that fits or might; those that do not are counted.
MOST_LINES = 100


@transaction.atomic
def refresh(agreement: UUID, *, at: datetime) -> int:
    """Compute the shortlists of every home open to the agreement anew; returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shortlists of {agreement}"])
    today = at.astimezone(clock.PARIS).date()
    homes, households = openings(agreement), in_search(agreement, on=today)
    Shortlist.objects.filter(vacancy__agreement_id=agreement).delete()
    if not homes.vacancies:
        return 0
    grid, law = grid_on(agreement, today), law_on(today)
    judged = judge(households.columns, homes.columns.down(), law)
    for place in range(len(homes.vacancies)):
        _keep(place, homes, households, judged, grid=grid, law=law, at=at)
    events.record("shortlists.computed", subject=agreement, changes={"shortlists": len(homes.vacancies)})
    return len(homes.vacancies)


def _keep(
    place: int, homes: Openings, households: Households, judged: Judgements, *, grid: Grid, law: Law, at: datetime
) -> None:
    verdicts = judged.overall[place]
    shortlist = Shortlist.objects.create(
        vacancy_id=homes.vacancies[place],
        computed_at=at,
        law_on=law.on,
        grid=grid,
        fits=int((verdicts == Verdict.YES).sum()),
        to_complete=int((verdicts == Verdict.UNKNOWN).sum()),
        does_not_fit=int((verdicts == Verdict.NO).sum()),
    )
    published, home = as_published(grid), homes.columns[place]
    # Rows come in the order of the ids.
    places = np.arange(len(households.cases))
    found = ranked(households.columns, households.priorities, home, verdicts, published, law, places)
    best = found.best()
    lines = []
    for row in found.ranking.order[:MOST_LINES].tolist():
        rank = int(found.ranking.rank[row])
        if rank:
            lines.append(
                ShortlistLine(
                    shortlist=shortlist,
                    position=rank,
                    points=int(found.points.total[row]),
                    lines=_points(published, found, row),
                    best_position=int(best[row]),
                    **_said(place, row, households, judged),
                )
            )
    ShortlistLine.objects.bulk_create(lines)


def _points(grid: PublishedGrid, found: Ranked, row: int) -> list[dict[str, Any]]:
    return [
        {
            "code": line.code,
            "points": int(found.points.by_line[place, row]),
            "known": bool(found.measures[line.code].known[row]),
        }
        for place, line in enumerate(grid.lines)
    ]


def _said(place: int, row: int, households: Households, judged: Judgements) -> dict[str, Any]:
    """What a provider may read of a household, and how each criterion is answered."""
    columns = households.columns
    return {
        "verdict": Verdict(judged.overall[place, row]).word,
        "persons": int(columns.persons.values[row]),
        "children": int(columns.dependants.values[row]),
        "waiting_since": date.fromordinal(int(columns.registered_on.values[row]) + date(1970, 1, 1).toordinal()),
        "urgency": f"U{int(columns.tier.values[row]) + 1}",
        "criteria": [
            _criterion(rule.code, judged, place, row) for rule in CRITERIA if _asked(rule.code, judged, place, row)
        ],
    }


def _asked(code: str, judged: Judgements, place: int, row: int) -> bool:
    applies = judged.criteria[code].applies
    return applies is None or bool(np.broadcast_to(applies, judged.shape)[place, row])


def _criterion(code: str, judged: Judgements, place: int, row: int) -> dict[str, str]:
    """A verdict, no figure: an income or a rent would tell more than a provider may know."""
    verdict = np.broadcast_to(judged.criteria[code].verdict, judged.shape)[place, row]
    return {"code": code, "verdict": Verdict(verdict).word}
