"""Keeps PostgreSQL running for as long as somebody uses it: a program of its own, run by its path.

    python -I -S supervisor.py USERS_LOCK UID GID COMMAND…

Each user holds a shared lock on USERS_LOCK. The supervisor asks for it alone: the kernel grants it when the last user
is gone, however it ended. Standard input is the server's lock, which PostgreSQL inherits: it is free again only when
both are gone. Standard library only, so that neither a broken environment nor an unreadable clone stops it.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SECONDS_TO_STOP = 60
# A server that lived that long can live: what ends it later may pass (a disk that was full), and it is tried again.
SECONDS_TO_PROVE = 10
LONGEST_PAUSE = 5
# Nothing of whoever started us: a foreign locale, library path or PG… variable must not change the server.
ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}

libc = ctypes.CDLL(None, use_errno=True)


class Supervisor:
    """Runs the command again when it was killed, until told to stop."""

    def __init__(self, command: list[str], uid: int, gid: int) -> None:
        self._command, self._uid, self._gid = command, uid, gid
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._told_to_stop = threading.Event()
        self._ended = threading.Event()
        self._postmaster: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Returns 0 when stopped as asked, 1 when the server refuses to start: it has said why."""
        proven, quick_deaths = False, 0
        while postmaster := self._start():
            began = time.monotonic()
            status = postmaster.wait()
            _end_orphans()
            if self._told_to_stop.is_set():
                break
            lived = time.monotonic() - began >= SECONDS_TO_PROVE
            proven, quick_deaths = proven or lived, 0 if lived else quick_deaths + 1
            if status > 0 and not proven:
                return 1
            _say(f"the server ended ({status}) while in use: starting it again")
            self._told_to_stop.wait(min(max(quick_deaths - 1, 0), LONGEST_PAUSE))
        self._ended.set()
        return 0

    def stop(self) -> None:
        """Ends the server: fast, which loses nothing, or at once when that takes too long."""
        with self._lock:
            self._told_to_stop.set()
            postmaster = self._postmaster
        if postmaster:
            postmaster.send_signal(signal.SIGINT)
            if not self._ended.wait(SECONDS_TO_STOP):
                _say("the server takes too long to stop: ending it at once")
                postmaster.send_signal(signal.SIGQUIT)

    def stop_when_unused(self, users_lock: str) -> None:
        """Keeps the lock to the end: whoever comes now waits for it, then starts the next server."""
        descriptor = os.open(users_lock, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self.stop()

    def _start(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._told_to_stop.is_set():
                return None
            # The other thread only waits, in the kernel, holding nothing that the copy of this one could miss.
            self._postmaster = subprocess.Popen(  # noqa: S603 - the command comes from our own client
                self._command,
                stdin=0,
                env=ENVIRONMENT,
                preexec_fn=self._become_postmaster,  # noqa: PLW1509
            )
            return self._postmaster

    def _become_postmaster(self) -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(self._gid)
            os.setuid(self._uid)
        # After setuid, which clears it: a supervisor that is killed takes the server with it, by a fast shutdown.
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != self._pid:
            os._exit(1)


def _end_orphans() -> None:
    """Ends what a killed server left behind: PostgreSQL does not start while one still has its shared memory."""
    for child in _children():
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as children:
            return [int(child) for child in children.read().split()]
    except FileNotFoundError:
        return []  # this kernel does not list them: they notice by themselves, and we wait


def _say(text: str) -> None:
    sys.stderr.write(f"supervisor: {text}\n")
    sys.stderr.flush()


def main(users_lock: str, uid: str, gid: str, *command: str) -> int:
    """Detaches from whoever started it, then runs the server. Returns the exit status."""
    if os.fork():
        os._exit(0)
    os.umask(0o077)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # the children of a killed server become ours: see _end_orphans
    supervisor = Supervisor(list(command), int(uid), int(gid))
    # A thread of its own: the handler may interrupt one that holds the lock.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=supervisor.stop, daemon=True).start())
    threading.Thread(target=supervisor.stop_when_unused, args=[users_lock], daemon=True).start()
    return supervisor.run()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
