"""The board of a meeting: the homes of its agenda against its households, filled by the worker from the last run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

import numpy as np
from django.db import connection, transaction

from palier.candidacies import meetings
from palier.candidacies.meeting_enums import AgendaKind, DecisionKind
from palier.candidacies.meeting_models import AgendaCase, AgendaLine, MeetingDecision, PartnerMeeting
from palier.candidacies.meeting_queries import meetings_of
from palier.matching.allocate import Allocation, allocate
from palier.matching.consequence import Consequence, consequence
from palier.matching.problem import Pair, Problem, read
from palier.matching.ways import Comparison, compare
from palier.placement.models import BoardPair, MatchingRank, MatchingRun, Override
from palier.platform.actor import Actor
from palier.platform.errors import Missing


@transaction.atomic
def refresh_board(meeting_id: UUID) -> None:
    """Fill the board anew, in the worker; that of a closed meeting stays as it is."""
    meeting = PartnerMeeting.objects.filter(id=meeting_id, closed_at=None).first()
    if meeting is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"board of {meeting_id}"])
    BoardPair.objects.filter(meeting=meeting).delete()
    run = MatchingRun.objects.filter(agreement=meeting.agreement_id).first()
    if run is None:
        return
    lines = AgendaLine.objects.filter(meeting=meeting, put_off=False)
    homes = {str(one) for one in lines.filter(kind=AgendaKind.HOME).values_list("vacancy", flat=True)}
    behind = {one.case_id: one for one in AgendaCase.objects.filter(line__in=lines).select_related("case")}
    BoardPair.objects.bulk_create(
        BoardPair(
            meeting=meeting,
            line_id=behind[found.case_id].line_id,
            vacancy_id=rank["vacancy"],
            verdict=rank["verdict"],
            tier=int(behind[found.case_id].case.urgency[1]) - 1,
            points=rank["points"],
        )
        for found in MatchingRank.objects.filter(run=run, case__in=behind)
        for rank in found.ranks
        if rank["vacancy"] in homes
    )


@dataclass(frozen=True)
class Board:
    """`lines`, `homes`: households and vacancies of the agenda; `decided`: by vacancy, the line it was decided for."""

    lines: Sequence[AgendaLine]
    homes: Sequence[AgendaLine]
    pairs: Sequence[BoardPair]
    decided: dict[UUID, UUID]

    @cached_property
    def problem(self) -> Problem:
        """One slot a home: who would live there. What was decided is given first."""
        known = {(str(one.vacancy_id), str(one.line_id)) for one in self.pairs}
        given = [(str(home), str(line)) for home, line in self.decided.items()]
        # A home or a household that was decided on without being on the board is no longer to be given.
        gone = {own for pair in given if pair not in known for own in pair}
        return read(
            {
                "homes": [{"id": str(one.vacancy_id)} for one in self.homes],
                "households": [{"id": str(one.id)} for one in self.lines],
                "pairs": [
                    {
                        "home": str(one.vacancy_id),
                        "household": str(one.line_id),
                        "tier": one.tier,
                        "points": one.points,
                    }
                    for one in self.pairs
                ],
                "forced": [list(pair) for pair in given if pair in known],
                "forbidden": [list(pair) for pair in known if gone & set(pair)],
            }
        )

    @cached_property
    def best(self) -> Allocation:
        return allocate(self.problem)

    @cached_property
    def together(self) -> dict[UUID, UUID]:
        """By vacancy, the line of the household that the best use of all homes gives it."""
        problem, rows = self.problem, np.flatnonzero(self.best.chosen)
        return {
            UUID(problem.homes[problem.home[row]]): UUID(problem.households[problem.household[row]]) for row in rows
        }

    def ways(self) -> Comparison:
        return compare(self.problem)

    def costs(self, vacancy: UUID, line: UUID) -> Consequence:
        """ProblemRefused for a pair that is not on the board, or no longer to be given."""
        pair: Pair = (str(vacancy), str(line))
        return consequence(self.problem, self.best, pair)


def board_of(actor: Actor, meeting: PartnerMeeting, lines: Sequence[AgendaLine]) -> Board:
    """`lines`: those of its agenda."""
    shown = [one for one in lines if not one.put_off]
    decided: dict[UUID, UUID] = {}
    made = MeetingDecision.objects.filter(meeting=meeting, kind=DecisionKind.PUT_FORWARD, line__in=shown)
    for home, line in made.order_by("decided_at", "id").values_list("vacancy", "line"):
        if home not in decided and line not in decided.values():
            decided[home] = line
    homes = [one for one in shown if one.kind == AgendaKind.HOME]
    households = [one for one in shown if one.kind == AgendaKind.CASE]
    places = {one.vacancy_id for one in homes}
    known = {line.id for line in households}
    mine = BoardPair.objects.filter(meeting__in=meetings_of(actor).order_by().values("id"), meeting=meeting)
    rows = mine.order_by("tier", "-points", "line__position")
    pairs = [one for one in rows if one.vacancy_id in places and one.line_id in known]
    return Board(households, homes, pairs, {home: line for home, line in decided.items() if home in places})


@transaction.atomic
def give(*, actor: Actor, board: Board, line: AgendaLine, vacancy: UUID, why: str, at: datetime) -> MeetingDecision:
    """Decide that a household is put forward for a home; where that departs from the best use, keep what it costs."""
    if not any(one.vacancy_id == vacancy and one.line_id == line.id for one in board.pairs):
        raise Missing
    costs = board.costs(vacancy, line.id)
    said = meetings.Decided(kind=DecisionKind.PUT_FORWARD, why=why, vacancy=vacancy)
    decision = meetings.decide(actor=actor, line_id=line.id, said=said, at=at)
    if costs.moves:
        Override.objects.create(
            meeting_id=line.meeting_id,
            decision=decision,
            instead_id=board.together.get(vacancy),
            change=dict(zip(board.problem.goals, costs.change, strict=True)),
            moves=[[one.household, one.from_home, one.to_home] for one in costs.moves],
        )
    return decision
