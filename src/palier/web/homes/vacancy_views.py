"""The landlord's vacancies: the list, one and what is done to it, and the three fields that announce one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.homes import policies, queries, vacancies
from palier.homes.models import Vacancy
from palier.homes.states import LIVE, SHOWN
from palier.organisations.queries import has_stock
from palier.placement.queries import READERS as SHORTLIST_READERS
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require
from palier.ui.components import undo_tag
from palier.web.homes import vacancy_page as page
from palier.web.homes.vacancy_forms import (
    AnnouncementForm,
    CommitteeForm,
    DirectionForm,
    PastDayForm,
    VacancyFilters,
    WithdrawalForm,
)
from palier.web.refusals import tell

PAGE = 25
FORMS: dict[str, type[forms.Form]] = {
    "direct": DirectionForm,
    "candidates": PastDayForm,
    "committee": CommitteeForm,
    "fill": PastDayForm,
    "withdraw": WithdrawalForm,
}
Said = dict[str, Any]


@require_safe
def vacancy_list(request: HttpRequest) -> HttpResponse:
    """The vacancies of one's own stock: what is awaited first."""
    actor = request.actor
    require(policies.may_list_homes(actor))
    if not has_stock(actor):
        raise Missing
    filters = VacancyFilters(actor, request.GET)
    found = queries.vacancies_of_stock(actor, **filters.chosen())
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": page.tabs("vacancies"),
        "filters": filters,
        "filtered": any(filters.chosen().values()),
        "page": listed,
        "table": page.table(listed, clock.today()),
        "may_announce": policies.may_announce(actor),
        "may_import": actor.has(*policies.IMPORT_STOCK),
    }
    return render(request, "web/homes/vacancies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vacancy_new(request: HttpRequest) -> HttpResponse:
    """Three fields. `?home=` fills in the reference of a home of one's own."""
    actor = request.actor
    require(policies.may_announce(actor))
    form = AnnouncementForm(actor, request.POST or None, initial={"home": _asked_home(actor, request.GET.get("home"))})
    if request.method == "POST" and form.is_valid():
        home = form.cleaned_data["home"]
        try:
            made = vacancies.announce(actor=actor, home_id=home.id, announcement=form.announcement(), on=clock.today())
        except Invalid as error:
            tell(form, error)
        else:
            messages.success(request, _("The home is announced. It is yours alone until you open it."))
            return redirect("vacancy", made.id)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/homes/vacancy_new.html", {"form": form}, status=status)


def _asked_home(actor: Actor, asked: str | None) -> str:
    try:
        return queries.get_home(actor, UUID(asked)).internal_id if asked else ""
    except (ValueError, Missing):
        return ""


@require_safe
def vacancy(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    return render(request, "web/homes/vacancy.html", _page(request, _own(request.actor, vacancy_id)))


def _own(actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Of her own stock: the parties of the agreement read the page of the home."""
    found = queries.get_vacancy(actor, vacancy_id)
    if found.home.landlord_id != actor.organisation:
        raise Missing
    return found


def _page(request: HttpRequest, found: Vacancy, typed: tuple[str, forms.Form] | None = None) -> dict[str, Any]:
    """`typed`: the act that was refused, with what was typed."""
    may_act = policies.may_open(request.actor, found.home)
    live = found.state in LIVE
    name, form = typed or ("", None)
    return {
        "vacancy": found,
        "home": found.home,
        "home_words": page.home_words(found.home),
        "facts": page.facts(found),
        "may_act": may_act,
        "shortlist": found.state in SHOWN and request.actor.has(*SHORTLIST_READERS),
        "next": page.next_act(found, clock.today()) if may_act else None,
        "back": page.back(found) if may_act else None,
        "ends": page.ends(found) if may_act and live else [],
        "may_open": may_act and page.may_be_opened(request.actor, found),
        "typed": name,
        "typed_form": form,
    }


@require_POST
def vacancy_step(request: HttpRequest, vacancy_id: UUID, act: str) -> HttpResponse:
    """One act of the page: the next step, the step back, an end."""
    step = STEPS.get(act)
    if step is None:
        raise Missing
    return _step(request, vacancy_id, act, *step)


@require_POST
def vacancy_withdraw(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    return _step(request, vacancy_id, "withdraw", *STEPS["withdraw"])


@require_POST
def vacancy_reopen(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    return _step(request, vacancy_id, "reopen", *STEPS["reopen"])


def _step(request: HttpRequest, vacancy_id: UUID, act: str, do: "Do", said: Promise, undo: str) -> HttpResponse:
    actor = request.actor
    found = queries.get_vacancy(actor, vacancy_id)
    require(policies.may_open(actor, found.home))
    form = FORMS[act](request.POST) if act in FORMS else None
    if form is None or form.is_valid():
        try:
            do(actor, vacancy_id, form.cleaned_data if form else {})
        except Invalid as error:
            if form is None:
                raise
            tell(form, error)
        else:
            back = reverse("vacancy_step", args=[vacancy_id, undo]) if undo else ""
            messages.success(request, str(said), undo_tag(back) if back else "")
            return redirect("vacancy", vacancy_id)
    return render(request, "web/homes/vacancy.html", _page(request, found, (act, form)), status=422)


def _direct(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    due = said["candidates_due_on"]
    vacancies.direct(actor=actor, vacancy_id=vacancy_id, to=said["directed_to"], due_on=due, on=clock.today())


def _undirect(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.take_direction_back(actor=actor, vacancy_id=vacancy_id)


def _candidates(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.send_candidates(actor=actor, vacancy_id=vacancy_id, on=said["day"], today=clock.today())


def _committee(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.set_committee(actor=actor, vacancy_id=vacancy_id, on=said["day"])


def _back(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.step_back(actor=actor, vacancy_id=vacancy_id)


def _fill(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.fill(actor=actor, vacancy_id=vacancy_id, on=said["day"], today=clock.today())


def _return(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.return_to_landlord(actor=actor, vacancy_id=vacancy_id, on=clock.today())


def _lapse(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.lapse(actor=actor, vacancy_id=vacancy_id, on=clock.today())


def _withdraw(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.withdraw_vacancy(actor=actor, vacancy_id=vacancy_id, on=clock.today(), reason=said["reason"])


def _reopen(actor: Actor, vacancy_id: UUID, said: Said) -> None:
    vacancies.reopen(actor=actor, vacancy_id=vacancy_id, at=clock.now())


Do = Callable[[Actor, UUID, Said], None]
# What each act does, what is said of it, and the act that takes it back.
STEPS: dict[str, tuple[Do, str, str]] = {
    "direct": (_direct, gettext_lazy("The home is directed."), "undirect"),
    "undirect": (_undirect, gettext_lazy("The home is no longer directed."), ""),
    "candidates": (_candidates, gettext_lazy("The candidates are sent."), "back"),
    "committee": (_committee, gettext_lazy("The day of the committee is set."), "back"),
    "back": (_back, gettext_lazy("The last step is taken back."), ""),
    "fill": (_fill, gettext_lazy("The home is let."), ""),
    "return": (_return, gettext_lazy("The home is returned to the landlord."), "reopen"),
    "lapse": (_lapse, gettext_lazy("The vacancy has lapsed."), "reopen"),
    "withdraw": (_withdraw, gettext_lazy("The home is withdrawn: the other parties no longer see it."), "reopen"),
    "reopen": (_reopen, gettext_lazy("The vacancy runs again, where it stood."), ""),
}
