"""One error for everything that keeps the private server from running, in words that say what, where and what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ELSEWHERE = "Or use a PostgreSQL of your own: `palier provision --admin-url URL` prints the DATABASE_…URL to set."


class PrivateServerError(RuntimeError):
    """The private PostgreSQL server cannot run. Its text is for the person who typed the command."""


@contextmanager
def explained(what: str, where: Path) -> Iterator[None]:
    """Turns a refusal of the operating system into a PrivateServerError: `what` could not be done in `where`."""
    try:
        yield
    except OSError as error:
        raise PrivateServerError(f"{what} in {where}: {error.strerror or error}. {_advice(error)}") from error


def _advice(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "The disk is full: free some space, then run the command again."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "Make that folder writable for the account that runs Palier, or set PALIER_DATA to one that is."
        case _:
            return f"Check that folder, or set PALIER_DATA to another. {ELSEWHERE}"
