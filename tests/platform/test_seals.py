"""The record is closed by a chain; what is changed afterwards, by whom it may be, is found."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import psycopg
import pytest
from django.db import connection, transaction

from palier.platform import seals
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.seals import Head, verify

AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
# The published size: PALIER_PROOF_TAMPERINGS=500 pytest tests/platform/test_seals.py
TAMPERINGS = int(os.environ.get("PALIER_PROOF_TAMPERINGS", "20"))


@pytest.fixture
def close(committed_world, as_worker) -> Callable[[datetime], int]:
    def sealed(at: datetime = AT) -> int:
        with as_worker(), transaction.atomic(), acting(system_actor("record")):
            return seals.seal(at)

    return sealed


@pytest.fixture
def record(committed_world, committing_db, close) -> str:
    """Two organisations' records in two seals or more; the address that reads them all."""
    for number in range(2):
        for who in ("adviser", "stranger"):
            with transaction.atomic():
                committed_world.case(who, last_name=f"BENALI{number}")
        assert close(AT + timedelta(minutes=number)) > 0
    connection.close()
    return committing_db["DATABASE_BACKUP_URL"]


@pytest.fixture
def owner(committing_db):
    """Whoever owns the tables, without their triggers."""
    with psycopg.connect(committing_db["DATABASE_OWNER_URL"], autocommit=True) as connected:
        for table in ("event", "access", "seal", "sealed"):
            connected.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connected


def faults(url: str, kept: dict[str, Head] | None = None, at: datetime = AT) -> list[str]:
    return verify(url, at=at, kept=kept)[1]


def test_what_was_not_touched_holds(record, close):
    heads, found = verify(record, at=AT)
    assert found == []
    assert len(heads) >= 2
    assert {head.number for head in heads.values()} >= {2}
    assert close() == 0
    assert faults(record, heads) == []


def test_every_row_of_the_record_is_closed(record):
    with psycopg.connect(record) as read:
        open_rows = read.execute("SELECT count(*) FROM event LEFT JOIN sealed ON record_id = id WHERE seal_id IS NULL")
        assert open_rows.fetchone() == (0,)
        closed = read.execute("SELECT count(*), (SELECT sum(rows) FROM seal) FROM sealed").fetchone()
        assert closed[0] == closed[1] > 0


CHANGES = {
    "a reason": "UPDATE event SET reason = reason || '.' WHERE id = %s",
    "an instant": "UPDATE event SET at = at + interval '1 microsecond' WHERE id = %s",
    "an actor": "UPDATE event SET actor_id = gen_random_uuid() WHERE id = %s",
    "a value": "UPDATE event SET changes = changes || '{\"x\": 1}' WHERE id = %s",
    "an organisation": "UPDATE event SET organisation_id = gen_random_uuid() WHERE id = %s",
    "a row": "DELETE FROM event WHERE id = %s",
    "a row and its mark": "WITH gone AS (DELETE FROM sealed WHERE record_id = %s RETURNING record_id)"
    " DELETE FROM event USING gone WHERE id = record_id",
    "a mark": "UPDATE sealed SET record_id = gen_random_uuid() WHERE record_id = %s",
}


def test_tampering_is_found(record, owner):
    """Any row, changed in any way: found each time, and put back each time. The published figure is 500 of 500."""
    rows = [row for (row,) in owner.execute("SELECT id FROM event ORDER BY id").fetchall()]
    draw, seen = Random(7), 0
    for number in range(TAMPERINGS):
        change = list(CHANGES.values())[number % len(CHANGES)]
        row = draw.choice(rows)
        owner.execute("CREATE TABLE kept_event AS SELECT * FROM event WHERE id = %s", [row])
        owner.execute("CREATE TABLE kept_mark AS SELECT * FROM sealed")
        assert owner.execute(change, [row]).rowcount == 1
        seen += len(faults(record)) >= 1
        owner.execute("DELETE FROM event WHERE id = %s", [row])
        owner.execute("INSERT INTO event SELECT * FROM kept_event")
        owner.execute("DELETE FROM sealed")
        owner.execute("INSERT INTO sealed SELECT * FROM kept_mark")
        owner.execute("DROP TABLE kept_event, kept_mark")
        assert faults(record) == []
    assert seen == TAMPERINGS


def test_a_seal_taken_away_is_found(record, owner):
    heads, _ = verify(record, at=AT)
    (last,) = owner.execute("SELECT id FROM seal WHERE number = 2 LIMIT 1").fetchone()
    owner.execute("DELETE FROM sealed WHERE seal_id = %s", [last])
    owner.execute("DELETE FROM seal WHERE id = %s", [last])
    assert [line.split(" is not ")[1] for line in faults(record, heads)] == [
        "the one that was kept: the chain was made anew."
    ]


def test_a_chain_made_anew_holds_and_is_not_the_one_kept(record, owner, close):
    """Whoever owns the tables can seal again what she changed; not change what was kept elsewhere."""
    heads, _ = verify(record, at=AT)
    owner.execute("DELETE FROM sealed")
    owner.execute("DELETE FROM seal")
    owner.execute("UPDATE event SET reason = 'nothing happened'")
    assert close() > 0
    assert faults(record) == []
    found = faults(record, heads)
    assert len(found) == len(heads)
    assert all(line.endswith("the chain was made anew.") for line in found)


def test_what_nobody_sealed_for_a_day_is_said(record, owner):
    owner.execute(
        "INSERT INTO event SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).*"
        " FROM event e LIMIT 1"
    )
    assert faults(record, at=datetime(2020, 1, 1, tzinfo=UTC)) == []
    (line,) = faults(record, at=datetime.now(UTC) + timedelta(days=400))
    assert line.startswith("1 rows of more than a day have no seal")


def test_the_pages_may_not_read_or_write_seals(record, committing_db):
    for statement in ("SELECT 1 FROM seal", "DELETE FROM sealed", "INSERT INTO sealed VALUES (gen_random_uuid())"):
        with psycopg.connect(committing_db["DATABASE_URL"]) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
    with psycopg.connect(committing_db["DATABASE_WORKER_URL"]) as worker:
        assert worker.execute("SELECT count(*) FROM event").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute("UPDATE seal SET number = 9")


def test_seals_are_not_rewritten_even_by_their_owner(record, committing_db):
    url = committing_db["DATABASE_OWNER_URL"]
    with psycopg.connect(url) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner.execute("UPDATE seal SET digest = 'x'")


def test_the_command(record, committing_db, owner, tmp_path):
    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "palier.cli", "record", *words]
        environment = os.environ | committing_db
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    done = typed()
    assert (done.returncode, done.stderr) == (0, "")
    kept = tmp_path / "heads.json"
    kept.write_text(done.stdout)
    assert typed("--kept", str(kept)).returncode == 0
    owner.execute("UPDATE event SET reason = 'x' WHERE id = (SELECT min(id::text)::uuid FROM event)")
    done = typed("--kept", str(kept))
    assert done.returncode == 1
    assert done.stderr.endswith("one was changed.\n")
    assert json.loads(done.stdout)["heads"] == json.loads(kept.read_text())["heads"]
    kept.write_text("[]")
    assert typed("--kept", str(kept)).returncode == 2
