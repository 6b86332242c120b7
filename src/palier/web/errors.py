"""What is said when something fails before or around a view."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg.errors import DeadlockDetected, LockNotAvailable

from palier.platform import logs
from palier.platform.middleware import typed_in

# What Django says of a form that another site sent.
FOREIGN = ("Origin checking failed", "Referer checking failed")
# Another transaction holds a row for longer than the pages wait, or two wait for each other.
HELD = (LockNotAvailable, DeadlockDetected)
# Seconds after which trying again is worth it.
HELD_FOR, GONE_FOR = "10", "60"
log = logging.getLogger("palier.request")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference; 503 where trying again is right: the database is gone, or somebody holds what is asked
    for. Nothing was written.
    """
    error = sys.exc_info()[1]
    held = isinstance(error, OperationalError) and isinstance(error.__cause__, HELD)
    gone = not held and isinstance(error, OperationalError | InterfaceError)
    status = 503 if held or gone else 500
    route = request.resolver_match.view_name if request.resolver_match else ""
    level = logging.WARNING if held else logging.ERROR
    log.log(level, "failure", exc_info=sys.exc_info(), extra={"route": route, "status": status})
    context = {"reference": logs.request_id.get(), "typed": typed_in(request), "held": held}
    response = render(None, f"{status}.html", context, status=status)
    if status == 503:
        response["Retry-After"] = HELD_FOR if held else GONE_FOR
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same body as a record that is not shared with the reader."""
    return render(request, "404.html", {"reference": logs.request_id.get()}, status=404)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than its session: it gives back what was typed. One sent from elsewhere puts no words here."""
    typed = [] if reason.startswith(FOREIGN) else typed_in(request)
    context = {"reference": logs.request_id.get(), "stale_form": True, "typed": typed}
    return render(request, "409.html", context, status=409)
