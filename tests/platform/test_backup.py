"""A backup comes back equal, table by table, or not at all."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from tests import databases
from tests.conftest import connected_to
from tests.factories.world import build_world

from palier.platform.backup import ABOUT, DUMP, About, BackupError, Table, backup, inspect, rehearse, restore
from palier.platform.provision import drop

AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
# The published size: PALIER_PROOF_RESTORES=20 pytest tests/platform/test_backup.py
DRILLS = int(os.environ.get("PALIER_PROOF_RESTORES", "2"))


@pytest.fixture(scope="module")
def known() -> frozenset[str]:
    return frozenset(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


@pytest.fixture
def admin() -> str:
    return databases.admin()


@pytest.fixture(scope="module")
def source(django_db_setup, django_db_blocker) -> Iterator[dict[str, str]]:
    """A database with a case in it, behind both walls; its four addresses."""
    name = databases.fresh()
    with django_db_blocker.unblock(), databases.cloned(name), connected_to(name):
        with transaction.atomic():
            build_world().case(last_name="Ångström-O'Neil", phone="06 39 98 77 77")
        yield databases.urls(name)


@pytest.fixture(scope="module")
def original(source, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "palier.zip"
    backup(source["DATABASE_BACKUP_URL"], file, at=AT)
    return file


@pytest.fixture
def saved(original, tmp_path) -> Path:
    """A copy of the backup, to spoil."""
    file = tmp_path / "palier.zip"
    shutil.copy(original, file)
    return file


@pytest.fixture
def empty(admin) -> str:
    name = databases.fresh()
    yield name
    drop(admin, name)


def altered(file: Path, name: str, content: bytes) -> Path:
    """The same backup with another content of one part, whole as a zip."""
    other = file.with_name("altered.zip")
    with zipfile.ZipFile(file) as kept, zipfile.ZipFile(other, "w") as written:
        for part in (ABOUT, DUMP):
            written.writestr(part, content if part == name else kept.read(part))
    return other


def exists(admin: str, database: str) -> bool:
    with psycopg.connect(admin) as asked:
        return asked.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None


def rows(url: str, question: str) -> list[tuple]:
    with psycopg.connect(url) as asked:
        return asked.execute(question).fetchall()


def test_what_comes_back_is_what_left(saved, empty, admin, known, source):
    about = restore(admin, saved, database=empty, known=known)
    assert about.tables["case"].rows == 1
    assert about.tables["event"].rows > 0
    question = "SELECT first_name, last_name FROM person"
    back = databases.urls(empty)
    assert rows(back["DATABASE_BACKUP_URL"], question) == rows(source["DATABASE_BACKUP_URL"], question)
    # Both walls came along, and so did the append-only record.
    assert rows(back["DATABASE_URL"], question) == []
    with psycopg.connect(back["DATABASE_OWNER_URL"]) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("DELETE FROM event")


def test_rehearsals(saved, admin, known):
    """The published figure is 20."""
    for number in range(DRILLS):
        about = rehearse(admin, saved, database=f"{databases.mine()}_drill_{number}", known=known)
        assert about == inspect(saved)
        assert not exists(admin, f"{databases.mine()}_drill_{number}")


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside(original):
    assert original.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in original.parent.iterdir()] == ["palier.zip"]


def test_a_backup_is_never_written_over(saved, source):
    before = saved.read_bytes()
    with pytest.raises(BackupError, match="is there already"):
        backup(source["DATABASE_BACKUP_URL"], saved, at=AT)
    assert saved.read_bytes() == before


def test_an_account_behind_the_walls_saves_nothing(source, tmp_path):
    with pytest.raises(BackupError, match="palier_app does not see every row"):
        backup(source["DATABASE_URL"], tmp_path / "a.zip", at=AT)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(source, tmp_path):
    with pytest.raises(BackupError, match="cannot be written: No such file or directory"):
        backup(source["DATABASE_BACKUP_URL"], tmp_path / "none" / "a.zip", at=AT)


@pytest.mark.parametrize("part", [0.2, 0.9, 0.999])
def test_a_backup_cut_short_changes_nothing(saved, empty, admin, known, part):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BackupError, match="cut short"):
        restore(admin, saved, database=empty, known=known)
    assert not exists(admin, empty)


def test_a_byte_that_changed_on_the_way(saved, empty, admin, known):
    whole = bytearray(saved.read_bytes())
    whole[len(whole) // 2] ^= 1
    saved.write_bytes(whole)
    with pytest.raises(BackupError, match="damaged"):
        restore(admin, saved, database=empty, known=known)
    assert not exists(admin, empty)


def test_a_dump_that_does_not_read_leaves_nothing(saved, empty, admin, known):
    with zipfile.ZipFile(saved) as kept:
        dump = kept.read(DUMP)
    with pytest.raises(BackupError, match="pg_restore broke off"):
        restore(admin, altered(saved, DUMP, dump[: len(dump) // 2]), database=empty, known=known)
    assert not exists(admin, empty)


def test_a_row_less_is_seen(saved, empty, admin, known):
    about = inspect(saved)
    more = about.tables | {"person": Table(about.tables["person"].rows + 1, about.tables["person"].digest)}
    other = altered(saved, ABOUT, About(about.made_at, about.server, about.migrations, more).written().encode())
    with pytest.raises(BackupError, match="differs in person"):
        restore(admin, other, database=empty, known=known)
    assert not exists(admin, empty)


def test_a_backup_of_a_newer_version_is_refused(saved, empty, admin, known):
    with pytest.raises(BackupError, match=r"newer version of Palier: 1 of its migrations are unknown here \(cases\."):
        restore(admin, saved, database=empty, known=known - {"cases.0001_initial"})
    assert not exists(admin, empty)


def test_nothing_is_written_over(saved, admin, known, source):
    here = urlsplit(source["DATABASE_URL"]).path.removeprefix("/")
    before = rows(source["DATABASE_BACKUP_URL"], "SELECT count(*) FROM event")
    with pytest.raises(BackupError, match="nothing is written over"):
        restore(admin, saved, database=here, known=known)
    assert rows(source["DATABASE_BACKUP_URL"], "SELECT count(*) FROM event") == before


def test_a_restore_needs_a_superuser(saved, known, source):
    with pytest.raises(BackupError, match=r"CREATEROLE|superuser"):
        restore(source["DATABASE_OWNER_URL"], saved, database=databases.fresh(), known=known)


def test_the_commands(source, tmp_path, admin):
    """As typed: saved, rehearsed, refused with exit 1 and a sentence."""
    file = tmp_path / "typed.zip"
    environment = os.environ | source

    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "palier.cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    done = typed("backup", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{file}: ")
    name = databases.fresh()
    done = typed("restore", str(file), "--admin-url", admin, "--rehearse", "--database", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("each equal to what was saved.\n")
    assert not exists(admin, name)
    done = typed("backup", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert "choose another name" in done.stderr
