"""Bring up what a command needs (a database, a secret key, a free port) and run the processes of `palier run`."""

import ctypes
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from palier.platform.private_server import PrivateServerError, running
from palier.platform.provision import URLS

HOST = "127.0.0.1"
libc = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# A worker of the pages that does not stop is ended by granian, granian by `palier serve`, that by `palier run`.
SECONDS_TO_STOP = {"request": 10, "serve": 15, "run": 25}


class LaunchError(Exception):
    """What is missing, where, and what to do; printed as it is."""


def data_folder() -> Path:
    return Path(os.environ.get("PALIER_DATA") or "var").resolve()


def port() -> int:
    value = os.environ.get("PORT", "8000")
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise LaunchError(f"PORT must be a number from 1 to 65535, not {value!r}.")
    return int(value)


@contextmanager
def database(role: str) -> Iterator[bool]:
    """Have the settings find their database as `role`; yields whether it is the private server.

    With an address of any role set, nothing is started: the settings say which one is missing. Without, the private
    server is started or joined.
    """
    os.environ["PALIER_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    if any(os.environ.get(name) or os.environ.get(f"{name}_FILE") for name in URLS):
        yield False
        return
    data = data_folder()
    try:
        with running(data) as server:
            os.environ |= {name: server.url(account) for name, account in URLS.items()}
            os.environ["PALIER_PRIVATE_SERVER"] = "1"
            os.environ.setdefault("PALIER_SECRET_KEY", _secret_key(data))
            yield True
    except PrivateServerError as error:
        raise LaunchError(str(error)) from error


def _secret_key(data: Path) -> str:
    """The key of a private installation, made once; losing it loses sessions and second factors."""
    path = data / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as error:
        raise LaunchError(f"{path} cannot be written: {error.strerror}. Free some space or set PALIER_DATA.") from error
    return path.read_text().strip()


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} of {HOST} cannot be used ({error.strerror}). Stop what uses it, or choose another:"
                f" PORT={port + 1} make run"
            ) from error


def serve_command(port: int, workers: int = 3) -> list[str]:
    """Granian, WSGI, one blocking thread a worker: a thread holds one connection for the whole request.

    Three for two cores: a request waits on the database for a third of its time.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "1", "--log-level", "warning", "--no-ws"),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(SECONDS_TO_STOP["request"])),
        "palier.config.wsgi:application",
    ]


def palier(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "palier.cli", *arguments]


def answers(port: int) -> bool:
    """Whether the pages there are served by now, not only about to be."""
    pages = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        pages.request("GET", "/readyz")
        return pages.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        pages.close()


def supervise(
    commands: list[list[str]], seconds_to_stop: int, *, welcome: str = "", when: Callable[[], bool] = bool
) -> int:
    """Run the commands until one ends or a signal comes; stop the others cleanly. 0 after a signal.

    `welcome` is said once `when` first holds: somebody opens what is written there at once.
    Were this process killed, the kernel would ask the commands to stop: nothing goes on without it.
    """
    if libc is not None:
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    children = [_start(command) for command in commands]
    while not asked and all(child.poll() is None for child in children):
        signal.sigtimedwait([signal.SIGCHLD], 0.5)
        if welcome and when():
            print(welcome, flush=True)  # noqa: T201 — what the command says
            welcome = ""
    if not asked:
        _say_what_ended(commands, children)
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=seconds_to_stop)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    _end_what_is_left()
    return 0 if asked else max(abs(child.returncode) for child in children) or 1


def _start(command: list[str]) -> "subprocess.Popen[bytes]":
    parent = os.getpid()

    def stop_with_parent() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    # No other thread runs here whose lock the copy of this process could hold.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=stop_with_parent)  # noqa: S603, PLW1509 — ours


def _say_what_ended(commands: list[list[str]], children: list["subprocess.Popen[bytes]"]) -> None:
    for command, child in zip(commands, children, strict=True):
        if child.poll() is not None:
            status = f"killed by signal {-child.returncode}" if child.returncode < 0 else f"exit {child.returncode}"
            sys.stderr.write(f"palier: {' '.join(command[2:4])} ended by itself ({status}); the rest is stopped.\n")


def _end_what_is_left() -> None:
    """What a killed command left has become our own child: it would go on, and keep the port."""
    while left := _children():
        for child in left:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(child, 0)


def _children() -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except FileNotFoundError:
        return []  # this kernel does not list them
