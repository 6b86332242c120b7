"""The recipe of the database: built once by `palier migrate` as its owner, kept under a digest of the migrations, and
cloned for each worker and for each test that commits. Tests run as the application role, never as the owner.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy

import django
import pytest
from pytest_django.plugin import blocking_manager_key

from tests import databases

_open = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Runs before Django is set up: settings are read from the environment."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "palier.config.settings"
    os.environ["PALIER_SECRET_KEY"] = "a key of the tests, long enough to sign what is signed in them"
    os.environ["PALIER_LOG_LEVEL"] = "ERROR"
    os.environ["PALIER_ROLE"] = "app"
    os.environ["PALIER_REQUIRE_SECOND_FACTOR"] = "0"  # tests/accounts asks for it
    os.environ |= _open.enter_context(databases.server()).urls(databases.mine())
    os.environ["PALIER_DATA"] = str(databases.DATA)
    (databases.DATA / "static").mkdir(parents=True, exist_ok=True)
    django.setup()
    _use_own_database()
    _serve_static_files_by_their_own_name()


def _use_own_database() -> None:
    """A worker of pytest-xdist inherits the environment of its parent, and may have read the settings from it."""
    from django.db import connections

    for alias in connections:
        connections[alias].settings_dict["NAME"] = databases.mine()


def _serve_static_files_by_their_own_name() -> None:
    """Hashed names need `collectstatic`; the journeys, which run the real server, have it."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "django_db_setup" in item.fixturenames:
            item.add_marker("database")


def pytest_unconfigure(config: pytest.Config) -> None:
    _open.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """This worker's own clone, in place of Django's own creation (which would make the application own the tables)."""
    with django_db_blocker.unblock(), databases.cloned(databases.mine()):
        yield
        _leave_standing_world()
        _disconnect()


@pytest.fixture
def db(request, django_db_setup, django_db_blocker) -> Iterator[None]:
    """A transaction that is rolled back, inside that of the small world for who asks for it. What would go aside goes
    the same way.
    """
    from django.db import connections, transaction

    with django_db_blocker.unblock():
        aside = connections["aside"]
        connections["aside"] = connections["default"]
        try:
            if "world" in request.fixturenames:
                _standing_world()
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connections["aside"] = aside


# Made once for the tests that follow one another in it: its transaction stays open, each of them ends in a savepoint.
_standing = ExitStack()
_worlds: list[object] = []


def _standing_world() -> object:
    from django.db import transaction

    from palier.platform import clock
    from tests.factories.world import AT, build_world

    if not _worlds:
        _standing.enter_context(transaction.atomic())
        _standing.callback(transaction.set_rollback, True)
        with clock.frozen(AT):
            _worlds.append(build_world())
    return _worlds[0]


def _leave_standing_world() -> None:
    _worlds.clear()
    _standing.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A transaction is not left open while something else goes on."""
    if "world" not in item.fixturenames:
        with item.config.stash[blocking_manager_key].unblock():
            _leave_standing_world()


@pytest.fixture
def committing_db(django_db_setup, django_db_blocker) -> Iterator[dict[str, str]]:
    """A database of its own for a test that commits; yields the four addresses."""
    name = databases.fresh()
    with django_db_blocker.unblock():
        _leave_standing_world()
        with databases.cloned(name), connected_to(name):
            yield databases.urls(name)


@pytest.fixture
def as_worker() -> object:
    """`with as_worker():` the block runs under the worker's role; needs `committing_db`."""
    return _as_worker


@contextmanager
def _as_worker() -> Iterator[None]:
    from django.db import connections

    _disconnect()
    former = {alias: connections[alias].settings_dict["USER"] for alias in connections}
    for alias in connections:
        connections[alias].settings_dict["USER"] = databases.WORKER
    try:
        yield
    finally:
        _disconnect()
        for alias, user in former.items():
            connections[alias].settings_dict["USER"] = user


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    from django.db import connections

    _disconnect()
    former = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
    try:
        yield
    finally:
        _disconnect()
        for alias, old in former.items():
            connections[alias].settings_dict["NAME"] = old


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()


@pytest.fixture
def world(db):
    """The small world, in the transaction of the test, on its day; the test may change what it is given."""
    from palier.platform import clock
    from tests.factories.world import AT

    with clock.frozen(AT):
        yield deepcopy(_standing_world())


@pytest.fixture
def committed_world(committing_db):
    """The small world in a database of its own."""
    from palier.platform import clock
    from tests.factories.world import AT, build_world

    with clock.frozen(AT):
        yield build_world()


@pytest.fixture
def signed_in(world, client):
    """`signed_in("adviser")`: a client of that person of the small world."""

    def sign_in(key: str):
        client.force_login(world.people[key])
        return client

    return sign_in


@pytest.fixture
def closed_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def proof():
    """`proof(1, routes=…)`: the figures of a published proof, printed, and kept by `make proofs`."""

    def say(number: int, **figures: int) -> None:
        line = json.dumps({"proof": number, **figures})
        print(line)  # noqa: T201
        if path := os.environ.get("PALIER_PROOFS"):
            with open(path, "a", encoding="utf-8") as file:
                file.write(line + "\n")

    return say
