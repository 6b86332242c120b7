"""What may be done to a home: open it to the agreement, withdraw it, say that it has left the stock.

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.homes import policies
from palier.homes.enums import Purpose, VacancyState
from palier.homes.models import Home, Vacancy
from palier.homes.queries import get_home, get_vacancy
from palier.homes.states import LIVE, MOVES, SHOWN
from palier.organisations.models import Agreement
from palier.organisations.queries import running_agreements
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, DomainError, Invalid
from palier.platform.policy import require

ALREADY_OPEN = _("This home is open to the agreement already.")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The three things said by hand, and what may come with them. Charges in euros a month, None when not known."""

    free_on: date
    purpose: Purpose
    agreement: UUID
    charges: Decimal | None = None
    candidates_due_on: date | None = None


@dataclass(frozen=True)
class Opened:
    """What became of a list of homes: those opened, and why each of the others was not."""

    vacancies: list[Vacancy] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)


@transaction.atomic
def open_vacancy(*, actor: Actor, home_id: UUID, opening: Opening, at: datetime) -> Vacancy:
    """Open a home to the agreement, announcing it in the same step: its parties see it from now on.

    Raises Refused for another than the landlord's allocation officer, Conflict when the home is open already, Invalid
    for an agreement that does not run that day, candidates due before it, or negative charges.
    """
    home = get_home(actor, home_id, lock=True)
    require(policies.may_open(actor, home))
    today = at.astimezone(clock.PARIS).date()
    agreement = _agreement(actor, opening.agreement, today)
    _refuse_unfit(opening, today)
    vacancy = home.vacancies.filter(state__in=LIVE).first() or Vacancy(home=home, announced_on=today)
    former = vacancy.state if not vacancy._state.adding else ""
    if former in SHOWN:
        raise Conflict(ALREADY_OPEN)
    vacancy.state, vacancy.opened_at, vacancy.agreement = VacancyState.OPEN, at, agreement
    vacancy.free_on, vacancy.purpose = opening.free_on, opening.purpose
    vacancy.charges, vacancy.candidates_due_on = opening.charges, opening.candidates_due_on
    vacancy.save()
    _record("vacancy.opened", vacancy, former)
    return vacancy


def _agreement(actor: Actor, agreement_id: UUID, today: date) -> Agreement:
    found = running_agreements(actor, on=today).filter(id=agreement_id).first()
    if found is None:
        raise Invalid(
            _("No such agreement of your organisation runs today: choose another."),
            fields={"agreement": _("Choose an agreement that runs today.")},
        )
    return found


def _refuse_unfit(opening: Opening, today: date) -> None:
    fields = {}
    if opening.purpose not in Purpose.values:
        fields["purpose"] = _("Choose what the home is opened for.")
    if opening.candidates_due_on and opening.candidates_due_on < today:
        fields["candidates_due_on"] = _("Candidates cannot be due before today.")
    if opening.charges is not None and opening.charges < 0:
        fields["charges"] = _("Write an amount that is not below zero.")
    if fields:
        raise Invalid(fields=fields)


def open_many(*, actor: Actor, home_ids: Sequence[UUID], opening: Opening, at: datetime) -> Opened:
    """Open each home of a list as `opening` says; one that cannot be is left alone, with the reason."""
    done = Opened()
    for home_id in dict.fromkeys(home_ids):
        try:
            done.vacancies.append(open_vacancy(actor=actor, home_id=home_id, opening=opening, at=at))
        except Invalid:
            raise
        except DomainError as refusal:
            done.refused[home_id] = str(refusal)
    return done


@transaction.atomic
def withdraw_vacancy(*, actor: Actor, vacancy_id: UUID, reason: str = "") -> Vacancy:
    """Take a home back from the agreement: its parties no longer see it. Can be undone by `reopen`."""
    return _move(actor, vacancy_id, VacancyState.WITHDRAWN, "vacancy.withdrawn", reason)


@transaction.atomic
def reopen(*, actor: Actor, vacancy_id: UUID, at: datetime) -> Vacancy:
    """Undo a withdrawal. Raises Conflict when the home has another vacancy since, Invalid when the agreement ended."""
    vacancy = get_vacancy(actor, vacancy_id)
    if vacancy.agreement_id is None:
        raise Conflict
    _agreement(actor, vacancy.agreement_id, at.astimezone(clock.PARIS).date())
    return _move(actor, vacancy_id, VacancyState.OPEN, "vacancy.reopened", "")


def _move(actor: Actor, vacancy_id: UUID, to: VacancyState, kind: str, reason: str) -> Vacancy:
    vacancy = get_vacancy(actor, vacancy_id, lock=True)
    require(policies.may_open(actor, vacancy.home))
    former = vacancy.state
    if to not in MOVES[former]:
        raise Conflict(
            _("This home has changed (%(state)s): look at its page again.") % {"state": vacancy.get_state_display()}
        )
    if former not in LIVE and Vacancy.objects.filter(home=vacancy.home_id, state__in=LIVE).exists():
        raise Conflict(ALREADY_OPEN)
    vacancy.state = to
    vacancy.save(update_fields=["state"])
    _record(kind, vacancy, former, reason)
    return vacancy


def _record(kind: str, vacancy: Vacancy, former: str, reason: str = "") -> None:
    changes = {
        "home": str(vacancy.home_id),
        "agreement": str(vacancy.agreement_id or ""),
        "free_on": vacancy.free_on.isoformat(),
        "purpose": vacancy.purpose,
    }
    events.record(kind, subject=vacancy.id, from_state=former, to_state=vacancy.state, reason=reason, changes=changes)


@transaction.atomic
def leave_stock(*, actor: Actor, home_id: UUID, on: date) -> Home:
    """Confirm that a home has left the stock: it is no longer listed, and stays. Raises Conflict while it is open."""
    home = get_home(actor, home_id, lock=True)
    require(policies.may_settle_stock(actor, home))
    if home.vacancies.filter(state__in=LIVE).exists():
        raise Conflict(_("This home is open to the agreement: withdraw it first."))
    if home.left_on is None:
        home.left_on = on
        home.save(update_fields=["left_on"])
        events.record("home.left", subject=home.id, changes={"left_on": on.isoformat()})
    return home


@transaction.atomic
def stay_in_stock(*, actor: Actor, home_id: UUID) -> Home:
    """Say that a home is still in the stock, though a file left it out or somebody said it was gone."""
    home = get_home(actor, home_id, lock=True)
    require(policies.may_settle_stock(actor, home))
    if home.left_on or home.missing_from_id:
        home.left_on, home.missing_from = None, None
        home.save(update_fields=["left_on", "missing_from"])
        events.record("home.stayed", subject=home.id)
    return home
