"""What a form sent, and where it sends its reader back to."""

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def typed(request: HttpRequest) -> QueryDict | None:
    """The data of a form: even an empty one was sent, when it was sent."""
    return request.POST if request.method == "POST" else None


def back(request: HttpRequest, default: str) -> HttpResponseRedirect:
    """To the address that the form names if it is ours, otherwise to the default."""
    wished = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return redirect(wished if ours else default)
