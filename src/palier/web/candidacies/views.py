"""Pages of candidacies: the tab of a case, the list, one candidacy and its acts, the ranks of a home."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from palier.candidacies import decisions, places, policies, queries, services, slides
from palier.candidacies.models import Candidacy, OutsideCandidate
from palier.candidacies.states import LIVE
from palier.cases.models import Case
from palier.cases.policies import may_move
from palier.cases.queries import applicants, get_case
from palier.homes.models import Vacancy
from palier.homes.queries import get_vacancy, vacancies_visible_to
from palier.homes.states import SHOWN
from palier.messaging.sheets import slide
from palier.platform import clock, events
from palier.platform.errors import DomainError, Missing
from palier.platform.models import Access
from palier.platform.policy import require
from palier.tenancies.queries import get_tenancy
from palier.tenancies.slides import running_sublease
from palier.web.candidacies import costs, page, place_page
from palier.web.candidacies.acts import ACTS
from palier.web.candidacies.forms import (
    CandidacyFilters,
    OutsideEndForm,
    OutsideForm,
    OutsideRankForm,
    PutForwardForm,
    SlidePutForwardForm,
)
from palier.web.cases.page import case_page
from palier.web.homes.page import home_words
from palier.web.refusals import tell

PAGE = 25


@require_safe
def case_candidacies(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The candidacies of a case, those that run first."""
    actor = request.actor
    case = get_case(actor, case_id)
    events.looked(Access.Action.OPENED, case=case.id, route="case_candidacies")
    found = list(queries.candidacies_of(actor, case))
    found.sort(key=lambda one: one.state not in LIVE)
    context = case_page(actor, case, "case_candidacies") | {
        "table": page.table(found, applicants(actor, [case])),
        "places": place_page.table(places.candidacies_for_places(actor, case), applicants(actor, [case])),
        "may_put_forward": policies.may_put_forward(actor, case),
    }
    return render(request, "web/candidacies/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def candidacy_new(request: HttpRequest, case_id: UUID, vacancy_id: UUID) -> HttpResponse:
    """Put a household forward for an opened home, with its agreement."""
    actor = request.actor
    case = get_case(actor, case_id)
    require(policies.may_put_forward(actor, case), case=case.id)
    vacancy = vacancies_visible_to(actor).filter(id=vacancy_id, state__in=SHOWN).select_related("home__commune").first()
    if vacancy is None:
        raise Missing(case=case.id)
    form = PutForwardForm(actor, case, request.POST or None)

    def put_forward() -> Candidacy:
        return services.put_forward(
            actor=actor, case_id=case.id, vacancy_id=vacancy.id, agreed=form.agreed(), at=clock.now()
        )

    words = f"{home_words(vacancy.home)}, {vacancy.home.commune}"
    landlord = _("Its file opens to the landlord's allocation service until the CALEOL has decided.")
    return _new(request, case, form, put_forward, {"home": words, "opens": landlord})


@require_http_methods(["GET", "HEAD", "POST"])
def candidacy_outside(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The same for a home that nobody lets through Palier."""
    actor = request.actor
    case = get_case(actor, case_id)
    require(policies.may_put_forward(actor, case), case=case.id)
    form = OutsideForm(actor, case, request.POST or None)

    def put_forward() -> Candidacy:
        return services.put_forward_outside(
            actor=actor, case_id=case.id, home=form.home(), agreed=form.agreed(), at=clock.now()
        )

    nobody = _("Nothing opens to anybody: you record what its landlord says.")
    return _new(request, case, form, put_forward, {"home": _("a home outside the agreement"), "opens": nobody})


@require_http_methods(["GET", "HEAD", "POST"])
def slide_new(request: HttpRequest, tenancy_id: UUID) -> HttpResponse:
    """Put the slide of a sub-lease to the CALEOL, with the household's agreement."""
    actor = request.actor
    sublease = get_tenancy(actor, tenancy_id)
    case = sublease.case
    require(policies.may_put_forward(actor, case), case=case.id)
    running_sublease(case, sublease.id)
    cost = {"rent": sublease.rent, "charges": sublease.charges}
    form = SlidePutForwardForm(actor, case, request.POST or None, initial=cost)

    def put_forward() -> Candidacy:
        return slides.put_forward_slide(
            actor=actor,
            sublease_id=sublease.id,
            agreed=form.agreed(),
            at=clock.now(),
            **{name: form.cleaned_data[name] for name in ("rent", "charges", "despite_disagreement")},
        )

    opens = _(
        "Its file opens to the landlord's allocation service until the CALEOL has decided, with its account and the"
        " last review as they are today."
    )
    return _new(request, case, form, put_forward, {"home": str(sublease.place), "opens": opens})


def _new(request: HttpRequest, case: Case, form: PutForwardForm, do: Any, words: dict[str, str]) -> HttpResponse:
    sent = request.method == "POST"
    if sent and form.is_valid():
        try:
            made = do()
        except DomainError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The household is put forward."))
            return redirect("candidacy", made.id)
    elif sent and not form.is_bound:
        form = type(form)(request.actor, case, request.POST)
    context = case_page(request.actor, case, "case_candidacies") | words | {"form": form}
    return render(request, "web/candidacies/new.html", context, status=422 if sent else 200)


@require_safe
def candidacies(request: HttpRequest) -> HttpResponse:
    """The candidacies the reader may open, the next answer first."""
    actor = request.actor
    require(policies.may_list(actor))
    filters = CandidacyFilters(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    due = clock.today() + page.SOON if chosen.get("due") else None
    found = queries.listed(actor, state=chosen.get("state"), kind=chosen.get("kind"), due=due)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    waiting = list(places.running(actor)[:PAGE])
    context = {
        "places": place_page.table(waiting, applicants(actor, [one.case for one in waiting])),
        "filters": filters,
        "filtered": any(chosen.values()),
        "page": listed,
        "table": page.table(list(listed), applicants(actor, [one.case for one in listed])),
    }
    return render(request, "web/candidacies/candidacies.html", context)


@require_safe
def candidacy(request: HttpRequest, candidacy_id: UUID) -> HttpResponse:
    found = queries.get_candidacy(request.actor, candidacy_id)
    events.looked(Access.Action.OPENED, case=found.case_id, route="candidacy")
    return _page(request, found)


@require_POST
def act(request: HttpRequest, candidacy_id: UUID, name: str) -> HttpResponse:
    """Do one of the acts on a candidacy; what cannot be done keeps what was typed."""
    actor = request.actor
    found = queries.get_candidacy(actor, candidacy_id)
    what = ACTS[name]
    require(what.allowed(actor, found), case=found.case_id)
    form = what.form(actor, found, request.POST, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return _page(request, found, typed=(name, form), status=422)
    try:
        done = what.do(actor, found.id, form)
    except DomainError as refusal:
        tell(form, refusal)
        return _page(request, queries.get_candidacy(actor, candidacy_id), typed=(name, form), status=refusal.status)
    messages.success(request, str(what.done))
    # What a candidacy opened closes with it: its page is no longer the landlord's.
    mine = done.state in LIVE or may_move(actor, found.case)
    return redirect("candidacy", found.id) if mine else redirect("candidacies")


def _page(
    request: HttpRequest, found: Candidacy, *, typed: tuple[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    names = applicants(actor, [found.case])
    offered = page.acts(actor, found, typed)
    refused = typed[1] if typed and typed[0] not in {each.name for each in offered} else None
    context = {
        "candidacy": found,
        "name": str(names.get(found.case_id, found.case.reference)),
        "reads_file": bool(names),
        "home_words": page.home_words(found),
        "status": page.status(found),
        "facts": page.facts(actor, found),
        "decision": page.decision_facts(actor, found),
        "slide": slide.facts(actor, found),
        "cost": costs.slide_cost(actor, found),
        "note": (note := page.note(actor, found)),
        "read_how": page.read_how(note),
        "gaps": page.gaps(actor, found) if names else [],
        "acts": offered,
        "refused": refused,
        "ranks": bool(found.vacancy and policies.may_rank(actor, found.vacancy)),
    }
    return render(request, "web/candidacies/candidacy.html", context, status=status)


@require_safe
def vacancy_candidates(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Everybody in line for a home of one's own, candidates from outside Palier included."""
    return _ranks(request, _own(request, vacancy_id))


@require_POST
def outside_rank(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    vacancy = _own(request, vacancy_id)
    form = OutsideRankForm(request.POST)
    if form.is_valid():
        try:
            decisions.rank_outside(actor=request.actor, vacancy_id=vacancy.id, **form.cleaned_data)
        except DomainError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The rank is recorded."))
            return redirect("vacancy_candidates", vacancy.id)
    return _ranks(request, vacancy, ranking=form, status=422)


@require_POST
def outside_end(request: HttpRequest, vacancy_id: UUID, candidate_id: UUID) -> HttpResponse:
    vacancy = _own(request, vacancy_id)
    form = OutsideEndForm(request.POST, auto_id=f"id_{candidate_id.hex[:8]}_%s")
    if form.is_valid():
        try:
            decisions.end_outside(
                actor=request.actor,
                vacancy_id=vacancy.id,
                candidate_id=candidate_id,
                at=clock.now(),
                **form.cleaned_data,
            )
        except Missing:
            raise
        except DomainError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Recorded: the next rank is shown."))
            return redirect("vacancy_candidates", vacancy.id)
    return _ranks(request, vacancy, ending=(candidate_id, form), status=422)


def _own(request: HttpRequest, vacancy_id: UUID) -> Vacancy:
    vacancy = get_vacancy(request.actor, vacancy_id)
    if not policies.may_rank(request.actor, vacancy):
        raise Missing
    return vacancy


def _ranks(
    request: HttpRequest,
    vacancy: Vacancy,
    *,
    ranking: OutsideRankForm | None = None,
    ending: tuple[UUID, OutsideEndForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    inside = list(queries.visible_to(actor).filter(vacancy=vacancy).order_by("rank", "put_forward_on", "id"))
    outside = list(OutsideCandidate.objects.filter(vacancy=vacancy))
    kept, form = ending or (None, None)
    waiting = [
        (
            each,
            form if each.id == kept else OutsideEndForm(auto_id=f"id_{each.id.hex[:8]}_%s"),
            reverse("outside_end", args=[vacancy.id, each.id]),
        )
        for each in outside
        if not each.end
    ]
    context = {
        "vacancy": vacancy,
        "home_words": f"{home_words(vacancy.home)}, {vacancy.home.commune}",
        "table": page.ranks_table(inside, outside, applicants(actor, [one.case for one in inside])),
        "turn": queries.turn(vacancy),
        "ranking": (ranking or OutsideRankForm()) if vacancy.state in SHOWN else None,
        "waiting": waiting,
    }
    return render(request, "web/candidacies/ranks.html", context, status=status)
