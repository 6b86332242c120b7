"""Compute and keep the shortlists of opened homes. Runs in the worker, under the system actor `placement`.

Never in a person's session: nobody may read all the households of an agreement.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from palier.eligibility.households import Households, in_search
from palier.eligibility.judge import Judgements, judge
from palier.eligibility.openings import Openings, openings
from palier.placement.models import Shortlist, ShortlistLine
from palier.platform import clock, events
from palier.rules.catalogue import CRITERIA
from palier.rules.judgement import Verdict
from palier.rules.law import law_on

# A line for each household that fits or might; those that do not are counted.
MOST_LINES = 100


@transaction.atomic
def refresh(agreement: UUID, *, at: datetime) -> int:
    """Compute the shortlists of every home open to the agreement anew; returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shortlists of {agreement}"])
    homes, households = openings(agreement), in_search(agreement)
    today = at.astimezone(clock.PARIS).date()
    Shortlist.objects.filter(vacancy__agreement_id=agreement).delete()
    if not homes.vacancies:
        return 0
    judged = judge(households.columns, homes.columns.down(), law_on(today))
    for place in range(len(homes.vacancies)):
        _keep(place, homes, households, judged, at=at, law_day=today)
    events.record("shortlists.computed", subject=agreement, changes={"shortlists": len(homes.vacancies)})
    return len(homes.vacancies)


def _keep(
    place: int, homes: Openings, households: Households, judged: Judgements, *, at: datetime, law_day: date
) -> None:
    verdicts = judged.overall[place]
    shortlist = Shortlist.objects.create(
        vacancy_id=homes.vacancies[place],
        computed_at=at,
        law_on=law_day,
        fits=int((verdicts == Verdict.YES).sum()),
        to_complete=int((verdicts == Verdict.UNKNOWN).sum()),
        does_not_fit=int((verdicts == Verdict.NO).sum()),
    )
    ShortlistLine.objects.bulk_create(
        _line(shortlist, position, place, int(row), households, judged)
        for position, row in enumerate(_order(verdicts, households)[:MOST_LINES])
    )


def _order(verdicts: Any, households: Households) -> Sequence[int]:
    """Those that fit, then those to be completed; the most urgent first, then the longest waiting."""
    columns = households.columns
    possible = np.flatnonzero(verdicts != Verdict.NO)
    keys = (columns.registered_on.values[possible], columns.tier.values[possible], -verdicts[possible].astype(int))
    order: Sequence[int] = possible[np.lexsort(keys)].tolist()
    return order


def _line(
    shortlist: Shortlist, position: int, place: int, row: int, households: Households, judged: Judgements
) -> ShortlistLine:
    columns = households.columns
    return ShortlistLine(
        shortlist=shortlist,
        position=position,
        verdict=Verdict(judged.overall[place, row]).word,
        persons=int(columns.persons.values[row]),
        children=int(columns.dependants.values[row]),
        waiting_since=date.fromordinal(int(columns.registered_on.values[row]) + date(1970, 1, 1).toordinal()),
        urgency=f"U{int(columns.tier.values[row]) + 1}",
        criteria=[
            _criterion(rule.code, judged, place, row) for rule in CRITERIA if _asked(rule.code, judged, place, row)
        ],
    )


def _asked(code: str, judged: Judgements, place: int, row: int) -> bool:
    applies = judged.criteria[code].applies
    return applies is None or bool(np.broadcast_to(applies, judged.shape)[place, row])


def _criterion(code: str, judged: Judgements, place: int, row: int) -> dict[str, str]:
    """A verdict, no figure: an income or a rent would tell more than a provider may know."""
    verdict = np.broadcast_to(judged.criteria[code].verdict, judged.shape)[place, row]
    return {"code": code, "verdict": Verdict(verdict).word}
