"""What is said when something fails before or around a view."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from palier.platform import logs
from palier.platform.middleware import typed_in

# What Django says of a form that another site sent.
FOREIGN = ("Origin checking failed", "Referer checking failed")
log = logging.getLogger("palier.request")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference; 503 when the database is gone: nothing was written, trying again is right."""
    gone = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if gone else 500
    route = request.resolver_match.view_name if request.resolver_match else ""
    log.error("failure", exc_info=sys.exc_info(), extra={"route": route, "status": status})
    context = {"reference": logs.request_id.get(), "typed": typed_in(request)}
    return render(None, f"{status}.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same body as a record that is not shared with the reader."""
    return render(request, "404.html", {"reference": logs.request_id.get()}, status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than its session: it gives back what was typed. One sent from elsewhere puts no words here."""
    typed = [] if reason.startswith(FOREIGN) else typed_in(request)
    context = {"reference": logs.request_id.get(), "stale_form": True, "typed": typed}
    return render(request, "409.html", context, status=409)
