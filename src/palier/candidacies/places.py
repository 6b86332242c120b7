"""A candidacy for a place, from the household's word to its arrival. Who asks and who decides: practice of each kind of
residence, read on its card (`palier.rules.temporary_homes`).

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palier.candidacies import holds, policies
from palier.candidacies.enums import HomeRefusal, WithdrawalReason, WithdrawnBy
from palier.candidacies.moves import refuse_day
from palier.candidacies.place_enums import PlaceCandidacyState, PlaceRefusal
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import ANSWERS, LIVE, MOVES, UNDECIDED
from palier.candidacies.services import Agreed, refuse_without_agreement
from palier.cases.enums import Audience
from palier.cases.models import Case, Person
from palier.cases.policies import may_move
from palier.cases.queries import get_case, rows_visible_to
from palier.cases.sharing import in_the_name_of_holder, share_candidacies
from palier.homes.enums import ResidenceKind
from palier.homes.models import Place, Residence
from palier.organisations.enums import ServiceKind
from palier.organisations.models import Service
from palier.organisations.queries import partners_of
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.policy import require
from palier.rules.columns import Column
from palier.rules.law import law_on
from palier.rules.temporary_homes import KINDS, WAYS, asked_through
from palier.tenancies.ages import last_age, too_old_from
from palier.tenancies.enums import OutsideKind
from palier.tenancies.housing import SHELTERS
from palier.tenancies.signing import begin_temporary_occupancy
from palier.tenancies.terms import OutsideHome, Terms, Where

P = PlaceCandidacyState
WITH = ("case__holder__organisation", "case__referent", "residence__landlord", "place", "provider__organisation")


def visible_to(actor: Actor) -> QuerySet[PlaceCandidacy]:
    """With the envelope of the case, for who follows or coordinates; anybody else, those asked of her service."""
    return rows_visible_to(actor, PlaceCandidacy).select_related(*WITH)


def get_place_candidacy(actor: Actor, candidacy_id: UUID, *, lock: bool = False) -> PlaceCandidacy:
    """Raises Missing for one that is not there or not hers: the same answer."""
    found = visible_to(actor).filter(id=candidacy_id)
    one = (found.select_for_update(of=("self",)) if lock else found).first()
    if one is None:
        raise Missing
    return one


def way_of(kind: str, today: date) -> str:
    """Through whom a place there is asked for: `siao`, `direct`, `both` or `partners`; empty when no source says."""
    column = asked_through(Column.given([KINDS.index(kind)]), law_on(today))
    return WAYS[int(column.values[0])] if column.known[0] else ""


def residences_to_ask(actor: Actor) -> QuerySet[Residence]:
    """Those of the partners of the actor's agreements."""
    return Residence.objects.filter(landlord__in=partners_of(actor)).select_related("landlord")


@transaction.atomic
def ask(*, actor: Actor, case_id: UUID, residence_id: UUID, agreed: Agreed, at: datetime) -> PlaceCandidacy:
    """The household agrees to ask for a place. Its file opens at once, or when the SIAO directs it where it must."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_put_forward(actor, case), case=case.id)
    if again := PlaceCandidacy.objects.filter(id=agreed.id, case=case).first():
        return again
    residence = residences_to_ask(actor).filter(id=residence_id).first()
    if residence is None:
        raise Invalid(fields={"residence": _("Choose a residence of one of your partners.")})
    return _ask(actor, case, PlaceCandidacy(residence=residence, provider=_admitting(residence)), agreed, at)


@transaction.atomic
def ask_outside(
    *, actor: Actor, case_id: UUID, residence: str, kind: str, agreed: Agreed, at: datetime
) -> PlaceCandidacy:
    """The same of a residence of nobody in Palier: the file opens to nobody, the referent records what it says."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_put_forward(actor, case), case=case.id)
    if again := PlaceCandidacy.objects.filter(id=agreed.id, case=case).first():
        return again
    if not residence.strip() or kind not in ResidenceKind.values:
        raise Invalid(fields={"outside_residence": _("Say which residence, and of what kind.")})
    asked = PlaceCandidacy(outside_residence=residence.strip(), outside_kind=kind)
    return _ask(actor, case, asked, agreed, at)


def _ask(actor: Actor, case: Case, one: PlaceCandidacy, agreed: Agreed, at: datetime) -> PlaceCandidacy:
    today = at.astimezone(clock.PARIS).date()
    field = "residence" if one.residence else "outside_residence"
    if way_of(one.kind, today) == "partners":
        words = _("A sub-lease of an HLM home is decided in a partner meeting, then the landlord opens a home.")
        raise Invalid(fields={field: words})
    refuse_without_agreement(actor, case, agreed, today)
    if born := _too_old(case, one.kind, today):
        raise Invalid(fields={field: born})
    running = PlaceCandidacy.objects.filter(case=case, state__in=LIVE)
    if running.filter(residence=one.residence, outside_residence__iexact=one.outside_residence).exists():
        raise Conflict(_("The household asks for a place there already."))
    one.id, one.case = agreed.id, case
    one.asked_by_id, one.agreed_by = actor.user, agreed.person
    one.agreed_on, one.agreed_means = agreed.on, agreed.means
    one.save(force_insert=True)
    record(one, "")
    settle(one, at)
    return one


def _too_old(case: Case, kind: str, on: date) -> str:
    """Why the household may not live there on a day, by the age of its adults; empty where it may or no date is known.

    Read in the name of the holder: the residence no longer reads the file once it has decided.
    """
    last = last_age(kind, on)
    if last is None:
        return ""
    with acting(in_the_name_of_holder(case)):
        since = too_old_from(Person.objects.filter(case=case), last)
    if since is None or since > on:
        return ""
    words = _(
        "Nobody lives in a young workers’ residence after the age of %(last)s (CASF D312-153-1), reached here on "
        "%(day)s: ask for another kind of residence."
    )
    return words % {"last": last, "day": f"{since:%d/%m/%Y}"}


def _admitting(residence: Residence) -> Service:
    kinds = (ServiceKind.RESIDENCE, ServiceKind.RENTAL)
    found = Service.objects.filter(organisation=residence.landlord_id, kind__in=kinds).order_by("kind", "name")
    # A service of the residence first, the rental management where there is none.
    service = found.filter(kind=ServiceKind.RESIDENCE).first() or found.first()
    if service is None:
        raise Invalid(fields={"residence": _("Nobody of this residence is in Palier: send it a sheet instead.")})
    return service


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said at a step; only what the step needs. `rent`: the fee, in euros a month; `deposit` in so many
    `instalments`, to who puts it up (`advanced_by`) where somebody does.
    """

    on: date
    number: str = ""
    answer: str = ""
    rank: int | None = None
    until: date | None = None
    reason: str = ""
    sent_on: date | None = None
    place: UUID | None = None
    by: str = ""
    rent: Decimal | None = None
    deposit: Decimal | None = None
    instalments: int | None = None
    advanced_by: str = ""


Step = Callable[[PlaceCandidacy, Said, date], None]


@transaction.atomic
def take(*, actor: Actor, candidacy_id: UUID, to: str, said: Said, at: datetime) -> PlaceCandidacy:
    """Take one step of the table. Raises Refused for who has no say in it, Conflict for one that has moved meanwhile,
    Invalid at the field that does not fit.
    """
    one = get_place_candidacy(actor, candidacy_id, lock=True)
    require(ALLOWED.get(to, policies.may_admit)(actor, one), case=one.case_id)
    if to not in MOVES[one.state]:
        words = _("This candidacy has changed (%(state)s): look at its page again.")
        raise Conflict(words % {"state": one.get_state_display()})
    today = at.astimezone(clock.PARIS).date()
    refuse_day("on", said.on, _last_day(one), today)
    if to in OF_AGE and (born := _too_old(one.case, one.kind, said.on)):
        raise Invalid(fields={"on": born})
    if to == P.WITHDRAWN:
        _withdraw(actor, one, said)
    else:
        STEPS[to](one, said, today)
    former, one.state = one.state, to
    if MOVES[to] == frozenset():
        one.ended_on = said.on
    if to == P.ARRIVED:
        _arrive(actor, one, said, at)
    elif to in (P.DECLINED, P.WITHDRAWN):
        holds.let_go(one, said.on, at)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as taken:
        if "one_accepted_a_place" not in str(taken):
            raise
        raise Conflict(_("Somebody else has accepted this place meanwhile: another one is to be offered.")) from taken
    record(one, former)
    settle(one, at)
    return one


def _last_day(one: PlaceCandidacy) -> date:
    days = (one.agreed_on, one.siao_requested_on, one.siao_oriented_on, one.received_on, one.visited_on, one.decided_on)
    return max(day for day in (*days, one.offered_on, one.answered_on, one.signed_on) if day)


def _ask_siao(one: PlaceCandidacy, said: Said, today: date) -> None:
    if way_of(one.kind, today) == "direct":
        raise Invalid(fields={"number": _("This residence is asked directly, not through the SIAO.")})
    if not said.number.strip():
        raise Invalid(fields={"number": _("Write the number that the SIAO gave to the request.")})
    one.siao_number, one.siao_requested_on = said.number.strip(), said.on


def _orient(one: PlaceCandidacy, said: Said, today: date) -> None:
    one.siao_oriented_on = said.on


def _receive(one: PlaceCandidacy, said: Said, today: date) -> None:
    if one.siao_oriented_on is None and way_of(one.kind, today) == "siao":
        words = _("Only the SIAO directs households there (CASF L345-2-4): ask it first, and note its answer.")
        raise Invalid(fields={"on": words})
    one.received_on = said.on


def _visit(one: PlaceCandidacy, said: Said, today: date) -> None:
    one.visited_on = said.on


def _admit(one: PlaceCandidacy, said: Said, today: date) -> None:
    one.decided_on, one.rank, one.waiting_until = said.on, None, None


def _wait(one: PlaceCandidacy, said: Said, today: date) -> None:
    if not said.rank or said.rank < 1:
        raise Invalid(fields={"rank": _("Say which rank it has on the list, from 1.")})
    one.decided_on, one.rank, one.waiting_until = said.on, said.rank, _after(said)


def _defer(one: PlaceCandidacy, said: Said, today: date) -> None:
    one.decided_on, one.waiting_until = said.on, _after(said)


def _after(said: Said) -> date:
    if said.until is None or said.until <= said.on:
        raise Invalid(fields={"until": _("Say until when, after the day of the decision.")})
    return said.until


def _refuse(one: PlaceCandidacy, said: Said, today: date) -> None:
    wrong: dict[str, Any] = {}
    if said.reason not in PlaceRefusal.values:
        wrong["reason"] = _("A residence refuses with its reason: choose it.")
    if one.siao_oriented_on and said.sent_on is None:
        wrong["sent_on"] = _("The SIAO had directed the household: send it the reasoned refusal, and say on which day.")
    elif said.sent_on and not said.on <= said.sent_on <= today:
        wrong["sent_on"] = _("Between the day of the decision and today.")
    if wrong:
        raise Invalid(fields=wrong)
    one.decided_on, one.refusal, one.refusal_sent_on = said.on, said.reason, said.sent_on


def _offer(one: PlaceCandidacy, said: Said, today: date) -> None:
    place = Place.objects.filter(id=said.place, residence=one.residence_id, left_on=None).first()
    if one.residence and place is None:
        raise Invalid(fields={"place": _("Choose a place of this residence.")})
    if said.until is None or said.until < said.on:
        raise Invalid(fields={"until": _("Say until when the place is kept for the household.")})
    one.place, one.offered_on, one.offered_until = place, said.on, said.until
    one.hold = holds.keep_for_offer(place, said.on, said.until) if place else None


def _accept(one: PlaceCandidacy, said: Said, today: date) -> None:
    holds.keep_until_arrival(one)
    one.answered_on = said.on


def _decline(one: PlaceCandidacy, said: Said, today: date) -> None:
    if said.reason not in HomeRefusal.values:
        raise Invalid(fields={"reason": _("Choose the household's own reason: the next place is looked for with it.")})
    one.answered_on, one.decline = said.on, said.reason


def _sign(one: PlaceCandidacy, said: Said, today: date) -> None:
    one.signed_on = said.on


def _arrived(one: PlaceCandidacy, said: Said, today: date) -> None:
    if said.rent is None:
        raise Invalid(fields={"rent": _("Say what the household pays a month.")})
    one.arrived_on = said.on


def _arrive(actor: Actor, one: PlaceCandidacy, said: Said, at: datetime) -> None:
    """The contract of occupation runs from the arrival; in a lasting adapted home it has no planned end."""
    terms = Terms(
        id=one.id,
        where=Where(place_id=one.place_id) if one.place_id else Where(outside=_outside(one)),
        signed_on=one.signed_on or said.on,
        begins_on=said.on,
        rent=said.rent or Decimal(0),
        planned_until=said.until,
        deposit=said.deposit,
        instalments=said.instalments or 1,
        advanced_by=said.advanced_by,
    )
    begin_temporary_occupancy(actor=actor, case_id=one.case_id, said=terms, at=at)


def _outside(one: PlaceCandidacy) -> OutsideHome:
    kind = OutsideKind.SHELTER if one.kind in SHELTERS else OutsideKind.RESIDENCE
    return OutsideHome(provider=one.outside_residence, kind=kind)


def _withdraw(actor: Actor, one: PlaceCandidacy, said: Said) -> None:
    wrong: dict[str, Any] = {}
    one_side = one.provider_id and (said.by == WithdrawnBy.LANDLORD) == bool(may_move(actor, one.case))
    if said.by not in WithdrawnBy.values or one_side:
        wrong["by"] = _("Each speaks for its own side: the residence, or whoever follows the household.")
    if said.reason not in WithdrawalReason.values:
        wrong["reason"] = _("Say why.")
    if wrong:
        raise Invalid(fields=wrong)
    one.withdrawn_by, one.withdrawn_for = said.by, said.reason


STEPS: dict[str, Step] = {
    P.SIAO_REQUESTED: _ask_siao,
    P.SIAO_ORIENTED: _orient,
    P.RECEIVED: _receive,
    P.VISITED: _visit,
    P.ADMITTED: _admit,
    P.WAITING_LIST: _wait,
    P.DEFERRED: _defer,
    P.REFUSED: _refuse,
    P.PLACE_OFFERED: _offer,
    P.ACCEPTED: _accept,
    P.DECLINED: _decline,
    P.CONTRACT_SIGNED: _sign,
    P.ARRIVED: _arrived,
}
# Steps that let somebody live there: the limit of age is looked at again on their day.
OF_AGE = frozenset({P.ADMITTED, P.PLACE_OFFERED, P.ARRIVED})
# Who takes a step; the residence, where nothing else is said.
ALLOWED = {
    P.SIAO_REQUESTED: policies.may_follow,
    P.SIAO_ORIENTED: policies.may_follow,
    P.ACCEPTED: policies.may_follow_or_admit,
    P.DECLINED: policies.may_follow_or_admit,
    P.WITHDRAWN: policies.may_follow_or_admit,
}


def record(one: PlaceCandidacy, former: str) -> None:
    """The move that was just made, from `former`; nothing of a person."""
    events.record(
        "place_candidacy.moved",
        case=one.case_id,
        subject=one.id,
        from_state=former,
        to_state=one.state,
        reason=one.refusal or one.decline or one.withdrawn_for,
        changes={"residence": str(one.residence_id or "")},
    )


def settle(one: PlaceCandidacy, at: datetime) -> None:
    """The file until the residence has decided, then the envelope, then nothing. Always last.

    Before the SIAO has directed the household, a residence that is asked through it alone knows nothing.
    """
    if one.provider is None:
        return
    today = at.astimezone(clock.PARIS).date()
    with acting(in_the_name_of_holder(one.case)):
        rows = PlaceCandidacy.objects.filter(case=one.case_id, provider=one.provider_id, state__in=LIVE)
        live = [row for row in rows.select_related("residence") if _is_told(row, today)]
    opened = {Audience.ENVELOPE} if live else set()
    if any(row.state in (*UNDECIDED, P.AGREED, P.SIAO_ORIENTED) for row in live):
        opened.add(Audience.FILE)
    share_candidacies(case=one.case, service=one.provider, audiences=opened, at=at)


def _is_told(one: PlaceCandidacy, today: date) -> bool:
    if one.state == P.AGREED:
        return way_of(one.kind, today) in ("direct", "both")
    return one.state != P.SIAO_REQUESTED


def answers_of(one: PlaceCandidacy) -> list[str]:
    """What a residence may still decide."""
    return [answer for answer in P if answer in ANSWERS & MOVES[one.state]]


def candidacies_for_places(actor: Actor, case: Case) -> QuerySet[PlaceCandidacy]:
    return visible_to(actor).filter(case=case)


def running(actor: Actor) -> QuerySet[PlaceCandidacy]:
    """Those that have not ended, the next answer first."""
    return visible_to(actor).filter(state__in=LIVE).order_by("offered_until", "agreed_on", "id")
