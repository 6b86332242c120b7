"""What a candidacy opens and closes follows its events, where somebody else than the holder of the case acted.

Only the holder of a case shares it: the share is settled a moment later in the name of whoever put the household
forward, or of the referent where she has left. Her rights are asked again.
"""

from palier.candidacies import meeting_jobs  # noqa: F401 — declares its handlers
from palier.candidacies.models import Candidacy
from palier.candidacies.moves import settle_shares
from palier.cases.models import Case
from palier.organisations.services import actor_of
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Refused
from palier.platform.events import on
from palier.platform.models import Event


@on(
    "candidacy.decided",
    "candidacy.refused",
    "candidacy.no_answer",
    "candidacy.signed",
    "candidacy.superseded",
    "candidacy.signed_elsewhere",
    "candidacy.withdrawn",
)
def follow_candidacy(event: Event) -> None:
    """The file until the decision, then the envelope, then nothing: as the candidacies stand now."""
    candidacy = Candidacy.objects.select_related("provider", "reserver").get(id=event.subject_id)
    holder = _holder(candidacy)
    with acting(holder):
        candidacy.case = Case.objects.get(id=candidacy.case_id)
        settle_shares(actor=holder, candidacy=candidacy, at=event.at)


def _holder(candidacy: Candidacy) -> Actor:
    """Raises Refused when neither works in the service any more: its team lead takes the case over first."""
    case = Case.objects.get(id=candidacy.case_id)
    try:
        return actor_of(user=candidacy.put_forward_by_id, service=case.holder_id)
    except Refused:
        return actor_of(user=case.referent_id, service=case.holder_id)
