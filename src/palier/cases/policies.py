"""May this actor do this to this case? One function an act; the table is `access.py`."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from palier.cases import access
from palier.cases.enums import Audience, CaseState
from palier.cases.models import Case
from palier.platform.actor import Actor
from palier.platform.policy import Allowed, Decision, Denied, allowed_if

ASK_THE_HOLDER = _("Only the service that holds the case does this. Ask its referent.")
ASK_SOCIAL = _("Only a social service does this. Pass the call on to one, or give its number.")
CLOSED = _("This case is closed. Open a new one from its facts.")

STILL_RUNS = _("This case still runs: go on with it, or close it first.")


def may_list_cases(actor: Actor) -> Decision:
    return allowed_if(
        Audience.ENVELOPE in actor.audiences, _("Your role does not open cases. The coordinator can tell you more.")
    )


def may_receive_call(actor: Actor) -> Decision:
    return allowed_if(actor.has(*access.RECEIVE_CALL), ASK_SOCIAL)


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


def may_write_note(actor: Actor, case: Case, audience: str, opened: Iterable[str]) -> Decision:
    """`opened`: the audiences of the case open to her by shares; she may write where she may read."""
    if case.state == CaseState.CLOSED:
        return Denied(CLOSED)
    return allowed_if(
        audience in actor.audiences and audience in set(opened),
        _("You may only write where you may read. Choose another audience, or ask the referent."),
    )


def _holding(actor: Actor, case: Case, roles: Iterable[str], *, even_closed: bool = False) -> Decision:
    if case.holder_id != actor.service or not actor.has(*roles):
        return Denied(ASK_THE_HOLDER)
    if case.state == CaseState.CLOSED and not even_closed:
        return Denied(CLOSED)
    return Allowed()
