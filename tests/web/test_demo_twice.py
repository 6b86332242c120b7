"""The same seed and day tell the same demo: two processes, two databases, every table, ids included."""

import os
import subprocess
import sys
from contextlib import ExitStack

import psycopg
import pytest
from psycopg import sql

from tests import databases

pytestmark = pytest.mark.slow

TOLD = ("--households", "12", "--homes", "80", "--places", "62", "--seed", "3", "--as-of", "2026-03-12")
# What cannot be equal: when the queue of work says that a row came in, by the clock of PostgreSQL itself.
LEFT_OUT = {"procrastinate_events": ["at"]}
DIGEST = "SELECT count(*), sum(hashtextextended((to_jsonb(r) - %s::text[])::text, 0))::text FROM public.{} AS r"


def digests(url: str) -> dict[str, tuple[int, str | None]]:
    """Rows of each table, and a sum over all of them."""
    with psycopg.connect(url) as asked:
        names = asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return {
            name: asked.execute(sql.SQL(DIGEST).format(sql.Identifier(name)), [LEFT_OUT.get(name, [])]).fetchone()
            for (name,) in names
        }


def test_the_same_seed_and_day_tell_the_same_bytes():
    """Strings are hashed otherwise in each process, so that an order left to a set would show."""
    databases_of_both = [databases.fresh(), databases.fresh()]
    with ExitStack() as kept:
        for name in databases_of_both:
            kept.enter_context(databases.cloned(name))
        tellers = [
            subprocess.Popen(
                [sys.executable, "-m", "palier.cli", "demo", *TOLD],
                env=os.environ | databases.urls(name) | {"PYTHONHASHSEED": str(number)},
            )
            for number, name in enumerate(databases_of_both, start=1)
        ]
        assert [teller.wait() for teller in tellers] == [0, 0]
        places = "SELECT DISTINCT state FROM place_candidacy ORDER BY 1"
        with psycopg.connect(databases.urls(databases_of_both[0])["DATABASE_BACKUP_URL"]) as asked:
            # Whatever the calendar of the other places, one is free for who is offered one, and one for who arrived.
            assert [row[0] for row in asked.execute(places)] == ["arrived", "place_offered", "visited", "waiting_list"]
        first, second = (digests(databases.urls(name)["DATABASE_BACKUP_URL"]) for name in databases_of_both)
    assert first["case"][0] == 17
    assert {name: (first[name], second[name]) for name in first if first[name] != second[name]} == {}
    assert first.keys() == second.keys()
