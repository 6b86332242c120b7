"""What each role may and may not do, on a server of its own: the tests remove roles and databases."""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from palier.platform import provision as module
from palier.platform.private_server import Server, places, remove, running
from palier.platform.provision import ROLES, URLS, ProvisionError, clone, drop, provision, provisioned

pytestmark = pytest.mark.slow

OWNER, APP, WORKER, BACKUP = ROLES
# Read before the private server's own: a database that asks for passwords, and roles of a hosted server.
DOORS = """\
local secured postgres peer map=palier
local secured all scram-sha-256
local all cloud,stranger trust
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="p-") as folder:
        data = Path(folder)
        with running(data) as server:
            doors = places.Places.of(data).settings / "pg_hba.conf"
            doors.write_text(DOORS + doors.read_text())
            run(server.admin_url(), "SELECT pg_reload_conf()", "CREATE ROLE stranger LOGIN")
            yield server
        remove(data)


@pytest.fixture
def bare(server: Server) -> str:
    """The administrator's address of a server that Palier has never seen."""
    admin = server.admin_url()
    for database in ("palier", "secured", "copy"):
        drop(admin, database)
    for role in (*ROLES, "cloud"):
        if run(admin, f"SELECT FROM pg_roles WHERE rolname = '{role}'") is not None:
            run(admin, f"DROP OWNED BY {role}", f"DROP ROLE {role}")
    return admin


@pytest.fixture
def urls(bare: str) -> dict[str, str]:
    """The addresses by role, of a server just made ready."""
    found = provision(bare, passwords=False)
    return {role: found[name] for name, role in URLS.items()}


def run(url: str, *statements: str) -> tuple[object, ...] | None:
    """Runs each on its own and gives the first row of the last."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description is not None else None


def may(url: str, statement: str) -> bool:
    try:
        run(url, statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_no_role_has_more_than_its_work_needs(bare: str, urls: dict[str, str]) -> None:
    flags = "rolname, rolcanlogin, rolbypassrls, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
    with psycopg.connect(bare) as connection:
        found = connection.execute(f"SELECT {flags} FROM pg_roles WHERE rolname LIKE 'palier%' ORDER BY 1").fetchall()
    assert found == [
        (APP, True, False, False),
        (BACKUP, True, True, False),
        (OWNER, True, False, False),
        (WORKER, True, False, False),
    ]


def test_each_role_does_its_work_on_what_the_owner_makes_and_no_more(urls: dict[str, str]) -> None:
    run(urls[OWNER], "CREATE TABLE home (id bigserial, rooms int)")
    run(urls[OWNER], "CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2'")
    acts = {
        "read": "SELECT * FROM home",
        "write": "INSERT INTO home (rooms) VALUES (two())",
        "change": "UPDATE home SET rooms = 3 WHERE rooms = 2",
        "delete": "DELETE FROM home",
        "empty": "TRUNCATE home",
        "refer": "CREATE TABLE room (home int REFERENCES home)",
        "make": "CREATE TABLE other ()",
        "make aside": "CREATE TEMPORARY TABLE other ()",
        "make a schema": "CREATE SCHEMA other",
        "read the counter": "SELECT last_value FROM home_id_seq",
    }
    allowed = {role: {act for act, statement in acts.items() if may(urls[role], statement)} for role in ROLES[1:]}
    work = {"read", "write", "change", "delete", "read the counter"}
    assert allowed == {APP: work, WORKER: work, BACKUP: {"read", "read the counter"}}


def test_only_the_backup_sees_past_row_security(urls: dict[str, str]) -> None:
    run(urls[OWNER], "CREATE TABLE kept AS SELECT 1")
    run(urls[OWNER], *(f"ALTER TABLE kept {verb} ROW LEVEL SECURITY" for verb in ("ENABLE", "FORCE")))
    assert {role: run(urls[role], "SELECT count(*) FROM kept") for role in ROLES} == {
        OWNER: (0,),
        APP: (0,),
        WORKER: (0,),
        BACKUP: (1,),
    }


def test_nobody_else_comes_in(server: Server, urls: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match="User does not have CONNECT privilege"):
        run(server.url("stranger"), "SELECT 1")


def test_the_database_sorts_and_folds_the_same_everywhere(urls: dict[str, str]) -> None:
    assert run(urls[APP], "SELECT current_setting('server_encoding'), lower('ÉTÉ'), 'Z' < 'é'") == ("UTF8", "été", True)
    run(urls[OWNER], "CREATE TABLE stay (home int, during daterange, EXCLUDE USING gist (home WITH =, during WITH &&))")


def test_to_do_it_again_changes_nothing_and_undoes_no_migration(bare: str, urls: dict[str, str]) -> None:
    run(urls[OWNER], "CREATE TABLE event ()", f"REVOKE DELETE ON event FROM {APP}")
    assert provisioned(bare)
    again = provision(bare, passwords=False)
    assert {role: again[name] for name, role in URLS.items()} == urls
    assert not may(urls[APP], "DELETE FROM event")
    began = time.monotonic()
    assert provisioned(bare)
    assert time.monotonic() - began < 1


def test_a_new_version_of_it_is_not_yet_done(bare: str, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_signature", lambda: "Palier, provisioned by a later version")
    assert not provisioned(bare)
    provision(bare, passwords=False)
    assert provisioned(bare)
    assert not provisioned(bare, "template1")
    assert not provisioned(bare, "no_such_database")


def test_it_takes_back_what_was_given_by_hand(bare: str, urls: dict[str, str]) -> None:
    run(
        bare,
        f"ALTER ROLE {APP} BYPASSRLS CREATEDB",
        f"ALTER ROLE {BACKUP} NOBYPASSRLS",
        f"ALTER DATABASE palier OWNER TO {APP}",
        "GRANT ALL ON DATABASE palier TO PUBLIC",
    )
    provision(bare, passwords=False)
    assert run(bare, f"SELECT rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = '{APP}'") == (False, False)
    assert run(bare, f"SELECT rolbypassrls FROM pg_roles WHERE rolname = '{BACKUP}'") == (True,)
    assert run(bare, "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'palier'") == (OWNER,)
    assert not may(urls[APP], "CREATE TEMPORARY TABLE other ()")


def test_several_at_once_do_it_once(bare: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: provision(bare, passwords=False), range(4)))
    assert found == [found[0]] * 4
    assert provisioned(bare)


def test_the_passwords_are_given_once(bare: str) -> None:
    first = provision(bare, database="secured", passwords=True)
    assert list(first) == list(URLS)
    for name, role in URLS.items():
        assert run(first[name], "SELECT current_user") == (role,)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            run(make_conninfo(first[name], password="guess"), "SELECT 1")
    assert run(bare, f"SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = '{APP}'") == (True,)

    with pytest.raises(ProvisionError, match=r"Keep the addresses you have, or .*: rotate=True, `palier provision --"):
        provision(bare, database="secured", passwords=True)
    assert run(first["DATABASE_URL"], "SELECT 1") == (1,)

    second = provision(bare, database="secured", passwords=True, rotate=True)
    assert run(second["DATABASE_URL"], "SELECT 1") == (1,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        run(first["DATABASE_URL"], "SELECT 1")


def test_an_administrator_of_a_hosted_server_is_told_what_to_ask_for(server: Server, bare: str) -> None:
    run(bare, "CREATE ROLE cloud LOGIN CREATEROLE")
    cloud = server.url("cloud", "postgres")
    with pytest.raises(ProvisionError, match="CREATE ROLE palier_backup BYPASSRLS LOGIN; then run this again"):
        provision(cloud, passwords=True)
    assert run(bare, "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'palier%'") == (0,)

    run(bare, "CREATE ROLE palier_backup BYPASSRLS LOGIN")
    with pytest.raises(ProvisionError, match=r"cloud may not do this on .* Give the address of a superuser, or of a"):
        provision(cloud, passwords=False)

    run(bare, "ALTER ROLE cloud CREATEDB")
    with pytest.raises(ProvisionError, match=r"All is in place, but .*palier_backup existed before"):
        provision(cloud, passwords=True)
    run(bare, "GRANT palier_backup TO cloud WITH ADMIN OPTION")
    assert list(provision(cloud, passwords=True, rotate=True)) == list(URLS)
    assert run(bare, "SELECT datdba::regrole::text FROM pg_database WHERE datname = 'palier'") == (OWNER,)


def test_a_server_that_will_not_do_is_refused(server: Server, bare: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(bare, "CREATE DATABASE palier TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc")
    with pytest.raises(ProvisionError, match="palier is encoded in LATIN1, and Palier needs UTF8"):
        provision(bare, passwords=False)
    monkeypatch.setattr(module, "OLDEST", 99)
    with pytest.raises(ProvisionError, match=r"is PostgreSQL \d+; Palier needs 99 or later"):
        provision(bare, passwords=False)
    for wrong in ("postgresql://nobody@/?host=/nowhere", server.url("no_such_role"), "not an address"):
        with pytest.raises(ProvisionError, match="cannot be reached with the administrator's address"):
            provision(wrong, passwords=False)


def test_a_copy_has_the_rows_and_the_rights_of_its_model(server: Server, bare: str, urls: dict[str, str]) -> None:
    run(urls[OWNER], "CREATE TABLE home AS SELECT 7 AS rooms")
    clone(bare, "palier", "copy")
    assert run(server.url(APP, "copy"), "SELECT rooms FROM home") == (7,)
    assert may(server.url(OWNER, "copy"), "CREATE TABLE other ()")
    assert may(server.url(WORKER, "copy"), "INSERT INTO other DEFAULT VALUES")
    assert not may(server.url(BACKUP, "copy"), "INSERT INTO other DEFAULT VALUES")
    assert not may(server.url(APP, "copy"), "CREATE TEMPORARY TABLE aside ()")
    with pytest.raises(psycopg.OperationalError, match="User does not have CONNECT privilege"):
        run(server.url("stranger", "copy"), "SELECT 1")

    with psycopg.connect(server.url(APP, "copy")) as staying:
        with pytest.raises(ProvisionError, match="copy cannot be copied while somebody is connected to it"):
            clone(bare, "copy", "copy_of_copy")
        drop(bare, "copy")
        with pytest.raises(psycopg.OperationalError):
            staying.execute("SELECT 1")
    drop(bare, "copy")
