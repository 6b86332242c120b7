"""Palier in processes of its own, as `palier serve` and `palier worker` run it, on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import databases

PATIENCE = 120
PAUSE = 0.05
# The kernel ends the command with the tests, however they end.
TIED = (
    "import ctypes, os, signal, sys; ctypes.CDLL(None).prctl(1, signal.SIGTERM);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
# What a command needs of whoever starts it, and nothing else.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")


def until(done: Callable[[], object], what: str, seconds: float = PATIENCE) -> object:
    """What `done` gives once it gives something; fails with `what` when it never does."""
    deadline = time.monotonic() + seconds
    while not (answer := done()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still waiting for: {what}")
        time.sleep(PAUSE)
    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bare_environment(**settings: str) -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ} | settings


def palier(*arguments: str) -> list[str]:
    return [sys.executable, "-c", TIED, "-m", "palier.cli", *arguments]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


@dataclass
class Process:
    """A command of ours with what it says."""

    command: "subprocess.Popen[bytes]"
    log: Path

    @classmethod
    def start(cls, *arguments: str, environment: dict[str, str], log: Path) -> "Process":
        with log.open("ab") as output:
            command = subprocess.Popen(
                palier(*arguments), env=environment, stdout=output, stderr=output, start_new_session=True
            )
        return cls(command, log)

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.command.poll() is None:
            self.command.send_signal(number)
        return self.command.wait(PATIENCE)


@dataclass
class Application:
    """Where it answers, with which settings, on which database."""

    url: str
    environment: dict[str, str]
    database: str
    pages: Process
    worker: Process

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            palier(*arguments), env=self.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[Application]:
    """The demo of today, served on a free port, with a worker; its database is a clone of its own."""
    database = databases.fresh()
    with databases.cloned(database):
        environment = _settings(folder, database) | settings
        application = _application(folder, database, environment)
        try:
            until(lambda: _ready(application), "the pages to answer")
            yield application
        finally:
            application.worker.stop()
            application.pages.stop()


def _settings(folder: Path, database: str) -> dict[str, str]:
    port = free_port()
    return bare_environment(
        PORT=str(port),
        PALIER_URL=f"http://127.0.0.1:{port}",
        PALIER_DATA=str(folder),
        PALIER_SECRET_KEY="a key of the journeys, long enough to sign what is signed in them",
        PALIER_DEMO="1",
        # An installation of one's own: the demo stays open beside the accounts that the journeys make.
        PALIER_PRIVATE_SERVER="1",
        **databases.urls(database),
    )


def _application(folder: Path, database: str, environment: dict[str, str]) -> Application:
    loading = subprocess.run(
        palier("demo", "--seed", "1"), env=environment, capture_output=True, text=True, check=False
    )
    assert loading.returncode == 0, loading.stderr
    return Application(
        environment["PALIER_URL"],
        environment,
        database,
        Process.start("serve", environment=environment, log=folder / "pages.log"),
        Process.start("worker", environment=environment, log=folder / "worker.log"),
    )


def _ready(application: Application) -> bool:
    assert application.pages.command.poll() is None, application.pages.said
    assert application.worker.command.poll() is None, application.worker.said
    return answers(application.url)
