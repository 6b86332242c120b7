"""The moves of a case, as a literal table. A closed case is not reopened: a new one starts from its facts."""

from palier.cases.enums import CaseState

MOVES: dict[str, frozenset[str]] = {
    CaseState.RECEIVED: frozenset({CaseState.OPEN, CaseState.SUSPENDED, CaseState.CLOSED}),
    CaseState.OPEN: frozenset({CaseState.SUSPENDED, CaseState.CLOSED}),
    CaseState.SUSPENDED: frozenset({CaseState.OPEN, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}
