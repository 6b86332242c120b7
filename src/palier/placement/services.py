"""Compute and keep the shortlists of opened homes. Runs in the worker, under the system actor `placement`.

Never in a person's session: nobody may read all the households of an agreement.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from palier import __version__
from palier.eligibility.households import Households, in_search
from palier.eligibility.judge import Judgements, judge
from palier.eligibility.openings import Openings, openings
from palier.eligibility.ranking import ranked
from palier.organisations.grids import as_published, grid_on
from palier.organisations.models import Grid
from palier.placement import runs
from palier.placement.models import MatchingFacts, MatchingRank, MatchingRun, Shortlist, ShortlistLine
from palier.placement.queries import last_event
from palier.platform import clock, events
from palier.rules.catalogue import CRITERIA
from palier.rules.judgement import Verdict
from palier.rules.law import Law, law_on

# A line for each household that fits or might; those that do not are counted.
MOST_LINES = 100


@transaction.atomic
def refresh(agreement: UUID, *, at: datetime) -> int:
    """Compute the shortlists of every home open to the agreement anew; returns how many there are.

    Where nothing has happened since the last run, by the same law, grid and version, they stay as they are.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shortlists of {agreement}"])
    today = at.astimezone(clock.PARIS).date()
    # Read before the facts: what happens meanwhile makes the run stale.
    stamp = last_event(agreement)
    homes, law = openings(agreement), law_on(today)
    if not homes.vacancies:
        Shortlist.objects.filter(vacancy__agreement_id=agreement).delete()
        return 0
    grid = grid_on(agreement, today)
    if _is_current(agreement, homes, stamp, grid, law):
        return len(homes.vacancies)
    households = in_search(agreement, on=today)
    Shortlist.objects.filter(vacancy__agreement_id=agreement).delete()
    judged = judge(households.columns, homes.columns.down(), law)
    answer = [
        _keep(place, homes, households, judged, grid=grid, law=law, at=at) for place in range(len(homes.vacancies))
    ]
    _record(agreement, homes, households, answer, grid=grid, law=law, at=at, stamp=stamp)
    events.record("shortlists.computed", subject=agreement, changes={"shortlists": len(homes.vacancies)})
    return len(homes.vacancies)


def _keep(
    place: int, homes: Openings, households: Households, judged: Judgements, *, grid: Grid, law: Law, at: datetime
) -> dict[str, Any]:
    """Keep the shortlist of a home; its part of the run's answer."""
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
    answer = runs.found_home(homes.vacancies[place], found, verdicts, published)
    lines = []
    for told in answer["lines"][:MOST_LINES]:
        lines.append(
            ShortlistLine(
                shortlist=shortlist,
                position=told["rank"],
                points=told["points"],
                lines=told["lines"],
                best_position=told["best"],
                **_said(place, told["household"], households, judged),
            )
        )
    ShortlistLine.objects.bulk_create(lines)
    return answer


def _made_by(grid: Grid, law: Law) -> dict[str, Any]:
    return {"law_on": law.on, "law_digest": runs.law_digest(), "grid": grid, "engine": __version__}


def _is_current(agreement: UUID, homes: Openings, stamp: str, grid: Grid, law: Law) -> bool:
    """Whether nothing has happened since the last run, and every home has the list it gave."""
    last = MatchingRun.objects.filter(agreement_id=agreement).first()
    if last is None or last.stamp != stamp:
        return False
    listed = Shortlist.objects.filter(vacancy__in=homes.vacancies, computed_at__gte=last.computed_at).count()
    made_by = _made_by(grid, law)
    return listed == len(homes.vacancies) and all(getattr(last, name) == value for name, value in made_by.items())


def _record(
    agreement: UUID,
    homes: Openings,
    households: Households,
    answer: runs.Answer,
    *,
    grid: Grid,
    law: Law,
    at: datetime,
    stamp: str,
) -> None:
    """Keep the run, unless it says what the last one said of the same facts."""
    columns, digest = runs.frozen(households, homes), runs.digest(answer)
    made_by = _made_by(grid, law)
    last = MatchingRun.objects.filter(agreement_id=agreement, digest=digest, **made_by).select_related("facts").first()
    cases = [str(case) for case in households.cases]
    if last and last.facts.columns == columns:
        known = MatchingRank.objects.filter(run=last).order_by("number").values_list("case_id", flat=True)
        if [str(case) for case in known] == cases:
            return
    run = MatchingRun.objects.create(agreement_id=agreement, computed_at=at, stamp=stamp, digest=digest, **made_by)
    MatchingFacts.objects.create(run=run, columns=columns)
    MatchingRank.objects.bulk_create(
        MatchingRank(case_id=case, run=run, number=number, ranks=ranks)
        for number, (case, ranks) in enumerate(
            zip(households.cases, runs.by_household(answer, len(households.cases)), strict=True)
        )
    )


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
