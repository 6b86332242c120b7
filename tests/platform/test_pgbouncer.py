"""Behind PgBouncer in transaction mode, where one connection of the database serves whoever comes next."""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from tests.journeys.application import free_port, until

from palier.cases.models import Case
from palier.platform.context import acting
from palier.platform.private_server.cluster import SUPERUSER
from palier.platform.provision import ROLES

pytestmark = pytest.mark.slow

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
# Two, because what shows while a transaction goes on is written aside, on a second one.
POOL = 2
SETTINGS = """\
[databases]
* = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {pool}
ignore_startup_parameters = options
pidfile =
"""


@pytest.fixture
def bouncer(committing_db) -> Iterator[int]:
    """The port it listens on, in front of the server of the tests."""
    if PROGRAM is None:
        pytest.skip("no pgbouncer here: apt-get install pgbouncer")
    server, port = connection.settings_dict, free_port()
    with tempfile.TemporaryDirectory(prefix="b-") as folder:
        users = "".join(f'"{role}" ""\n' for role in ROLES)
        said = SETTINGS.format(host=server["HOST"], port=server["PORT"] or 5432, own=port, folder=folder, pool=POOL)
        for name, text in (("users", users), ("ini", said)):
            Path(folder, name).write_text(text)
            Path(folder, name).chmod(0o644)
        Path(folder).chmod(0o755)
        # The server knows who knocks by the account: root's own server runs as another, and PgBouncer with it.
        account = ["-u", _account()] if os.geteuid() == 0 else []
        process = subprocess.Popen([PROGRAM, *account, f"{folder}/ini"], stderr=subprocess.PIPE, text=True)
        try:
            until(lambda: process.poll() is not None or _answers(port), "PgBouncer to answer", 20)
            assert process.poll() is None, process.stderr.read()
            yield port
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _account() -> str:
    try:
        return pwd.getpwnam(SUPERUSER).pw_name
    except KeyError:
        return "nobody" if os.geteuid() == 0 else getpass.getuser()


def _answers(port: int) -> bool:
    try:
        psycopg.connect(_address(port), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _address(port: int) -> str:
    return f"host=127.0.0.1 port={port} user=palier_app dbname={connection.settings_dict['NAME']}"


@contextmanager
def through(port: int) -> Iterator[None]:
    """Django's connections go through PgBouncer."""
    connections.close_all()
    former = {alias: dict(connections[alias].settings_dict) for alias in connections}
    for alias in connections:
        # As PALIER_POOLED=1 has it.
        options = connections[alias].settings_dict["OPTIONS"] | {"prepare_threshold": None}
        connections[alias].settings_dict.update(HOST="127.0.0.1", PORT=str(port), OPTIONS=options)
    try:
        yield
    finally:
        connections.close_all()
        for alias, settings in former.items():
            connections[alias].settings_dict.update(settings)


def serving() -> int:
    """Which connection of the database serves now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.fixture
def cases(committed_world) -> dict[str, set]:
    """By person, what she sees: each of the two one case."""
    with transaction.atomic():
        return {"adviser": {committed_world.case().id}, "stranger": {committed_world.case("stranger").id}}


def test_pages_of_two_services_share_connections_and_nothing_else(committed_world, cases, bouncer):
    served = set()
    with through(bouncer):
        for _round in range(5):
            for key, other in (("adviser", "stranger"), ("stranger", "adviser")):
                connections.close_all()
                client = Client()
                client.force_login(committed_world.people[key])
                (mine,), (theirs,) = cases[key], cases[other]
                assert client.get(reverse("case", args=[mine])).status_code == 200
                assert client.get(reverse("case", args=[theirs])).status_code == 404
                served.add(serving())
    assert len(served) <= POOL


def test_no_context_outlives_its_transaction_however_they_are_mixed(committed_world, cases, bouncer):
    """Eight at a time on two connections: each sees its own, and between two transactions nobody sees anything."""
    actors = {key: committed_world.actor(key) for key in cases}

    def work(number: int) -> set[int]:
        key = ("adviser", "stranger")[number % 2]
        served = set()
        try:
            for _round in range(25):
                with transaction.atomic(), acting(actors[key]):
                    assert set(Case.objects.values_list("id", flat=True)) == cases[key]
                    served.add(serving())
                assert not Case.objects.exists()
        finally:
            connections.close_all()
        return served

    with through(bouncer), ThreadPoolExecutor(8) as pool:
        served = set().union(*pool.map(work, range(8)))
    assert len(served) <= POOL
