"""Views of the caseload that one saves under a name, takes away, puts back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from palier.cases import policies, saved_views
from palier.cases.models import SavedView
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.web.cases.handover_forms import SavedViewForm


def address(view: SavedView) -> str:
    """The list the view stands for; its filters are codes, so its address tells nobody's name."""
    return f"{reverse('cases')}?{urlencode(view.filters)}"


def named(actor: Actor, views: list[SavedView]) -> list[dict[str, object]]:
    """For the list: each view with its address, and whether the reader may take it away."""
    return [{"view": view, "url": address(view), "mine": view.owner_id == actor.user} for view in views]


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters in force under a name."""
    require(policies.may_list_cases(request.actor))
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Give the view a name of 60 letters at most."))
    filters = {code: request.POST.get(code, "") for code in saved_views.CODES}
    view = saved_views.save_view(
        actor=request.actor, name=form.cleaned_data["name"], filters=filters, shared=form.cleaned_data["shared"]
    )
    messages.success(request, _("The view is saved."), undo_tag(reverse("case_view_remove", args=[view.id])))
    return redirect(address(view))


@require_POST
def remove(request: HttpRequest, view_id: UUID) -> HttpResponse:
    saved_views.remove_view(actor=request.actor, view_id=view_id, at=clock.now())
    messages.success(request, _("The view is taken away."), undo_tag(reverse("case_view_restore", args=[view_id])))
    return redirect("cases")


@require_POST
def restore(request: HttpRequest, view_id: UUID) -> HttpResponse:
    return redirect(address(saved_views.restore_view(actor=request.actor, view_id=view_id)))
