"""Count the reports of an agreement, in the worker; freeze one for a steering committee, in a person's name."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Origin
from palier.organisations.models import Agreement, Commitment
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict
from palier.platform.policy import require
from palier.reporting import aids, days, indicators, path, people, policies
from palier.reporting.enums import FigureKind
from palier.reporting.facts import Facts, facts_of
from palier.reporting.indicators import Counted
from palier.reporting.models import CountedCase, Figure, Report
from palier.reporting.periods import DAY, Period, years_of
from palier.reporting.queries import get_report

# What one line of a report counts: which, and how many.
Line = tuple[FigureKind, str, Counted]


@transaction.atomic
def count(agreement_id: UUID, *, at: datetime) -> int:
    """Count anew each year of the agreement that has begun, frozen reports apart; returns how many there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reports of {agreement_id}"])
    today = at.astimezone(clock.PARIS).date()
    agreement = Agreement.objects.get(id=agreement_id)
    facts, years = facts_of(agreement_id), list(years_of(agreement, today))
    promised = list(agreement.commitments.all())
    for year in years:
        _keep(agreement, year, facts, promised, today)
    events.record("reports.counted", subject=agreement_id, changes={"reports": len(years)})
    return len(years)


def _keep(agreement: Agreement, year: Period, facts: Facts, promised: list[Commitment], today: date) -> None:
    report, _new = Report.objects.update_or_create(
        agreement=agreement,
        starts_on=year.starts_on,
        frozen_at=None,
        defaults={"until": year.until, "counted_on": today},
    )
    report.figures.all().delete()
    seen = year.seen_on(today)
    figures, counted = [], []
    for kind, code, found in (*_lines(facts, seen), *_promises(facts, seen, promised)):
        figure = Figure(report=report, kind=kind, code=code, value=found.value, out_of=found.out_of)
        figures.append(figure)
        counted += [CountedCase(figure=figure, case_id=case, social=found.social) for case in sorted(found.cases)]
    received = indicators.requests(facts, seen).cases
    figures += [
        Figure(
            report=report,
            kind=cell.kind,
            code=cell.code,
            across=cell.across,
            value=cell.value,
            hidden=cell.value is None,
        )
        for cell in (*people.tables(facts, received), *aids.tables(facts, seen))
    ]
    Figure.objects.bulk_create(figures)
    CountedCase.objects.bulk_create(counted)


def _lines(facts: Facts, period: Period) -> Iterator[Line]:
    for definition in indicators.DEFINITIONS:
        code = definition.indicator.value
        yield FigureKind.INDICATOR, code, indicators.count(code, facts, period)
    for landing, found in path.reached(facts, period).items():
        yield FigureKind.PATH, landing.value, found
    received = [case for case in facts.cases if case.received_on in period]
    months = Counter(f"{case.received_on:%Y-%m}" for case in received)
    for month in sorted(months):
        yield FigureKind.MONTH, month, Counted(months[month])
    origins = Counter(case.origin for case in received)
    for origin in Origin.values:
        yield FigureKind.ORIGIN, origin, Counted(origins[origin])
    for who, found in days.case_days(facts, period).items():
        yield FigureKind.WAITING, who, found
    for who, found in days.home_days(facts.vacancies, facts.kept, period).items():
        yield FigureKind.EMPTY, who, found


def _promises(facts: Facts, seen: Period, promised: list[Commitment]) -> Iterator[Line]:
    """What has come of each commitment since its first day, up to the end of the report."""
    for row in promised:
        so_far = Period(row.starts_on, min(row.ends_on + DAY, seen.until))
        yield FigureKind.COMMITMENT, str(row.id), indicators.count(row.indicator, facts, so_far)


@transaction.atomic
def freeze(*, actor: Actor, report_id: UUID, at: datetime) -> Report:
    """Keep a report as it is, for a steering committee. The next night begins another for the same period."""
    report = get_report(actor, report_id, lock=True)
    require(policies.may_freeze(actor))
    if report.frozen_at:
        raise Conflict(_("This report is frozen already: it stays as it is."))
    report.frozen_at, report.frozen_by_id = at, actor.user
    report.save(update_fields=["frozen_at", "frozen_by"])
    events.record("report.frozen", subject=report.id)
    return report
