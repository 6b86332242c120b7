"""The board of a meeting: each home of the agenda with the households it fits; what giving it changes is said first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from palier.candidacies import meeting_policies
from palier.candidacies import meeting_queries as queries
from palier.candidacies.meeting_models import LONGEST_WHY, AgendaLine, PartnerMeeting
from palier.cases.enums import Urgency
from palier.matching.consequence import Consequence
from palier.matching.problem import ProblemRefused
from palier.matching.ways import Comparison
from palier.placement.boards import Board, board_of, give
from palier.placement.models import BoardPair
from palier.platform import clock
from palier.platform.errors import Conflict, Missing
from palier.platform.policy import require
from palier.ui.components import Column, Row, Status, Table, undo_tag
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


@dataclass(frozen=True)
class Choice:
    """A household a home fits or might. `best`: the best use of all the homes gives it this one."""

    words: str
    status: Status
    urgency: str
    points: int
    best: bool
    url: str


@dataclass(frozen=True)
class Place:
    """A home of the agenda, with whom it fits; `decided`: whom it was decided for."""

    words: str
    decided: str
    choices: list[Choice]


@dataclass(frozen=True)
class Asked:
    """What giving this home to this household would change."""

    home: str
    household: str
    moves: list[str]
    changes: list[str]
    instead: str


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`?home=…&line=…` asks what giving that home to that household would change. Sent with a reason, it is decided."""
    actor = request.actor
    found = queries.get_meeting(actor, meeting_id)
    made = board_of(actor, found, list(queries.agenda(actor, found)))
    asked = _asked(request)
    if request.method == "POST":
        require(meeting_policies.may_prepare(actor, found))
        if asked is None:
            raise Missing
        form = GiveForm(request.POST)
        if form.is_valid():
            return _give(request, found, made, asked, form.cleaned_data["why"])
        return _page(request, found, made, asked, form)
    return _page(request, found, made, asked, GiveForm())


def _asked(request: HttpRequest) -> tuple[UUID, UUID] | None:
    try:
        return UUID(request.GET["home"]), UUID(request.GET["line"])
    except (KeyError, ValueError):
        return None


def _give(
    request: HttpRequest, meeting: PartnerMeeting, made: Board, asked: tuple[UUID, UUID], why: str
) -> HttpResponse:
    home, line = asked
    found = next((one for one in made.lines if one.id == line), None)
    if found is None:
        raise Missing
    try:
        decision = give(actor=request.actor, board=made, line=found, vacancy=home, why=why, at=clock.now())
    except ProblemRefused:
        raise Conflict(_("This home or this household was decided on meanwhile: look at the board again.")) from None
    undo = undo_tag(reverse("meeting_take_back", args=[decision.id]))
    messages.success(request, _("The decision is recorded."), undo)
    return redirect("meeting_board", meeting.id)


def _page(
    request: HttpRequest,
    meeting: PartnerMeeting,
    made: Board,
    asked: tuple[UUID, UUID] | None,
    form: forms.Form,
) -> HttpResponse:
    words = {one.id: page.subject(one) for one in made.lines}
    homes = {one.vacancy_id: home_line(one.vacancy) for one in made.homes}
    runs = bool(meeting_policies.may_prepare(request.actor, meeting))
    ways = made.ways() if made.pairs else None
    context = {
        "meeting": meeting,
        "places": [_place(meeting, one, made, words) for one in made.homes],
        "asked": _what_if(made, asked, words, homes) if asked else None,
        "form": form if runs else None,
        "runs": runs,
        "best_words": _("best together"),
        "ways": _ways_table(ways) if ways else None,
        "comparison": ways,
    }
    return render(request, "web/meetings/board.html", context, status=422 if form.errors else 200)


def _place(meeting: PartnerMeeting, home: AgendaLine, made: Board, words: dict[UUID, str]) -> Place:
    decided = made.decided.get(home.vacancy_id)
    taken = set(made.decided.values())
    pairs = [one for one in made.pairs if one.vacancy_id == home.vacancy_id and one.line_id not in taken]
    choices = [_choice(meeting, one, made, words) for one in pairs] if decided is None else []
    return Place(home_line(home.vacancy), words.get(decided, "") if decided else "", choices)


def _choice(meeting: PartnerMeeting, pair: BoardPair, made: Board, words: dict[UUID, str]) -> Choice:
    url = reverse("meeting_board", args=[meeting.id]) + f"?home={pair.vacancy_id}&line={pair.line_id}#asked"
    return Choice(
        words[pair.line_id],
        Status(pair.verdict),
        str(Urgency(f"U{pair.tier + 1}").label),
        pair.points,
        made.together.get(pair.vacancy_id) == pair.line_id,
        url,
    )


def _what_if(made: Board, asked: tuple[UUID, UUID], words: dict[UUID, str], homes: dict[UUID, str]) -> Asked:
    home, line = asked
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


def _moves(costs: Consequence, words: dict[UUID, str], homes: dict[UUID, str]) -> Iterable[str]:
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


def _ways_table(found: Comparison) -> Table:
    columns = [
        Column("way", _("Way")),
        Column("filled", _("Homes given"), kind="number"),
        Column("behind", _("Fewer than together"), kind="number"),
        Column("points", _("Points"), kind="number"),
    ]
    rows = [Row([str(WAYS[way.code]), way.filled, way.behind, way.points]) for way in found.ways]
    return Table(_("Four ways to give these homes"), columns, rows)
