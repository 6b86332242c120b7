"""`palier placement replay RUN`: the same answer from the facts a run kept, or exit 1. Reads as the worker does."""

import json
import sys
from collections.abc import Callable
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
        answer = runs.again(run.facts.columns, as_published(run.grid), run.law_on)
    found = runs.digest(answer)
    document = {
        "run": str(run.id),
        "computed_at": run.computed_at.isoformat(),
        "law_on": run.law_on.isoformat(),
        "grid": run.grid.version,
        "engine": run.engine,
        "digest": found,
        "same": found == run.digest,
        "homes": answer,
    }
    sys.stdout.write(json.dumps(document, sort_keys=True, separators=(",", ":")) + "\n")
    if found == run.digest:
        return 0
    say(f"palier placement replay: the digest kept is {run.digest}")
    if run.law_digest != runs.law_digest():
        say("palier placement replay: figures of the law were corrected since")
    if run.engine != __version__:
        say(f"palier placement replay: it was computed by version {run.engine}, this is {__version__}")
    return 1
