"""What a closed meeting decided enters the story of each case, written by the delivery: the secretary of the meeting
need not see the case behind a line.
"""

from palier.candidacies.meeting_models import AgendaCase, MeetingDecision
from palier.platform import events
from palier.platform.events import on
from palier.platform.models import Event


@on("meeting.closed")
def tell_the_cases(event: Event) -> None:
    """One event a decision, with its code and without its words."""
    behind = dict(AgendaCase.objects.filter(line__meeting=event.subject_id).values_list("line", "case"))
    for decision in MeetingDecision.objects.filter(meeting=event.subject_id, line__in=behind):
        events.record(
            "case.decided_on",
            case=behind[decision.line_id],
            subject=event.subject_id,
            to_state=decision.kind,
            changes={"meeting": str(event.subject_id)},
        )
