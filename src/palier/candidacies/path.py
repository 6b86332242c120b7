"""The step of a case with its candidacies and its titles counted in: the most advanced of what stands."""

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
from palier.tenancies.enums import TenancyKind
from palier.tenancies.models import Tenancy
from palier.tenancies.path import landing_of

S, P = CandidacyState, PlaceCandidacyState
ORDER = list(Landing)
OFFERED_PLACES = (P.PLACE_OFFERED, P.ACCEPTED, P.CONTRACT_SIGNED)


def landings(cases: Iterable[Case]) -> dict[UUID, Landing]:
    """Where each case stands, as far as the reader may know: three queries for a page of a list, of cases that she
    sees. PostgreSQL leaves out the candidacies elsewhere for whoever houses or designates, and titles for whoever reads
    no tenancy: a candidacy that was signed then tells of its title, which bears its id. A title that has ended is left.
    """
    found = {case.id: landing(case) for case in cases}

    def reach(case: UUID, step: Landing) -> None:
        found[case] = max(found[case], step, key=ORDER.index)

    ended = set()
    titles = Tenancy.objects.filter(case__in=found)
    for title, case, kind, residence, ends_on in titles.values_list(
        "id", "case", "kind", "place__residence__kind", "ends_on"
    ):
        if ends_on is None:
            reach(case, landing_of(kind, residence))
        else:
            ended.add(title)
    rows = Candidacy.objects.filter(case__in=found, state__in=(*LIVE, S.SIGNED))
    for title, case, state, kind in rows.values_list("id", "case", "state", "kind"):
        if title not in ended:
            reach(case, _of_home(state, kind))
    rows = PlaceCandidacy.objects.filter(case__in=found, state__in=(*places.LIVE, P.ARRIVED))
    for title, case, state, here, outside in rows.values_list("id", "case", "state", "residence__kind", "outside_kind"):
        if title not in ended:
            reach(case, _of_place(state, here or outside))
    return found


def _of_home(state: str, kind: str) -> Landing:
    if state == S.SIGNED:
        return landing_of(TenancyKind.SUBLEASE if kind == CandidacyKind.SUBLEASE else TenancyKind.LEASE, None)
    return Landing.OFFER if state in (S.OFFERED, S.ACCEPTED) else Landing.CANDIDACY


def _of_place(state: str, residence: str) -> Landing:
    if state == P.ARRIVED:
        return landing_of(TenancyKind.TEMPORARY_OCCUPANCY, residence)
    return Landing.OFFER if state in OFFERED_PLACES else Landing.CANDIDACY
