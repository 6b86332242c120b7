"""Where the private server keeps its things, and under which account it runs.

A user runs it inside PALIER_DATA. PostgreSQL refuses to run as root, and the account it then runs under may not be able
to enter PALIER_DATA: root's cluster is in /var/lib/palier, and no folder that is not ours is ever opened to reach it.
"""

import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import ELSEWHERE, PrivateServerError, explained

PORT = 5432
SYSTEM = Path("/var/lib/palier")
# A constant, not the TMPDIR of the moment: two commands must find the same socket.
TEMPORARY = Path("/tmp")  # noqa: S108
LONGEST_SOCKET = 107
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True)
class Places:
    """The folders and files of the private server of one PALIER_DATA."""

    data: Path
    home: Path
    socket_dir: Path
    starter: pwd.struct_passwd
    account: pwd.struct_passwd

    @classmethod
    def of(cls, data: Path) -> "Places":
        """Names the places without making them. Raises PrivateServerError where no account can run the server."""
        with explained("PALIER_DATA cannot be read", data):
            data = data.resolve()
        digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
        starter = _starter()
        if starter.pw_uid == 0:
            home = SYSTEM / digest
            return cls(data, home, home / "socket", starter, _account_for_root())
        home = data / "postgresql"
        socket_dir = home / "socket"
        if not _fits(socket_dir):
            socket_dir = TEMPORARY / f"palier-{starter.pw_uid}-{digest}"
        return cls(data, home, socket_dir, starter, starter)

    @property
    def root(self) -> bool:
        return self.starter.pw_uid == 0

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def settings(self) -> Path:
        return self.home / "settings"

    @property
    def start_log(self) -> Path:
        return self.home / "start.log"

    @property
    def users_lock(self) -> Path:
        return self.home / "users.lock"

    @property
    def server_lock(self) -> Path:
        return self.home / "server.lock"

    @property
    def pointer(self) -> Path:
        """The file that says, in PALIER_DATA, where the cluster of root is."""
        return self.data / "postgresql.path"

    def make(self) -> None:
        """Makes the folders that are missing. Raises PrivateServerError when they cannot be, or belong to another."""
        with explained("The folder of the data cannot be made", self.data):
            self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._refuse_the_database_of_another()
        if self.root:
            own_folder(SYSTEM, 0o755, self.starter)
        own_folder(self.home, 0o711 if self.root else 0o700, self.starter)
        own_folder(self.socket_dir, 0o700, self.account)

    def point(self) -> None:
        """Writes the pointer, once there is something to point at."""
        if self.root and not self.pointer.exists():
            what = "The pointer to the database cannot be written"
            # "x": never through a link somebody left there.
            with explained(what, self.data), self.pointer.open("x") as pointer:
                pointer.write(f"{self.home}\n")

    def _refuse_the_database_of_another(self) -> None:
        """Never begins an empty database beside one that exists: whoever runs it would believe the data lost."""
        if not self.root:
            if self.pointer.exists():
                raise PrivateServerError(
                    f"The database of {self.data} was made by root. Run the command as root, "
                    f"or set PALIER_DATA to another folder to begin an empty one."
                )
            return
        inside = self.data / "postgresql" / "cluster"
        if inside.exists():
            raise PrivateServerError(
                f"The database of {self.data} was made by the account {inside.owner()}. Run the command as that "
                f"account, or set PALIER_DATA to another folder to begin an empty one."
            )
        if self.pointer.exists():
            self._refuse_a_stray_pointer(Path(self.pointer.read_text().strip()))

    def _refuse_a_stray_pointer(self, pointed: Path) -> None:
        if pointed == self.home:
            if not self.cluster.exists():
                raise PrivateServerError(
                    f"{self.pointer} says that the database is in {pointed}, and it is gone. Put that folder back, "
                    f"or remove {self.pointer} to begin an empty database."
                )
        elif pointed.exists():
            raise PrivateServerError(
                f"{self.data} was moved or copied: its database is in {pointed}. To use it from here: "
                f"mv {pointed} {self.home} and remove {self.pointer}. To begin an empty one: remove {self.pointer}."
            )
        else:
            self.pointer.unlink()  # a copy made elsewhere, of which nothing but the pointer came along


def own_folder(path: Path, mode: int, account: pwd.struct_passwd) -> None:
    """Makes the folder, or checks that the one there is the account's and open to nobody else than it should be.

    It takes its name only once it is the account's: whoever comes meanwhile finds no folder, or the finished one.
    """
    with explained("A folder of the private server cannot be made", path):
        if not os.path.lexists(path):
            made = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
            give(made, account)
            made.chmod(mode)
            try:
                made.rename(path)
            except OSError:
                made.rmdir()  # somebody was quicker, and uses it already
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.pw_uid or found.st_mode & 0o777 & ~mode:
            raise PrivateServerError(
                f"{path} should be a folder of the account {account.pw_name} with mode {mode:o}, and is not. "
                f"Find out who made it, then remove it."
            )


def give(folder: Path, account: pwd.struct_passwd) -> None:
    """Hands a folder just made to the account that uses it; removes it where this root may not."""
    if os.geteuid() != 0:
        return
    try:
        os.chown(folder, account.pw_uid, account.pw_gid)
    except OSError as error:
        folder.rmdir()
        raise PrivateServerError(
            f"PostgreSQL refuses to run as root, and this root may not act as the account {account.pw_name} "
            f"({error.strerror}: {folder}). Run the command as an ordinary user. {ELSEWHERE}"
        ) from error


def _starter() -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise PrivateServerError(
            f"The user id {os.geteuid()} has no account on this machine, and PostgreSQL knows people by their account. "
            f"Run the command as an account of /etc/passwd. {ELSEWHERE}"
        ) from None


def _account_for_root() -> pwd.struct_passwd:
    for name in ACCOUNTS_FOR_ROOT:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PrivateServerError(
        "PostgreSQL refuses to run as root, and this machine has neither an account `postgres` nor `nobody`. "
        f"Run the command as an ordinary user. {ELSEWHERE}"
    )


def _fits(socket_dir: Path) -> bool:
    """Whether a client can be given this folder: an address has 107 bytes, and libpq reads a comma as a second host."""
    longest = os.fsencode(socket_dir / f".s.PGSQL.{PORT}")
    return len(longest) <= LONGEST_SOCKET and b"," not in longest
