"""How one comes to an organisation, and from one of one's services to another."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from palier.organisations import memberships
from palier.organisations.models import Invitation, JoinRequest, Organisation
from palier.organisations.queries import search_organisations
from palier.organisations.services import SESSION_KEY
from palier.platform import clock
from palier.platform.errors import DomainError, Invalid, Missing
from palier.web.accounts.posts import back, typed
from palier.web.members import for_any_user
from palier.web.organisations.forms import JoinForm, OrganisationSearch, add_errors

GONE = 410


@for_any_user
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What the link of an invitation opens: to a stranger the way to an account, to a signed-in person the button."""
    try:
        found = memberships.find_invitation(token, at=clock.now())
    except memberships.InvitationOver as over:
        return _refused(request, over, GONE)
    if request.method == "GET":
        context = {"invitation": found, "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}"}
        return render(request, "web/organisations/invitation.html", context)
    if not request.user.is_authenticated:
        return _to_sign_up(request, found)
    try:
        held = memberships.accept_invitation(user=request.user, token=token, at=clock.now())
    except memberships.AnotherAddress as refusal:
        return _refused(request, refusal, refusal.status)
    request.session[SESSION_KEY] = str(held.service_id)
    messages.success(request, _("Welcome to %(organisation)s.") % {"organisation": found.service.organisation})
    return redirect("today")


def _refused(request: HttpRequest, refusal: DomainError, status: int) -> HttpResponse:
    return render(request, "web/organisations/invitation_refused.html", {"failure": refusal}, status=status)


def _to_sign_up(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Whoever holds the link reads that mailbox: her address needs no other proof."""
    get_adapter(request).stash_verified_email(request, found.email)
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")


@for_any_user
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Look for one's organisation by name: no list of them all, and what is typed stays out of the address."""
    form = OrganisationSearch(typed(request))
    found = search_organisations(form.cleaned_data["words"]) if form.is_valid() else None
    asked = JoinRequest.objects.filter(user=request.user).select_related("organisation").order_by("-asked_at")
    context = {"form": form, "found": found, "asked": asked}
    return render(request, "web/organisations/join.html", context, status=422 if form.errors else 200)


@for_any_user
@require_http_methods(["GET", "POST"])
def ask_to_join(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """Leave a request with one organisation."""
    asked = Organisation.objects.filter(id=organisation).first()
    if asked is None:
        raise Missing
    form = JoinForm(typed(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["message"]
        try:
            memberships.ask_to_join(user=request.user, organisation=asked.id, message=said, at=clock.now())
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _("Your request is with the administrators. You get an e-mail when they answer."))
            return redirect("join")
    context = {"form": form, "organisation": asked}
    return render(request, "web/organisations/ask_to_join.html", context, status=422 if form.errors else 200)


@require_POST
def switch_service(request: HttpRequest) -> HttpResponse:
    """Work for another of one's services. A service one is no member of does not exist."""
    wished = next((row for row in request.memberships if str(row.service_id) == request.POST.get("service")), None)
    if wished is None:
        raise Missing
    former = request.session.session_key
    request.session[SESSION_KEY] = str(wished.service_id)
    request.session.cycle_key()
    UserSession.objects.filter(session_key=former).update(session_key=request.session.session_key)
    return back(request, "today")
