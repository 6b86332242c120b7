"""What Django finds of this app."""

from palier.candidacies.meeting_models import (  # noqa: F401
    AgendaCase,
    AgendaLine,
    Attendance,
    MeetingCorrection,
    MeetingDecision,
    MeetingSeat,
    MeetingTask,
    PartnerMeeting,
)
