"""The moves of a candidacy for an HLM home, as a literal table.

An overdue answer is no state: the machine never refuses in the household's name, an officer confirms `no_answer`.
"""

from palier.candidacies.enums import CandidacyState

S = CandidacyState

# A candidacy that may still end in a signature.
LIVE = (
    S.PUT_FORWARD,
    S.DESIGNATED,
    S.FILE_COMPLETE,
    S.GRANTED,
    S.GRANTED_RANKED,
    S.GRANTED_IF,
    S.OFFERED,
    S.ACCEPTED,
)
# The provider reads the file until its decision.
BEFORE_DECISION = (S.PUT_FORWARD, S.DESIGNATED, S.FILE_COMPLETE)
GRANTED = (S.GRANTED, S.GRANTED_RANKED, S.GRANTED_IF)
DECIDED_AGAINST = (S.NOT_GRANTED, S.INADMISSIBLE)
# States of a candidacy to which something was granted, whatever came of it.
OFFERED_ONCE = (S.OFFERED, S.ACCEPTED, S.REFUSED, S.NO_ANSWER, S.SIGNED)
ANSWERED = (S.ACCEPTED, S.REFUSED, S.SIGNED)
ENDED = (S.NOT_GRANTED, S.INADMISSIBLE, S.REFUSED, S.NO_ANSWER, S.SIGNED, S.WITHDRAWN, S.SUPERSEDED)

# Any open one may be withdrawn, or ended by another signature.
AWAY = frozenset({S.WITHDRAWN, S.SUPERSEDED})

MOVES: dict[str, frozenset[str]] = {
    S.PUT_FORWARD: frozenset({S.DESIGNATED}) | AWAY,
    S.DESIGNATED: frozenset({S.FILE_COMPLETE}) | AWAY,
    S.FILE_COMPLETE: frozenset({*GRANTED, *DECIDED_AGAINST}) | AWAY,
    S.GRANTED: frozenset({S.OFFERED}) | AWAY,
    S.GRANTED_RANKED: frozenset({S.OFFERED}) | AWAY,
    S.GRANTED_IF: frozenset({S.OFFERED}) | AWAY,
    S.OFFERED: frozenset({S.ACCEPTED, S.REFUSED, S.NO_ANSWER}) | AWAY,
    S.ACCEPTED: frozenset({S.SIGNED}) | AWAY,
    **{ended: frozenset() for ended in ENDED},
}
