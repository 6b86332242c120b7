"""The board of a meeting: each home of the agenda with the households it fits; what giving it changes is said first."""

from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from palier.candidacies import meeting_policies
from palier.candidacies import meeting_queries as queries
from palier.candidacies.meeting_models import PartnerMeeting
from palier.matching.problem import ProblemRefused
from palier.placement.boards import Board, board_of, give
from palier.platform import clock, events
from palier.platform.errors import Conflict, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.ui.forms import chosen_words
from palier.ui.workbook import workbook_answer
from palier.web.meetings import board_page as page
from palier.web.meetings.board_page import BoardFilter, GiveForm


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """`?home=…&line=…` asks what giving that home to that household would change. Sent with a reason, it is decided."""
    found, made = _board(request, meeting_id)
    asked = _asked(request)
    if request.method == "POST":
        require(meeting_policies.may_prepare(request.actor, found))
        if asked is None:
            raise Missing
        form = GiveForm(request.POST)
        if form.is_valid():
            return _give(request, found, made, asked, form.cleaned_data["why"])
        return _page(request, found, made, asked, form)
    return _page(request, found, made, asked, GiveForm())


@require_safe
def workbook(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The board with the filters of the address, in a file that names nobody."""
    found, made = _board(request, meeting_id)
    filters = BoardFilter(request.GET)
    content = page.workbook(found, made, filters.chosen(), chosen_words(filters))
    events.looked(Access.Action.EXPORTED, route="meeting_board", reason="xlsx")
    return workbook_answer(content, f"{found.held_on:%Y-%m-%d}-{found.id}")


def _board(request: HttpRequest, meeting_id: UUID) -> tuple[PartnerMeeting, Board]:
    found = queries.get_meeting(request.actor, meeting_id)
    return found, board_of(request.actor, found, list(queries.agenda(request.actor, found)))


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
    kept = urlencode(BoardFilter(request.GET).chosen())
    return redirect(reverse("meeting_board", args=[meeting.id]) + (f"?{kept}" if kept else ""))


def _page(
    request: HttpRequest,
    meeting: PartnerMeeting,
    made: Board,
    asked: tuple[UUID, UUID] | None,
    form: forms.Form,
) -> HttpResponse:
    runs = bool(meeting_policies.may_prepare(request.actor, meeting))
    ways = made.ways() if made.pairs else None
    filters = BoardFilter(request.GET)
    places = page.places(meeting, made, filters.chosen())
    context = {
        "meeting": meeting,
        "filters": filters,
        "places": [one for one in places if one.fits_somebody],
        "unfit": [one for one in places if not one.fits_somebody],
        "asked": page.what_if(made, asked) if asked else None,
        "form": form if runs else None,
        "runs": runs,
        "kept": urlencode(filters.chosen()),
        "households": page.households(made) if made.homes else [],
        "no_home": _("fits none of these homes"),
        "best_words": _("best together"),
        "ways": page.ways_table(ways) if ways else None,
        "comparison": ways,
    }
    return render(request, "web/meetings/board.html", context, status=422 if form.errors else 200)
