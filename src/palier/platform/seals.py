"""The record, closed by a chain of seals for each organisation, so that what was changed afterwards is seen.

The triggers of `event` and `access` stop the application. Whoever owns the tables can drop them: then a seal no longer
agrees with its rows, and a chain made anew no longer agrees with the heads that were kept elsewhere (`palier record`).
Sealing comes after the commit, in the worker: a chain written inside each request would make them wait for one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection

from palier.platform.models import Seal, Sealed

AT_ONCE = 20_000
# What is written and not sealed by then was written past the application, or no worker runs.
LATE = timedelta(days=1)
LOCK = int.from_bytes(b"seal")
# Columns by name, so that one that comes later changes no digest; instants as numbers, whatever the time zone.
EVENT = """jsonb_build_array('event', id, extract(epoch FROM at), actor_id, system, organisation_id, service_id,
    case_id, kind, audience, subject_id, from_state, to_state, reason, changes)::text"""
ACCESS = """jsonb_build_array('access', id, extract(epoch FROM at), actor_id, system, organisation_id, service_id,
    case_id, action, purpose, route, reason)::text"""
RECORD = f"""(SELECT id, at, organisation_id, {EVENT} AS words FROM event
    UNION ALL SELECT id, at, organisation_id, {ACCESS} FROM access)"""  # noqa: S608 — ours
UNSEALED = f"""
SELECT id, organisation_id, words FROM {RECORD} AS record
WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE record_id = id) ORDER BY id LIMIT {AT_ONCE}
"""  # noqa: S608 — ours
CHAINS = f"""
SELECT seal.organisation_id, seal.number, seal.rows, seal.previous, seal.digest, count(record.id),
    encode(sha256(convert_to(seal.previous || coalesce(string_agg(E'\\n' || words, '' ORDER BY record.id), ''),
        'UTF8')), 'hex')
FROM seal LEFT JOIN sealed ON sealed.seal_id = seal.id LEFT JOIN {RECORD} AS record ON record.id = record_id
    AND record.organisation_id IS NOT DISTINCT FROM seal.organisation_id
GROUP BY seal.id ORDER BY seal.organisation_id, seal.number
"""  # noqa: S608 — ours
NEVER_SEALED = f"""
SELECT count(*) FROM {RECORD} AS record
WHERE at < %s AND NOT EXISTS (SELECT 1 FROM sealed WHERE record_id = id)
"""  # noqa: S608 — ours


@dataclass(frozen=True)
class Head:
    """The last seal of a chain. To be kept where whoever owns the tables cannot write."""

    number: int
    digest: str


def seal(at: datetime) -> int:
    """Close what the record holds and no seal closes; returns how many rows. Inside a transaction, as `record`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(UNSEALED)
        rows = cursor.fetchall()
    for organisation in sorted({owner for _, owner, _ in rows}, key=str):
        _close(organisation, [(record, words) for record, owner, words in rows if owner == organisation], at)
    return len(rows)


def _close(organisation: UUID | None, rows: list[tuple[UUID, str]], at: datetime) -> None:
    last = Seal.objects.filter(organisation_id=organisation).order_by("-number").first()
    previous = last.digest if last else ""
    digest = sha256("\n".join([previous, *(words for _, words in rows)]).encode()).hexdigest()
    link = Seal.objects.create(
        organisation_id=organisation,
        number=last.number + 1 if last else 1,
        at=at,
        rows=len(rows),
        previous=previous,
        digest=digest,
    )
    Sealed.objects.bulk_create([Sealed(record_id=record, seal=link) for record, _ in rows], batch_size=5000)


def verify(url: str, *, at: datetime, kept: dict[str, Head] | None = None) -> tuple[dict[str, Head], list[str]]:
    """Recompute every seal behind `url`, as `palier_backup`; the heads by organisation, and what does not agree.

    `kept` are the heads of an earlier day: each must still be in its chain. One line a fault, in plain words.
    """
    with psycopg.connect(url) as source:
        source.read_only = True
        links = [(str(owner or "none"), *facts) for owner, *facts in source.execute(CHAINS)]
        never = source.execute(NEVER_SEALED, [at - LATE]).fetchone()
    chains: dict[str, list[Any]] = {}
    for owner, *facts in links:
        chains.setdefault(owner, []).append(facts)
    faults = [fault for owner, chain in chains.items() for fault in _faults(owner, chain)]
    faults += _missing(
        {owner: {number: digest for number, _, _, digest, *_ in chains[owner]} for owner in chains}, kept
    )
    if never and never[0]:
        faults.append(
            f"{never[0]} rows of more than a day have no seal: written past the application, or no worker ran."
        )
    return {owner: Head(chain[-1][0], chain[-1][3]) for owner, chain in chains.items()}, faults


def _faults(owner: str, chain: list[Any]) -> Iterator[str]:
    """The first seal of a chain that does not hold; those after it follow from it."""
    former = ""
    for expected, (number, rows, previous, digest, found, recomputed) in enumerate(chain, 1):
        where = f"Seal {number} of organisation {owner}"
        if number != expected or previous != former:
            yield f"{where} does not follow the one before: a seal was taken away or made anew."
            return
        if found != rows:
            yield f"{where} closes {rows} rows and {found} are there: rows were removed or moved."
            return
        if recomputed != digest:
            yield f"{where} does not agree with its {rows} rows: one was changed."
            return
        former = digest


def _missing(chains: dict[str, dict[int, str]], kept: dict[str, Head] | None) -> Iterator[str]:
    for owner, head in (kept or {}).items():
        if chains.get(owner, {}).get(head.number) != head.digest:
            yield f"Seal {head.number} of organisation {owner} is not the one that was kept: the chain was made anew."
