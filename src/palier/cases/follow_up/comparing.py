"""The lines of a table against the cases of the service: new, brought in already, like a known household, refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.utils.crypto import salted_hmac

from palier.cases.follow_up.fields import BY_CODE, NOTE, OUT
from palier.cases.follow_up.models import FollowUpFile
from palier.cases.follow_up.queries import Known, Resemblance, Sought, known_ids, sought
from palier.cases.follow_up.reading import REFUSED, Finding, Line, Plan, plain, read_lines, shown
from palier.cases.follow_up.table import Table
from palier.homes.faults import Fault
from palier.platform.actor import Actor
from palier.platform.text import search_key

NEW, ALREADY, SUSPECTED, REFUSED_ROW = "new", "already", "suspected", "refused"


@dataclass(frozen=True)
class Outcome:
    """What becomes of a line. `case`: the id it has, or would have; `like`: whom it looks like; `like_row`: an earlier
    line of the same name or phone."""

    line: Line
    kind: str
    case: UUID | None = None
    reference: str = ""
    like: tuple[Resemblance, ...] = ()
    like_row: int = 0


@dataclass(frozen=True)
class Comparison:
    """`left`: the headers of the columns that go nowhere. `counts` as they are kept."""

    table: Table
    outcomes: Sequence[Outcome]
    left: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(outcome.kind for outcome in self.outcomes)
        return {"rows": len(self.outcomes)} | {kind: found[kind] for kind in (NEW, ALREADY, SUSPECTED, REFUSED_ROW)}

    @property
    def findings(self) -> list[Finding]:
        return [finding for outcome in self.outcomes for finding in outcome.line.findings]

    def of(self, kind: str) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.kind == kind]

    def written(self, row: int) -> list[list[str]]:
        """Every cell of a row under its header: what the report keeps of a row that is refused."""
        cells = next(one.cells for one in self.table.rows if one.number == row)
        return [[self.table.name(place), plain(cell)] for place, cell in enumerate(cells) if plain(cell)]


def case_id(service: UUID, line: Line) -> UUID:
    """The same line has the same id, in one service. It shows in addresses: without our key nobody can tell from it
    whose case it is."""
    own = UUID(bytes=salted_hmac("palier.cases.follow_up", str(service), algorithm="sha256").digest()[:16])
    return uuid5(own, line.identity)


def compare(actor: Actor, file: FollowUpFile, table: Table, *, today: date) -> Comparison:
    """Three questions, however many lines."""
    lines = list(read_lines(table, Plan(file.targets, file.meanings_at()), today))
    ids = {line.row: case_id(file.service_id, line) for line in lines if not line.refused}
    already = known_ids(actor, ids.values())
    seek = {line.row: _sought(line) for line in lines if line.row in ids and ids[line.row] not in already}
    known, before = Known(actor, seek.values()), Before()
    outcomes = []
    for line in lines:
        own = ids.get(line.row)
        if own and (same := before.same_line(own, line.row)):
            line.findings.append(Finding(Fault(line.row, None, None, "same_line", detail=str(same)), REFUSED))
        if own is None or line.refused:
            outcomes.append(Outcome(line, REFUSED_ROW))
        elif own in already:
            outcomes.append(Outcome(line, ALREADY, own, already[own]))
        else:
            like, row = known.like(seek[line.row]), before.like(seek[line.row], line.row)
            kind = SUSPECTED if like or row else NEW
            outcomes.append(Outcome(line, kind, own, like=tuple(like), like_row=row))
    return Comparison(table, outcomes, _left(table, file))


def _sought(line: Line) -> Sought:
    return sought(*line.name, line.values.get("phone", ""), line.values.get("born_on"))


class Before:
    """The lines above, by who they say they are: a household may stand in its own table twice."""

    def __init__(self) -> None:
        self._rows: dict[object, int] = {}

    def same_line(self, own: UUID, row: int) -> int:
        """The row that says the very same household; 0 for none."""
        first = self._rows.setdefault(own, row)
        return first if first != row else 0

    def like(self, line: Sought, row: int) -> int:
        """The first row of the same name, whichever part comes first, or of the same phone; 0 for none."""
        name = frozenset((search_key(line.last_name), search_key(line.first_name)))
        first = [self._rows.setdefault(said, row) for said in (name, line.phone) if said]
        return min(first) if min(first) != row else 0


def _left(table: Table, file: FollowUpFile) -> tuple[str, ...]:
    return tuple(table.name(place) for place, target in enumerate(file.targets) if target == OUT)


def kept_report(comparison: Comparison, brought: dict[int, str]) -> dict[str, Any]:
    """As it is stored with the file: `brought` has the reference of each row that became a case."""
    refused = {outcome.line.row for outcome in comparison.of(REFUSED_ROW)}
    return {
        "findings": [
            [one.row, one.column, one.value, one.code, one.meant, one.detail, finding.fate]
            for finding in comparison.findings
            for one in (finding.fault,)
        ],
        "rows": [
            [outcome.line.row, "brought" if outcome.line.row in brought else outcome.kind, str(outcome.case or "")]
            for outcome in comparison.outcomes
        ],
        "refused": {str(row): comparison.written(row) for row in sorted(refused)},
        "left": list(comparison.left),
        "above": [[row, shown(cell)] for row, cell in comparison.table.above],
        "others": list(comparison.table.others),
    }


def targets_known(targets: Sequence[str]) -> bool:
    return all(target in BY_CODE or target in {NOTE, OUT} for target in targets)
