"""The aids decided in a period, by aid and by reason of refusal: small tables, their blanks made before they are kept.

A household counts once for an aid, however often it was helped, and may count for several.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from uuid import UUID

from palier.cases.enums import AidAnswer, AidKind, AidRefusal
from palier.reporting.enums import FigureKind
from palier.reporting.facts import AidRow, Facts
from palier.reporting.people import PersonalCell, listed
from palier.reporting.periods import Period
from palier.reporting.suppression import blanks_of_several, small


def tables(facts: Facts, period: Period) -> list[PersonalCell]:
    rows = [row for row in facts.aids if row.decided_on in period]
    granted = [row for row in rows if row.answer == AidAnswer.GRANTED]
    refused = [row for row in rows if row.answer == AidAnswer.REFUSED]
    by_aid = _households(FigureKind.AID_GRANTED, AidKind.values, ((row.kind, row.case) for row in granted))
    return [
        *by_aid,
        *_amounts(granted, by_aid),
        *_households(FigureKind.AID_REFUSED, AidKind.values, ((row.kind, row.case) for row in refused)),
        *_households(FigureKind.AID_REASON, AidRefusal.values, ((row.refusal, row.case) for row in refused)),
    ]


def _households(kind: FigureKind, codes: Sequence[str], found: Iterable[tuple[str, UUID]]) -> list[PersonalCell]:
    by_code: dict[Hashable, set[UUID]] = defaultdict(set)
    for code, case in found:
        by_code[code].add(case)
    values = {code: len(by_code[code]) for code in codes}
    total = len(set().union(*by_code.values()))
    return listed(kind, {"": total} | values, blanks_of_several(values, total))


def _amounts(granted: Sequence[AidRow], households: Sequence[PersonalCell]) -> list[PersonalCell]:
    """Cents. Hidden with the households of its aid, and where few of them have an amount.

    Their sum too where few have one, or where what is said would leave that of one hidden line or of few households.
    """
    cents, paid = Counter[str](), defaultdict[str, set[UUID]](set)
    for row in granted:
        if row.amount:
            cents[row.kind] += int(100 * row.amount)
            paid[row.kind].add(row.case)
    hidden = {cell.code for cell in households if cell.value is None}
    hidden |= {code for code, cases in paid.items() if small(len(cases))}
    unsaid = [paid[code] for code in hidden if paid[code]]
    if small(len(set().union(*paid.values()))) or small(len(set().union(*unsaid))) or len(unsaid) == 1:
        hidden.add("")
    values = {"": cents.total()} | {code: cents[code] for code in AidKind.values}
    return listed(FigureKind.AID_AMOUNT, values, hidden)
