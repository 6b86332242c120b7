"""Set up, serve, work."""

import argparse
import os
import subprocess
import sys
import time

from palier.cli.around import Command, say, with_database, with_django
from palier.cli.filling import LARGE, sized

# Of the worker, as the system counts it: 0 for the pages, 19 for what only fills idle time.
BEHIND = 5


def add_to(command: Command) -> None:
    run = command("run", _run, "set everything up, serve the pages and do the queued work, on demo data the first time")
    sized(run, LARGE)
    command("serve", _serve, "serve the pages (PORT, 8000 by default)")
    command("worker", _worker, "do the queued work")
    command("migrate", _migrate, "bring the database to this version, as its owner")
    check = command("check", _check, "say what is wrong with this installation")
    check.add_argument("--deploy", action="store_true", help="also what must not be on a real installation")
    provision = command("provision", _provision, "make roles and database on a PostgreSQL of yours; print the settings")
    provision.add_argument("--admin-url", required=True, help="postgresql://… of an account that may create roles")
    provision.add_argument("--database", default="palier")
    provision.add_argument("--rotate", action="store_true", help="give the roles new passwords")


def _run(chosen: argparse.Namespace) -> int:
    from palier.platform import launch

    def work(private: bool) -> int:
        port = launch.port()
        launch.require_free(port)
        os.environ.setdefault("PALIER_URL", f"http://{launch.HOST}:{port}")
        steps = [launch.palier("migrate")]
        if private:
            os.environ.setdefault("PALIER_DEMO", "1")
        if os.environ.get("PALIER_DEMO") == "1":
            size = [word for name in LARGE for word in (f"--{name}", str(getattr(chosen, name)))]
            steps.append(launch.palier("demo", "--if-empty", *size))
        for step in steps:
            done = subprocess.run(step, check=False)  # noqa: S603 — ours
            if done.returncode:
                return done.returncode
        return launch.supervise(
            [launch.palier("serve"), launch.palier("worker")],
            launch.SECONDS_TO_STOP["run"],
            welcome=f"\n  Palier answers at {os.environ['PALIER_URL']}   (Ctrl-C stops it, what you did is kept)\n",
            when=lambda: launch.answers(port),
        )

    return with_database("app", work)


def _serve(chosen: argparse.Namespace) -> int:
    from palier.platform import launch

    def work() -> int:
        from django.core.management import call_command

        from palier.platform import metrics

        port = launch.port()
        launch.require_free(port)
        call_command("collectstatic", interactive=False, verbosity=0)
        os.environ[metrics.SHARED_BY] = metrics.share_in(launch.data_folder() / "metrics")
        return launch.supervise([launch.serve_command(port)], launch.SECONDS_TO_STOP["serve"])

    return with_django("app", work)


def _worker(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from django.core.management import CommandError, call_command

        from palier.platform import clock, jobs
        from palier.platform.installation import clock_off

        parent = os.getppid()
        # Who waits for a page comes first.
        os.setpriority(os.PRIO_PROCESS, 0, max(BEHIND, os.getpriority(os.PRIO_PROCESS, 0)))
        for line in clock_off(clock.now()):
            say(f"palier: {line}")
        jobs.plan(clock.now())
        try:
            call_command("procrastinate", "worker")
        except (CommandError, SystemExit) as ended:
            if isinstance(ended, SystemExit) and not ended.code:
                return 0
            # What it was asking got no answer: begin anew, as this very process, once the database is back.
            say("palier: the database went away; the queued work goes on when it is back")
            if not _database_is_back(parent):
                return 1
            os.execv(sys.executable, [sys.executable, "-m", "palier.cli", "worker"])  # noqa: S606 — ours
        return 0

    return with_django("worker", work)


def _database_is_back(parent: int) -> bool:
    """Wait a minute for it; not where whoever began this command is gone: the database went with it, for good."""
    from django.db import OperationalError, connection

    until = time.monotonic() + 60
    while os.getppid() == parent and time.monotonic() < until:
        try:
            connection.close()
            connection.ensure_connection()
        except OperationalError:
            time.sleep(1)
        else:
            return True
    return False


def _migrate(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from django.core.management import call_command

        from palier.territory.loading import load_communes

        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_communes()
        return 0

    return with_django("owner", work)


def _check(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.platform import clock
        from palier.platform.installation import clock_off, findings

        found = [*clock_off(clock.now()), *findings(deploy=chosen.deploy)]
        for line in found:
            print(line)
        if not found:
            print("Nothing to report.")
        return 1 if found else 0

    return with_django("app", work)


def _provision(chosen: argparse.Namespace) -> int:
    from palier.platform.provision import ProvisionError, provision

    try:
        urls = provision(chosen.admin_url, database=chosen.database, passwords=True, rotate=chosen.rotate)
    except ProvisionError as error:
        say(f"palier: {error}")
        return 1
    for name, url in urls.items():
        print(f"{name}={url}")
    return 0
