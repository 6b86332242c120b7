"""The secret link of a calendar: made, ended, read by a program that signs in nowhere."""

import secrets

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from palier.messaging import calendars
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Missing

SECRET_BYTES = 32
# Programs ask some times an hour; whoever tries links is told to wait long before one could be found.
READINGS_AN_HOUR = 60
MISSES_AN_HOUR = 30
HOUR = 3600


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new link for the service she works in, shown this once."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    calendars.make_link(actor=request.actor, token=token, at=clock.now())
    link = settings.SITE_URL + reverse("calendar_feed", args=[token])
    return render(request, "web/calendar/link.html", {"link": link})


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    calendars.end_link(actor=request.actor, at=clock.now())
    messages.success(request, _("The link of your calendar no longer opens anything."))
    return redirect("account")


@login_not_required
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    """The dates of whoever made the link, as her membership of today opens them; else what a missing page gets."""
    caller = f"calendar-miss:{get_adapter().get_client_ip(request)}"
    reader = f"calendar:{calendars.digest_of(token)}"
    if cache.get(caller, 0) >= MISSES_AN_HOUR or _counted(reader) > READINGS_AN_HOUR:
        return HttpResponse(status=429, headers={"Retry-After": HOUR})
    try:
        owner, language = calendars.owner_of(token)
    except Missing:
        _counted(caller)
        raise
    with acting(owner), override(language):
        content = calendars.calendar_of(owner, today=clock.today(), at=clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    add_never_cache_headers(response)
    return response


def _counted(key: str) -> int:
    """How many times, this one included, within an hour of the first."""
    cache.add(key, 0, HOUR)
    return cache.incr(key)
