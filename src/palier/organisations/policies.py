"""May this actor do this to her organisation, to its people, to an agreement? One function an act."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from palier.organisations.enums import AgreementStatus, Role
from palier.organisations.models import Agreement, Membership, Service
from palier.platform.actor import Actor
from palier.platform.policy import Decision, Denied, allowed_if

ASK_AN_ADMINISTRATOR = _("Only an administrator of your organisation does this. The page of members says who they are.")
NOT_ONESELF = _("Nobody gives herself a role. Ask another administrator.")
ASK_A_WRITER = _("An administrator or the coordinator of your organisation writes the agreement. Ask one of them.")
SIGNED = _("This agreement is signed: it no longer changes here. Agree on an amendment with your partners.")
ASK_A_COORDINATOR = _("The coordinator of your organisation publishes the grid, once the partners decided. Ask her.")
ENDED = _("This agreement has ended: its grid no longer changes.")

WRITERS = (Role.ADMINISTRATOR, Role.COORDINATOR)


def may_administer(actor: Actor, organisation: UUID) -> Decision:
    """Members, invitations, requests to join and services of one organisation: its own administrators only."""
    return allowed_if(actor.has(Role.ADMINISTRATOR) and actor.organisation == organisation, ASK_AN_ADMINISTRATOR)


def may_invite(actor: Actor, service: Service, *, own_address: bool) -> Decision:
    if own_address:
        return Denied(NOT_ONESELF)
    return may_administer(actor, service.organisation_id)


def may_change_role(actor: Actor, membership: Membership) -> Decision:
    """Administering opens no case; if one could change one's own role it would open them all."""
    decision = may_administer(actor, membership.service.organisation_id)
    return Denied(NOT_ONESELF) if decision and membership.user_id == actor.user else decision


def may_end(actor: Actor, membership: Membership) -> Decision:
    """An administrator ends anybody's, and her own."""
    return may_administer(actor, membership.service.organisation_id)


def may_draft_agreement(actor: Actor) -> Decision:
    return allowed_if(actor.has(*WRITERS), ASK_A_WRITER)


def may_write_agreement(actor: Actor, agreement: Agreement) -> Decision:
    """`agreement` is one the actor sees: her organisation is a party."""
    decision = may_draft_agreement(actor)
    if decision and agreement.status != AgreementStatus.DRAFT:
        return Denied(SIGNED)
    return decision


def may_record_accreditation(actor: Actor) -> Decision:
    """Of one's own organisation."""
    return allowed_if(actor.has(*WRITERS) and actor.organisation is not None, ASK_A_WRITER)


def may_publish_grid(actor: Actor, agreement: Agreement) -> Decision:
    """`agreement` is one the actor sees: her organisation is a party."""
    decision = allowed_if(actor.has(Role.COORDINATOR), ASK_A_COORDINATOR)
    return Denied(ENDED) if decision and agreement.status == AgreementStatus.ENDED else decision
