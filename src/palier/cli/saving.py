"""Save the database, bring it back, erase what was kept long enough, verify the record."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from palier.cli.around import Command, say, with_database, with_django, write_answer


def add_to(command: Command) -> None:
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
    record = command(
        "record",
        _record,
        "verify the record, and closed meetings; print the heads of its seals, to keep elsewhere",
    )
    record.add_argument("--kept", metavar="FILE", help="heads printed another day: each must still be in its chain")
    back = command("restore", _restore, "bring a backup back into an empty database, every table compared")
    back.add_argument("file", metavar="FILE")
    back.add_argument("--admin-url", help="postgresql://… of a superuser; not needed for the private server")
    back.add_argument("--database", help="palier by default; palier_rehearsal with --rehearse")
    back.add_argument("--rehearse", action="store_true", help="into a database of its own, removed at the end")


def _backup(chosen: argparse.Namespace) -> int:
    from palier.platform import clock
    from palier.platform.backup import BackupError, backup
    from palier.platform.environment import Environment

    def work(private: bool) -> int:
        url = Environment().get("DATABASE_BACKUP_URL")
        if not url:
            say("palier backup: DATABASE_BACKUP_URL is missing; `palier provision` prints it.")
            return 1
        try:
            about = backup(url, Path(chosen.file), at=clock.now())
        except BackupError as error:
            say(f"palier backup: {error}")
            return 1
        print(f"{chosen.file}: {len(about.tables)} tables, {about.rows} rows.")
        print("It holds every file in clear: encrypt it. Keep PALIER_SECRET_KEY with it, in another place.")
        return 0

    return with_database("backup", work)


def _retain(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.retention.command import retain

        return retain(apply=chosen.apply, as_of=chosen.as_of, as_json=chosen.as_json, say=say)

    return with_django("owner", work)


def _household(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.retention.command import household

        return household(act=chosen.act, reference=chosen.reference, apply=chosen.apply, say=say)

    return with_django("owner", work)


def _record(chosen: argparse.Namespace) -> int:
    def work() -> int:
        from palier.candidacies import meeting_record
        from palier.platform import clock
        from palier.platform.environment import Environment
        from palier.platform.seals import Head, verify

        try:
            written = json.loads(Path(chosen.kept).read_text("utf-8"))["heads"] if chosen.kept else {}
            kept = {owner: Head(**head) for owner, head in written.items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            say(f"palier record: {chosen.kept} holds no heads: {error}")
            return 2
        now = clock.now()
        url = Environment().required("DATABASE_BACKUP_URL", "the record is read whole")
        heads, faults = verify(url, at=now, kept=kept)
        faults += meeting_record.faults()
        for fault in faults:
            say(f"palier record: {fault}")
        write_answer({"at": now.isoformat(), "heads": {owner: asdict(head) for owner, head in heads.items()}})
        return 1 if faults else 0

    return with_django("backup", work)


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
            say(f"palier restore: {error}")
            return 1
        print(f"{len(about.tables)} tables, {about.rows} rows of {about.made_at}, each equal to what was saved.")
        if not chosen.rehearse:
            print(f"Now bring {database} to this version: palier migrate; then palier check.")
        return 0

    if chosen.admin_url:
        return with_django("app", lambda: work(chosen.admin_url))
    from palier.platform.launch import data_folder
    from palier.platform.private_server import PrivateServerError, running

    try:
        with running(data_folder()) as server:
            return with_django("app", lambda: work(server.admin_url()))
    except PrivateServerError as error:
        say(f"palier: {error}")
        return 1
