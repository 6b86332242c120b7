"""The life of a vacancy beside its opening: announced, directed, candidates, committee, its ends, and back.

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.homes import policies
from palier.homes.enums import Purpose, Reserver, VacancyState, Withdrawal
from palier.homes.models import Home, Vacancy
from palier.homes.queries import get_home, get_vacancy
from palier.homes.states import LIVE, MOVES, SHOWN
from palier.organisations.models import Agreement
from palier.organisations.queries import running_agreements
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require

ALREADY_OPEN = _("This home is open to the agreement already.")
ANNOUNCED_ALREADY = _("This home is announced already.")
KINDS = {
    VacancyState.ANNOUNCED: "vacancy.undirected",
    VacancyState.DIRECTED: "vacancy.directed",
    VacancyState.OPEN: "vacancy.candidates_taken_back",
    VacancyState.CANDIDATES_SENT: "vacancy.candidates_sent",
    VacancyState.COMMITTEE: "vacancy.committee_set",
    VacancyState.FILLED: "vacancy.filled",
    VacancyState.RETURNED: "vacancy.returned",
    VacancyState.WITHDRAWN: "vacancy.withdrawn",
    VacancyState.LAPSED: "vacancy.lapsed",
}


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Two things said of a home that comes free, and what may come with them. Charges in euros a month."""

    free_on: date
    purpose: Purpose
    charges: Decimal | None = None


@transaction.atomic
def announce(*, actor: Actor, home_id: UUID, announcement: Announcement, on: date) -> Vacancy:
    """Say that a home comes free: the landlord's own until it is opened. Raises Conflict when it is said already."""
    home = get_home(actor, home_id, lock=True)
    require(policies.may_open(actor, home))
    if announcement.purpose not in Purpose.values:
        raise Invalid(fields={"purpose": _("Choose what the home is kept for.")})
    if announcement.charges is not None and announcement.charges < 0:
        raise Invalid(fields={"charges": _("Write an amount that is not below zero.")})
    if home.vacancies.filter(state__in=LIVE).exists():
        raise Conflict(ANNOUNCED_ALREADY)
    vacancy = Vacancy.objects.create(
        home=home,
        announced_on=on,
        free_on=announcement.free_on,
        purpose=announcement.purpose,
        charges=announcement.charges,
    )
    record("vacancy.announced", vacancy, "")
    return vacancy


@transaction.atomic
def direct(*, actor: Actor, vacancy_id: UUID, to: str, due_on: date | None, on: date) -> Vacancy:
    """Say who has the right to designate, and until when its candidates are awaited."""
    vacancy = _fetch(actor, vacancy_id, VacancyState.DIRECTED)
    if to not in Reserver.values:
        raise Invalid(fields={"directed_to": _("Choose who has the right to designate.")})
    _refuse_before(due_on, on, "candidates_due_on", _("Candidates cannot be due before today."))
    vacancy.directed_to, vacancy.directed_on, vacancy.candidates_due_on = to, on, due_on
    return _move(vacancy, VacancyState.DIRECTED)


@transaction.atomic
def take_direction_back(*, actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Undo a direction that has led to nothing yet."""
    vacancy = get_vacancy(actor, vacancy_id, lock=True)
    require(policies.may_open(actor, vacancy.home))
    if vacancy.state != VacancyState.DIRECTED:
        raise _changed(vacancy)
    vacancy.directed_to, vacancy.directed_on, vacancy.candidates_due_on = "", None, None
    return _move(vacancy, VacancyState.ANNOUNCED)


@transaction.atomic
def send_candidates(*, actor: Actor, vacancy_id: UUID, on: date, today: date) -> Vacancy:
    """Say that the candidates have come. Raises Invalid for a day to come, or before the announcement."""
    vacancy = _fetch(actor, vacancy_id, VacancyState.CANDIDATES_SENT)
    _refuse_before(on, vacancy.announced_on, "day", _("The home was not announced yet on that day."))
    _refuse_after(on, today)
    vacancy.candidates_sent_on = on
    return _move(vacancy, VacancyState.CANDIDATES_SENT)


@transaction.atomic
def set_committee(*, actor: Actor, vacancy_id: UUID, on: date) -> Vacancy:
    """Say on which day the committee decides; it may be past or to come. Raises Invalid for a day before candidates."""
    vacancy = _fetch(actor, vacancy_id, VacancyState.COMMITTEE)
    _refuse_before(on, vacancy.candidates_sent_on, "day", _("The candidates were not sent yet on that day."))
    vacancy.committee_on = on
    return _move(vacancy, VacancyState.COMMITTEE)


@transaction.atomic
def step_back(*, actor: Actor, vacancy_id: UUID) -> Vacancy:
    """Undo the last of *candidates sent* and *before the committee*."""
    vacancy = get_vacancy(actor, vacancy_id, lock=True)
    require(policies.may_open(actor, vacancy.home))
    before = {VacancyState.CANDIDATES_SENT: VacancyState.OPEN, VacancyState.COMMITTEE: VacancyState.CANDIDATES_SENT}
    to = before.get(VacancyState(vacancy.state))
    if to is None:
        raise _changed(vacancy)
    vacancy.committee_on = None
    if to == VacancyState.OPEN:
        vacancy.candidates_sent_on = None
    return _move(vacancy, to)


@transaction.atomic
def fill(*, actor: Actor, vacancy_id: UUID, on: date, today: date) -> Vacancy:
    """Say that the home is let, after the committee. It is the one end that is not taken back."""
    vacancy = _fetch(actor, vacancy_id, VacancyState.FILLED)
    _refuse_before(on, vacancy.committee_on, "day", _("The committee had not decided yet on that day."))
    _refuse_after(on, today)
    vacancy.ended_on = on
    return _move(vacancy, VacancyState.FILLED)


@transaction.atomic
def follow_candidates(*, vacancy_id: UUID, to: VacancyState, on: date) -> Vacancy:
    """Move a vacancy on to where its candidates are: sent, before the committee, let. It never goes back.

    For `palier.candidacies`, which has asked its own policy: whoever puts forward, designates or decides. Raises
    Conflict for a vacancy that ended otherwise.
    """
    home = Vacancy.objects.values_list("home_id", flat=True).get(id=vacancy_id)
    Home.objects.select_for_update().get(id=home)
    vacancy = Vacancy.objects.select_related("home").get(id=vacancy_id)
    if vacancy.state not in SHOWN:
        raise _changed(vacancy)
    for state in (VacancyState.CANDIDATES_SENT, VacancyState.COMMITTEE, VacancyState.FILLED):
        if _is_forward(vacancy.state, state) and not _is_forward(to, state):
            if state == VacancyState.FILLED:
                vacancy.ended_on = max(on, vacancy.committee_on or on)
            elif state == VacancyState.COMMITTEE:
                vacancy.committee_on = max(on, vacancy.candidates_sent_on or on)
            else:
                vacancy.candidates_sent_on = max(on, vacancy.announced_on)
            vacancy = _move(vacancy, state)
    return vacancy


@transaction.atomic
def return_to_landlord(*, actor: Actor, vacancy_id: UUID, on: date) -> Vacancy:
    """The reserver gives its right back for this home: the landlord lets it otherwise."""
    return _end(actor, vacancy_id, VacancyState.RETURNED, on)


@transaction.atomic
def lapse(*, actor: Actor, vacancy_id: UUID, on: date) -> Vacancy:
    """The delay is over without candidates. A person says so: the list only shows what is past its day."""
    return _end(actor, vacancy_id, VacancyState.LAPSED, on)


@transaction.atomic
def withdraw_vacancy(*, actor: Actor, vacancy_id: UUID, on: date, reason: str = Withdrawal.OTHER) -> Vacancy:
    """The home is no longer to be let; the parties of the agreement no longer see it. Can be undone by `reopen`."""
    if reason not in Withdrawal.values:
        raise Invalid(fields={"reason": _("Choose why the home is withdrawn.")})
    return _end(actor, vacancy_id, VacancyState.WITHDRAWN, on, reason)


def _end(actor: Actor, vacancy_id: UUID, state: VacancyState, on: date, reason: str = "") -> Vacancy:
    vacancy = _fetch(actor, vacancy_id, state)
    _refuse_before(on, vacancy.announced_on, "day", _("The home was not announced yet on that day."))
    vacancy.ended_on, vacancy.withdrawn_for = on, reason
    return _move(vacancy, state, reason)


@transaction.atomic
def reopen(*, actor: Actor, vacancy_id: UUID, at: datetime) -> Vacancy:
    """Undo an end: the vacancy stands again where its days say. Raises Conflict when the home has another vacancy
    since, Invalid when the agreement it was open to has ended.
    """
    vacancy = get_vacancy(actor, vacancy_id, lock=True)
    require(policies.may_open(actor, vacancy.home))
    to = standing(vacancy)
    if to not in MOVES[vacancy.state] or vacancy.state in LIVE:
        raise _changed(vacancy)
    if Vacancy.objects.filter(home=vacancy.home_id, state__in=LIVE).exists():
        raise Conflict(ANNOUNCED_ALREADY)
    if to in SHOWN:
        running(actor, vacancy.agreement_id, at.astimezone(clock.PARIS).date())
    vacancy.ended_on, vacancy.withdrawn_for = None, ""
    return _move(vacancy, to, kind="vacancy.reopened")


def standing(vacancy: Vacancy) -> VacancyState:
    """Where a vacancy would stand if it had not ended, as its days tell."""
    if vacancy.committee_on:
        return VacancyState.COMMITTEE
    if vacancy.candidates_sent_on:
        return VacancyState.CANDIDATES_SENT
    if vacancy.opened_at:
        return VacancyState.OPEN
    return VacancyState.DIRECTED if vacancy.directed_on else VacancyState.ANNOUNCED


def running(actor: Actor, agreement_id: UUID | None, today: date) -> Agreement:
    """The agreement of the actor's organisation, if it runs that day. Raises Invalid when it does not."""
    found = running_agreements(actor, on=today).filter(id=agreement_id).first()
    if found is None:
        raise Invalid(
            _("No such agreement of your organisation runs today: choose another."),
            fields={"agreement": _("Choose an agreement that runs today.")},
        )
    return found


def _fetch(actor: Actor, vacancy_id: UUID, to: VacancyState) -> Vacancy:
    """The vacancy under lock, if it may go forward there. Raises Conflict when it has moved meanwhile."""
    vacancy = get_vacancy(actor, vacancy_id, lock=True)
    require(policies.may_open(actor, vacancy.home))
    if to not in MOVES[vacancy.state] or not _is_forward(vacancy.state, to):
        raise _changed(vacancy)
    return vacancy


def _is_forward(state: str, to: str) -> bool:
    return state in LIVE and (to not in LIVE or LIVE.index(VacancyState(to)) > LIVE.index(VacancyState(state)))


def _changed(vacancy: Vacancy) -> Conflict:
    return Conflict(
        _("This home has changed (%(state)s): look at its page again.") % {"state": vacancy.get_state_display()}
    )


def _refuse_before(day: date | None, first: date | None, field: str, message: str) -> None:
    if day and first and day < first:
        raise Invalid(fields={field: message})


def _refuse_after(day: date, last: date) -> None:
    if day > last:
        raise Invalid(fields={"day": _("This day has not come yet.")})


def _move(vacancy: Vacancy, to: VacancyState, reason: str = "", *, kind: str = "") -> Vacancy:
    former, vacancy.state = vacancy.state, to
    vacancy.save()
    record(kind or KINDS[to], vacancy, former, reason)
    return vacancy


def record(kind: str, vacancy: Vacancy, former: str, reason: str = "") -> None:
    """Days, codes and ids; nothing of a person."""
    changes = {
        "home": str(vacancy.home_id),
        "agreement": str(vacancy.agreement_id or ""),
        "free_on": vacancy.free_on.isoformat(),
        "purpose": vacancy.purpose,
    }
    if vacancy.directed_to:
        changes["directed_to"] = vacancy.directed_to
    events.record(kind, subject=vacancy.id, from_state=former, to_state=vacancy.state, reason=reason, changes=changes)
