"""What every request of a signed-in person goes through: her language, and a second factor before anything opens."""

from collections.abc import Callable
from typing import Any

from allauth.account.middleware import AccountMiddleware
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from palier.accounts.factors import needs_second_factor

ENROLMENT = "mfa_activate_totp"
# What stays open to a member who has not enrolled yet: to enrol, to prove that it is she, to leave, to be understood.
OPEN_BEFORE_ENROLMENT = frozenset({"account_logout", "account_reauthenticate", "set_language"})

Answer = Callable[[HttpRequest], HttpResponse]


class SignedIn(LoginRequiredMiddleware):
    """Strangers go to the sign-in page; a fragment whose session has ended takes the whole page there."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        response = super().handle_no_permission(request, view_func)
        if not request.htmx:
            return response
        return HttpResponseClientRedirect(resolve_url(self.get_login_url(view_func)), status=401)


class Language:
    """The language of her account, once we know who she is; before that, the cookie's or the browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class Detours:
    """django-allauth leaves a view by an exception to have the password typed again: a detour, not a failure.

    Innermost, or the request's transaction would be rolled back by the time the detour is answered.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.detour = AccountMiddleware(get_response).process_exception

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return self.detour(request, exception)


class SecondFactor:
    """Send a member without a second factor to enrol. Asked once the view is known, hence after the actor is."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, *arguments: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        if name.startswith("mfa_") or name in OPEN_BEFORE_ENROLMENT or not needs_second_factor(request):
            return None
        return HttpResponseClientRedirect(resolve_url(ENROLMENT)) if request.htmx else redirect(ENROLMENT)
