"""The moves of a vacancy and of a stock import, as literal tables."""

from palier.homes.enums import ImportState, VacancyState

V = VacancyState

# Ends that are not the right one; each can be taken back, to where its dates say that it stood.
AWAY = frozenset({V.RETURNED, V.WITHDRAWN, V.LAPSED})
LIVE = (V.ANNOUNCED, V.DIRECTED, V.OPEN, V.CANDIDATES_SENT, V.COMMITTEE)
# The parties of the agreement see the home in these states.
SHOWN = (V.OPEN, V.CANDIDATES_SENT, V.COMMITTEE)
# Its candidates have not come.
AWAITED = (V.ANNOUNCED, V.DIRECTED, V.OPEN)
ENDED = (V.FILLED, V.RETURNED, V.WITHDRAWN, V.LAPSED)

MOVES: dict[str, frozenset[str]] = {
    V.ANNOUNCED: frozenset({V.DIRECTED, V.OPEN}) | AWAY,
    V.DIRECTED: frozenset({V.ANNOUNCED, V.OPEN}) | AWAY,
    V.OPEN: frozenset({V.CANDIDATES_SENT}) | AWAY,
    V.CANDIDATES_SENT: frozenset({V.OPEN, V.COMMITTEE}) | AWAY,
    V.COMMITTEE: frozenset({V.CANDIDATES_SENT, V.FILLED}) | AWAY,
    V.FILLED: frozenset(),
    V.RETURNED: frozenset(LIVE),
    V.WITHDRAWN: frozenset(LIVE),
    V.LAPSED: frozenset(LIVE),
}

I = ImportState  # noqa: E741

IMPORT_MOVES: dict[str, frozenset[str]] = {
    I.RECEIVED: frozenset({I.CHECKED, I.REFUSED, I.DROPPED}),
    I.CHECKED: frozenset({I.APPLIED, I.REFUSED, I.DROPPED}),
    I.APPLIED: frozenset(),
    I.REFUSED: frozenset(),
    I.DROPPED: frozenset(),
}
