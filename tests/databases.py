"""The tests' databases: on the private server, or on the PostgreSQL of `PALIER_TEST_ADMIN_URL`."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from palier.platform.private_server import running
from palier.platform.provision import URLS as ROLE_URLS
from palier.platform.provision import clone, drop, provision

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src/palier"
DATA = Path(os.environ.get("PALIER_TEST_DATA", ROOT / "var/test")).resolve()
WORKER = "palier_worker"
# Two states of the migrations may be tried side by side.
KEPT = 4

_numbers = count(1)


@dataclass(frozen=True)
class TestServer:
    """Where the tests' databases live: an address of an account that may make them, and addresses by role."""

    admin: str
    roles: dict[str, str]

    def urls(self, database: str) -> dict[str, str]:
        return {name: _with_database(url, database) for name, url in self.roles.items()}


_servers: list[TestServer] = []


@contextmanager
def server() -> Iterator[TestServer]:
    """Start or join the private server for as long as the tests run."""
    if admin := os.environ.get("PALIER_TEST_ADMIN_URL"):
        yield _known(TestServer(admin, _roles_of(admin)))
        return
    with running(DATA) as private:
        roles = {name: private.url(role) for name, role in ROLE_URLS.items()}
        yield _known(TestServer(private.admin_url(), roles))


def _roles_of(admin: str) -> dict[str, str]:
    """Made once with new passwords; a worker of pytest-xdist inherits them from its parent's environment."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return {name: os.environ[name] for name in ROLE_URLS}
    return provision(admin, database="palier_roles", passwords=True, rotate=True)


def _known(server: TestServer) -> TestServer:
    _servers.append(server)
    return server


def _here() -> TestServer:
    return _servers[-1]


def admin() -> str:
    return _here().admin


def urls(database: str) -> dict[str, str]:
    return _here().urls(database)


def mine() -> str:
    """The database of this test process."""
    return f"palier_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


def fresh() -> str:
    return f"{mine()}_{next(_numbers)}"


@contextmanager
def cloned(name: str) -> Iterator[None]:
    admin = _here().admin
    clone(admin, template(), name)
    try:
        yield
    finally:
        drop(admin, name)


@cache
def template() -> str:
    """The migrated database that is cloned; made once for each state of the migrations; old ones are dropped."""
    name = f"palier_template_{_digest()}"
    DATA.mkdir(parents=True, exist_ok=True)
    with open(DATA / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _templates()
        if name not in known:
            _build(name)
        for old in known[KEPT:]:
            drop(_here().admin, old)
    return name


def _build(name: str) -> None:
    half_made = name.replace("template", "building")
    drop(_here().admin, half_made)
    provision(_here().admin, database=half_made, passwords=False)
    environment = os.environ | urls(half_made)
    subprocess.run([sys.executable, "-m", "palier.cli", "migrate"], env=environment, check=True)
    with psycopg.connect(_here().admin, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{name}"')


def _templates() -> list[str]:
    """The latest first."""
    with psycopg.connect(_here().admin) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'palier_template_%' ORDER BY oid DESC"
        )
        return [row[0] for row in rows]


def _digest() -> str:
    """Of everything that shapes an empty database: migrations, walls, provision, the communes and their loading."""
    files = sorted(
        [
            *SOURCE.glob("*/migrations/*.py"),
            *SOURCE.glob("platform/rls.py"),
            *SOURCE.glob("platform/provision*"),
            *SOURCE.glob("territory/loading.py"),
            *SOURCE.glob("territory/data/*.csv"),
            ROOT / "requirements/run.lock",
        ]
    )
    total = hashlib.sha256()
    for path in files:
        if path.is_file():
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:16]


def _with_database(url: str, database: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{database}"))
