"""May this actor convene, take part, close? On top of her role, her service has a seat."""

from django.utils.translation import gettext_lazy as _

from palier.candidacies.meeting_models import PartnerMeeting
from palier.organisations.enums import Role
from palier.platform.actor import Actor
from palier.platform.policy import Allowed, Decision, Denied, allowed_if

# Those who sit around the table, or prepare it.
PARTNERS = frozenset(
    {
        *(Role.ADVISER, Role.SOCIAL_WORKER, Role.TEAM_LEAD, Role.LANDLORD_ADVISER, Role.COORDINATOR),
        *(Role.RESERVATION_OFFICER, Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY, Role.RESIDENCE_MANAGER),
    }
)
CLOSED = _("This meeting is closed: add a correction to its record.")


def may_meet(actor: Actor) -> Decision:
    """List meetings, convene one."""
    return allowed_if(actor.has(*PARTNERS), _("Your role takes no part in partner meetings. Ask the coordinator."))


def may_prepare(actor: Actor, meeting: PartnerMeeting) -> Decision:
    """Its agenda, the room, decisions and tasks, until it is closed; whose service has no seat does not see it."""
    return Denied(CLOSED) if meeting.closed_at else may_meet(actor)


def may_close(actor: Actor, meeting: PartnerMeeting) -> Decision:
    if meeting.closed_at:
        return Denied(CLOSED)
    mine = meeting.convener_id == actor.service and actor.has(*PARTNERS)
    return allowed_if(mine, _("The service that convened the meeting closes it. Ask it."))


def may_correct(actor: Actor, meeting: PartnerMeeting) -> Decision:
    if not meeting.closed_at:
        return Denied(_("This meeting still runs: change the decision itself."))
    return may_meet(actor) and Allowed()
