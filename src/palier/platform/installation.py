"""What is wrong with an installation: roles that see too much, tables without walls, a law that lapses."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from palier.platform import clock, queue
from palier.platform.freshness import lapsing
from palier.rules.law import book

# Tables with a case and without the wall, or with the wall and not forced.
UNWALLED = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity) AND (c.relname = 'case' OR EXISTS (
    SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id' AND NOT a.attisdropped))
ORDER BY 1
"""
# A superuser, the tables' owner or a role that bypasses the walls must never serve pages.
POWERS = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,
       EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user)
FROM pg_roles WHERE rolname = current_user
"""
# Both show every row to everybody, whoever asks.
LEAKS = """
SELECT matviewname FROM pg_matviews WHERE schemaname = 'public'
UNION SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'public' AND p.prosecdef
"""
# Seconds. A shortlist takes less than one; the longest import, minutes.
LATE = 900
# Clocks that one source of time sets differ by milliseconds.
AGREE = timedelta(minutes=1)


def findings(*, deploy: bool = False) -> list[str]:
    """One line a finding, in plain words; empty when all is well."""
    return [*_database(), *_lapsing(), *(_deployment() if deploy else ())]


def _database() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        if cursor.fetchone()[0] < 150000:
            yield "PostgreSQL is older than 15: upgrade it."
        cursor.execute(POWERS)
        powerful, owns = cursor.fetchone()
        if powerful or owns:
            yield "The account that serves pages can see past the walls: give it the rights `palier provision` gives."
        cursor.execute(UNWALLED)
        for (table,) in cursor.fetchall():
            yield f"Table {table} holds cases and has no forced wall: run `palier migrate`."
        cursor.execute(LEAKS)
        for (name,) in cursor.fetchall():
            yield f"{name} shows rows past the walls (materialised view or definer function): remove it."
    if missing := _unapplied():
        yield f"{missing} migrations are not applied: run `palier migrate`."


def clock_off(at: datetime) -> list[str]:
    """Whether this machine's clock (`at`) and the database's agree: shares begin and end by the one, work that
    is planned for a time begins by the other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        ahead = at - cursor.fetchone()[0]
    if abs(ahead) <= AGREE:
        return []
    minutes, way = round(abs(ahead) / timedelta(minutes=1)), "ahead of" if ahead > timedelta() else "behind"
    return [f"The clock of this machine is {minutes} minutes {way} the database's: have one source of time set both."]


def _unapplied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _lapsing() -> Iterator[str]:
    found = lapsing(book(), clock.today())
    if found.past:
        yield f"{len(found.past)} figures of the law are past their check: `palier freshness` lists them."
    if found.coming:
        soonest = min(found.coming.values())
        yield f"{len(found.coming)} figures of the law lapse from {soonest:%Y-%m-%d} on: `palier freshness` lists them."


def _deployment() -> Iterator[str]:
    """What must not be on a real installation."""
    if settings.DEMO:
        yield "PALIER_DEMO is on: anybody on this machine signs in as a demo person. Unset it."
    if not settings.SITE_URL.startswith("https://"):
        yield "PALIER_URL does not begin with https://: cookies and passwords would travel in clear."
    if not settings.EMAIL_URL:
        yield "PALIER_SMTP is not set: invitations and forgotten passwords reach nobody."
    if len(settings.SECRET_KEY) < 50:
        yield "PALIER_SECRET_KEY is shorter than 50 characters: make a longer one."
    if 0 < len(settings.METRICS_TOKEN) < 32:
        yield "PALIER_METRICS_TOKEN is shorter than 32 characters: make a longer one, or unset it."
    if not _unapplied():
        yield from _queue()


def _queue() -> Iterator[str]:
    found = queue.state(clock.now())
    if not found.workers:
        yield "No worker answers: no list is made and no import done. Start `palier worker`."
    elif found.oldest > LATE:
        yield f"The oldest work in the queue has waited {found.oldest // 60} minutes: see the worker's log."
    if found.failed:
        yield f"{found.failed} jobs failed within 30 days: see the worker's log."
