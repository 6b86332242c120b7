from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from palier.homes import policies, queries, services
from palier.homes.models import Home, Vacancy
from palier.homes.states import LIVE, SHOWN
from palier.organisations.queries import has_stock
from palier.placement.queries import READERS as SHORTLIST_READERS
from palier.platform import clock
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.web.homes import page, vacancy_page
from palier.web.homes.forms import OpeningForm, StockFilters
from palier.web.refusals import tell

PAGE = 25


@require_safe
def homes(request: HttpRequest) -> HttpResponse:
    """A landlord's stock; for the other parties, the homes opened to the agreement."""
    actor = request.actor
    require(policies.may_list_homes(actor))
    own_stock = has_stock(actor)
    filters = StockFilters(actor, request.GET, own_stock=own_stock)
    found = queries.search(actor, **filters.chosen()).order_by("commune__name", "address", "internal_id")
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    may_open = own_stock and actor.has(*policies.OPEN_HOMES)
    context = {
        "filters": filters,
        "filtered": any(filters.chosen().values()),
        "page": listed,
        "table": page.homes_table(actor, listed, select=may_open),
        "own_stock": own_stock,
        "tabs": vacancy_page.tabs("homes") if own_stock else [],
        "may_open": may_open,
        "may_import": own_stock and actor.has(*policies.IMPORT_STOCK),
    }
    return render(request, "web/homes/homes.html", context)


@require_safe
def home(request: HttpRequest, home_id: UUID) -> HttpResponse:
    """The facts of a home, its vacancy, and for its officer the three fields that open it."""
    found = queries.get_home(request.actor, home_id)
    return render(request, "web/homes/home.html", _home_page(request, found))


def _home_page(request: HttpRequest, found: Home, form: OpeningForm | None = None) -> dict[str, Any]:
    actor = request.actor
    vacancies = list(queries.vacancies_of(actor, found))
    live = next((one for one in vacancies if one.state in LIVE), None)
    own = found.landlord_id == actor.organisation
    may_open = policies.may_open(actor, found)
    return {
        "home": found,
        "own": own,
        "home_words": page.home_words(found),
        "facts": page.facts(found),
        "place": page.place(found),
        "history": page.history(found) if own else [],
        "vacancy": live,
        "vacancy_facts": page.vacancy_facts(live) if live else [],
        "former": page.vacancies_table([one for one in vacancies if one != live]),
        "shown": live is not None and live.state in SHOWN,
        "may_open": may_open,
        "may_settle": policies.may_settle_stock(actor, found),
        "form": (form or OpeningForm(actor, initial=_known(live))) if may_open else None,
        "shortlist": own and actor.has(*SHORTLIST_READERS),
    }


def _known(vacancy: Vacancy | None) -> dict[str, Any]:
    """What was said when the home was announced."""
    names = ("free_on", "purpose", "charges", "candidates_due_on")
    return {name: getattr(vacancy, name) for name in names} if vacancy else {}


@require_POST
def vacancy_open(request: HttpRequest, home_id: UUID) -> HttpResponse:
    actor = request.actor
    found = queries.get_home(actor, home_id)
    require(policies.may_open(actor, found))
    form = OpeningForm(actor, request.POST)
    if form.is_valid():
        try:
            services.open_vacancy(actor=actor, home_id=home_id, opening=form.opening(), at=clock.now())
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("The home is open to the agreement: its parties see it."))
            return redirect("home", home_id)
    return render(request, "web/homes/home.html", _home_page(request, found, form), status=422)


@require_POST
def homes_open(request: HttpRequest) -> HttpResponse:
    """The homes ticked in the list: the three fields once, then what became of each."""
    actor = request.actor
    chosen = [one for one in (_uuid(text) for text in request.POST.getlist("home")) if one]
    listed = list(queries.search(actor).filter(id__in=chosen).order_by("commune__name", "address", "internal_id"))
    if not listed:
        raise Missing
    for one in listed:
        require(policies.may_open(actor, one))
    asked = "free_on" in request.POST
    form = OpeningForm(actor, request.POST if asked else None)
    if asked and form.is_valid():
        try:
            done = services.open_many(
                actor=actor, home_ids=[one.id for one in listed], opening=form.opening(), at=clock.now()
            )
        except Invalid as error:
            tell(form, error)
        else:
            _say(request, done, listed)
            return redirect("homes")
    context = {"form": form, "homes": listed, "table": page.homes_table(actor, listed, select=False)}
    return render(request, "web/homes/open_many.html", context, status=422 if asked else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _say(request: HttpRequest, done: services.Opened, listed: list[Home]) -> None:
    count = len(done.vacancies)
    if count:
        said = ngettext("%(n)s home is open to the agreement.", "%(n)s homes are open to the agreement.", count)
        messages.success(request, said % {"n": count})
    names = {one.id: str(one) for one in listed}
    for home_id, reason in done.refused.items():
        messages.warning(request, f"{names[home_id]} – {reason}")


@require_POST
def home_left(request: HttpRequest, home_id: UUID) -> HttpResponse:
    home = services.leave_stock(actor=request.actor, home_id=home_id, on=clock.today())
    undo = reverse("home_stay", args=[home.id])
    messages.success(request, _("The home has left the stock: it is no longer listed."), undo_tag(undo))
    return redirect("home", home.id)


@require_POST
def home_stay(request: HttpRequest, home_id: UUID) -> HttpResponse:
    home = services.stay_in_stock(actor=request.actor, home_id=home_id)
    messages.success(request, _("The home is in the stock."))
    return redirect("home", home.id)
