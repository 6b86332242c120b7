"""What may be done to a home: open it to the agreement, say that it has left the stock.

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
from palier.homes.queries import get_home
from palier.homes.states import LIVE, SHOWN
from palier.homes.vacancies import ALREADY_OPEN, record, running
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, DomainError, Invalid
from palier.platform.policy import require


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
    agreement = running(actor, opening.agreement, today)
    _refuse_unfit(opening, today)
    vacancy = home.vacancies.filter(state__in=LIVE).first() or Vacancy(home=home, announced_on=today)
    former = vacancy.state if not vacancy._state.adding else ""
    if former in SHOWN:
        raise Conflict(ALREADY_OPEN)
    vacancy.state, vacancy.opened_at, vacancy.agreement = VacancyState.OPEN, at, agreement
    vacancy.free_on, vacancy.purpose = opening.free_on, opening.purpose
    # What is not said now may have been said with the notice, or when the home was directed.
    if opening.charges is not None:
        vacancy.charges = opening.charges
    if opening.candidates_due_on is not None:
        vacancy.candidates_due_on = opening.candidates_due_on
    vacancy.save()
    record("vacancy.opened", vacancy, former)
    return vacancy


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
