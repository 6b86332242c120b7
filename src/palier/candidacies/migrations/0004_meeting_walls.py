from django.db import migrations

from palier.platform import rls

MEETS = f"'envelope' = ANY ({rls.AUDIENCES})"
CONVENED = f"{MEETS} AND convener_id = {rls.SERVICE}"
SEAT = "EXISTS (SELECT 1 FROM meeting_seat s WHERE s.meeting_id = partner_meeting.id AND s.service_id = {})"
# Seats name services and no household: everybody reads them, or the two policies would recurse.
ASKED = "EXISTS (SELECT 1 FROM partner_meeting m WHERE m.id = meeting_seat.meeting_id AND m.convener_id = {})"


def seen(table: str, closed: str = "") -> str:
    """SQL: the meeting of the row is one of the reader's own, by the policy of `partner_meeting`."""
    return f'EXISTS (SELECT 1 FROM partner_meeting m WHERE m.id = "{table}".meeting_id{closed})'  # noqa: S608 — ours


# As any table of the audience `envelope`, until the meeting is closed.
BEHIND = rls.shared("agenda_case.case_id", "'envelope'")
STILL = (
    "EXISTS (SELECT 1 FROM agenda_line l JOIN partner_meeting m ON m.id = l.meeting_id"
    " WHERE l.id = agenda_case.line_id AND m.closed_at IS NULL)"
)


def runs(table: str) -> str:
    return seen(table, " AND m.closed_at IS NULL")


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0003_meetings"), ("cases", "0002_walls")]
    operations = [
        # A closed meeting is never opened again.
        rls.wall(
            "partner_meeting",
            f"{CONVENED} OR {MEETS} AND {SEAT.format(rls.SERVICE)}",
            check=CONVENED,
            changes=f"{CONVENED} AND closed_at IS NULL",
        ),
        rls.wall("meeting_seat", "true", check=ASKED.format(rls.SERVICE), changes=ASKED.format(rls.SERVICE)),
        *(
            rls.wall(table, seen(table), check=runs(table), changes=runs(table))
            for table in ("attendance", "agenda_line", "meeting_decision")
        ),
        # A task is done after the meeting.
        rls.wall("meeting_task", seen("meeting_task")),
        rls.wall(
            "meeting_correction",
            seen("meeting_correction"),
            check=seen("meeting_correction", " AND m.closed_at IS NOT NULL"),
            changes="false",
        ),
        rls.wall("agenda_case", BEHIND, check=f"{BEHIND} AND {STILL}", changes=f"{BEHIND} AND {STILL}"),
    ]
