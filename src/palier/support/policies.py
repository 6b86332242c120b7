"""May this actor order, answer, renew, report on or close a mandate?"""

from django.utils.translation import gettext_lazy as _

from palier.cases import access
from palier.cases import policies as of_case
from palier.cases.models import Case
from palier.platform.actor import Actor
from palier.platform.policy import Decision, allowed_if
from palier.support.models import SupportMandate

ASK_THE_OPERATOR = _("Only the service that was asked answers a mandate. Ask it.")
ASK_THE_PRESCRIBER = _("Only the service that ordered the mandate decides this. Ask it.")
ASK_EITHER = _("Only the two services of the mandate do this.")


def may_order(actor: Actor, case: Case) -> Decision:
    """The holder of the case prescribes: it answers for the household's path."""
    return of_case.may_write_file(actor, case)


def may_answer(actor: Actor, mandate: SupportMandate) -> Decision:
    """Also ask for a renewal, and write the reports."""
    return allowed_if(_supports(actor) and actor.service == mandate.operator_id, ASK_THE_OPERATOR)


def may_decide(actor: Actor, mandate: SupportMandate) -> Decision:
    """Grant or refuse a renewal, take back an order."""
    return allowed_if(_supports(actor) and actor.service == mandate.prescriber_id, ASK_THE_PRESCRIBER)


def may_close(actor: Actor, mandate: SupportMandate) -> Decision:
    either = actor.service in {mandate.operator_id, mandate.prescriber_id}
    return allowed_if(_supports(actor) and either, ASK_EITHER)


def _supports(actor: Actor) -> bool:
    return actor.has(*access.SOCIAL_ROLES)
