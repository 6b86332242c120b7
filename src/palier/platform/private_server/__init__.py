"""A private PostgreSQL that runs while somebody uses it: nothing to install, nothing to start, nothing left behind.

    with running(data) as server:
        psycopg.connect(server.url("palier_app"))

It owns the cluster of one PALIER_DATA, its account, its socket, and the roles' right to come in through it. It knows
nothing of Django. The first command starts it through a small supervisor, others join, and the last one out stops it.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from palier.platform.provision import provision, provisioned

from . import supervisor
from .binaries import Binaries
from .cluster import SUPERUSER, last_words, prepare
from .errors import ELSEWHERE, PrivateServerError, explained
from .locks import ALONE, SHARED, free, take, try_to_take
from .places import PORT, Places

__all__ = ["PrivateServerError", "Server", "remove", "running"]

START_SECONDS = 60
# A server that answers that it is starting replays what a crash left unwritten: that has an end.
RECOVERY_SECONDS = 600
STOP_SECONDS = 90
PAUSE = 0.01


@dataclass(frozen=True)
class Server:
    """A server that runs: where it listens, and where the programs that go with it (pg_dump, psql) are."""

    socket_dir: Path
    port: int
    bin_dir: Path

    def url(self, role: str, database: str = "palier") -> str:
        """The address for one of our roles; no password: the kernel tells the server who asks."""
        folder = quote(str(self.socket_dir), safe="")
        return f"postgresql://{role}@/{quote(database, safe='')}?host={folder}&port={self.port}"

    def admin_url(self, database: str = "postgres") -> str:
        """The address for the superuser."""
        return self.url(SUPERUSER, database)


@contextmanager
def running(data: Path) -> Iterator[Server]:
    """Starts the private server of this PALIER_DATA, or joins the one that runs; the last one out stops it.

    The roles and the database are there when it gives the server. Raises PrivateServerError, which says what to do.
    """
    places = _places(data)
    places.make()
    with explained("The locks of the server cannot be used", places.home):
        user = take(places.users_lock, SHARED)
    try:
        server = _join_or_start(places)
        if not provisioned(server.admin_url()):
            provision(server.admin_url(), passwords=False)
        yield server
    finally:
        os.close(user)
        _see_it_stop(places)


def remove(data: Path) -> None:
    """Removes the cluster of this PALIER_DATA and all in it, for ever. Raises PrivateServerError while it is in use."""
    places = _places(data)
    if places.home.exists():
        with _unused(places), explained("The database cannot be removed", places.home):
            shutil.rmtree(places.home)
    shutil.rmtree(places.socket_dir, ignore_errors=True)
    places.pointer.unlink(missing_ok=True)


def _places(data: Path) -> Places:
    if sys.platform != "linux":
        raise PrivateServerError(f"The private server runs on Linux only. {ELSEWHERE}")
    return Places.of(data)


def _join_or_start(places: Places) -> Server:
    """Gives the server once it answers. Whoever takes the server's lock starts it; the others wait for that one."""
    server = Server(places.socket_dir, PORT, Binaries.installed().bin)
    began, started, answer = time.monotonic(), False, ""
    while time.monotonic() - began < (RECOVERY_SECONDS if "the database system is" in answer else START_SECONDS):
        with explained("The locks of the server cannot be used", places.home):
            lock = try_to_take(places.server_lock, ALONE)
        if lock is not None:
            try:
                if started:
                    raise PrivateServerError(f"PostgreSQL did not start in {places.home}. {last_words(places)}")
                _start(places, lock)
                started = True
            finally:
                os.close(lock)
        try:
            psycopg.connect(server.admin_url(), connect_timeout=5).close()
            return server
        except psycopg.OperationalError as error:
            answer = str(error)
        if "authentication failed" in answer:
            break
        time.sleep(PAUSE)
    raise PrivateServerError(f"PostgreSQL does not answer in {places.home}: {answer}\n{last_words(places)}")


def _start(places: Places, lock: int) -> None:
    """Starts the supervisor and, through it, the server; both inherit the lock as their standard input."""
    command = prepare(places, lock)
    program = [sys.executable, "-I", "-S", supervisor.__file__]
    account = places.account
    with explained("The supervisor of the server cannot be started", places.home), open(places.start_log, "wb") as log:
        os.chmod(places.start_log, 0o600)
        subprocess.run(  # noqa: S603 - our own program
            [*program, str(places.users_lock), str(account.pw_uid), str(account.pw_gid), *command],
            stdin=lock,
            stdout=log,
            stderr=log,
            cwd=places.home,
            start_new_session=True,
            check=False,
        )


def _see_it_stop(places: Places) -> None:
    """Waits for the end of a server that nobody uses any more, so that a command that ends leaves nothing running."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and not free(places.server_lock):
        if not free(places.users_lock) and free(places.users_lock, SHARED):
            return  # others share it
        time.sleep(PAUSE)


@contextmanager
def _unused(places: Places) -> Iterator[None]:
    """Keeps everybody out meanwhile. Raises PrivateServerError while somebody is in."""
    _see_it_stop(places)
    held = [try_to_take(lock, ALONE) for lock in (places.users_lock, places.server_lock)]
    try:
        if None in held:
            raise PrivateServerError(f"The database in {places.home} is in use. Stop the commands that use it first.")
        yield
    finally:
        for descriptor in held:
            if descriptor is not None:
                os.close(descriptor)
