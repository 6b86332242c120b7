"""`palier placement replay RUN`: the same answer from the facts a run kept, or exit 1. Reads as the worker does."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from palier import __version__
from palier.organisations.grids import as_published
from palier.placement import runs
from palier.placement.models import MatchingRun
from palier.platform.actor import system_actor
from palier.platform.context import acting


def replay(run_id: str, *, say: Callable[[str], None]) -> int:
    """The answer on standard output, one document; 0 when its digest is the one that was kept."""
    try:
        wanted = UUID(run_id)
    except ValueError:
        say(f"palier placement replay: {run_id!r} is not the id of a run")
        return 2
    with transaction.atomic(), acting(system_actor("placement")):
        run = MatchingRun.objects.select_related("facts", "grid").filter(id=wanted).first()
        if run is None:
            say(f"palier placement replay: there is no run {wanted}")
            return 1
        facts, grid = runs.thawed(run.facts.columns), as_published(run.grid)
    answer = runs.again(facts, grid, run.law_on)
    found = runs.digest(runs.told(facts.vacancies, answer, grid))
    document = {
        "run": str(run.id),
        "computed_at": run.computed_at.isoformat(),
        "law_on": run.law_on.isoformat(),
        "grid": run.grid.version,
        "engine": run.engine,
        "digest": found,
        "same": found == run.digest,
    }
    _write(document, runs.told(facts.vacancies, answer, grid))
    if found == run.digest:
        return 0
    say(f"palier placement replay: the digest kept is {run.digest}")
    if run.law_digest != runs.law_digest():
        say("palier placement replay: figures of the law were corrected since")
    if run.engine != __version__:
        say(f"palier placement replay: it was computed by version {run.engine}, this is {__version__}")
    return 1


def _write(document: Mapping[str, Any], homes: Iterable[runs.Told]) -> None:
    """One JSON object on one line, its `homes` last and one after the other: they are many."""
    sys.stdout.write(json.dumps(document, sort_keys=True, separators=(",", ":"))[:-1] + ',"homes":[')
    for place, home in enumerate(homes):
        sys.stdout.write("," * bool(place) + runs.written(home).decode())
    sys.stdout.write("]}\n")
