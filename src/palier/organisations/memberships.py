"""How people come to a service and leave it: invitation, request to join, change of role, end.

Rights are read from memberships at each request, so whatever ends here ends with the person's next click.
"""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User
from palier.organisations import policies
from palier.organisations.enums import Role
from palier.organisations.models import Invitation, JoinRequest, Membership, Organisation, Service
from palier.organisations.queries import (
    get_membership,
    get_service,
    held_memberships,
    members_of,
    open_invitations,
    open_join_requests,
)
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, DomainError, Invalid, Missing
from palier.platform.policy import require

INVITATION_LIVES = timedelta(days=7)
OPEN_REQUESTS_AT_MOST = 3


class InvitationOver(DomainError):
    """The link was right once; what to do now is said."""

    code = "invitation_over"
    default = _("This invitation has expired or was used. Ask the person who invited you to send another.")


class AnotherAddress(DomainError):
    """Right link, wrong account."""

    status = 403
    code = "another_address"
    default = _(
        "This invitation was sent to another address than yours. Sign in with the account of that address, or ask for"
        " an invitation to your own."
    )


class LastAdministrator(DomainError):
    status = 409
    code = "last_administrator"
    default = _("This is the last administrator of the organisation. Give the role to somebody else first.")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> str:
    """The address the invited person opens; from the settings, never from a request's headers."""
    return settings.SITE_URL + reverse("invitation", args=[token])


@transaction.atomic
def invite(*, actor: Actor, service: UUID, role: str, email: str, at: datetime, token: str) -> Invitation:
    """Call an address to a role. `token` is the secret of the link; its digest alone is kept, for 7 days and one use.

    A former invitation of the address to the same role ends. Raises Missing for a service that is not of the actor's
    organisation, Refused for who does not administer it or invites herself, Invalid for a role already held.
    """
    where = get_service(actor, service)
    email = email.strip().lower()
    own_address = User.objects.filter(id=actor.user, email=email).exists()
    require(policies.may_invite(actor, where, own_address=own_address))
    role = _role(role)
    if members_of(actor.organisation, on=_day(at)).filter(user__email=email, service=where, role=role).exists():
        raise Invalid(fields={"email": _("This person holds this role in this service already.")})
    for former in open_invitations(actor, at=at).filter(email=email, service=where, role=role):
        _withdraw(former, at)
    return call_to_role(where, role, email, at, token, invited_by=actor.user)


def call_to_role(
    service: Service, role: str, email: str, at: datetime, token: str, invited_by: UUID | None
) -> Invitation:
    invitation = Invitation.objects.create(
        service=service,
        role=role,
        email=email,
        digest=digest_of(token),
        invited_by_id=invited_by,
        invited_at=at,
        expires_at=at + INVITATION_LIVES,
    )
    changes = {"service": str(service.id), "role": role}
    events.record("membership.invited", subject=invitation.id, changes=changes)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: UUID, at: datetime) -> None:
    """Make the link worthless. Raises Missing for an invitation of elsewhere, or that is over."""
    found = open_invitations(actor, at=at).select_for_update(of=("self",)).filter(id=invitation).first()
    if found is None:
        raise Missing
    require(policies.may_administer(actor, found.service.organisation_id))
    _withdraw(found, at)


def _withdraw(invitation: Invitation, at: datetime) -> None:
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    events.record("membership.invitation_withdrawn", subject=invitation.id)


def find_invitation(token: str, *, at: datetime, lock: bool = False) -> Invitation:
    """The invitation behind a link. Raises Missing for a link that never was, InvitationOver for one that was."""
    rows = Invitation.objects.select_related("service__organisation")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(digest=digest_of(token)).first()
    if invitation is None:
        raise Missing
    if invitation.accepted_at or invitation.withdrawn_at or invitation.expires_at <= at:
        raise InvitationOver
    return invitation


@transaction.atomic
def accept_invitation(*, user: User, token: str, at: datetime) -> Membership:
    """Take up the role; the link is then used up. Of two at the same instant, one gets it.

    The account must have confirmed the invited address: a link is easily forwarded, and who opens households' files is
    the administrator's choice, not that of whoever the e-mail reached. Raises AnotherAddress otherwise.
    """
    invitation = find_invitation(token, at=at, lock=True)
    if not _has_confirmed(user, invitation.email):
        raise AnotherAddress
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    with acting(_newcomer(user, invitation.service.organisation_id, invitation.service_id)):
        events.record("membership.invitation_accepted", subject=invitation.id)
        return _begin(user.id, invitation.service, invitation.role, _day(at))


def _has_confirmed(user: User, email: str) -> bool:
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()


def _newcomer(user: User, organisation: UUID, service: UUID | None) -> Actor:
    """Somebody without a right yet, in whose name the organisation's record says what she did."""
    return Actor(user=user.id, organisation=organisation, service=service)


def _begin(user: UUID, service: Service, role: str, on: date) -> Membership:
    membership, new = Membership.objects.get_or_create(
        user_id=user, service=service, role=role, ended_on=None, defaults={"started_on": on}
    )
    if new:
        changes = {"service": str(service.id), "role": role, "user": str(user)}
        events.record("membership.started", subject=membership.id, changes=changes)
    return membership


@transaction.atomic
def ask_to_join(*, user: User, organisation: UUID, message: str, at: datetime) -> JoinRequest:
    """Leave a request with an organisation's administrators, who hear of it. Asked twice, it is one request.

    Raises Missing for an unknown organisation, Invalid for a member or for too many open requests.
    """
    asked = Organisation.objects.filter(id=organisation).first()
    if asked is None:
        raise Missing
    User.objects.select_for_update().get(id=user.id)
    waiting = JoinRequest.objects.filter(user=user, state=JoinRequest.State.ASKED)
    if former := waiting.filter(organisation=asked).first():
        return former
    if held_memberships(user.id, on=_day(at)).filter(service__organisation=asked).exists():
        raise Invalid(_("You are a member of this organisation already."))
    if waiting.count() >= OPEN_REQUESTS_AT_MOST:
        raise Invalid(_("You have three requests waiting. Let them be answered first."))
    request = JoinRequest.objects.create(user=user, organisation=asked, message=message.strip(), asked_at=at)
    with acting(_newcomer(user, asked.id, None)):
        events.record("membership.asked", subject=request.id)
    return request


@transaction.atomic
def accept_join_request(*, actor: Actor, asked: UUID, service: UUID, role: str, at: datetime) -> Membership:
    """Give who asked a role in a service of the organisation. Raises Conflict when it was answered meanwhile."""
    found = _answer(actor, asked, JoinRequest.State.ACCEPTED, at)
    membership = _begin(found.user_id, get_service(actor, service), _role(role), _day(at))
    events.record("membership.request_accepted", subject=found.id)
    return membership


@transaction.atomic
def refuse_join_request(*, actor: Actor, asked: UUID, at: datetime) -> None:
    """Say no. Raises Conflict when it was answered meanwhile."""
    found = _answer(actor, asked, JoinRequest.State.REFUSED, at)
    events.record("membership.request_refused", subject=found.id)


def _answer(actor: Actor, asked: UUID, state: JoinRequest.State, at: datetime) -> JoinRequest:
    rows = JoinRequest.objects.filter(organisation_id=actor.organisation)
    found = rows.select_for_update().filter(id=asked).first()
    if found is None:
        raise Missing
    require(policies.may_administer(actor, found.organisation_id))
    if not open_join_requests(actor).filter(id=found.id).exists():
        raise Conflict(_("Somebody else has answered this request."))
    found.state, found.decided_at, found.decided_by_id = state, at, actor.user
    found.save(update_fields=["state", "decided_at", "decided_by"])
    return found


@transaction.atomic
def end_membership(*, actor: Actor, membership: UUID, on: date) -> Membership:
    """End a role today; the person's next click no longer has it. Raises LastAdministrator."""
    found = get_membership(actor, membership)
    require(policies.may_end(actor, found))
    return _end(found, on)


def _end(membership: Membership, on: date) -> Membership:
    _lock_people_of(membership.service.organisation_id)
    membership.refresh_from_db(fields=["ended_on"])
    if membership.ended_on is not None:
        return membership
    if membership.role == Role.ADMINISTRATOR:
        others = members_of(membership.service.organisation_id, on=on).filter(role=Role.ADMINISTRATOR)
        if not others.exclude(id=membership.id).exists():
            raise LastAdministrator
    membership.ended_on = max(on, membership.started_on)
    membership.save(update_fields=["ended_on"])
    events.record("membership.ended", subject=membership.id)
    return membership


@transaction.atomic
def resume_membership(*, actor: Actor, membership: UUID, on: date) -> Membership:
    """Take back an end of today. Raises Conflict for an older one: that person is invited again."""
    found = get_membership(actor, membership)
    require(policies.may_change_role(actor, found))
    _lock_people_of(found.service.organisation_id)
    found.refresh_from_db(fields=["ended_on"])
    if found.ended_on is None:
        return found
    again = Q(user_id=found.user_id, service_id=found.service_id, role=found.role, ended_on=None)
    if found.ended_on != on or Membership.objects.filter(again).exists():
        raise Conflict(_("This can no longer be taken back. Send an invitation instead."))
    found.ended_on = None
    found.save(update_fields=["ended_on"])
    events.record("membership.resumed", subject=found.id)
    return found


@transaction.atomic
def change_role(*, actor: Actor, membership: UUID, role: str, on: date) -> Membership:
    """End one role and begin another in the same service: what was held when stays known."""
    found = get_membership(actor, membership)
    require(policies.may_change_role(actor, found))
    role = _role(role)
    if found.ended_on is not None:
        raise Conflict(_("This role has ended meanwhile."))
    if found.role == role:
        return found
    _end(found, on)
    return _begin(found.user_id, found.service, role, on)


@transaction.atomic
def remove_second_factor(*, actor: Actor, membership: UUID) -> None:
    """For a member who lost phone and codes: she enrols again at her next sign-in, by her password. She is told."""
    found = get_membership(actor, membership)
    require(policies.may_change_role(actor, found))
    if Authenticator.objects.filter(user=found.user_id).delete()[0]:
        events.record("membership.second_factor_removed", subject=found.id)


@transaction.atomic
def open_service(*, actor: Actor, name: str, kind: str) -> Service:
    """Add a service to the actor's organisation."""
    require(policies.may_administer(actor, actor.organisation))
    if Service.objects.filter(organisation_id=actor.organisation, name__iexact=name.strip()).exists():
        raise Invalid(fields={"name": _("A service of your organisation has this name already.")})
    service = Service.objects.create(organisation_id=actor.organisation, kind=kind, name=name.strip())
    events.record("service.opened", subject=service.id, changes={"kind": kind})
    return service


def _lock_people_of(organisation: UUID) -> None:
    """One change of an organisation's people at a time, so that two administrators do not end each other."""
    Organisation.objects.select_for_update().get(id=organisation)


def _role(role: str) -> str:
    if role not in Role.values:
        raise Invalid(fields={"role": _("Choose a role of the list.")})
    return role


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()
