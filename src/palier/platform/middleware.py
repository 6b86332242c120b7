"""What surrounds every request: its reference, its health, and the one transaction that both walls read."""

import logging
import re
import time
from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.module_loading import import_string

from palier.platform import events, logs, metrics
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import DomainError
from palier.platform.models import Access

log = logging.getLogger("palier.request")
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
FORM = "application/x-www-form-urlencoded"
# Neither what a text was typed over (palier.web.assessments): it is not what was typed.
SECRET = re.compile(r"csrf|password|code|secret|token|^(was|over)_")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Answer = Callable[[HttpRequest], HttpResponse]


class Request(HttpRequest):
    """A request on its way through ActorContext."""

    actor: Actor | None
    failure: DomainError | None


class RequestReference:
    """A reference per request, in the logs, in the answer's headers and on the page of a failure."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = uuid4().hex[:12]
        token = logs.request_id.set(reference)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            match = request.resolver_match
            route, method = match.view_name if match else "", request.method or ""
            seconds, status = time.monotonic() - began, response.status_code
            metrics.count(route, method if method in METHODS else "other", status, seconds)
            told = {"method": method, "route": route, "status": status, "milliseconds": round(seconds * 1000)}
            log.info("request", extra=told)
            response["X-Request-Id"] = reference
            return response
        finally:
            logs.request_id.reset(token)


class Health:
    """`/healthz`: the process answers. `/readyz`: so does the database. `/metrics`: figures, to who holds the token.

    None knows a host or a session.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return JsonResponse({"status": "ok"})
        if request.path == "/readyz":
            return self.ready()
        if request.path == "/metrics":
            return metrics.answer(request)
        return self.get_response(request)

    def ready(self) -> HttpResponse:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return JsonResponse({"status": "no database"}, status=503)
        return JsonResponse({"status": "ok"})


def typed_in(request: HttpRequest) -> list[str]:
    """What was sent and not saved, for a page of failure to give back: a browser forgets some of it in Back.

    Neither files, nor secrets, nor ids.
    """
    if request.content_type != FORM and "_post" not in vars(request):
        return []
    try:
        sent = request.POST.lists()
    except (SuspiciousOperation, UnreadablePostError):
        return []
    words = [word.strip() for name, values in sent if not SECRET.search(name) for word in values]
    return [word for word in words if word and not ID.fullmatch(word)]


class ActorContext:
    """One transaction a request, in the actor's name; a failure rolls it back, a refusal is recorded in another.

    `ATOMIC_REQUESTS` is off: it covers neither middleware nor a template rendered late, and both would then show
    empty pages, not errors.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.actor_for: Callable[[HttpRequest], Actor | None] = import_string(settings.PALIER["ACTOR_FOR_REQUEST"])

    def __call__(self, request: Request) -> HttpResponse:
        request.failure = None
        with transaction.atomic():
            request.actor = self.actor_for(request)
            if request.actor is None:
                response = self.answer(request)
            else:
                with acting(request.actor):
                    response = self.answer(request)
        if request.failure is not None:
            response = self.refuse(request, request.failure)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def answer(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        if getattr(response, "streaming", False):
            raise TypeError("a streamed answer would run after its transaction: make the file in a job")
        if request.failure is not None or response.status_code >= 500:
            transaction.set_rollback(True)
        return response

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            transaction.set_rollback(True)
            return None
        request.failure = exception
        return HttpResponse(status=exception.status)

    def refuse(self, request: Request, failure: DomainError) -> HttpResponse:
        """Record a refusal, then say it. A missing id and a hidden one get the same body."""
        with transaction.atomic():
            if request.actor is None:
                return self.page(request, failure)
            with acting(request.actor):
                if failure.status in {403, 404}:
                    self.record(request, failure)
                return self.page(request, failure)

    def record(self, request: Request, failure: DomainError) -> None:
        match = request.resolver_match
        events.looked(
            Access.Action.REFUSED,
            case=failure.context.get("case"),
            route=match.view_name if match else "",
            reason=failure.code,
        )

    def page(self, request: Request, failure: DomainError) -> HttpResponse:
        context = {"failure": failure, "reference": logs.request_id.get(), "typed": typed_in(request)}
        return render(request, f"{failure.status}.html", context, status=failure.status)
