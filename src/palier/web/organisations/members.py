"""The people and the services of my organisation."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palier.accounts import mail
from palier.organisations import memberships, policies
from palier.organisations.models import JoinRequest, Membership, Service
from palier.organisations.queries import get_membership, members_of, open_invitations, open_join_requests
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.policy import require
from palier.ui.components import Action, Cell, Column, Row, Table, undo_tag
from palier.web.accounts.posts import typed
from palier.web.organisations.forms import InviteForm, RoleForm, ServiceAndRole, ServiceForm, add_errors


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """Who works here, for every colleague; who is invited or asks to join, for the administrators."""
    actor: Actor = request.actor
    administers = bool(policies.may_administer(actor, actor.organisation))
    held = members_of(actor.organisation, on=clock.today())
    context = {
        "administers": administers,
        "table": _table(list(held), administers),
        "services": Service.objects.filter(organisation_id=actor.organisation),
        "invite": Action(_("Invite somebody"), reverse("invite"), icon="plus", primary=True),
    }
    if administers:
        context["invitations"] = open_invitations(actor, at=clock.now())
        context["join_requests"] = open_join_requests(actor)
    return render(request, "web/organisations/members.html", context)


def _table(held: list[Membership], administers: bool) -> Table:
    columns = [
        Column("name", _("Name")),
        Column("service", _("Service")),
        Column("role", _("Role")),
        Column("since", _("Since"), "day"),
    ]
    rows = [
        Row(
            [
                Cell(str(row.user), url=reverse("member", args=[row.id]) if administers else "", note=row.user.email),
                str(row.service),
                row.get_role_display(),
                row.started_on,
            ],
            id=str(row.id),
        )
        for row in held
    ]
    return Table(_("Members"), columns, rows)


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Call an address to a role; the link leaves by e-mail, and nobody here sees it."""
    actor: Actor = request.actor
    require(policies.may_administer(actor, actor.organisation))
    form = InviteForm(typed(request), actor=actor)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        token = secrets.token_urlsafe(32)
        try:
            invitation = memberships.invite(
                actor=actor,
                service=said["service"].id,
                role=said["role"],
                email=said["email"],
                at=clock.now(),
                token=token,
            )
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            organisation = invitation.service.organisation.name
            link = memberships.link_of(token)
            mail.send(invitation.email, "organisations/email/invitation", organisation=organisation, link=link)
            messages.success(
                request, _("The invitation to %(email)s is on its way, for seven days.") % {"email": invitation.email}
            )
            return redirect("members")
    context = {
        "form": form,
        "title": _("Invite somebody"),
        "button": _("Send the invitation"),
        "lead": _("The person gets a link by e-mail, creates an account or signs in, and accepts."),
    }
    return _form_page(request, context)


@require_POST
def withdraw_invitation(request: HttpRequest, invitation: UUID) -> HttpResponse:
    memberships.withdraw_invitation(actor=request.actor, invitation=invitation, at=clock.now())
    messages.success(request, _("The invitation is withdrawn: its link no longer works."))
    return redirect("members")


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, membership: UUID) -> HttpResponse:
    """One person's role: change it, end it."""
    actor: Actor = request.actor
    held = get_membership(actor, membership)
    require(policies.may_administer(actor, held.service.organisation_id))
    form = RoleForm(typed(request), initial={"role": held.role})
    if request.method == "POST" and form.is_valid():
        try:
            changed = memberships.change_role(
                actor=actor, membership=held.id, role=form.cleaned_data["role"], on=clock.today()
            )
        except (Conflict, memberships.LastAdministrator) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s has a new role.") % {"name": held.user})
            return redirect("member", changed.id)
    context = {"form": form, "held": held, "may_change": policies.may_change_role(actor, held)}
    return render(request, "web/organisations/member.html", context, status=422 if form.errors else 200)


@require_POST
def end_membership(request: HttpRequest, membership: UUID) -> HttpResponse:
    """End a role; taken back the same day by the notice's button."""
    try:
        ended = memberships.end_membership(actor=request.actor, membership=membership, on=clock.today())
    except memberships.LastAdministrator as refusal:
        messages.error(request, str(refusal))
        return redirect("member", membership)
    text = _("%(name)s no longer has this role.") % {"name": ended.user}
    messages.success(request, text, undo_tag(reverse("resume_membership", args=[ended.id])))
    return redirect("members")


@require_POST
def resume_membership(request: HttpRequest, membership: UUID) -> HttpResponse:
    resumed = memberships.resume_membership(actor=request.actor, membership=membership, on=clock.today())
    messages.success(request, _("%(name)s has this role again.") % {"name": resumed.user})
    return redirect("members")


@require_POST
def remove_second_factor(request: HttpRequest, membership: UUID) -> HttpResponse:
    memberships.remove_second_factor(actor=request.actor, membership=membership)
    messages.success(request, _("The second factor is removed; the person sets another at the next sign-in."))
    return redirect("member", membership)


@require_http_methods(["GET", "POST"])
def join_request(request: HttpRequest, asked: UUID) -> HttpResponse:
    """Say yes, with a service and a role, or no."""
    actor: Actor = request.actor
    found = open_join_requests(actor).filter(id=asked).first()
    require(policies.may_administer(actor, actor.organisation))
    if found is None:
        raise Missing
    refused = request.method == "POST" and "refuse" in request.POST
    form = ServiceAndRole(None if refused else typed(request), actor=actor)
    if refused:
        memberships.refuse_join_request(actor=actor, asked=found.id, at=clock.now())
        messages.success(request, _("The request is refused; the person is told."))
        return redirect("members")
    if request.method == "POST" and form.is_valid():
        return _accept(request, found, form)
    context = {"form": form, "asked": found}
    return render(request, "web/organisations/join_request.html", context, status=422 if form.errors else 200)


def _accept(request: HttpRequest, found: JoinRequest, form: ServiceAndRole) -> HttpResponse:
    said = form.cleaned_data
    memberships.accept_join_request(
        actor=request.actor, asked=found.id, service=said["service"].id, role=said["role"], at=clock.now()
    )
    messages.success(request, _("%(name)s is now a member, and is told.") % {"name": found.user})
    return redirect("members")


@require_http_methods(["GET", "POST"])
def open_service(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor
    require(policies.may_administer(actor, actor.organisation))
    form = ServiceForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            service = memberships.open_service(actor=actor, **form.cleaned_data)
        except Invalid as refusal:
            add_errors(form, refusal)
        else:
            messages.success(request, _("The service %(name)s is open: invite its people.") % {"name": service})
            return redirect("members")
    context = {"form": form, "title": _("Open a service"), "button": _("Open the service"), "lead": ""}
    return _form_page(request, context)


def _form_page(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "web/organisations/members_form.html", context, status=status)
