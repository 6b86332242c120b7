"""The step of a case with its candidacies counted in: the most advanced of what has happened."""

from collections.abc import Iterable
from uuid import UUID

from palier.candidacies import place_states as places
from palier.candidacies.enums import CandidacyKind, CandidacyState
from palier.candidacies.models import Candidacy
from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.states import LIVE
from palier.cases.models import Case
from palier.cases.path import Landing, landing

S, P = CandidacyState, PlaceCandidacyState
ORDER = list(Landing)
PLACES: dict[str, Landing] = {
    P.PLACE_OFFERED: Landing.OFFER,
    P.ACCEPTED: Landing.OFFER,
    P.CONTRACT_SIGNED: Landing.OFFER,
    P.ARRIVED: Landing.TEMPORARY,
}


def landings(cases: Iterable[Case]) -> dict[UUID, Landing]:
    """Where each case stands, as far as the reader may know: two queries for a page of a list, of cases that she sees.

    PostgreSQL leaves out the candidacies elsewhere for whoever houses or designates.
    """
    found = {case.id: landing(case) for case in cases}
    rows = Candidacy.objects.filter(case__in=found, state__in=(*LIVE, S.SIGNED)).values_list("case", "state", "kind")
    for case, state, kind in rows:
        found[case] = max(found[case], _of(state, kind), key=ORDER.index)
    rows = PlaceCandidacy.objects.filter(case__in=found, state__in=(*places.LIVE, P.ARRIVED))
    for case, state in rows.values_list("case", "state"):
        found[case] = max(found[case], PLACES.get(state, Landing.CANDIDACY), key=ORDER.index)
    return found


def _of(state: str, kind: str) -> Landing:
    if state == S.SIGNED:
        return Landing.SUBLEASE if kind == CandidacyKind.SUBLEASE else Landing.LEASE
    return Landing.OFFER if state in (S.OFFERED, S.ACCEPTED) else Landing.CANDIDACY
