"""Advisory locks tell who uses the private server and whether it lives; the kernel drops them with their holder.

`users.lock` is shared by those who use the server; the supervisor waits for it alone, hence for the last of them.
`server.lock` is held by the supervisor and inherited by every process of PostgreSQL: while one lives, none can start.
"""

import fcntl
import os
from pathlib import Path

ALONE = fcntl.LOCK_EX
SHARED = fcntl.LOCK_SH


def take(path: Path, mode: int) -> int:
    """Waits for the lock and returns the descriptor that holds it until it is closed.

    A program started by this one does not inherit it; a forked copy of this one does, and counts as a holder.
    """
    while True:
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, mode)
            if _is_still(path, descriptor):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def try_to_take(path: Path, mode: int) -> int | None:
    """The descriptor that holds the lock, or None when another has it."""
    try:
        return take(path, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def free(path: Path, mode: int = ALONE) -> bool:
    """Whether the lock could be had in this mode now."""
    descriptor = try_to_take(path, mode)
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is not None


def _is_still(path: Path, descriptor: int) -> bool:
    """A file removed while one waited for its lock guards nothing any more."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False
