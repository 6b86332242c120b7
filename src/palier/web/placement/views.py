from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from palier.candidacies.policies import may_put_forward
from palier.cases.enums import Audience
from palier.cases.models import Case
from palier.cases.queries import get_case, open_shares
from palier.eligibility.affordability import affordability, can_lose, if_lost
from palier.eligibility.households import households_of
from palier.eligibility.openings import openings
from palier.homes.enums import Purpose
from palier.homes.models import Vacancy
from palier.placement.home_lists import MOST_LINES
from palier.placement.models import HomeLine, HomeList, Shortlist
from palier.placement.queries import home_lines, home_list, is_computed_anew, visible_to
from palier.platform import clock, events
from palier.platform.errors import Missing
from palier.platform.models import Access
from palier.rules.law import law_on
from palier.rules.sentences import sentences
from palier.territory.models import Commune
from palier.ui.forms import chosen_words
from palier.ui.workbook import workbook_answer
from palier.web.accounts.posts import typed
from palier.web.cases.page import case_page
from palier.web.placement import page, shortlists
from palier.web.placement.affordability import affordability_card
from palier.web.placement.aids import aid_cards
from palier.web.placement.forms import HomesFilter, ShortlistFilter
from palier.web.placement.lost_income import LostIncomeForm, lost_income_law, lost_income_table


@require_safe
def case_homes(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The homes opened to the agreement, judged for the household: what fits first, each with its reasons."""
    case = file_of(request, case_id)
    homes, filters, lines = _homes(request, case)
    listed = Paginator(lines, page.PAGE).get_page(request.GET.get("page"))
    context = case_page(request.actor, case, "case_homes") | {
        "filters": filters,
        "page": listed,
        "homes": homes,
        "anew": is_computed_anew(case, homes),
        "total": homes.fits + homes.to_complete + homes.does_not_fit if homes else 0,
        "most": MOST_LINES,
        "table": page.homes_table(case, list(listed)),
    }
    return render(request, "web/placement/case_homes.html", context)


@require_safe
def case_homes_workbook(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """All lines that the page has one after the other, with what stands in the way, in a file that names nobody."""
    case = file_of(request, case_id)
    homes, filters, lines = _homes(request, case)
    if homes is None:
        raise Missing(case=case.id)
    content = page.workbook(case, homes, list(lines), chosen_words(filters))
    events.looked(Access.Action.EXPORTED, case=case.id, route="case_homes", reason="xlsx")
    return workbook_answer(content, f"{homes.computed_at:%Y-%m-%d}-{case.reference}")


def _homes(request: HttpRequest, case: Case) -> tuple[HomeList | None, HomesFilter, QuerySet[HomeLine]]:
    """The list, the filters of the address and the lines they keep."""
    lines = home_lines(request.actor, case)
    communes = Commune.objects.filter(insee__in=lines.order_by().values("vacancy__home__commune"))
    filters = HomesFilter(communes.order_by("name"), request.GET)
    return home_list(request.actor, case), filters, lines.filter(**filters.chosen())


@require_http_methods(["GET", "HEAD", "POST"])
def case_home(request: HttpRequest, case_id: UUID, vacancy_id: UUID) -> HttpResponse:
    """The reasons for one home, as they were kept, and what it would cost by what is known now.

    What is sent asks what an income that stops would change: amounts belong in no address, and nothing is kept.
    """
    case = file_of(request, case_id)
    home = openings(case.agreement_id, vacancies=[vacancy_id])
    if not home.vacancies:
        raise Missing
    homes, line = home_list(request.actor, case), home_lines(request.actor, case).filter(vacancy_id=vacancy_id).first()
    vacancy = Vacancy.objects.select_related("home__commune", "home__landlord").get(id=vacancy_id)
    today = clock.today()
    household, law = households_of([case.id], on=today).columns, law_on(today)
    words = sentences(page.language(), page.names_of(vacancy))
    found = affordability(household, home.columns, law)
    form = LostIncomeForm(typed(request))
    lost = if_lost(household, home.columns, law, **form.cents()) if form.is_valid() else None
    context = case_page(request.actor, case, "case_homes") | {
        "vacancy": vacancy,
        "home_words": page.home_words(vacancy),
        "homes": homes,
        "anew": is_computed_anew(case, homes),
        "reasons": page.reasons(case, line, on=homes.law_on) if homes and line else None,
        "affordability": affordability_card(request.actor, case, found, words),
        "aids": aid_cards(
            request.actor,
            case,
            household,
            law,
            words,
            commune=vacancy.home.commune,
            effort=found.effort,
            signed_on=vacancy.free_on,
            sublease=vacancy.purpose == Purpose.SUBLEASE,
        )
        if vacancy.purpose != Purpose.PLACE
        else (),
        "lost_form": form if can_lose(household, home.columns, law) else None,
        "lost": lost_income_table(lost, law, words) if lost else None,
        "lost_law": lost_income_law(law),
        "may_put_forward": vacancy.purpose != Purpose.PLACE and may_put_forward(request.actor, case),
    }
    return render(request, "web/placement/case_home.html", context, status=422 if form.errors else 200)


def file_of(request: HttpRequest, case_id: UUID) -> Case:
    """The case, whose file the reader must be able to open; the look is recorded."""
    found = get_case(request.actor, case_id)
    if not open_shares(request.actor).filter(case=found, audience=Audience.FILE).exists():
        raise Missing(case=found.id)
    events.looked(Access.Action.OPENED, case=found.id, route=request.resolver_match.view_name)
    return found


@require_safe
def shortlist(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """The other direction: the households in search that fit a home, without names, as the last run left them."""
    found = _shortlist(request, vacancy_id)
    filters = ShortlistFilter(request.GET)
    lines = list(found.lines.filter(**filters.chosen()))
    context = {
        "shortlist": found,
        "filters": filters,
        "vacancy": found.vacancy,
        "home_words": page.home_words(found.vacancy),
        "table": shortlists.shortlist_table(lines),
        "points": shortlists.points_table(found.grid, lines),
    }
    return render(request, "web/placement/shortlist.html", context)


@require_safe
def shortlist_workbook(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """The lines of the page with their points, for the landlord's own preparation: still without a name."""
    found = _shortlist(request, vacancy_id)
    filters = ShortlistFilter(request.GET)
    lines = list(found.lines.filter(**filters.chosen()))
    tables = [shortlists.shortlist_table(lines), shortlists.points_table(found.grid, lines)]
    content = shortlists.workbook(found, page.home_words(found.vacancy), tables, chosen_words(filters))
    events.looked(Access.Action.EXPORTED, route="shortlist", reason="xlsx")
    return workbook_answer(content, f"{found.computed_at:%Y-%m-%d}-{found.vacancy_id}")


def _shortlist(request: HttpRequest, vacancy_id: UUID) -> Shortlist:
    lists = visible_to(request.actor).select_related("vacancy__home__commune", "grid").prefetch_related("grid__lines")
    found = lists.filter(vacancy_id=vacancy_id).first()
    if found is None:
        raise Missing
    return found
