"""What a mandate opens and closes follows its events.

Only the holder of a case shares it, and it is the operator who accepts: the share is opened a moment later in the name
of whoever ordered the mandate, or of the referent where she has left. Her rights are asked again.
"""

from palier.cases import sharing
from palier.cases.models import Case
from palier.organisations.services import actor_of
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Refused
from palier.platform.events import on
from palier.platform.models import Event
from palier.support.enums import MandateState
from palier.support.models import SupportMandate


@on("mandate.accepted", "mandate.closed")
def follow_mandate(event: Event) -> None:
    """Open to the operator what its mandate needs, or end it: as the mandate stands now, whatever came first."""
    mandate = SupportMandate.objects.get(id=event.subject_id)
    holder = _holder(mandate)
    with acting(holder):
        if mandate.state == MandateState.ACCEPTED:
            sharing.open_to_operator(actor=holder, case_id=mandate.case_id, service=mandate.operator, at=event.at)
        else:
            sharing.end_mandate(actor=holder, case_id=mandate.case_id, service=mandate.operator, at=event.at)


def _holder(mandate: SupportMandate) -> Actor:
    """Raises Refused when neither works in the service any more: its team lead takes the case over first."""
    case = Case.objects.get(id=mandate.case_id)
    try:
        return actor_of(user=mandate.ordered_by_id, service=case.holder_id)
    except Refused:
        return actor_of(user=case.referent_id, service=case.holder_id)
