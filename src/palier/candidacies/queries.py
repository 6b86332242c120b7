"""The candidacies that an actor may read, whose turn it is for a home, and what waits for whom."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from palier.candidacies.enums import CandidacyState
from palier.candidacies.models import Candidacy, OutsideCandidate
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.policies import DECIDE, DESIGNATE
from palier.candidacies.states import BEFORE_DECISION, GRANTED, LIVE
from palier.cases import access
from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.cases.sharing import in_the_name_of_holder
from palier.homes.models import Vacancy
from palier.homes.states import SHOWN
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Missing

S = CandidacyState
# After every rank that is given.
NO_RANK = 2**15
WITH = (
    "case__holder__organisation",
    "case__referent",
    "vacancy__home__landlord",
    "home__commune",
    "home__landlord",
    "outside_commune",
    "provider__organisation",
    "reserver__organisation",
)


def visible_to(actor: Actor) -> QuerySet[Candidacy]:
    """With the envelope of the case, for who follows or coordinates; anybody else, those put forward to her service,
    and the slide of a sub-lease that she reads.
    """
    return rows_visible_to(actor, Candidacy).select_related(*WITH)


def told_to(actor: Actor) -> Q:
    """Of events: those of no candidacy, and those of a candidacy that she reads."""
    if access.CANDIDACIES in actor.audiences:
        return Q()
    hers = Q(subject_id__in=rows_visible_to(actor, Candidacy).values("id"))
    hers |= Q(subject_id__in=rows_visible_to(actor, PlaceCandidacy).values("id"))
    return hers | ~(Q(kind__startswith="candidacy.") | Q(kind__startswith="place_candidacy."))


def get_candidacy(actor: Actor, candidacy_id: UUID) -> Candidacy:
    """The candidacy. Raises Missing for one that is not there or not hers: the same answer."""
    return _the_one(visible_to(actor), candidacy_id)


def _the_one(rows: QuerySet[Candidacy], candidacy_id: UUID) -> Candidacy:
    # Not `first()`: it orders by the id, and weighs each of two hundred columns to do so.
    found = next(iter(rows.filter(id=candidacy_id)), None)
    if found is None:
        raise Missing
    return found


def lock_candidacy(actor: Actor, candidacy_id: UUID) -> Candidacy:
    """The same under lock, with every candidacy that its moves may touch: the household's and the home's.

    Always in the order of their ids, so that two acts wait for one another and never both. The household's are locked
    in the name of the holder: a landlord does not see those elsewhere.
    """
    found = _the_one(rows_visible_to(actor, Candidacy).select_related("case__holder"), candidacy_id)
    holder, hers = in_the_name_of_holder(found.case), Candidacy.objects.filter(case=found.case_id)
    with acting(holder):
        turns = dict.fromkeys(hers.values_list("id", flat=True), holder)
    homes = Candidacy.objects.filter(vacancy=found.vacancy_id, vacancy__isnull=False)
    turns |= dict.fromkeys(homes.exclude(case=found.case_id).values_list("id", flat=True), actor)
    for who, ids in groupby(sorted(turns), key=turns.__getitem__):
        with acting(who):
            list(Candidacy.objects.select_for_update().filter(id__in=list(ids)).order_by("id").values_list("id"))
    return get_candidacy(actor, candidacy_id)


def candidacies_of(actor: Actor, case: Case) -> QuerySet[Candidacy]:
    """Those of a case, the latest first."""
    return visible_to(actor).filter(case=case)


def live_of_vacancy(vacancy_id: UUID | None) -> QuerySet[Candidacy]:
    """Those for a home that may still end in a signature."""
    return Candidacy.objects.filter(vacancy=vacancy_id, vacancy__isnull=False, state__in=LIVE)


def turn(vacancy: Vacancy) -> int | None:
    """The best rank that still runs for a home, candidates from outside included; one on hold lets the next pass."""
    inside = live_of_vacancy(vacancy.id).filter(rank__isnull=False, held_on=None).values_list("rank", flat=True)
    outside = OutsideCandidate.objects.filter(vacancy=vacancy, end="").values_list("rank", flat=True)
    return min([*inside, *outside], default=None)


def may_be_offered(candidacy: Candidacy) -> bool:
    """Whether the home may be offered to it now: granted, its turn, its condition met, nobody else asked."""
    return candidacy.id in offerable([candidacy])


def offerable(candidacies: Iterable[Candidacy]) -> set[UUID]:
    """Those whose home may be offered now, in two queries whatever their number. A provider sees all of its homes'."""
    ready = [one for one in candidacies if _is_ready(one)]
    homes = {one.vacancy_id for one in ready if one.vacancy_id}
    rows = Candidacy.objects.filter(vacancy__in=homes, state__in=LIVE)
    asked: dict[UUID | None, set[UUID]] = {}
    best: dict[UUID | None, int] = dict.fromkeys(homes, NO_RANK)
    for vacancy, candidacy, state, rank, held in rows.values_list("vacancy", "id", "state", "rank", "held_on"):
        if state in (S.OFFERED, S.ACCEPTED):
            asked.setdefault(vacancy, set()).add(candidacy)
        if rank and held is None:
            best[vacancy] = min(best[vacancy], rank)
    for vacancy, rank in OutsideCandidate.objects.filter(vacancy__in=homes, end="").values_list("vacancy", "rank"):
        best[vacancy] = min(best[vacancy], rank)
    return {
        one.id
        for one in ready
        if not asked.get(one.vacancy_id, set()) - {one.id}
        and (one.rank is None or best.get(one.vacancy_id, NO_RANK) >= one.rank)
    }


def _is_ready(candidacy: Candidacy) -> bool:
    if candidacy.state not in GRANTED or candidacy.held_on or (candidacy.condition and not candidacy.condition_met_on):
        return False
    return candidacy.vacancy is None or candidacy.vacancy.state in SHOWN


def listed(actor: Actor, **chosen: Any) -> QuerySet[Candidacy]:
    """A page's candidacies, the next day first; keys of `chosen`: state, kind, due (day by which something is due)."""
    found = visible_to(actor)
    state, kind, due = chosen.get("state"), chosen.get("kind"), chosen.get("due")
    found = found.filter(state=state) if state else found.filter(state__in=LIVE)
    if kind:
        found = found.filter(kind=kind)
    if due:
        found = found.filter(state=S.OFFERED, answer_by__lte=due)
    return found.order_by("answer_by", "put_forward_on", "id")


def to_decide(actor: Actor) -> QuerySet[Candidacy]:
    """For who houses: files to read, outcomes to record, offers to notify, answers overdue, leases to sign."""
    if not actor.has(*DECIDE):
        return Candidacy.objects.none()
    return (
        visible_to(actor)
        .filter(provider_id=actor.service, state__in=LIVE, held_on=None)
        .order_by("answer_by", "put_forward_on", "id")
    )


def to_designate(actor: Actor) -> QuerySet[Candidacy]:
    if not actor.has(*DESIGNATE):
        return Candidacy.objects.none()
    found = visible_to(actor).filter(reserver_id=actor.service, state=S.PUT_FORWARD)
    return found.order_by("put_forward_on", "id")


def reading_files(candidacies: Iterable[Candidacy]) -> bool:
    """Whether one of them still waits for a decision: until then its file is read."""
    return any(one.state in BEFORE_DECISION for one in candidacies)
