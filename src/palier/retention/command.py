"""`palier retain` and `palier household`: as the owner of the tables, a dry run unless `--apply` is said."""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from palier.cases.models import Case
from palier.platform import clock, events
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.models import Access
from palier.retention.cases import erase_case, everything_of
from palier.retention.kinds import KINDS, Kind, months
from palier.rules.law import law_on

Say = Callable[[str], None]
ACTOR = system_actor("retention")


def retain(*, apply: bool, as_of: str | None, as_json: bool, say: Say) -> int:
    """Say what has been kept long enough, and erase it when asked. 0 done, or nothing to do; 1 where one stays."""
    try:
        on = date.fromisoformat(as_of) if as_of else clock.today()
    except ValueError:
        say(f"palier retain: --as-of expects a date such as 2026-03-12, not {as_of!r}.")
        return 2
    if apply and on > clock.today():
        say("palier retain: --apply erases what is due today; a day to come can only be looked at.")
        return 1
    told, failed = [], 0
    for kind in KINDS:
        rows, broken = _of_kind(kind, on, apply=apply, say=say)
        told.append(_about(kind, on) | {"due": rows})
        failed += broken
    document = {"on": on.isoformat(), "applied": apply, "kinds": told}
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    else:
        _write(document)
    return 1 if failed else 0


def _of_kind(kind: Kind, on: date, *, apply: bool, say: Say) -> tuple[list[dict[str, Any]], int]:
    with transaction.atomic(), acting(ACTOR):
        found = kind.due(on)
    rows, failed = [], 0
    for one in found:
        row: dict[str, Any] = {"name": one.name, "since": one.since.isoformat()}
        if apply:
            try:
                # One at a time: one that cannot go keeps no other.
                with transaction.atomic(), acting(ACTOR):
                    row["rows"] = kind.erase(one.id)
                    if kind.code != "case":
                        events.record(f"{kind.code}.erased", subject=one.id, changes={"rows": row["rows"]})
            except IntegrityError as error:
                failed += 1
                row["error"] = type(error).__name__
                say(f"palier retain: {kind.code} {one.name} stays whole: another row still points at it.")
        rows.append(row)
    return rows, failed


def _about(kind: Kind, on: date) -> dict[str, Any]:
    source = law_on(on).source(kind.parameter)
    return {
        "kind": kind.code,
        "months": months(kind.parameter, on),
        "citation": source.citation if source else "",
        "confidence": str(source.confidence) if source else "unverified",
    }


def _write(document: dict[str, Any]) -> None:
    for kind in document["kinds"]:
        sure = "" if kind["confidence"] == "verified" else " (practice, to verify)"
        lines = [f"{kind['kind']}: {len(kind['due'])} after {kind['months']} months{sure}. {kind['citation']}"]
        for row in kind["due"]:
            gone = f"  {row['rows']} rows erased" if "rows" in row else ""
            lines.append(f"  {row['name']}  since {row['since']}{gone}")
        sys.stdout.write("\n".join(lines) + "\n")
    if not document["applied"] and any(kind["due"] for kind in document["kinds"]):
        sys.stdout.write("A dry run: nothing was erased. Add --apply to erase.\n")


def household(*, act: str, reference: str, apply: bool, say: Say) -> int:
    """`export`: all that is kept of a case, as one JSON document. `erase`: all of it goes, before its time."""
    with transaction.atomic(), acting(ACTOR):
        case = Case.objects.select_related("holder").filter(reference=reference).first()
        if case is None:
            say(f"palier household: no case has the reference {reference}.")
            return 1
        if act == "export":
            with acting(system_actor("retention", organisation=case.holder.organisation_id)):
                events.looked(Access.Action.EXPORTED, case=case.id, route="household")
            sys.stdout.write(json.dumps(everything_of(case), ensure_ascii=False, indent=1) + "\n")
            return 0
        if not apply:
            rows = sum(len(found) for found in everything_of(case).values() if isinstance(found, list))
            say(f"palier household: {reference}, {case.get_state_display()}, {rows} rows and their record.")
            say("A dry run: nothing was erased. Add --apply to erase.")
            return 0
        gone = erase_case(case.id)
    say(f"palier household: {reference} is erased, {gone} rows. Backups made before still hold it.")
    return 0
