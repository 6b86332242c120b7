"""Residences, their places, and what takes a place when."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palier.homes import policies
from palier.homes.models import Place, PlaceUse, Residence
from palier.homes.places import calendar, duration, leaving, queries
from palier.organisations.queries import has_stock
from palier.platform import clock
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.ui.formats import day
from palier.web.homes import residence_page as page
from palier.web.homes.residence_forms import MONTHS, DurationForm, FreeForm, PeriodForm, ResidenceFilters, month_of
from palier.web.homes.vacancy_page import tabs
from palier.web.refusals import tell

PAGE = 25
PLACES = 50


@require_safe
def residences(request: HttpRequest) -> HttpResponse:
    """The residences of one's own organisation, with their places and how many are free on a day."""
    actor = request.actor
    require(policies.may_list_homes(actor))
    if not has_stock(actor):
        raise Missing
    filters = ResidenceFilters(actor, request.GET)
    chosen = filters.chosen()
    on = chosen["free_on"] or clock.today()
    found = queries.residences_of(queries.search_places(actor, **chosen), on)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("residences"),
        "filters": filters,
        "filtered": any(chosen.values()),
        "page": listed,
        "table": page.residences_table(listed, on),
        "may_import": actor.has(*policies.IMPORT_STOCK),
    }
    return render(request, "web/homes/residences.html", context)


@require_safe
def residence(request: HttpRequest, residence_id: UUID) -> HttpResponse:
    """Its places, and who is free when: `?month=2026-03` and the months after it."""
    return _residence(request, queries.get_residence(request.actor, residence_id))


@require_POST
def residence_plan(request: HttpRequest, residence_id: UUID) -> HttpResponse:
    """How long a stay is planned to last there."""
    found = queries.get_residence(request.actor, residence_id)
    require(policies.may_plan(request.actor, found))
    form = DurationForm(request.POST)
    if form.is_valid():
        try:
            duration.plan(actor=request.actor, residence_id=found.id, **form.cleaned_data)
        except Invalid as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The planned duration is recorded."))
            return redirect("residence", found.id)
    return _residence(request, found, form)


def _residence(request: HttpRequest, found: Residence, form: DurationForm | None = None) -> HttpResponse:
    actor = request.actor
    firsts = page.months(month_of(request.GET.get("month"), clock.today()), MONTHS)
    places = queries.places_visible_to(actor).filter(residence=found, left_on=None).order_by("label", "id")
    listed = Paginator(queries.with_calendar(places, firsts[0], firsts[-1]), PLACES).get_page(request.GET.get("page"))
    earlier = page.months(firsts[0].replace(year=firsts[0].year - 1), 12 - MONTHS)[-1]
    context = {
        "residence": found,
        "page": listed,
        "table": page.calendar_table(listed, firsts),
        "earlier": f"{earlier:%Y-%m}",
        "later": f"{firsts[-1]:%Y-%m}",
        "plan": (form or DurationForm(initial={"months": found.months})) if policies.may_plan(actor, found) else None,
    }
    return render(request, "web/homes/residence.html", context, status=422 if form else 200)


@require_safe
def place(request: HttpRequest, place_id: UUID) -> HttpResponse:
    found = queries.get_place(request.actor, place_id)
    return render(request, "web/homes/place.html", _place_page(request, found))


def _place_page(
    request: HttpRequest, found: Place, form: PeriodForm | None = None, freeing: tuple[UUID, FreeForm] | None = None
) -> dict[str, Any]:
    today = clock.today()
    uses = [one for one in found.uses.order_by("-arrival") if one.cancelled_at is None]
    may_keep = policies.may_keep_calendar(request.actor, found)
    return {
        "place": found,
        "facts": page.facts(found),
        "uses": page.uses_table(uses),
        "open": [
            (one, freeing[1] if freeing and freeing[0] == one.id else _free_form(one, today))
            for one in uses
            if may_keep and not one.titled and (one.departure is None or one.departure > today)
        ],
        "may_settle": policies.may_settle_place(request.actor, found),
        "form": (form or PeriodForm()) if may_keep and not found.left_on else None,
    }


def _free_form(use: PlaceUse, today: date) -> FreeForm:
    return FreeForm(initial={"day": max(today, use.arrival)}, auto_id=f"{use.id}-%s")


@require_POST
def place_take(request: HttpRequest, place_id: UUID) -> HttpResponse:
    actor = request.actor
    found = queries.get_place(actor, place_id)
    require(policies.may_keep_calendar(actor, found))
    form = PeriodForm(request.POST)
    if form.is_valid():
        try:
            use = calendar.take(actor=actor, place_id=place_id, period=form.period())
        except Invalid as refusal:
            tell(form, refusal)
        else:
            undo = reverse("place_cancel", args=[use.id])
            said = _("The place is taken from %(day)s: %(what)s.")
            messages.success(request, said % {"day": day(use.arrival), "what": use.get_kind_display()}, undo_tag(undo))
            return redirect("place", place_id)
    return render(request, "web/homes/place.html", _place_page(request, found, form), status=422)


@require_POST
def place_left(request: HttpRequest, place_id: UUID) -> HttpResponse:
    found = leaving.leave(actor=request.actor, place_id=place_id, on=clock.today())
    undo = reverse("place_keep", args=[found.id])
    messages.success(request, _("The place has left the stock: it is no longer listed."), undo_tag(undo))
    return redirect("place", found.id)


@require_POST
def place_keep(request: HttpRequest, place_id: UUID) -> HttpResponse:
    found = leaving.keep(actor=request.actor, place_id=place_id)
    messages.success(request, _("The place is in the stock."))
    return redirect("place", found.id)


@require_POST
def place_free(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """Back in service, or simply free, from a day."""
    actor = request.actor
    former = queries.get_use(actor, use_id)
    found = queries.get_place(actor, former.place_id)
    require(policies.may_keep_calendar(actor, found))
    form = FreeForm(request.POST, auto_id=f"{use_id}-%s")
    if not form.is_valid():
        context = _place_page(request, found, freeing=(use_id, form))
        return render(request, "web/homes/place.html", context, status=422)
    on = form.cleaned_data["day"]
    use = calendar.free(actor=actor, use_id=use_id, on=on, at=clock.now())
    undo = reverse("place_retake", args=[use.id])
    if former.departure:
        undo += f"?until={former.departure.isoformat()}"
    messages.success(request, _("The place is free from %(day)s.") % {"day": day(on)}, undo_tag(undo))
    return redirect("place", use.place_id)


@require_POST
def place_cancel(request: HttpRequest, use_id: UUID) -> HttpResponse:
    use = calendar.cancel(actor=request.actor, use_id=use_id, at=clock.now())
    undo = reverse("place_retake", args=[use.id])
    if use.departure:
        undo += f"?until={use.departure.isoformat()}"
    messages.success(request, _("The period is taken out of the calendar."), undo_tag(undo))
    return redirect("place", use.place_id)


def _until(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET["until"]) if "until" in request.GET else None
    except ValueError:
        raise Missing from None


@require_POST
def place_retake(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """Undo a freeing or a cancellation; `?until=` the day that was said before."""
    use = calendar.retake(actor=request.actor, use_id=use_id, until=_until(request))
    messages.success(request, _("The period stands again."))
    return redirect("place", use.place_id)
