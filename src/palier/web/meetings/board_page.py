"""The board as plain values: each home with the households it fits, what a choice would change, four ways to give."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.candidacies.meeting_models import LONGEST_WHY, AgendaLine, PartnerMeeting
from palier.cases.enums import Urgency
from palier.matching.consequence import Consequence
from palier.matching.problem import ProblemRefused
from palier.matching.ways import Comparison
from palier.placement.boards import Board
from palier.placement.models import BoardPair
from palier.platform.errors import Missing
from palier.ui import workbook as book
from palier.ui.components import Column, Row, Status, Table
from palier.ui.formats import day
from palier.web.meetings import page
from palier.web.meetings.forms import ROOM_HELP, home_line

WAYS = {
    "queue": gettext_lazy("In the order of the queue"),
    "home_by_home": gettext_lazy("Home by home"),
    "stable": gettext_lazy("Stable: nobody envies anybody rightly"),
    "joint": gettext_lazy("All homes together"),
}


class GiveForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_WHY,
        help_text=ROOM_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BoardFilter(forms.Form):
    """Which households are shown before the homes; what is given jointly counts them all."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        required=False,
        choices=[
            ("", gettext_lazy("all")),
            ("yes", gettext_lazy("yes")),
            ("unknown", gettext_lazy("to be completed")),
        ],
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), required=False, choices=[("", gettext_lazy("all")), *Urgency.choices]
    )

    def chosen(self) -> dict[str, str]:
        """What is in the address and is a choice."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}


@dataclass(frozen=True)
class Choice:
    """A household a home fits or might. `best`: the best use of all the homes gives it this one."""

    line: UUID
    words: str
    status: Status
    urgency: str
    points: int
    best: bool
    url: str


@dataclass(frozen=True)
class Place:
    """A home of the agenda, with whom it fits; `decided`: whom it was decided for; `hidden`: how many filters hide."""

    words: str
    decided: str
    choices: list[Choice]
    hidden: int

    @property
    def fits_somebody(self) -> bool:
        return bool(self.decided or self.choices or self.hidden)


@dataclass(frozen=True)
class Household:
    """A household of the agenda: how many homes still to be given it fits or might, and which was decided for it."""

    line: UUID
    words: str
    homes: int
    decided: str


@dataclass(frozen=True)
class Asked:
    """What giving this home to this household would change."""

    home: str
    household: str
    moves: list[str]
    changes: list[str]
    instead: str


def subjects(made: Board) -> dict[UUID, str]:
    return {one.id: page.subject(one) for one in made.lines}


def places(meeting: PartnerMeeting, made: Board, chosen: Mapping[str, str]) -> list[Place]:
    words, taken = subjects(made), set(made.decided.values())
    before: dict[UUID, list[BoardPair]] = {}
    for pair in made.pairs:
        if pair.line_id not in taken:
            before.setdefault(pair.vacancy_id, []).append(pair)
    return [_place(meeting, one, made, words, before.get(one.vacancy_id, []), chosen) for one in made.homes]


def _place(
    meeting: PartnerMeeting,
    home: AgendaLine,
    made: Board,
    words: Mapping[UUID, str],
    pairs: Sequence[BoardPair],
    chosen: Mapping[str, str],
) -> Place:
    decided = made.decided.get(home.vacancy_id)
    open_ones = pairs if decided is None else []
    shown = [one for one in open_ones if chosen.items() <= {"answer": one.verdict, "urgency": _urgency(one)}.items()]
    return Place(
        home_line(home.vacancy),
        words.get(decided, "") if decided else "",
        [_choice(meeting, one, made, words, chosen) for one in shown],
        len(open_ones) - len(shown),
    )


def _urgency(pair: BoardPair) -> str:
    return f"U{pair.tier + 1}"


def _choice(
    meeting: PartnerMeeting, pair: BoardPair, made: Board, words: Mapping[UUID, str], chosen: Mapping[str, str]
) -> Choice:
    asked = urlencode({**chosen, "home": pair.vacancy_id, "line": pair.line_id})
    return Choice(
        pair.line_id,
        words[pair.line_id],
        Status(pair.verdict),
        str(Urgency(_urgency(pair)).label),
        pair.points,
        made.together.get(pair.vacancy_id) == pair.line_id,
        f"{reverse('meeting_board', args=[meeting.id])}?{asked}#asked",
    )


def households(made: Board) -> list[Household]:
    """In the order of the agenda."""
    given = {line: home for home, line in made.decided.items()}
    homes = {one.vacancy_id: home_line(one.vacancy) for one in made.homes}
    fits = Counter(one.line_id for one in made.pairs if one.vacancy_id not in made.decided)
    return [
        Household(line, words, fits[line], homes[given[line]] if line in given else "")
        for line, words in subjects(made).items()
    ]


def what_if(made: Board, asked: tuple[UUID, UUID]) -> Asked:
    """Missing for a home or a household that is not on the board, or no longer to be given."""
    (home, line), words = asked, subjects(made)
    homes = {one.vacancy_id: home_line(one.vacancy) for one in made.homes}
    if home not in homes or line not in words:
        raise Missing
    try:
        costs = made.costs(home, line)
    except ProblemRefused:
        raise Missing from None
    instead = made.together.get(home)
    return Asked(
        homes[home],
        words[line],
        list(_moves(costs, words, homes)),
        list(_changes(made, costs)),
        words[instead] if instead and instead != line else "",
    )


def _moves(costs: Consequence, words: Mapping[UUID, str], homes: Mapping[UUID, str]) -> Iterable[str]:
    """Who has another home than in the best use of all, the chosen household first."""
    for move in costs.moves:
        said: dict[str, Any] = {"who": words[UUID(move.household)]}
        if move.to_home is None:
            said["home"] = homes[UUID(str(move.from_home))]
            yield _("%(who)s would have no home, in place of %(home)s.") % said
        elif move.from_home is None:
            said["home"] = homes[UUID(move.to_home)]
            yield _("%(who)s would have %(home)s, in place of none.") % said
        else:
            said |= {"home": homes[UUID(move.to_home)], "former": homes[UUID(move.from_home)]}
            yield _("%(who)s would have %(home)s, in place of %(former)s.") % said


def _changes(made: Board, costs: Consequence) -> Iterable[str]:
    """Households with a home, by urgency, then points: only what changes."""
    for goal, change in zip(made.problem.goals, costs.change, strict=True):
        if change and goal == "points":
            yield _("Points in all: %(change)+d") % {"change": change}
        elif change:
            urgency = Urgency(f"U{int(goal.removeprefix('tier:')) + 1}").label
            yield _("Households with a home, %(urgency)s: %(change)+d") % {"urgency": urgency, "change": change}


def ways_table(found: Comparison) -> Table:
    columns = [
        Column("way", _("Way")),
        Column("filled", _("Homes given"), kind="number"),
        Column("behind", _("Fewer than together"), kind="number"),
        Column("points", _("Points"), kind="number"),
    ]
    rows = [Row([str(WAYS[way.code]), way.filled, way.behind, way.points]) for way in found.ways]
    return Table(_("Four ways to give these homes"), columns, rows)


def workbook(meeting: PartnerMeeting, made: Board, chosen: Mapping[str, str], words: Sequence[str]) -> bytes:
    """A line a home and household it fits, then the four ways; what the services with a seat read, and no more."""
    tables = [_written_table(places(meeting, made, chosen))]
    if made.pairs:
        tables.append(ways_table(made.ways()))
    held = _("Homes and households of %(day)s") % {"day": day(meeting.held_on)}
    sheet = book.Sheet(_("Board"), [held, str(meeting.agreement), *words], tables)
    return book.workbook([sheet], created=datetime.combine(meeting.held_on, time()))


def _written_table(found: Sequence[Place]) -> Table:
    columns = [
        Column("home", _("Home")),
        Column("household", _("Household")),
        Column("answer", _("Answer"), kind="status"),
        Column("urgency", _("Urgency")),
        Column("points", _("Points"), kind="number"),
        Column("best", _("Best together")),
    ]
    rows = []
    for place in found:
        if place.decided:
            rows.append(Row([place.words, place.decided, Status("done", _("decided")), None, None, None]))
        for one in place.choices:
            best = _("yes") if one.best else None
            rows.append(Row([place.words, one.words, one.status, one.urgency, one.points, best]))
    return Table(_("Homes and households"), columns, rows)
