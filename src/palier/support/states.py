"""The moves of a mandate and of its renewal, as literal tables."""

from palier.support.enums import MandateState, RenewalState

S = MandateState

# A mandate that binds two services: ordered, or running.
LIVE = (S.ORDERED, S.ACCEPTED)

MOVES: dict[str, frozenset[str]] = {
    S.ORDERED: frozenset({S.ACCEPTED, S.REFUSED, S.WITHDRAWN}),
    S.ACCEPTED: frozenset({S.CLOSED}),
    S.REFUSED: frozenset(),
    S.WITHDRAWN: frozenset({S.ORDERED}),
    S.CLOSED: frozenset(),
}

RENEWAL_MOVES: dict[str, frozenset[str]] = {
    RenewalState.ASKED: frozenset({RenewalState.GRANTED, RenewalState.REFUSED}),
    RenewalState.GRANTED: frozenset(),
    RenewalState.REFUSED: frozenset(),
}
