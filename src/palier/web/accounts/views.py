"""Signing in, one's own account and sessions, the language, and the demo's doors."""

from uuid import UUID

from allauth.account.app_settings import AppSettings
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palier.accounts import demo
from palier.accounts.factors import SECOND
from palier.accounts.models import Mail
from palier.accounts.profile import Profile
from palier.messaging import calendars
from palier.organisations.queries import held_memberships
from palier.platform import clock
from palier.platform.errors import Missing
from palier.web.accounts import demo as demo_screen
from palier.web.accounts.browsers import described
from palier.web.accounts.posts import back, typed
from palier.web.members import for_any_user

MAILS_SHOWN = 50


class SignIn(LoginView):
    """django-allauth's, with the demo's people and the organisations' own sign-in."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        following = self.get_next_url()
        named = {"next": following} if following else {}
        providers = get_provider_adapter().list_providers(self.request)
        return context | {
            "providers": [(row.name, row.get_login_url(self.request, **named)) for row in providers],
            "people": demo_screen.people() if demo.allowed(self.request) else [],
        }


@for_any_user
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My account: who I am here, how I sign in, where I work."""
    user = request.user
    known = {"first_name": user.first_name, "last_name": user.last_name, "language": user.language}
    form = Profile(typed(request), initial=known)
    if request.method == "POST" and form.is_valid():
        form.save_to(user)
        with override(user.language):
            messages.success(request, _("Your account is up to date."))
        return _in_language(redirect("account"), user.language)
    context = {
        "form": form,
        "memberships": held_memberships(user.id, on=clock.today()),
        "new_address": EmailAddress.objects.get_new(user),
        "second_factor": is_mfa_enabled(user, SECOND),
        "second_factor_required": settings.REQUIRE_SECOND_FACTOR,
        "providers": settings.SOCIALACCOUNT_PROVIDERS,
        "connected": SocialAccount.objects.filter(user=user).exists(),
        "sessions": UserSession.objects.filter(user=user).count(),
        "calendar_link": calendars.link_of(request.actor) if request.actor else None,
    }
    return render(request, "web/accounts/account.html", context, status=422 if form.errors else 200)


@for_any_user
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in; POST `session` ends one, without it all the others."""
    mine = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        if not (wished := request.POST.get("session")):
            end_other_sessions(request, request.user)
            messages.success(request, _("You are signed out everywhere else."))
            return redirect("usersessions_list")
        found = [row for row in mine if str(row.pk) == wished]
        if not found:
            raise Missing
        end_sessions(request, found)
        if not found[0].is_current():
            messages.success(request, _("That session has ended."))
        return redirect("usersessions_list")
    rows = sorted(mine, key=lambda row: row.created_at, reverse=True)
    lines = [(row, described(row.user_agent), row.is_current()) for row in rows]
    return render(request, "web/accounts/sessions.html", {"lines": lines, "others": len(lines) > 1})


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language; kept with the account of who is signed in, in a cookie for who is not."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Missing
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return _in_language(back(request, "/"), language)


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        httponly=True,
    )
    return response


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the demo's people; nobody else can be become, and nowhere else."""
    if not demo.allowed(request):
        raise Missing
    person = demo.people().filter(id=_id(request.POST.get("person", ""))).first()
    if person is None:
        raise Missing
    return perform_login(request, person, email_verification=AppSettings.EmailVerificationMethod.NONE)


@login_not_required
@require_GET
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The e-mails of the demo, the latest first."""
    if not demo.allowed(request):
        raise Missing
    return render(request, "web/accounts/demo_mail.html", {"mails": Mail.objects.all()[:MAILS_SHOWN]})


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing from None
