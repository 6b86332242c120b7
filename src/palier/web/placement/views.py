from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import get_case, open_shares
from palier.eligibility.affordability import affordability
from palier.homes.models import Vacancy
from palier.placement.queries import visible_to
from palier.platform import clock, events
from palier.platform.errors import Missing
from palier.platform.models import Access
from palier.rules.sentences import sentences
from palier.web.cases.page import case_page
from palier.web.placement import page, shortlists
from palier.web.placement.affordability import affordability_card
from palier.web.placement.forms import AnswerFilter


@require_safe
def case_homes(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every home opened to the agreement, judged for the household: what fits first, each with its reasons."""
    found = _file(request, case_id)
    filters = AnswerFilter(request.GET)
    answer = filters.cleaned_data["answer"] if filters.is_valid() else ""
    homes = page.HomesOfCase(found, today=clock.today())
    listed = Paginator(homes.matches(answer), page.PAGE).get_page(request.GET.get("page"))
    names = page.commune_names(homes.homes.columns[[match.row for match in listed]]) if listed else page.Names()
    context = case_page(request.actor, found, "case_homes") | {
        "filters": filters,
        "page": listed,
        "counts": homes.counts(),
        "total": len(homes.homes.vacancies),
        "table": page.homes_table(found, list(listed), homes.explained(listed, names)),
    }
    return render(request, "web/placement/case_homes.html", context)


@require_safe
def case_home(request: HttpRequest, case_id: UUID, vacancy_id: UUID) -> HttpResponse:
    """The reasons for one home: criterion by criterion, and what would unlock it."""
    found = _file(request, case_id)
    homes = page.HomesOfCase(found, today=clock.today(), vacancies=[vacancy_id])
    matches = homes.matches()
    if not matches:
        raise Missing
    names = page.commune_names(homes.homes.columns)
    (explanation,) = homes.explained(matches, names)
    vacancy = Vacancy.objects.select_related("home__commune", "home__landlord").get(id=vacancy_id)
    context = case_page(request.actor, found, "case_homes") | {
        "vacancy": vacancy,
        "home_words": page.home_words(vacancy),
        "reasons": page.reasons(found, explanation, names, on=homes.law.on),
        "verdict": explanation.verdict.word,
        "affordability": affordability_card(
            found,
            affordability(homes.households.columns, homes.homes.columns, homes.law),
            sentences(page.language(), names),
        ),
    }
    return render(request, "web/placement/case_home.html", context)


def _file(request: HttpRequest, case_id: UUID) -> Case:
    """The case, whose file the reader must be able to open; the look is recorded."""
    found = get_case(request.actor, case_id)
    if not open_shares(request.actor).filter(case=found, audience=Audience.FILE).exists():
        raise Missing(case=found.id)
    events.looked(Access.Action.OPENED, case=found.id, route=request.resolver_match.view_name)
    return found


@require_safe
def shortlist(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """The other direction: the households in search that fit a home, without names, as the last run left them."""
    lists = visible_to(request.actor).select_related("vacancy__home__commune", "grid").prefetch_related("grid__lines")
    found = lists.filter(vacancy_id=vacancy_id).first()
    if found is None:
        raise Missing
    lines = list(found.lines.all())
    context = {
        "shortlist": found,
        "vacancy": found.vacancy,
        "home_words": page.home_words(found.vacancy),
        "table": shortlists.shortlist_table(lines),
        "points": shortlists.points_table(found.grid, lines),
    }
    return render(request, "web/placement/shortlist.html", context)
