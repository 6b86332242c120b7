"""Pages of candidacies for a place: asking for one, and one with its steps."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.candidacies import arrivals, places, policies
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import LIVE
from palier.cases.policies import may_move
from palier.cases.queries import applicants, get_case
from palier.platform import clock, events
from palier.platform.errors import DomainError
from palier.platform.models import Access
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.web.candidacies import place_page as page
from palier.web.candidacies.costs import place_cost
from palier.web.candidacies.place_acts import PLACE_ACTS, AskForPlaceForm, StepForm
from palier.web.cases.page import case_page
from palier.web.refusals import tell


@require_http_methods(["GET", "HEAD", "POST"])
def place_candidacy_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The household agrees to ask for a place."""
    actor = request.actor
    case = get_case(actor, case_id)
    require(policies.may_put_forward(actor, case), case=case.id)
    sent = request.method == "POST"
    form = AskForPlaceForm(actor, case, request.POST if sent else None)
    if sent and form.is_valid():
        try:
            made = form.ask(actor, case)
        except DomainError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The household asks for a place."))
            return redirect("place_candidacy", made.id)
    words = {
        "home": _("a place in a residence"),
        "opens": _("Its file opens to the residence; where the SIAO directs households there, once it has done so."),
    }
    context = case_page(actor, case, "case_candidacies") | words | {"form": form}
    return render(request, "web/candidacies/new.html", context, status=422 if sent else 200)


@require_safe
def place_candidacy(request: HttpRequest, place_candidacy_id: UUID) -> HttpResponse:
    found = places.get_place_candidacy(request.actor, place_candidacy_id)
    events.looked(Access.Action.OPENED, case=found.case_id, route="place_candidacy")
    return _page(request, found)


@require_POST
def step(request: HttpRequest, place_candidacy_id: UUID, to: str) -> HttpResponse:
    """Take one step; what cannot be taken keeps what was typed."""
    actor = request.actor
    found = places.get_place_candidacy(actor, place_candidacy_id)
    require(places.ALLOWED.get(to, policies.may_admit)(actor, found), case=found.case_id)
    form = StepForm(actor, found, to, request.POST, auto_id=f"id_{to}_%s")
    if not form.is_valid():
        return _page(request, found, typed=(to, form), status=422)
    try:
        done = places.take(actor=actor, candidacy_id=found.id, to=to, said=form.said(), at=clock.now())
    except DomainError as refusal:
        tell(form, refusal)
        found = places.get_place_candidacy(actor, place_candidacy_id)
        return _page(request, found, typed=(to, form), status=refusal.status)
    undo = undo_tag(reverse("place_arrival_take_back", args=[done.id])) if arrivals.may_take_back(actor, done) else ""
    messages.success(request, str(PLACE_ACTS[to].done), undo)
    mine = done.state in LIVE or may_move(actor, found.case)
    return redirect("place_candidacy", found.id) if mine else redirect("candidacies")


@require_POST
def take_arrival_back(request: HttpRequest, place_candidacy_id: UUID) -> HttpResponse:
    """The arrival was written by mistake."""
    done = arrivals.take_back(actor=request.actor, candidacy_id=place_candidacy_id, at=clock.now())
    messages.success(request, _("The arrival is taken back: the contract is signed, and the place is kept."))
    return redirect("place_candidacy", done.id)


def _page(
    request: HttpRequest, found: PlaceCandidacy, *, typed: tuple[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    names = applicants(actor, [found.case])
    acts = page.acts(actor, found, typed)
    context: dict[str, Any] = {
        "candidacy": found,
        "name": str(names.get(found.case_id, found.case.reference)),
        "reads_file": bool(names),
        "home_words": f"{found.where}, {found.kind.label}",
        "status": page.status(found),
        "facts": page.facts(found),
        "cost": place_cost(actor, found),
        "mistaken": reverse("place_arrival_take_back", args=[found.id]) if arrivals.may_take_back(actor, found) else "",
        "acts": acts,
        "refused": typed[1] if typed and typed[0] not in {each.name for each in acts} else None,
    }
    return render(request, "web/candidacies/candidacy.html", context, status=status)
