"""`palier import-stock`: bring in a landlord's file from the command line. The contract: docs/commands.md."""

import json
import sys
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation

from palier.homes import imports
from palier.homes.faults import Fault
from palier.homes.policies import IMPORTER
from palier.homes.report import Report
from palier.homes.sentences import sentence
from palier.platform import clock
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.errors import DomainError

USAGE = 2


def import_stock(
    file: str, *, landlord: str, layout: str, dry_run: bool, accept_large_change: bool, as_json: bool
) -> int:
    """0 applied, or would be; 1 refused, with nothing written; 2 when the file cannot be opened."""
    actor = system_actor(IMPORTER)
    with translation.override("en"):
        try:
            with transaction.atomic(), acting(actor):
                report = imports.import_file(
                    actor=actor,
                    path=Path(file),
                    slug=landlord,
                    layout=layout,
                    at=clock.now(),
                    dry_run=dry_run,
                    accept_large_change=accept_large_change,
                )
        except OSError as error:
            _say(f"palier import-stock: {file} cannot be read: {error.strerror}")
            return USAGE
        except DomainError as refusal:
            _say(f"palier import-stock: {refusal}")
            return 1
        _print(report, as_json=as_json, dry_run=dry_run)
    return 1 if report.errors_total else 0


def _print(report: Report, *, as_json: bool, dry_run: bool) -> None:
    if report.ignored:
        _say(f"Columns left aside, unknown to the register: {', '.join(report.ignored)}")
    if as_json:
        document = {**report.counts, "errors": [described(fault) for fault in report.faults]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return
    for fault in report.faults:
        where = f"row {fault.row}" if fault.row else "file"
        what = "".join(f", {part}" for part in (fault.column, fault.value) if part)
        sys.stdout.write(f"{where}{what}: {sentence(fault)}\n")
    if report.errors_total > len(report.faults):
        sys.stdout.write(f"… and {report.errors_total - len(report.faults)} more\n")
    sys.stdout.write(_summary(report, dry_run=dry_run) + "\n")


def _summary(report: Report, *, dry_run: bool) -> str:
    said = ", ".join(f"{count} {name}" for name, count in report.counts.items() if name not in {"rows", "errors_total"})
    if report.errors_total:
        return f"Refused, nothing was written. {report.rows} rows: {said}."
    return f"{'Would be applied' if dry_run else 'Applied'}. {report.rows} rows: {said}."


def described(fault: Fault) -> dict[str, Any]:
    return {"row": fault.row, "column": fault.column, "value": fault.value, "message": sentence(fault)}


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
