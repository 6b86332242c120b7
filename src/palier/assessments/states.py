"""The moves of a joint assessment, as a literal table. A signed one is never opened again: a newer one replaces it."""

from palier.assessments.enums import AssessmentState

S = AssessmentState

# Those one still writes in. A case has at most one.
LIVE = (S.DRAFT, S.IN_PROGRESS, S.AWAITING_SIGNATURES)

MOVES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.IN_PROGRESS}),
    S.IN_PROGRESS: frozenset({S.AWAITING_SIGNATURES}),
    S.AWAITING_SIGNATURES: frozenset({S.IN_PROGRESS, S.SIGNED}),
    S.SIGNED: frozenset({S.SUPERSEDED}),
    S.SUPERSEDED: frozenset(),
}
