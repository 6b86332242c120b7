"""A meeting as components: plain values, no markup."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from palier.candidacies import meeting_record
from palier.candidacies.agenda import Due
from palier.candidacies.meeting_enums import LETTERS, AgendaKind, AgendaReason, DecisionKind
from palier.candidacies.meeting_models import AgendaCase, AgendaLine, MeetingDecision, MeetingTask, PartnerMeeting
from palier.cases.models import Person
from palier.homes.models import Vacancy
from palier.ui.components import Cell, Column, Row, Status, Table
from palier.ui.formats import day
from palier.web.meetings.forms import home_line

# Of each kind: an agenda is read in an hour.
PROPOSED = 15


@dataclass(frozen=True)
class Letter:
    label: str
    who: str


def meetings_table(meetings: Iterable[PartnerMeeting]) -> Table:
    columns = [
        Column("day", _("Day")),
        Column("agreement", _("Agreement")),
        Column("convener", _("Convened by")),
        Column("state", _("State"), kind="status"),
    ]
    rows = [
        Row(
            [
                Cell(day(one.held_on), url=reverse("meeting", args=[one.id])),
                str(one.agreement),
                f"{one.convener.organisation} – {one.convener}",
                meeting_status(one),
            ]
        )
        for one in meetings
    ]
    return Table(_("Partner meetings"), columns, rows)


def meeting_status(meeting: PartnerMeeting) -> Status:
    return (
        Status("quiet", pgettext("a meeting", "closed")) if meeting.closed_at else Status("soon", _("being prepared"))
    )


def holds(meeting: PartnerMeeting) -> Status | None:
    """Whether the record reads as it was closed; nothing before."""
    if not meeting.closed_at:
        return None
    if not meeting_record.holds(meeting):
        return Status("late", _("It does not read as it was closed: tell whoever keeps Palier."))
    if meeting.erased_lines:
        words = ngettext(
            "As closed, but for the words of %(n)s line, erased since with the file of its household.",
            "As closed, but for the words of %(n)s lines, erased since with the files of their households.",
            meeting.erased_lines,
        )
        return Status("quiet", words % {"n": meeting.erased_lines})
    return Status("quiet", _("As closed."))


def composition(line: AgendaLine) -> str:
    """`1 adult, 2 children`: without ages, which are the file's."""
    words = ngettext("%(n)s adult", "%(n)s adults", line.adults) % {"n": line.adults}
    if line.children:
        words += ", " + ngettext("%(n)s child", "%(n)s children", line.children) % {"n": line.children}
    return words


def subject(line: AgendaLine) -> str:
    """What a line is about, as it may be said aloud."""
    if line.kind == AgendaKind.CASE:
        return f"{line.reference} · {composition(line)}"
    return home_line(line.vacancy) if line.kind == AgendaKind.HOME else line.topic


def reasons(codes: Iterable[str]) -> str:
    return ", ".join(str(AgendaReason(code).label) for code in codes)


def decision_words(decision: MeetingDecision) -> str:
    words = str(decision.get_kind_display())
    if decision.kind == DecisionKind.PUT_FORWARD:
        words = f"{words}: {home_line(decision.vacancy)}"
        asked = getattr(decision, "asked", None)
        if asked is not None:
            said = _("agreed since by the household") if asked.done_at else _("the household is still to be asked")
            words = f"{words} ({said})"
        return words
    if decision.kind == DecisionKind.REFERENT:
        return f"{words}: {decision.referent.get_full_name()}"
    return words


def recorded(decision: MeetingDecision) -> str:
    """What follows a decision, for whoever recorded it."""
    if decision.kind != DecisionKind.PUT_FORWARD:
        return _("The decision is recorded.")
    if hasattr(decision, "asked"):
        return _("The decision is recorded. The referent has the task to ask the household, then to put it forward.")
    return _("The decision is recorded, and the household is put forward.")


def agenda_table(
    lines: Iterable[AgendaLine], behind: dict[UUID, AgendaCase], names: dict[UUID, Person], *, put_off: bool = False
) -> Table:
    """`names`: of the cases whose file the reader may open; the others keep their reference."""
    columns = [
        Column("subject", _("Subject")),
        Column("why", _("Why today")),
        Column("due", _("Day"), kind="day"),
        Column("decided", _("Decided")),
    ]
    rows = [
        Row(
            [
                Cell(subject(one), url=reverse("meeting_line", args=[one.id]), note=_name(one, behind, names)),
                reasons(one.reasons),
                one.due_on,
                " · ".join(decision_words(decision) for decision in one.decisions.all()),
            ]
        )
        for one in lines
        if one.put_off == put_off
    ]
    return Table(_("Put off") if put_off else _("Agenda"), columns, rows)


def _name(line: AgendaLine, behind: dict[UUID, AgendaCase], names: dict[UUID, Person]) -> str:
    case = behind.get(line.id)
    return str(names.get(case.case_id, "")) if case else ""


def due_table(due: list[Due], names: dict[UUID, Person]) -> Table:
    """The nearest days; what is put on the agenda makes room for the next."""
    columns = [
        Column("case", _("Household")),
        Column("why", _("Why")),
        Column("day", _("Day"), kind="day"),
    ]
    rows = [
        Row(
            [
                Cell(str(names.get(one.case.id, one.case.reference)), note=one.case.reference),
                reasons(one.reasons),
                one.on,
            ],
            id=str(one.case.id),
        )
        for one in due[:PROPOSED]
    ]
    return Table(_("Due in your service"), columns, rows, select="case", summary=_of(len(rows), len(due)))


def _of(shown: int, all_: int) -> str:
    return _("the first %(shown)s of %(all)s") % {"shown": shown, "all": all_} if shown < all_ else ""


def homes_due_table(vacancies: list[Vacancy]) -> Table:
    columns = [
        Column("home", _("Home")),
        Column("landlord", _("Landlord")),
        Column("free", _("Free on"), kind="day"),
        Column("due", _("Candidates due"), kind="day"),
    ]
    rows = [
        Row([home_line(one), str(one.home.landlord), one.free_on, one.candidates_due_on], id=str(one.id))
        for one in vacancies[:PROPOSED]
    ]
    summary = _of(len(rows), len(vacancies))
    return Table(_("Homes opened to the agreement"), columns, rows, select="home", summary=summary)


def letters(lines: Iterable[AgendaLine]) -> list[Letter]:
    """What must be written after the meeting, in the order of the agenda."""
    return [
        Letter(str(LETTERS[decision.kind].label), subject(one))
        for one in lines
        for decision in one.decisions.all()
        if decision.kind in LETTERS
    ]


def tasks(lines: Iterable[AgendaLine]) -> list[tuple[MeetingTask, str]]:
    """By day, each with what it is about."""
    found = [(task, subject(one)) for one in lines for task in one.tasks.all()]
    return sorted(found, key=lambda pair: (pair[0].due_on, pair[0].what))
