"""May this actor do this to this case? One function an act; the table is `access.py`."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from palier.cases import access
from palier.cases.enums import Audience, CaseState
from palier.cases.models import Case
from palier.platform.actor import Actor
from palier.platform.policy import Allowed, Decision, Denied, allowed_if

ASK_THE_HOLDER = _("Only the service that holds the case does this. Ask its referent.")
ASK_SOCIAL = _("Only a social service does this. Pass the call on to one, or give its number.")
ASK_THE_TEAM_LEAD = _("One says so for oneself; the team lead does it for a colleague who is away.")
PASSED_ON_BY = _("Its referent or the team lead passes it on.")
CLOSED = _("This case is closed. Open a new one from its facts.")
STILL_RUNS = _("This case still runs: go on with it, or close it first.")


def may_list_cases(actor: Actor) -> Decision:
    return allowed_if(
        Audience.ENVELOPE in actor.audiences, _("Your role does not open cases. The coordinator can tell you more.")
    )


def may_receive_call(actor: Actor) -> Decision:
    return allowed_if(actor.has(*access.RECEIVE_CALL), ASK_SOCIAL)


def may_bring_follow_up(actor: Actor) -> Decision:
    """The table a service kept before Palier: for those who could have logged its calls."""
    return allowed_if(actor.has(*access.BRING_FOLLOW_UP), ASK_SOCIAL)


def may_write_file(actor: Actor, case: Case) -> Decision:
    return _holding(actor, case, access.WRITE_FILE)


def may_move(actor: Actor, case: Case) -> Decision:
    return _holding(actor, case, access.MOVE_CASE, even_closed=True)


def may_close(actor: Actor, case: Case) -> Decision:
    return _holding(actor, case, access.MOVE_CASE)


def may_share(actor: Actor, case: Case) -> Decision:
    return _holding(actor, case, access.SHARE_CASE, even_closed=True)


def may_open_shares(actor: Actor, case: Case) -> Decision:
    """Taking back is always possible; a closed case opens to nobody anew."""
    return _holding(actor, case, access.SHARE_CASE)


def may_start_from(actor: Actor, case: Case) -> Decision:
    """A new case from the facts of a closed one."""
    if case.state != CaseState.CLOSED:
        return Denied(STILL_RUNS)
    return _holding(actor, case, access.RECEIVE_CALL, even_closed=True)


def may_transmit(actor: Actor, case: Case) -> Decision:
    """A sheet leaves in the name of the service that follows the household."""
    return _holding(actor, case, access.SHARE_CASE, even_closed=True)


def may_write_note(actor: Actor, case: Case, audience: str, opened: Iterable[str]) -> Decision:
    """`opened`: the audiences of the case open to her by shares; she may write where she may read."""
    if case.state == CaseState.CLOSED:
        return Denied(CLOSED)
    return allowed_if(
        audience in actor.audiences and audience in set(opened),
        _("You may only write where you may read. Choose another audience, or ask the referent."),
    )


def may_cover(actor: Actor, user: UUID | None) -> Decision:
    """Say who answers for the cases of `user` while she is away: herself, or the team lead for whoever cannot."""
    if not actor.has(*access.COVER):
        return Denied(ASK_SOCIAL)
    return allowed_if(user == actor.user or actor.has(*access.HAND_OVER_FOR_OTHERS), ASK_THE_TEAM_LEAD)


def may_pass_on(actor: Actor, case: Case) -> Decision:
    """Give the case another referent of the same service."""
    holding = _holding(actor, case, access.MOVE_CASE)
    if not holding:
        return holding
    mine = case.referent_id == actor.user or actor.has(*access.HAND_OVER_FOR_OTHERS)
    return allowed_if(mine, PASSED_ON_BY)


def _holding(actor: Actor, case: Case, roles: Iterable[str], *, even_closed: bool = False) -> Decision:
    if case.holder_id != actor.service or not actor.has(*roles):
        return Denied(ASK_THE_HOLDER)
    if case.state == CaseState.CLOSED and not even_closed:
        return Denied(CLOSED)
    return Allowed()
