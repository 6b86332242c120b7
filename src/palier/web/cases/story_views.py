"""The whole story on one page, to print or to hand over, and notes taken back by who wrote them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palier.cases import notes
from palier.cases.queries import get_case
from palier.platform import clock, events
from palier.platform.models import Access
from palier.ui.components import undo_tag
from palier.web.cases import page
from palier.web.cases.story import FILTERS, Story


@require_safe
def story(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """From the first day to today, like a letter; filtered as the page it comes from."""
    actor = request.actor
    found = get_case(actor, case_id)
    events.looked(Access.Action.OPENED, case=found.id, route="case_story")
    only = request.GET.get("only", "") if request.GET.get("only") in FILTERS else ""
    lines = Story(actor, found, only=only)[:]
    context = page.case_page(actor, found, "case") | {
        "story": lines[::-1],
        "only": FILTERS[only] if only else "",
        "printed_on": clock.today(),
    }
    return render(request, "web/cases/story.html", context)


@require_POST
def withdraw(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    notes.withdraw_note(actor=request.actor, case_id=case_id, note_id=note_id, at=clock.now())
    undo = undo_tag(reverse("case_note_restore", args=[case_id, note_id]))
    messages.success(request, _("The note is withdrawn; the story says so."), undo)
    return redirect("case", case_id)


@require_POST
def restore(request: HttpRequest, case_id: UUID, note_id: UUID) -> HttpResponse:
    notes.restore_note(actor=request.actor, case_id=case_id, note_id=note_id)
    return redirect("case", case_id)
