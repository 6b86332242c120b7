"""Who answers for my cases while I am away, and cases passed to a colleague for good."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from palier.cases import handover, policies
from palier.platform import clock
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.web.cases.handover_forms import CoverForm, PassOnForm


@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: HttpRequest) -> HttpResponse:
    """Say who answers for somebody's cases, from a day to a day; the covers of the service that run or will."""
    actor = request.actor
    require(policies.may_cover(actor, actor.user))
    form = CoverForm(actor, request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            made = handover.cover(
                actor=actor,
                user=said["user"].id,
                substitute=said["substitute"].id,
                begins_on=said["begins_on"],
                until=said["until"],
                at=clock.now(),
            )
        except Invalid as error:
            for name, message in error.fields.items():
                form.add_error(name, message)
        else:
            undo = undo_tag(reverse("cover_end", args=[made.id]))
            words = {"substitute": said["substitute"].get_full_name(), "user": said["user"].get_full_name()}
            messages.success(request, _("%(substitute)s answers for %(user)s.") % words, undo)
            return redirect("cover")
    context = {
        "form": form,
        "covers": [
            (one, bool(policies.may_cover(actor, one.user_id)))
            for one in handover.coming_covers(actor, on=clock.today())
        ],
        "today": clock.today(),
    }
    return render(request, "web/cases/cover.html", context, status=422 if form.is_bound else 200)


@require_POST
def end_cover(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    handover.end_cover(actor=request.actor, cover_id=cover_id, at=clock.now())
    messages.success(request, _("The cover has ended."), undo_tag(reverse("cover_resume", args=[cover_id])))
    return redirect("cover")


@require_POST
def resume_cover(request: HttpRequest, cover_id: UUID) -> HttpResponse:
    handover.resume_cover(actor=request.actor, cover_id=cover_id, at=clock.now())
    return redirect("cover")


@require_POST
def pass_on(request: HttpRequest) -> HttpResponse:
    """The ticked cases, or the one of its page, get another referent; taken back by one click."""
    actor = request.actor
    require(policies.may_cover(actor, actor.user))
    form = PassOnForm(actor, request.POST)
    cases = _ids(request.POST.getlist("case"))
    if not cases:
        raise Invalid(_("Tick the cases to pass on, then choose the colleague."))
    if not form.is_valid():
        raise Invalid(_("Choose the colleague who takes the cases."))
    to = form.cleaned_data["to"]
    done = handover.pass_on(actor=actor, case_ids=cases, to=to.id, at=clock.now())
    words = ngettext("%(n)s case passed on to %(to)s.", "%(n)s cases passed on to %(to)s.", len(cases))
    undo = undo_tag(reverse("cases_take_back", args=[done])) if done else ""
    messages.success(request, words % {"n": len(cases), "to": to.get_full_name()}, undo)
    return redirect("case", cases.pop()) if len(cases) == 1 else redirect("cases")


def _ids(values: list[str]) -> set[UUID]:
    try:
        return {UUID(value) for value in values}
    except ValueError:
        raise Invalid from None


@require_POST
def take_back(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    number = handover.take_back(actor=request.actor, handover=handover_id, at=clock.now())
    words = ngettext("%(n)s case is back with its referent.", "%(n)s cases are back with their referents.", number)
    messages.success(request, words % {"n": number})
    return redirect("cases")
