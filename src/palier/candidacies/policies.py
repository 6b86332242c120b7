"""May this actor put forward, designate, decide, answer or withdraw?"""

from django.utils.translation import gettext_lazy as _

from palier.candidacies.models import Candidacy
from palier.candidacies.place_models import PlaceCandidacy
from palier.cases import policies as of_case
from palier.cases.models import Case
from palier.homes.models import Vacancy
from palier.organisations.enums import Role
from palier.platform.actor import Actor
from palier.platform.policy import Allowed, Decision, allowed_if

DECIDE = frozenset({Role.ALLOCATION_OFFICER, Role.COMMITTEE_SECRETARY})
DESIGNATE = frozenset({Role.RESERVATION_OFFICER})
ADMIT = frozenset({Role.RESIDENCE_MANAGER, Role.RENTAL_MANAGER})

ASK_THE_RESIDENCE = _("Only those who run the residence record this. Ask them.")
ASK_THE_LANDLORD = _("Only the landlord's allocation officer or its CALEOL's secretary records this. Ask the landlord.")
ASK_WHO_DESIGNATES = _("Only the reserver that has the right, or the landlord, designates. Ask one of them.")
ASK_EITHER = _("Only the service that follows the household, or the landlord, does this.")


def may_list(actor: Actor) -> Decision:
    return of_case.may_list_cases(actor)


def may_put_forward(actor: Actor, case: Case) -> Decision:
    """The holder of the case: it opens the file to whoever decides."""
    return of_case.may_open_shares(actor, case)


def may_decide(actor: Actor, candidacy: Candidacy) -> Decision:
    """Record what the provider decides, offers and signs; for an outside home, whoever follows the household."""
    if candidacy.provider_id is None:
        return of_case.may_move(actor, candidacy.case)
    return allowed_if(actor.service == candidacy.provider_id and actor.has(*DECIDE), ASK_THE_LANDLORD)


def may_designate(actor: Actor, candidacy: Candidacy) -> Decision:
    """The reserver whose right it is; the landlord for its own share, or for a reserver that is not in Palier."""
    mine = candidacy.reserver_id is not None and actor.service == candidacy.reserver_id and actor.has(*DESIGNATE)
    return Allowed() if mine or may_decide(actor, candidacy) else allowed_if(False, ASK_WHO_DESIGNATES)


def may_answer(actor: Actor, candidacy: Candidacy) -> Decision:
    """Record what the household answered, or end a candidacy: whoever follows it, or the officer it told."""
    if of_case.may_move(actor, candidacy.case) or may_decide(actor, candidacy):
        return Allowed()
    return allowed_if(False, ASK_EITHER)


def may_rank(actor: Actor, vacancy: Vacancy) -> Decision:
    """Say which candidates from outside Palier the landlord's committee ranked."""
    return allowed_if(vacancy.home.landlord_id == actor.organisation and actor.has(*DECIDE), ASK_THE_LANDLORD)


def may_follow(actor: Actor, candidacy: PlaceCandidacy) -> Decision:
    """Speak for the household: the service that holds its case."""
    return of_case.may_move(actor, candidacy.case)


def may_admit(actor: Actor, candidacy: PlaceCandidacy) -> Decision:
    """Receive, show, decide, offer and let in: the service of the residence; outside, whoever follows the household
    records what it says.
    """
    if candidacy.provider_id is None:
        return of_case.may_move(actor, candidacy.case)
    return allowed_if(actor.service == candidacy.provider_id and actor.has(*ADMIT), ASK_THE_RESIDENCE)


def may_follow_or_admit(actor: Actor, candidacy: PlaceCandidacy) -> Decision:
    return may_admit(actor, candidacy) or may_follow(actor, candidacy)
