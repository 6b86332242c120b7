"""What keeps a case open: a candidacy that may end in a signature is withdrawn first, and its provider told why."""

from collections.abc import Iterable

from palier.candidacies import places, queries
from palier.candidacies.place_states import LIVE as LIVE_PLACES
from palier.candidacies.states import LIVE
from palier.cases.closing import Running
from palier.cases.models import Case
from palier.platform.actor import Actor


def keeps_open(actor: Actor, case: Case) -> Iterable[Running]:
    for one in queries.candidacies_of(actor, case).filter(state__in=LIVE):
        yield Running(f"{one.home or one.outside_provider} ({one.get_state_display()})", "candidacy", one.id)
    for asked in places.candidacies_for_places(actor, case).filter(state__in=LIVE_PLACES):
        yield Running(f"{asked.where} ({asked.get_state_display()})", "place_candidacy", asked.id)
