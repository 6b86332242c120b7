"""Reports are counted in the worker, read by the parties, and stay once frozen."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from palier.cases.services import wait_on
from palier.organisations.models import Commitment
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Missing, Refused
from palier.platform.models import Event
from palier.reporting import services
from palier.reporting.models import CountedCase, Figure, Report
from palier.reporting.queries import cases_behind, get_figure, get_report, reports_of
from tests.factories.reports import a_count
from tests.factories.world import AT, DAY, PEOPLE
from tests.queries import asked

TOMORROW = AT + timedelta(days=1)


def latest(actor, world) -> Report:
    return reports_of(actor, world.agreement.id).first()


def told(report: Report, kind: str) -> dict[str, int | None]:
    found = report.figures.filter(kind=kind, across="").order_by("code")
    return {figure.code: figure.value for figure in found if figure.value is None or figure.value}


def test_a_report_counts_a_year_of_its_agreement_and_nothing_of_another(counted):
    coordinator = counted.actor("coordinator")
    with transaction.atomic(), acting(coordinator, now=AT):
        report = latest(coordinator, counted)
        assert (report.starts_on, report.until, report.counted_on) == (date(2026, 1, 1), date(2027, 1, 1), DAY)
        assert Report.objects.count() == 2
        assert told(report, "indicator") == {
            "direct_leases": 1,
            "homes_opened": 1,
            "kept_homes": None,
            "requests_received": 3,
        }
        assert told(report, "path") == {"assessment": 1, "call": 3, "lease": 1}
        assert told(report, "waiting") == {"": 3, "holder": 2, "partner": 1}
        assert told(report, "month") == {"2026-03": 3}
        (promise,) = report.figures.filter(kind="commitment")
        assert (promise.code, promise.value) == (str(Commitment.objects.get().id), 1)


def test_totals_are_said_however_small_and_what_people_are_is_not(counted):
    steering = counted.actor("steering")
    with transaction.atomic(), acting(steering, now=AT):
        report = latest(steering, counted)
        people = report.figures.filter(kind__in=["age", "housing", "cause"])
        assert {(figure.kind, figure.value) for figure in people if not figure.code and not figure.across} == {
            ("age", 3),
            ("housing", 3),
            ("cause", 3),
        }
        assert {figure.value for figure in people if figure.code or figure.across} <= {None, 0}


def test_the_database_refuses_a_personal_figure_under_five(counted, as_worker):
    refused = pytest.raises(DatabaseError, match="no_personal_figure_under_five")
    with as_worker(), refused, transaction.atomic(), acting(system_actor("reporting")):
        Figure.objects.create(report=Report.objects.first(), kind="age", code="25_34", value=4)


def test_behind_a_figure_are_the_cases_that_its_reader_may_open(counted):
    for key, cases in {"coordinator": 3, "team_lead": 3, "steering": 0}.items():
        actor = counted.actor(key)
        with transaction.atomic(), acting(actor, now=AT):
            figure = get_figure(actor, latest(actor, counted), "indicator", "requests_received")
            assert (figure.value, cases_behind(actor, figure).count()) == (3, cases), key
            assert CountedCase.objects.filter(figure=figure).count() == cases


def test_those_of_the_parties_whose_role_reads_figures_open_them_and_nobody_else(counted):
    with transaction.atomic(), acting(counted.actor("coordinator"), now=AT):
        report = Report.objects.first()
    readers = set()
    for key in PEOPLE:
        actor = counted.actor(key)
        with transaction.atomic(), acting(actor, now=AT):
            try:
                get_report(actor, report.id)
            except Refused:
                assert Report.objects.count() == 2, key
            except Missing:
                assert (key, Report.objects.count(), Figure.objects.count()) == ("stranger", 0, 0)
            else:
                readers.add(key)
    assert readers == {"coordinator", "steering", "team_lead"}


def test_the_next_night_counts_the_same_report_anew(counted, as_worker):
    coordinator = counted.actor("coordinator")
    with transaction.atomic(), acting(coordinator, now=AT):
        before = set(Report.objects.values_list("id", flat=True))
        case = cases_behind(
            coordinator, get_figure(coordinator, latest(coordinator, counted), "waiting", "partner")
        ).get()
    adviser = counted.actor("adviser")
    with clock.frozen(TOMORROW), transaction.atomic(), acting(adviser, now=TOMORROW):
        wait_on(actor=adviser, case_id=case.id, whom="caf", at=TOMORROW)
    a_count(counted, as_worker, TOMORROW)
    a_count(counted, as_worker, TOMORROW)
    with transaction.atomic(), acting(coordinator, now=TOMORROW):
        assert set(Report.objects.values_list("id", flat=True)) == before
        assert told(latest(coordinator, counted), "waiting") == {"": 6, "caf": 1, "holder": 4, "partner": 1}


def test_a_frozen_report_stays_and_the_next_night_begins_another(counted, as_worker):
    coordinator = counted.actor("coordinator")
    with transaction.atomic(), acting(coordinator, now=AT):
        frozen = services.freeze(actor=coordinator, report_id=latest(coordinator, counted).id, at=AT)
        assert Event.objects.filter(kind="report.frozen").get().subject_id == frozen.id
        with pytest.raises(Conflict):
            services.freeze(actor=coordinator, report_id=frozen.id, at=AT)
    with transaction.atomic():
        counted.case()
    a_count(counted, as_worker, TOMORROW)
    with transaction.atomic(), acting(coordinator, now=TOMORROW):
        found = list(reports_of(coordinator, counted.agreement.id))
        assert [(row.starts_on.year, row.frozen_at) for row in found] == [(2026, None), (2026, AT), (2025, None)]
        assert [told(row, "path")["call"] for row in found[:2]] == [4, 3]
    with as_worker():
        for change in (
            lambda: Figure.objects.filter(report=frozen).delete(),
            lambda: Figure.objects.create(report=frozen, kind="path", code="more", value=1),
        ):
            refused = pytest.raises(DatabaseError, match="a frozen report stays")
            with refused, transaction.atomic(), acting(system_actor("reporting")):
                change()


@pytest.mark.parametrize("key", ["steering", "team_lead"])
def test_only_the_coordinator_freezes(counted, key):
    actor = counted.actor(key)
    with transaction.atomic(), acting(actor, now=AT), pytest.raises(Refused):
        services.freeze(actor=actor, report_id=latest(actor, counted).id, at=AT)


def test_nobody_changes_a_figure_nor_makes_one(counted):
    coordinator = counted.actor("coordinator")
    with transaction.atomic(), acting(coordinator, now=AT):
        assert Figure.objects.update(value=99) == 0
        assert Figure.objects.all().delete()[0] == 0
    with pytest.raises(DatabaseError), transaction.atomic(), acting(coordinator, now=AT):
        Figure.objects.create(report=Report.objects.first(), kind="path", code="more", value=1)
    with pytest.raises(DatabaseError), transaction.atomic(), acting(coordinator, now=AT):
        Report.objects.update(until=date(2030, 1, 1))


def test_the_worker_as_somebody_else_counts_nothing(counted, as_worker):
    with as_worker(), pytest.raises(DatabaseError), transaction.atomic(), acting(system_actor("delivery")):
        services.count(counted.agreement.id, at=AT)


def test_counting_asks_as_much_of_one_case_as_of_ten(counted, as_worker):
    def queries() -> int:
        worker = system_actor("reporting")
        with as_worker(), transaction.atomic(), acting(worker, now=AT), CaptureQueriesContext(connection) as captured:
            services.count(counted.agreement.id, at=AT)
        return asked(captured)

    before = queries()
    with transaction.atomic():
        for _ in range(7):
            counted.case()
    assert queries() == before
