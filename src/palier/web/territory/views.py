from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from palier.territory.queries import search_communes


@require_safe
def communes(request: HttpRequest) -> HttpResponse:
    """The communes that begin with what is typed last: a wish may name several, separated by semicolons."""
    typed = next((value for value in request.GET.values() if value), "")
    *before, last = typed.split(";")
    found = search_communes(last.strip()) if len(last.strip()) > 1 else []
    kept = "".join(f"{name.strip()}; " for name in before)
    return render(request, "ui/options.html", {"options": [f"{kept}{commune}" for commune in found]})
