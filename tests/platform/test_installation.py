"""`palier check` says what is wrong, and nothing when all is well."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from palier.platform import clock, jobs
from palier.platform.installation import clock_off, findings

WELL = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_day_when_the_law_is_fresh():
    with clock.frozen(WELL):
        yield


def test_nothing_to_report(db):
    assert findings() == []


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=1), "60 minutes ahead of"),
        (timedelta(hours=-1), "60 minutes behind"),
        (timedelta(seconds=30), None),
    ],
)
def test_a_clock_an_hour_off_is_found(db, ahead, said):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    found = clock_off(there + ahead)
    assert [said in line for line in found] == ([True] if said else [])


def test_a_law_about_to_lapse_is_said_once(db):
    with clock.frozen(datetime(2026, 12, 1, tzinfo=UTC)):
        (line,) = findings()
    assert "lapse from 2026-12-31" in line


def test_a_law_past_its_check_is_told_from_one_about_to_be(db):
    with clock.frozen(datetime(2027, 8, 15, tzinfo=UTC)):
        past, coming = findings()
    assert "are past their check" in past
    assert "lapse from 2027-09-30" in coming


def test_a_demo_in_the_clear_is_no_deployment(db, settings):
    settings.DEMO, settings.SITE_URL, settings.EMAIL_URL, settings.SECRET_KEY = True, "http://x", "", "short"
    settings.METRICS_TOKEN = "short"
    assert [line.split()[0] for line in findings(deploy=True)] == [
        "PALIER_DEMO",
        "PALIER_URL",
        "PALIER_SMTP",
        "PALIER_SECRET_KEY",
        "PALIER_METRICS_TOKEN",
        "No",  # worker
    ]


def test_a_queue_that_does_not_move_is_found(db):
    now = datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [now])
    jobs.enqueue_at("platform.deliver", now - timedelta(minutes=16), event="")
    with clock.frozen(now):
        assert "The oldest work in the queue has waited 16 minutes: see the worker's log." in findings(deploy=True)


def test_a_table_without_its_wall_is_found(committing_db):
    """As the owner: the application could not open the breach it looks for."""
    with psycopg.connect(committing_db["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ALTER TABLE person NO FORCE ROW LEVEL SECURITY")
        owner.execute("CREATE MATERIALIZED VIEW leak AS SELECT 1 AS one")
    found = "\n".join(findings())
    assert "Table person holds cases" in found
    assert "leak shows rows past the walls" in found


def test_an_account_that_owns_the_tables_is_found(committing_db):
    connection.close()
    former, connection.settings_dict["USER"] = connection.settings_dict["USER"], "palier_owner"
    try:
        with transaction.atomic():
            assert "can see past the walls" in "\n".join(findings())
    finally:
        connection.close()
        connection.settings_dict["USER"] = former
