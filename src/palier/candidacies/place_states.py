"""The moves of a candidacy for a place, as a literal table."""

from palier.candidacies.place_enums import PlaceCandidacyState

P = PlaceCandidacyState

LIVE = (
    P.AGREED,
    P.SIAO_REQUESTED,
    P.SIAO_ORIENTED,
    P.RECEIVED,
    P.VISITED,
    P.ADMITTED,
    P.WAITING_LIST,
    P.DEFERRED,
    P.PLACE_OFFERED,
    P.ACCEPTED,
    P.CONTRACT_SIGNED,
)
ENDED = (P.REFUSED, P.DECLINED, P.ARRIVED, P.WITHDRAWN)
# The residence has not decided yet: a place on its waiting list is no decision.
UNDECIDED = (P.RECEIVED, P.VISITED, P.DEFERRED, P.WAITING_LIST)
# It was received, whatever came of it, a withdrawal aside.
ONCE_RECEIVED = (
    *UNDECIDED,
    P.ADMITTED,
    P.REFUSED,
    P.PLACE_OFFERED,
    P.ACCEPTED,
    P.DECLINED,
    P.CONTRACT_SIGNED,
    P.ARRIVED,
)
ONCE_OFFERED = (P.PLACE_OFFERED, P.ACCEPTED, P.DECLINED, P.CONTRACT_SIGNED, P.ARRIVED)
TAKEN = (P.ACCEPTED, P.CONTRACT_SIGNED)

ANSWERS = frozenset({P.ADMITTED, P.WAITING_LIST, P.DEFERRED, P.REFUSED})
AWAY = frozenset({P.WITHDRAWN})

MOVES: dict[str, frozenset[str]] = {
    P.AGREED: frozenset({P.SIAO_REQUESTED, P.RECEIVED}) | AWAY,
    P.SIAO_REQUESTED: frozenset({P.SIAO_ORIENTED}) | AWAY,
    P.SIAO_ORIENTED: frozenset({P.RECEIVED}) | AWAY,
    P.RECEIVED: frozenset({P.VISITED}) | AWAY,
    P.VISITED: ANSWERS | AWAY,
    P.DEFERRED: ANSWERS - {P.DEFERRED} | AWAY,
    P.WAITING_LIST: frozenset({P.ADMITTED, P.PLACE_OFFERED, P.REFUSED}) | AWAY,
    P.ADMITTED: frozenset({P.PLACE_OFFERED}) | AWAY,
    P.PLACE_OFFERED: frozenset({P.ACCEPTED, P.DECLINED}) | AWAY,
    P.ACCEPTED: frozenset({P.CONTRACT_SIGNED}) | AWAY,
    P.CONTRACT_SIGNED: frozenset({P.ARRIVED}) | AWAY,
    # An arrival written by mistake has an act of its own (`arrivals.take_back`).
    **{ended: frozenset() for ended in ENDED},
}
