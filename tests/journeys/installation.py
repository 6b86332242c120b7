"""`palier run` on a private server of its own: started, hurt, and seen to be gone."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from palier.platform.private_server.places import Places
from tests.journeys.application import Process, answers, bare_environment, free_port, until

FIRST_START = 400  # seconds: a database, its tables and the demo are made
# What goes wrong does not depend on how much there is.
SMALL = ("--households", "12", "--homes", "300", "--places", "62")


@dataclass
class Installation:
    """One `palier run` and the processes that come with it."""

    data: Path
    run: Process
    url: str

    @classmethod
    def start(cls, data: Path, log: Path) -> "Installation":
        port = free_port()
        environment = bare_environment(PORT=str(port), PALIER_DATA=str(data), PALIER_LOG_LEVEL="WARNING")
        run = Process.start("run", *SMALL, environment=environment, log=log)
        found = cls(data, run, f"http://127.0.0.1:{port}")
        until(found._ready, f"palier run to answer: {log}", seconds=FIRST_START)
        return found

    def _ready(self) -> bool:
        assert self.run.command.poll() is None, self.run.said
        return "Palier answers at" in self.run.said and answers(self.url)

    @property
    def home(self) -> str:
        return str(Places.of(self.data).home)

    def processes(self, *words: str) -> dict[int, str]:
        """Those of this installation whose command has all the words: children of `run`, and what it detached."""
        mark = f"PALIER_DATA={self.data}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                ours = self.home in command or mark in (folder / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            # A process that is dead and not yet waited for has no command.
            if ours and command and all(word in command for word in words):
                found[int(folder.name)] = command
        return found

    def one(self, *words: str) -> int:
        (found,) = self.processes(*words)
        return found

    def postmaster(self) -> int:
        """The server's first process, or 0 between two."""
        supervisor = self.one("supervisor.py")
        children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
        return int(children[0]) if children else 0

    def url_of(self, role: str = "palier_owner") -> str:
        return f"postgresql://{role}@/palier?host={Places.of(self.data).socket_dir}&port=5432"

    def end(self) -> None:
        if self.run.command.poll() is None:
            os.killpg(self.run.command.pid, signal.SIGTERM)
        self.run.command.wait(60)
