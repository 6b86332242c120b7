"""Close a case knowing what it does, and start a new one from its facts."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from palier.cases import closing, policies
from palier.cases.enums import Ground, Outcome
from palier.cases.models import Case
from palier.cases.queries import get_case, shares_of
from palier.platform import clock, events
from palier.platform.errors import Conflict, Invalid
from palier.platform.models import Access
from palier.platform.policy import require
from palier.support.queries import mandates_of
from palier.support.states import LIVE
from palier.web.cases import page
from palier.web.cases.sharing_views import shares_table
from palier.web.refusals import tell


class CloseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=gettext_lazy("How did it end?"), choices=[("", ""), *Outcome.choices])
    reason = forms.CharField(
        label=gettext_lazy("Why, in a few words"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For the colleague who answers the next call. Written to be read by the household."),
    )
    sent_to = forms.CharField(
        label=gettext_lazy("Where did you send the household?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Asked for when it goes to another body, or is outside the agreement’s scope."),
    )


class AgainForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What closing does, to whom, and the three things it asks."""
    actor = request.actor
    case = get_case(actor, case_id)
    require(policies.may_close(actor, case), case=case.id)
    events.looked(Access.Action.OPENED, case=case.id, route="case_close")
    if request.method != "POST":
        return _page(request, case, CloseForm(initial={"version": case.version}))
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            closing.close_case(actor=actor, case_id=case.id, at=clock.now(), **form.cleaned_data)
        except Invalid as error:
            tell(form, error)
        except Conflict as conflict:
            again = CloseForm(request.POST.copy())
            again.data["version"] = str(case.version)
            again.add_error(None, conflict.message)
            return _page(request, case, again, conflict.status)
        else:
            messages.success(request, _("The case is closed. Its facts can start a new one."))
            return redirect("case", case_id)
    return _page(request, case, form, 422)


def _page(request: HttpRequest, case: Case, form: CloseForm, status: int = 200) -> HttpResponse:
    followers = shares_of(request.actor, case).exclude(ground__in=(Ground.HOLDER, Ground.CONTRACT))
    context: dict[str, Any] = page.case_page(request.actor, case, "case") | {
        "form": form,
        "running": closing.still_running(request.actor, case),
        "mandates": mandates_of(request.actor, case).filter(state__in=LIVE),
        "followers": shares_table(followers, _("Who stops seeing it")),
    }
    return render(request, "web/cases/close.html", context, status=status)


@require_POST
def start_again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A new case from the facts of this closed one."""
    require(policies.may_start_from(request.actor, get_case(request.actor, case_id)), case=case_id)
    form = AgainForm(request.POST)
    if not form.is_valid():
        raise Invalid
    try:
        case = closing.start_from(actor=request.actor, case_id=case_id, new_id=form.cleaned_data["id"], at=clock.now())
    except Invalid as error:
        messages.error(request, error.message)
        return redirect("case", case_id)
    messages.success(
        request,
        _("The new case is %(reference)s. Read its facts again with the household: they may have changed.")
        % {"reference": case.reference},
    )
    return redirect("case_household", case.id)
