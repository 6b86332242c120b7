"""The record of a closed meeting: its digest, whether it still reads as it was closed, and the words that an erasure
takes from it.

An erased household leaves its reference, codes and days in the record, and none of the words said of it. What is left
then gets a digest of its own, beside the first; both stand in events, which are sealed.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from palier.candidacies.meeting_models import (
    AgendaLine,
    Attendance,
    MeetingDecision,
    MeetingTask,
    OfMeeting,
    PartnerMeeting,
)
from palier.platform import events
from palier.platform.models import Event

# In place of words that a record must not be without.
NO_WORDS = "–"
SAID_IN = ("meeting.closed", "meeting.words_erased")


def digest_of(meeting: PartnerMeeting) -> str:
    """SHA-256 of what was decided and given, written in one way only; as far as the reader of it sees the meeting."""

    def rows(model: type[OfMeeting], *order: str) -> QuerySet[Any]:
        return model._default_manager.filter(meeting=meeting).order_by(*order)

    there = rows(Attendance, "user_id").values_list("user", "service")
    lines = rows(AgendaLine, "position").values_list("id", "kind", "reference", "vacancy", "topic", "put_off")
    decided = rows(MeetingDecision, "decided_at", "id").values_list("line", "kind", "why", "vacancy", "referent")
    tasks = rows(MeetingTask, "due_on", "id").values_list("line", "what", "user", "due_on")
    content = {
        "meeting": str(meeting.id),
        "held_on": str(meeting.held_on),
        "there": [list(map(str, one)) for one in there],
        "lines": [list(map(str, one)) for one in lines],
        "decisions": [list(map(str, one)) for one in decided],
        "tasks": [list(map(str, one)) for one in tasks],
    }
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def expected(meeting: PartnerMeeting) -> str:
    """The digest its record has to have: as closed, or since the last erasure."""
    return meeting.erased_digest or meeting.digest


def holds(meeting: PartnerMeeting) -> bool:
    """Whether a closed meeting still reads as it was closed, what was erased since aside."""
    return digest_of(meeting) == expected(meeting)


def erase_words(lines: Collection[UUID]) -> None:
    """Erase what was said of these lines of agendas, in the open transaction, as the owner of the tables.

    A record that did not hold before is not given a digest that would make it hold.
    """
    closed = PartnerMeeting.objects.filter(
        id__in=AgendaLine.objects.filter(id__in=lines).values("meeting"), closed_at__isnull=False
    )
    held = [meeting for meeting in closed.order_by("id") if holds(meeting)]
    MeetingDecision.objects.filter(line__in=lines).update(why=NO_WORDS)
    MeetingTask.objects.filter(line__in=lines).update(what=NO_WORDS)
    for meeting in held:
        meeting.erased_digest = digest_of(meeting)
        meeting.erased_lines += AgendaLine.objects.filter(id__in=lines, meeting=meeting).count()
        meeting.save(update_fields=["erased_digest", "erased_lines"])
        changes = {"digest": meeting.erased_digest, "lines": meeting.erased_lines}
        events.record("meeting.words_erased", subject=meeting.id, changes=changes)


def faults() -> Iterator[str]:
    """The closed meetings whose record does not hold, or has a digest that no event says; for `palier record`, which
    reads everything.
    """
    for meeting in PartnerMeeting.objects.exclude(closed_at=None).order_by("closed_at", "id").iterator():
        said = Event.objects.filter(subject_id=meeting.id, kind__in=SAID_IN, changes__digest=expected(meeting))
        if not holds(meeting):
            yield f"The record of the meeting {meeting.id} does not read as it was closed: one of its rows was changed."
        elif not said.exists():
            yield f"The digest of the meeting {meeting.id} is in no event: it was made anew."
