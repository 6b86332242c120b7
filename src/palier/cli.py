"""`palier …`: each command a thin call. docs/commands.md is the contract other people's checks rely on.

Commands that need no database load no Django and start in under half a second.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

# How much the demo tells by itself, and what `palier run` shows: one agreement in a town as large as Lyon.
SMALL = {"households": 12, "homes": 300, "places": 62}
LARGE = {"households": 150, "homes": 30_000, "places": 6_000}
Handler = Callable[[argparse.Namespace], int]
Command = Callable[[str, Handler, str], argparse.ArgumentParser]


def main(arguments: list[str] | None = None) -> int:
    """Exit 0 done · 1 refused, or a check failed · 2 usage, or not JSON."""
    chosen = _parser().parse_args(arguments)
    handler: Handler = chosen.handler
    try:
        return handler(chosen)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="palier", description="From the first call to a lease of one's own.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, handler: Handler, about: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=about, description=about)
        found.set_defaults(handler=handler)
        return found

    _installing(command)
    _filling(command)
    _answering(command)
    return parser


def _installing(command: Command) -> None:
    """Set up, serve, save."""
    run = command("run", _run, "set everything up, serve the pages and do the queued work, on demo data the first time")
    _sized(run, LARGE)
    command("serve", _serve, "serve the pages (PORT, 8000 by default)")
    command("worker", _worker, "do the queued work")
    command("migrate", _migrate, "bring the database to this version, as its owner")
    check = command("check", _check, "say what is wrong with this installation")
    check.add_argument("--deploy", action="store_true", help="also what must not be on a real installation")
    provision = command("provision", _provision, "make roles and database on a PostgreSQL of yours; print the settings")
    provision.add_argument("--admin-url", required=True, help="postgresql://… of an account that may create roles")
    provision.add_argument("--database", default="palier")
    provision.add_argument("--rotate", action="store_true", help="give the roles new passwords")
    saved = command("backup", _backup, "save the whole database in one new file, while people go on working")
    saved.add_argument("file", metavar="FILE")
    kept = command("retain", _retain, "list what has been kept long enough; with --apply, erase it")
    kept.add_argument("--apply", action="store_true", help="erase it; without, nothing is written")
    kept.add_argument("--as-of", help="look at another day (today by default)")
    kept.add_argument("--json", action="store_true", dest="as_json")
    whole = command("household", _household, "all that is kept of one household: given as JSON, or erased")
    whole.add_argument("act", choices=["export", "erase"])
    whole.add_argument("reference", metavar="REFERENCE", help="of its case")
    whole.add_argument("--apply", action="store_true", help="erase it; without, nothing is written")
    record = command("record", _record, "verify the seals of the record; print their heads, to keep elsewhere")
    record.add_argument("--kept", metavar="FILE", help="heads printed another day: each must still be in its chain")
    back = command("restore", _restore, "bring a backup back into an empty database, every table compared")
    back.add_argument("file", metavar="FILE")
    back.add_argument("--admin-url", help="postgresql://… of a superuser; not needed for the private server")
    back.add_argument("--database", help="palier by default; palier_rehearsal with --rehearse")
    back.add_argument("--rehearse", action="store_true", help="into a database of its own, removed at the end")


def _filling(command: Command) -> None:
    """Bring in people, homes, notices."""
    found = command("found", _found, "open an organisation and print the invitation of its first administrator")
    found.add_argument("--name", required=True)
    found.add_argument("--slug", required=True, help="its short name, such as rives-habitat")
    found.add_argument("--kind", required=True, choices=["housing_body", "landlord", "association"])
    found.add_argument("--admin-email", required=True)
    demo = command("demo", _demo, "load invented people and homes into an empty database")
    _sized(demo, SMALL)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--as-of", help="the day the demo is told on (today by default)")
    demo.add_argument("--if-empty", action="store_true", help="do nothing where there are organisations already")
    stock = command("import-stock", _import_stock, "bring in a landlord's yearly file, all or nothing")
    stock.add_argument("file", metavar="FILE")
    stock.add_argument("--landlord", required=True, metavar="SLUG", help="made if it is new")
    stock.add_argument("--layout", choices=["rpls", "places"], default="rpls")
    stock.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
    stock.add_argument("--accept-large-change", action="store_true", help="even if more than a fifth changes")
    stock.add_argument("--json", action="store_true", dest="as_json")
    notices = command("import-notices", _import_notices, "bring in a landlord's list of notices, all or nothing")
    notices.add_argument("file", metavar="FILE")
    notices.add_argument("--landlord", required=True, metavar="SLUG")
    notices.add_argument("--dry-run", action="store_true", help="say what would be announced, write nothing")
    notices.add_argument("--json", action="store_true", dest="as_json")


def _sized(command: argparse.ArgumentParser, size: dict[str, int]) -> None:
    """How much the demo tells."""
    for name, usual in size.items():
        command.add_argument(f"--{name}", type=int, default=usual)


def _answering(command: Command) -> None:
    """Ask the law and the matching, from JSON to JSON."""
    for name, about in (
        ("benefit", "housing benefit of tenants and residents, from JSON to JSON"),
        ("ceiling", "income ceilings of households, from JSON to JSON"),
        ("deadline", "legal deadlines, from JSON to JSON"),
        ("explain", "why a home fits a household or not, from JSON to JSON"),
        ("rank", "households in order before a home, by the grid of an agreement, from JSON to JSON"),
    ):
        found = command(name, _document, about)
        found.set_defaults(question=name)
        found.add_argument("--lang", choices=["fr", "en"], default="en")
    allocate = command(
        "allocate", _allocate, "the best joint use of the slots of homes, with its proof, from JSON to JSON"
    )
    allocate.add_argument("--check", metavar="FILE", help="verify the answer in FILE to the problem given")
    bench = command("bench", _bench, "measure a question on invented columns, beside its floor, in the same run")
    bench.add_argument("question", choices=["judge", "explain", "rule", "benefit", "rank", "first", "allocate"])
    bench.add_argument("--households", type=int, default=1)
    bench.add_argument("--homes", type=int, default=30_000)
    bench.add_argument("--seed", type=int, default=1)
    placement = command("placement", _replay, "what was computed of ranks, computed again")
    placement.add_argument("act", choices=["replay"])
    placement.add_argument("run", metavar="RUN", help="the id of a run, as its page gives it")
    command(
        "freshness", _freshness, "list the figures of the law past their check, and those that will be within 60 days"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _with_database(role: str, work: Callable[[bool], int]) -> int:
    """Find or start the database, then work; yields 1 with the reason where that fails."""
    from palier.platform import launch

    try:
        with launch.database(role) as private:
            return work(private)
    except launch.LaunchError as error:
        _say(f"palier: {error}")
        return 1


def _django(role: str, work: Callable[[], int]) -> int:
    def prepared(private: bool) -> int:
        import django
        from django.core.exceptions import ImproperlyConfigured
        from django.db import OperationalError

        try:
            django.setup()
            return work()
        except ImproperlyConfigured as error:
            _say(str(error))
        except OperationalError as error:
            _say(f"palier: the database does not answer as {role}: {str(error).splitlines()[0]}")
        return 1

    return _with_database(role, prepared)


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

    return _with_database("app", work)


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

    return _django("app", work)


def _worker(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from django.core.management import CommandError, call_command

        from palier.platform import clock, jobs
        from palier.platform.installation import clock_off

        parent = os.getppid()
        for line in clock_off(clock.now()):
            _say(f"palier: {line}")
        jobs.plan(clock.now())
        try:
            call_command("procrastinate", "worker")
        except (CommandError, SystemExit) as ended:
            if isinstance(ended, SystemExit) and not ended.code:
                return 0
            # What it was asking got no answer: begin anew, as this very process, once the database is back.
            _say("palier: the database went away; the queued work goes on when it is back")
            if not _database_is_back(parent):
                return 1
            os.execv(sys.executable, [sys.executable, "-m", "palier.cli", "worker"])  # noqa: S606 — ours
        return 0

    return _django("worker", work)


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

    return _django("owner", work)


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

    return _django("app", work)


def _provision(chosen: argparse.Namespace) -> int:
    from palier.platform.provision import ProvisionError, provision

    try:
        urls = provision(chosen.admin_url, database=chosen.database, passwords=True, rotate=chosen.rotate)
    except ProvisionError as error:
        _say(f"palier: {error}")
        return 1
    for name, url in urls.items():
        print(f"{name}={url}")
    return 0


def _backup(chosen: argparse.Namespace) -> int:
    from palier.platform import clock
    from palier.platform.backup import BackupError, backup
    from palier.platform.environment import Environment

    def work(private: bool) -> int:
        url = Environment().get("DATABASE_BACKUP_URL")
        if not url:
            _say("palier backup: DATABASE_BACKUP_URL is missing; `palier provision` prints it.")
            return 1
        try:
            about = backup(url, Path(chosen.file), at=clock.now())
        except BackupError as error:
            _say(f"palier backup: {error}")
            return 1
        print(f"{chosen.file}: {len(about.tables)} tables, {about.rows} rows.")
        print("It holds every file in clear: encrypt it. Keep PALIER_SECRET_KEY with it, in another place.")
        return 0

    return _with_database("backup", work)


def _retain(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.retention.command import retain

        return retain(apply=chosen.apply, as_of=chosen.as_of, as_json=chosen.as_json, say=_say)

    return _django("owner", work)


def _household(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.retention.command import household

        return household(act=chosen.act, reference=chosen.reference, apply=chosen.apply, say=_say)

    return _django("owner", work)


def _record(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.platform import clock
        from palier.platform.environment import Environment
        from palier.platform.seals import Head, verify

        try:
            written = json.loads(Path(chosen.kept).read_text("utf-8"))["heads"] if chosen.kept else {}
            kept = {owner: Head(**head) for owner, head in written.items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            _say(f"palier record: {chosen.kept} holds no heads: {error}")
            return 2
        now = clock.now()
        url = Environment().required("DATABASE_BACKUP_URL", "the record is read whole")
        heads, faults = verify(url, at=now, kept=kept)
        for fault in faults:
            _say(f"palier record: {fault}")
        _write_answer({"at": now.isoformat(), "heads": {owner: asdict(head) for owner, head in heads.items()}})
        return 1 if faults else 0

    return _django("backup", work)


def _restore(chosen: argparse.Namespace) -> int:
    def work(admin_url: str) -> int:
        from django.db.migrations.loader import MigrationLoader

        from palier.platform.backup import BackupError, rehearse, restore

        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        bring = rehearse if chosen.rehearse else restore
        database = chosen.database or ("palier_rehearsal" if chosen.rehearse else "palier")
        try:
            about = bring(admin_url, Path(chosen.file), database=database, known=known)
        except BackupError as error:
            _say(f"palier restore: {error}")
            return 1
        print(f"{len(about.tables)} tables, {about.rows} rows of {about.made_at}, each equal to what was saved.")
        if not chosen.rehearse:
            print(f"Now bring {database} to this version: palier migrate; then palier check.")
        return 0

    if chosen.admin_url:
        return _django("app", lambda: work(chosen.admin_url))
    from palier.platform.launch import data_folder
    from palier.platform.private_server import PrivateServerError, running

    try:
        with running(data_folder()) as server:
            return _django("app", lambda: work(server.admin_url()))
    except PrivateServerError as error:
        _say(f"palier: {error}")
        return 1


def _found(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.organisations.founding import found
        from palier.platform import clock
        from palier.platform.errors import DomainError

        try:
            link = found(
                name=chosen.name,
                slug=chosen.slug,
                kind=chosen.kind,
                admin_email=chosen.admin_email,
                at=clock.now(),
                token=secrets.token_urlsafe(32),
            )
        except DomainError as error:
            _say(f"palier found: {error}")
            return 1
        print(link)
        return 0

    return _django("app", work)


def _demo(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.web.demo.loading import Size, load

        size = Size(households=chosen.households, homes=chosen.homes, places=chosen.places)
        return load(size=size, seed=chosen.seed, as_of=chosen.as_of, only_if_empty=chosen.if_empty, say=_say)

    return _django("app", work)


def _import_stock(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.homes.command import import_stock

        return import_stock(
            chosen.file,
            landlord=chosen.landlord,
            layout=chosen.layout,
            dry_run=chosen.dry_run,
            accept_large_change=chosen.accept_large_change,
            as_json=chosen.as_json,
        )

    return _django("app", work)


def _import_notices(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.homes.notices.command import import_notices

        return import_notices(chosen.file, landlord=chosen.landlord, dry_run=chosen.dry_run, as_json=chosen.as_json)

    return _django("app", work)


def _replay(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.placement.command import replay

        return replay(chosen.run, say=_say)

    return _django("worker", work)


def _document(chosen: argparse.Namespace) -> int:
    from palier.eligibility import documents
    from palier.eligibility.documents.fields import DocumentRefused, load

    try:
        answer = documents.answer(chosen.question, load(_read_input()), chosen.lang)
    except DocumentRefused as error:
        _say(f"palier {chosen.question}: {error}")
        return 1
    except (ValueError, RecursionError) as error:
        _say(f"palier {chosen.question}: the input is not JSON in UTF-8: {error}")
        return 2
    _write_answer(answer)
    return 0


def _allocate(chosen: argparse.Namespace) -> int:
    from palier.eligibility.documents.fields import load
    from palier.matching import check, document

    try:
        written = load(_read_input())
        given = load(Path(chosen.check).read_text("utf-8")) if chosen.check else None
    except (OSError, ValueError, RecursionError) as error:
        _say(
            f"palier allocate: {error}"
            if isinstance(error, OSError)
            else f"palier allocate: not JSON in UTF-8: {error}"
        )
        return 2
    try:
        if not chosen.check:
            _write_answer(document.answer(written))
            return 0
        found = list(check.faults(written, given))
    except document.ProblemRefused as error:
        _say(f"palier allocate: {error}")
        return 1
    for fault in found:
        _say(f"palier allocate: {fault}")
    return 1 if found else 0


def _read_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8")


def _write_answer(answer: Any) -> None:
    """At once, and as UTF-8 whatever the locale: no half answer."""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, indent=1).encode() + b"\n")


def _bench(chosen: argparse.Namespace) -> int:
    from palier.eligibility.bench import bench

    for line in bench(chosen.question, households=chosen.households, homes=chosen.homes, seed=chosen.seed):
        print(json.dumps(line), flush=True)
    return 0


def _freshness(chosen: argparse.Namespace) -> int:
    from palier.platform import clock
    from palier.platform.freshness import lapsing
    from palier.rules.law import book

    found = lapsing(book(), clock.today())
    for word, names in (("past", found.past), ("coming", found.coming)):
        for name, until in names.items():
            print(f"{until:%Y-%m-%d}  {word:<6}  {name}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
