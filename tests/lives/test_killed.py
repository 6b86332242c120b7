"""`kill -9` at each writing of a slide, before its commit and after it: nothing of it is there, or all of it."""

import os
import signal
import traceback
from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.factories.slides import accepted, asked, reviewed, signed
from tests.factories.tenancies import a_request, a_sublease
from tests.factories.world import DAY

# Held by whoever slides, as long as the server knows of it.
SLIDING = int.from_bytes(b"slide")
BEFORE, AFTER = b"before", b"after "
WRITINGS = ("INSERT", "UPDATE", "DELETE")
TITLES = """SELECT t.kind, t.ending, h.ends_on = t.ends_on, c.state FROM tenancy t
  LEFT JOIN head_lease h ON h.sublease_id = t.id LEFT JOIN candidacy c ON c.id = t.id ORDER BY t.begins_on"""


class Points:
    """Where the one who slides may be killed; told how many to pass, it says where it is and stands still there."""

    def __init__(self, passed: int, tell: int) -> None:
        self.left, self.tell = passed, tell

    def reach(self, where: bytes) -> None:
        if self.left == 0:
            os.write(self.tell, where)
            signal.pause()
        self.left -= 1

    def __call__(self, run: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        if sql.lstrip().startswith(WRITINGS):
            self.reach(BEFORE)
        return run(sql, params, many, context)


def killed_at(world, candidacy, passed: int) -> bytes:
    """Another process slides, and is killed at the point after those it passes: before its commit, or after it."""
    hear, tell = os.pipe()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            os.close(hear)
            points = Points(passed, tell)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [SLIDING])
            with transaction.atomic(), connection.execute_wrapper(points):
                signed(world, candidacy)
                points.reach(BEFORE)
            points.reach(AFTER)
        finally:
            traceback.print_exc()
            os._exit(1)
    os.close(tell)
    where = os.read(hear, len(BEFORE))
    os.close(hear)
    if where:
        os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0) == (child, signal.SIGKILL)
    return where


def everything(url: str) -> dict[str, str]:
    """A digest of each table, once the server has forgotten whoever was sliding."""
    with psycopg.connect(url) as owner:
        owner.execute("SELECT pg_advisory_xact_lock(%s)", [SLIDING])
        tables = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        digest = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{}\" t"
        return {name: owner.execute(digest.format(name)).fetchone()[0] for (name,) in tables}


@pytest.mark.slow
def test_killed_anywhere_a_slide_is_whole_or_is_not(committed_world, committing_db, proof):
    world, url = committed_world, committing_db["DATABASE_OWNER_URL"]
    with transaction.atomic():
        case = world.case()
        sublease = a_sublease(world, case)
        a_request(world, case, DAY)
        reviewed(world, sublease)
        candidacy = asked(world, sublease, case)
        accepted(world, candidacy)
    before, points = everything(url), 0
    while killed_at(world, candidacy, points) == BEFORE:
        assert everything(url) == before, points
        points += 1
    # Killed once it was committed, before it could say so: all of it is there.
    with psycopg.connect(url) as owner:
        assert owner.execute(TITLES).fetchall() == [
            ("sublease", "slid", True, None),
            ("lease", "", None, "signed"),
        ]
    assert points > 15
    proof(6, points=points + 1, half_done=0)
