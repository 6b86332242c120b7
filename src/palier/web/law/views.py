from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palier.platform import clock
from palier.rules.law import book
from palier.web.law import page
from palier.web.law.forms import LawFilters
from palier.web.members import for_any_user


@for_any_user
@require_safe
def law_in_force(request: HttpRequest) -> HttpResponse:
    """Every figure of the law on a day, today unless said. A day that does not read is said, never taken for today."""
    filters = LawFilters(request.GET)
    if not filters.is_valid():
        return render(request, "web/law/law.html", {"filters": filters}, status=422)
    said = filters.cleaned_data
    day = said["on"] or clock.today()
    figures = page.figures_on(day, book())
    shown = page.chosen(figures, said["q"], said["mark"])
    context = {
        "filters": filters,
        "day": day,
        "counts": page.counts(figures),
        "shown": len(shown),
        "groups": page.grouped(shown),
    }
    return render(request, "web/law/law.html", context)
