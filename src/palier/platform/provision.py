"""Gives a PostgreSQL server what Palier needs: four roles, one database, and no more rights than each role's work.

The private server calls it for itself; `palier provision` calls it for a server of one's own.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import make_conninfo

OWNER, APP, WORKER, BACKUP = ROLES = ("palier_owner", "palier_app", "palier_worker", "palier_backup")
URLS = {
    "DATABASE_URL": APP,
    "DATABASE_OWNER_URL": OWNER,
    "DATABASE_WORKER_URL": WORKER,
    "DATABASE_BACKUP_URL": BACKUP,
}
OLDEST = 15
# One at a time on a server: two commands that start together would change the same rows of the catalogue.
LOCK = int.from_bytes(b"palier")
# What the administrator's connection says of the way to the server, and the roles' connections need too.
WAY = frozenset({"sslmode", "sslrootcert", "sslcrl", "sslnegotiation", "channel_binding", "gssencmode"})

Connection = psycopg.Connection[tuple[Any, ...]]


class ProvisionError(RuntimeError):
    """The server cannot be made ready. Its text is for the administrator who typed the command."""


def provision(admin_url: str, *, database: str = "palier", passwords: bool, rotate: bool = False) -> dict[str, str]:
    """Makes or repairs the roles, the database and their rights; returns the addresses to set, by variable name.

    Harmless when all is there. With `passwords`, roles made here get one; `rotate` gives a new one to each. Raises
    ProvisionError when the server is too old, when the administrator may not, and, once all is in place, when a role
    was there before: its password cannot be read, hence its address not be given.
    """
    with _connected(admin_url) as admin, _rights_explained(admin):
        _refuse_old_server(admin)
        admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        new = _make_roles(admin)
        _make_database(admin, database)
        with _connected(admin_url, database) as inside, _rights_explained(inside):
            _arrange(inside)
        given = _give_passwords(admin, ROLES if rotate else new) if passwords else {}
        _mark(admin, database)
        former = [role for role in ROLES if passwords and role not in given]
        if former:
            raise ProvisionError(
                f"All is in place, but {', '.join(former)} existed before, and a password cannot be read back. Keep "
                f"the addresses you have, or give every role a new password: rotate=True, `palier provision --rotate`."
            )
        return {name: _url(admin, role, given.get(role), database) for name, role in URLS.items()}


def provisioned(admin_url: str, database: str = "palier") -> bool:
    """Whether this very version of `provision` has made the database ready: one question, for every start."""
    with _connected(admin_url) as admin:
        found = admin.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
    return found is not None and found[0] == _signature()


def clone(admin_url: str, template: str, name: str, owner: str = OWNER) -> None:
    """Copies a database nobody is connected to, with the rights that a copy does not bring along."""
    with _connected(admin_url) as admin, _rights_explained(admin):
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        try:
            admin.execute(statement.format(*map(sql.Identifier, (name, template, owner))))
        except errors.ObjectInUse as error:
            raise ProvisionError(f"{template} cannot be copied while somebody is connected to it: {error}") from error
        _let_in(admin, name)


def drop(admin_url: str, name: str) -> None:
    """Removes a database for ever, with those connected to it; nothing when it is not there."""
    with _connected(admin_url) as admin, _rights_explained(admin):
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _connected(admin_url: str, database: str | None = None) -> Iterator[Connection]:
    try:
        connection = psycopg.connect(make_conninfo(admin_url, **({"dbname": database} if database else {})))
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise ProvisionError(f"The server cannot be reached with the administrator's address: {error}") from error
    with connection:
        connection.autocommit = True
        yield connection


@contextmanager
def _rights_explained(admin: Connection) -> Iterator[None]:
    try:
        yield
    except errors.InsufficientPrivilege as error:
        raise ProvisionError(
            f"{admin.info.user} may not do this on {admin.info.host}: {error}. "
            f"Give the address of a superuser, or of a role with CREATEROLE and CREATEDB."
        ) from error


def _refuse_old_server(admin: Connection) -> None:
    if admin.info.server_version < OLDEST * 10_000:
        raise ProvisionError(
            f"The server on {admin.info.host} is PostgreSQL {admin.info.server_version // 10_000}; "
            f"Palier needs {OLDEST} or later. Upgrade the server, or give the address of another."
        )


def _make_roles(admin: Connection) -> list[str]:
    """Makes those that are missing, takes from the others what they should not have, and returns the new ones."""
    rows = admin.execute(
        "SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = ANY(%s)",
        [list(ROLES)],
    )
    flags = ("LOGIN", "SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS")
    present = {name: {flag for flag, on in zip(flags, values, strict=True) if on} for name, *values in rows}
    with admin.transaction():  # all or none: a role made by a run that fails would have no password anybody knows
        for role in ROLES:
            wanted = {"LOGIN", "BYPASSRLS"} if role == BACKUP else {"LOGIN"}
            verb, has = ("ALTER", present[role]) if role in present else ("CREATE", set[str]())
            changes = sorted(wanted - has) + [f"NO{flag}" for flag in sorted(has - wanted)]
            if changes:
                _change_role(admin, verb, role, " ".join(changes))
        _join_owner(admin)
    return [role for role in ROLES if role not in present]


def _join_owner(admin: Connection) -> None:
    """To make a database for a role, an administrator who is no superuser must be among its members."""
    row = admin.execute(
        "SELECT rolsuper OR pg_has_role(%s, 'USAGE') FROM pg_roles WHERE rolname = current_user", [OWNER]
    ).fetchone()
    if row is None or not row[0]:
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))


def _change_role(admin: Connection, verb: str, role: str, changes: str) -> None:
    words = (sql.SQL("CREATE") if verb == "CREATE" else sql.SQL("ALTER"), sql.Identifier(role))
    try:
        admin.execute(sql.SQL("{} ROLE {} ").format(*words) + sql.Composed([sql.SQL(changes)]))
    except errors.InsufficientPrivilege as error:
        raise ProvisionError(
            f"{admin.info.user} may not give this right on {admin.info.host}: {error}. "
            f"Ask an administrator who may to run: {verb} ROLE {role} {changes}; then run this again."
        ) from error


def _make_database(admin: Connection, database: str) -> None:
    found = admin.execute(
        "SELECT pg_encoding_to_char(encoding), pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]
    ).fetchone()
    name = sql.Identifier(database)
    if found is None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' OWNER {} {}")
        admin.execute(statement.format(name, sql.Identifier(OWNER), _locale(admin)))
    elif found[0] != "UTF8":
        raise ProvisionError(
            f"The database {database} is encoded in {found[0]}, and Palier needs UTF8. "
            f"Rename or remove it, or choose another name for Palier's."
        )
    elif found[1] != OWNER:
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, sql.Identifier(OWNER)))
    _let_in(admin, database)


def _locale(admin: Connection) -> sql.Composable:
    """The same order and upper case on every machine, whatever its own locale."""
    if admin.info.server_version >= 170_000:
        return sql.SQL("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'")
    known = admin.execute(
        "SELECT collcollate FROM pg_collation WHERE collprovider = 'c' AND collcollate IN ('C.UTF-8', 'C.utf8')"
    ).fetchone()
    return sql.SQL("LOCALE {}").format(sql.Literal(known[0] if known else "C"))


def _let_in(admin: Connection, database: str) -> None:
    name, guests = sql.Identifier(database), sql.SQL(", ").join(map(sql.Identifier, (APP, WORKER, BACKUP)))
    with admin.transaction():
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, guests))


def _arrange(inside: Connection) -> None:
    """Rights inside the database. By default only: a migration that takes one away from a table must not be undone."""
    try:
        inside.execute("CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public")
    except (errors.UndefinedFile, errors.FeatureNotSupported) as error:
        raise ProvisionError(
            f"The extension btree_gist is not on {inside.info.host}: {error}. "
            f"Install it (Debian: the package postgresql; elsewhere often postgresql-contrib), then run this again."
        ) from error
    with inside.transaction():
        for statement in (
            "ALTER SCHEMA public OWNER TO palier_owner",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            "GRANT USAGE ON SCHEMA public TO palier_app, palier_worker, palier_backup",
        ):
            inside.execute(statement)
        for right in (
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO palier_app, palier_worker",
            "GRANT USAGE, SELECT ON SEQUENCES TO palier_app, palier_worker",
            "REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
            "GRANT EXECUTE ON FUNCTIONS TO palier_app, palier_worker",
            "GRANT SELECT ON TABLES TO palier_backup",
            "GRANT SELECT ON SEQUENCES TO palier_backup",
        ):
            inside.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE palier_owner {right}")


def _give_passwords(admin: Connection, roles: tuple[str, ...] | list[str]) -> dict[str, str]:
    given = {role: secrets.token_urlsafe(24) for role in roles}
    for role, password in given.items():
        # Scrambled here: the password itself must not travel, nor stay in the server's logs.
        scrambled = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(scrambled)))
    return given


def _mark(admin: Connection, database: str) -> None:
    admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(database), sql.Literal(_signature())))


def _signature() -> str:
    """Changes with this file, so that a new version does its work again on servers made by a former one."""
    return f"Palier, provisioned by {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]}"


def _url(admin: Connection, role: str, password: str | None, database: str) -> str:
    """The administrator's way to the server, in another name."""
    info = admin.info
    who = role if password is None else f"{role}:{quote(password, safe='')}"
    way = {key: value for key, value in info.get_parameters().items() if key in WAY}
    if info.host.startswith("/"):
        return f"postgresql://{who}@/{quote(database)}?{urlencode({'host': info.host, 'port': info.port, **way})}"
    host = f"[{info.host}]" if ":" in info.host else info.host
    return f"postgresql://{who}@{host}:{info.port}/{quote(database)}" + (f"?{urlencode(way)}" if way else "")
