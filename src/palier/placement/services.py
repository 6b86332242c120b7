"""Compute and keep the shortlists of opened homes. Runs in the worker, under the system actor `placement`.

Never in a person's session: nobody may read all the households of an agreement.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from palier import __version__
from palier.eligibility.households import Households
from palier.eligibility.judge import Judgements, judge
from palier.eligibility.openings import Openings
from palier.eligibility.shards import Shard, cut, standings
from palier.eligibility.standing import Standing
from palier.matching import engines
from palier.organisations.grids import as_published, grid_on
from palier.organisations.models import Grid
from palier.placement import runs
from palier.placement.columns import columns_on
from palier.placement.models import MatchingFacts, MatchingRank, MatchingRun, Shortlist, ShortlistLine
from palier.platform import clock, events
from palier.rules.catalogue import CRITERIA
from palier.rules.columns import HouseholdColumns
from palier.rules.judgement import Judgement, Verdict
from palier.rules.law import Law, law_on

# A line for each household that fits or might; those that do not are counted.
MOST_LINES = 100
# Ranks of so many households are in words at once.
AT_ONCE = 1000


Advance = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Answer:
    """By home, and the digest of it all in words."""

    standings: Sequence[Standing]
    digest: str


@transaction.atomic
def refresh(agreement: UUID, *, at: datetime, advance: Advance = lambda done, total: None) -> int:
    """Compute the shortlists of every home open to the agreement anew; returns how many there are.

    Where nothing has happened since the last run, by the same law, grid and version, they stay as they are. Until all
    are computed nothing of the last run is touched; `advance` hears how far it is, and stops it by raising.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shortlists of {agreement}"])
    today = at.astimezone(clock.PARIS).date()
    found = columns_on(agreement, today)
    homes, households, law = found.homes, found.households, law_on(today)
    if not homes.vacancies:
        Shortlist.objects.filter(vacancy__agreement_id=agreement).delete()
        return 0
    grid = grid_on(agreement, today)
    if _is_current(agreement, homes, found.stamp, grid, law):
        return len(homes.vacancies)
    standing = _standings(homes, households, grid, today, advance)
    Shortlist.objects.filter(vacancy__agreement_id=agreement).delete()
    digest = runs.Digest()
    for place, home in enumerate(runs.told(homes.vacancies, standing, as_published(grid))):
        _keep(place, homes, households, standing[place], home["lines"], grid=grid, law=law, at=at)
        digest.add(home)
    answer = Answer(standing, digest.value())
    _record(agreement, homes, households, answer, grid=grid, law=law, at=at, stamp=found.stamp)
    events.record("shortlists.computed", subject=agreement, changes={"shortlists": len(homes.vacancies)})
    return len(homes.vacancies)


def _standings(homes: Openings, households: Households, grid: Grid, on: date, advance: Advance) -> list[Standing]:
    """By home, in the worker's own process or in several; none of them learns an id."""
    whole = Shard(homes.columns, households.columns, households.priorities, as_published(grid), on)
    parts, found = cut(whole), []
    workers = settings.MATCHING_PROCESSES
    worked = engines.processes(standings, parts, workers=workers) if workers > 1 else engines.serial(standings, parts)
    for done, answers in enumerate(worked, 1):
        found += answers
        advance(done, len(parts))
    return found


def _keep(
    place: int,
    homes: Openings,
    households: Households,
    found: Standing,
    lines: Sequence[dict[str, Any]],
    *,
    grid: Grid,
    law: Law,
    at: datetime,
) -> None:
    """Keep the shortlist of a home: a line for each of the first, the others counted."""
    fits, possible = int((found.verdicts == Verdict.YES).sum()), len(found.rows)
    shortlist = Shortlist.objects.create(
        vacancy_id=homes.vacancies[place],
        computed_at=at,
        law_on=law.on,
        grid=grid,
        fits=fits,
        to_complete=possible - fits,
        does_not_fit=len(households.cases) - possible,
    )
    rows = found.rows[:MOST_LINES]
    asked = households.columns[rows]
    judged = judge(asked, homes.columns[place], law)
    ShortlistLine.objects.bulk_create(
        ShortlistLine(
            shortlist=shortlist,
            position=told["rank"],
            points=told["points"],
            lines=told["lines"],
            best_position=told["best"],
            **said,
        )
        for told, said in zip(lines[:MOST_LINES], _said(asked, judged), strict=True)
    )


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
    answer: Answer,
    *,
    grid: Grid,
    law: Law,
    at: datetime,
    stamp: str,
) -> None:
    """Keep the run, unless it says what the last one said of the same facts."""
    columns, made_by = runs.frozen(households, homes), _made_by(grid, law)
    of_agreement = MatchingRun.objects.filter(agreement_id=agreement, digest=answer.digest, **made_by)
    last = of_agreement.select_related("facts").first()
    cases = [str(case) for case in households.cases]
    if last and last.facts.columns == columns:
        known = MatchingRank.objects.filter(run=last).order_by("number").values_list("case_id", flat=True)
        if [str(case) for case in known] == cases:
            return
    run = MatchingRun.objects.create(
        agreement_id=agreement, computed_at=at, stamp=stamp, digest=answer.digest, **made_by
    )
    MatchingFacts.objects.create(run=run, columns=columns)
    ranks = runs.by_household(homes.vacancies, answer.standings, as_published(grid), len(households.cases))
    rows = (
        MatchingRank(case_id=case, run=run, number=number, ranks=lines)
        for number, (case, lines) in enumerate(zip(households.cases, ranks, strict=True))
    )
    while some := [*islice(rows, AT_ONCE)]:
        MatchingRank.objects.bulk_create(some)


def _said(asked: HouseholdColumns, judged: Judgements) -> Iterator[dict[str, Any]]:
    """Row by row, what a provider may read of a household, and how each criterion is answered.

    A verdict, no figure: an income or a rent would tell more than a provider may know.
    """
    words, epoch = [verdict.word for verdict in Verdict], date(1970, 1, 1).toordinal()
    answers = [(rule.code, *_answers(judged.criteria[rule.code], judged.shape)) for rule in CRITERIA]
    facts = (asked.persons, asked.dependants, asked.registered_on, asked.tier)
    rows = zip(judged.overall.tolist(), *(column.values.tolist() for column in facts), strict=True)
    for row, (verdict, persons, children, registered_on, tier) in enumerate(rows):
        yield {
            "verdict": words[verdict],
            "persons": persons,
            "children": children,
            "waiting_since": date.fromordinal(registered_on + epoch),
            "urgency": f"U{tier + 1}",
            "criteria": [
                {"code": code, "verdict": words[given[row]]} for code, given, applies in answers if applies[row]
            ],
        }


def _answers(judgement: Judgement, shape: tuple[int, ...]) -> tuple[list[int], list[bool]]:
    """The verdict of each row, and whether it is asked there."""
    applies = True if judgement.applies is None else judgement.applies
    return np.broadcast_to(judgement.verdict, shape).tolist(), np.broadcast_to(applies, shape).tolist()
