"""Where a form sends its reader back to: an address of ours, or the default."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, default: str) -> HttpResponseRedirect:
    wished = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wished, {request.get_host()}, require_https=request.is_secure())
    return redirect(wished if ours else default)
