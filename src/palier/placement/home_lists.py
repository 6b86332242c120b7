"""Compute and keep the homes of a household, each with its reasons. Runs in the worker, like `services`."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from palier.cases.models import Case
from palier.eligibility.households import Households, households_of
from palier.eligibility.judge import Judgements, judge, reasons
from palier.eligibility.kept import keep
from palier.eligibility.openings import Openings, openings
from palier.placement.columns import columns_on
from palier.placement.models import HomeLine, HomeList
from palier.platform import clock
from palier.rules.judgement import Verdict
from palier.rules.law import Law, law_on

# A line with its reasons for each of these; the others are counted.
MOST_LINES = 200


@transaction.atomic
def refresh_case(case: UUID, *, at: datetime) -> None:
    """Judge the opened homes for one household anew; a case that no longer looks for one keeps no list."""
    agreement = Case.objects.values_list("agreement_id", flat=True).filter(id=case).first()
    if agreement is None:
        return
    _one_at_a_time(agreement)
    HomeList.objects.filter(case_id=case).delete()
    _keep_all(households_of([case], on=_day(at), searching=True), openings(agreement), at=at)


@transaction.atomic
def refresh_cases(agreement: UUID, *, at: datetime) -> int:
    """The same for every household of an agreement that looks for a home; returns how many there are."""
    _one_at_a_time(agreement)
    HomeList.objects.filter(case__agreement_id=agreement).delete()
    found = columns_on(agreement, _day(at))
    _keep_all(found.households, found.homes, at=at)
    return len(found.households.cases)


def _one_at_a_time(agreement: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"homes of {agreement}"])


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()


def _keep_all(households: Households, homes: Openings, *, at: datetime) -> None:
    law = law_on(_day(at))
    for row, case in enumerate(households.cases):
        _keep(case, row, households, homes, law=law, at=at)


def _keep(case: UUID, row: int, households: Households, homes: Openings, *, law: Law, at: datetime) -> None:
    household = households.columns[row]
    judged = judge(household, homes.columns, law)
    kept = HomeList.objects.create(
        case_id=case,
        computed_at=at,
        law_on=law.on,
        fits=int((judged.overall == Verdict.YES).sum()),
        to_complete=int((judged.overall == Verdict.UNKNOWN).sum()),
        does_not_fit=int((judged.overall == Verdict.NO).sum()),
    )
    order = np.array(_order(judged, homes)[:MOST_LINES], dtype=np.int64)
    found = reasons(household, homes.columns[order], law) if order.size else []
    HomeLine.objects.bulk_create(
        HomeLine(
            case_id=case,
            list=kept,
            vacancy_id=homes.vacancies[place],
            position=position,
            verdict=one.verdict.word,
            found=keep(one),
        )
        for position, (place, one) in enumerate(zip(order.tolist(), found, strict=True), 1)
    )


def _order(judged: Judgements, homes: Openings) -> Sequence[int]:
    """Those that fit first, then those with least to complete, then those with least in the way; then the rent."""
    rent = homes.columns.rent
    missing, blocking = judged.count(Verdict.UNKNOWN), judged.count(Verdict.NO)
    cost = np.where(rent.known, rent.values, np.iinfo(np.int64).max)
    order: Sequence[int] = np.lexsort((cost, missing, blocking, -judged.overall.astype(np.int64))).tolist()
    return order
