"""`palier import-notices`: bring in a landlord's list of notices from the command line. Contract: docs/commands.md."""

import json
import sys
from pathlib import Path

from django.db import transaction
from django.utils import translation

from palier.homes.command import USAGE, described
from palier.homes.notices.comparing import NoticeReport
from palier.homes.notices.files import import_notices as bring_in
from palier.homes.policies import IMPORTER
from palier.homes.sentences import sentence
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import DomainError


def import_notices(file: str, *, landlord: str, dry_run: bool, as_json: bool) -> int:
    """0 applied, or would be; 1 refused, with nothing written; 2 when the file cannot be opened."""
    actor = system_actor(IMPORTER)
    with translation.override("en"):
        try:
            with transaction.atomic(), acting(actor):
                report = bring_in(actor=actor, path=Path(file), slug=landlord, at=clock.now(), dry_run=dry_run)
        except OSError as error:
            _say(f"palier import-notices: {file} cannot be read: {error.strerror}")
            return USAGE
        except DomainError as refusal:
            _say(f"palier import-notices: {refusal}")
            return 1
        _print(report, as_json=as_json, dry_run=dry_run)
    return 1 if report.errors_total else 0


def _print(report: NoticeReport, *, as_json: bool, dry_run: bool) -> None:
    if report.ignored:
        _say(f"Columns left aside: {', '.join(report.ignored)}")
    if as_json:
        unknown = [{"row": row, "internal_id": internal_id} for row, internal_id in report.unknown_homes]
        document = {**report.counts, "unknown_homes": unknown, "errors": [described(one) for one in report.faults]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return
    for fault in report.faults:
        where = f"row {fault.row}" if fault.row else "file"
        what = "".join(f", {part}" for part in (fault.column, fault.value) if part)
        sys.stdout.write(f"{where}{what}: {sentence(fault)}\n")
    for row, internal_id in report.unknown_homes:
        sys.stdout.write(f"row {row}, {internal_id}: not in the stock, left aside\n")
    sys.stdout.write(_summary(report, dry_run=dry_run) + "\n")


def _summary(report: NoticeReport, *, dry_run: bool) -> str:
    said = ", ".join(f"{count} {name}" for name, count in report.counts.items() if name not in {"rows", "errors_total"})
    if report.errors_total:
        return f"Refused, nothing was written. {report.rows} rows: {said}."
    return f"{'Would be applied' if dry_run else 'Applied'}. {report.rows} rows: {said}."


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
