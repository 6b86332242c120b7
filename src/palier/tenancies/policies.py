"""May this actor sign, keep or end a household's title?"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from palier.cases import access
from palier.cases import policies as of_case
from palier.cases.enums import Audience, CaseState
from palier.cases.models import Case
from palier.cases.queries import open_shares
from palier.organisations.enums import OrganisationKind, Role
from palier.organisations.models import Service
from palier.platform.actor import Actor
from palier.platform.policy import Decision, Denied, allowed_if
from palier.tenancies.models import Tenancy

ASK_A_PARTY = _("Only the service that holds the case, or who lets and who manages the home, does this. Ask them.")

NOT_THEIRS = _("Your role does not open occupancies and leases, or this one is not shared with your service.")

ASK_THE_ASSOCIATION = _("Only the association that follows the household says that it is ready. Ask its referent.")

ASK_THE_REFERENT = _("The referent of the case signs, or the team lead. Ask one of them.")

# Those who sign for who lets and who manages; whoever recovers debts signs nothing.
SIGNERS = access.SOCIAL_ROLES | {
    Role.LANDLORD_ADVISER,
    Role.ALLOCATION_OFFICER,
    Role.COMMITTEE_SECRETARY,
    Role.RENTAL_MANAGER,
    Role.RESIDENCE_MANAGER,
}


def may_begin(actor: Actor, case: Case, parties: Collection[UUID]) -> Decision:
    """Record a signature: the holder of the case, or one of the parties that sign."""
    holds = actor.service == case.holder_id and actor.has(*access.MOVE_CASE)
    return allowed_if(holds or (actor.organisation in parties and actor.has(*SIGNERS)), ASK_A_PARTY)


def may_keep(actor: Actor, tenancy: Tenancy) -> Decision:
    """What happens while it runs, and its end. The head lease of a sub-lease is fetched with it."""
    return may_begin(actor, tenancy.case, parties_of(tenancy))


def parties_of(tenancy: Tenancy) -> frozenset[UUID]:
    """The organisations that let and manage; none for an outside home."""
    head = getattr(tenancy, "head_lease", None)
    parties = {tenancy.provider_id, head.association_id if head else None}
    return frozenset(party for party in parties if party)


def may_certify(actor: Actor, case: Case) -> Decision:
    """Prepare, sign or take back a certificate: the referent or her team lead, in the association that holds the case;
    any social worker of the association that follows it for another holder.
    """
    ours = Service.objects.filter(id=actor.service, organisation__kind=OrganisationKind.ASSOCIATION).exists()
    if not ours or not actor.has(*access.SOCIAL_ROLES):
        return Denied(ASK_THE_ASSOCIATION)
    if case.state == CaseState.CLOSED:
        return Denied(of_case.CLOSED)
    if case.holder_id == actor.service:
        return allowed_if(actor.user == case.referent_id or actor.has(Role.TEAM_LEAD), ASK_THE_REFERENT)
    file = open_shares(actor).filter(case=case, service=actor.service, audience=Audience.FILE)
    return allowed_if(file.exists(), ASK_THE_ASSOCIATION)


def may_list(actor: Actor) -> Decision:
    return allowed_if(Audience.TENANCY in actor.audiences, NOT_THEIRS)


def may_read(actor: Actor, case: Case) -> Decision:
    """The tenancy of a case she sees: by a share of that audience, which a role without it never opens."""
    opened = Audience.TENANCY in actor.audiences and open_shares(actor).filter(case=case, audience=Audience.TENANCY)
    return allowed_if(bool(opened and opened.exists()), NOT_THEIRS)


def may_read_owed(actor: Actor) -> Decision:
    """What associations owe her own organisation: debt recovery, which opens no case."""
    return allowed_if(access.ACCOUNT in actor.audiences, NOT_THEIRS)
