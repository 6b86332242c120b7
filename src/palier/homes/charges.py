"""Charges of a home that no file gives: an estimate by the landlord's own rates, always a range."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from palier.homes import policies
from palier.homes.models import ChargeRates, Home
from palier.organisations.models import Organisation
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require

CENT = Decimal("0.01")
# Euros a month and square metre: beyond, it is a yearly figure or a whole home's.
MOST = Decimal(20)


@dataclass(frozen=True)
class Estimate:
    """Euros a month, the least and the most, by the rates of a day."""

    least: Decimal
    most: Decimal
    holds_from: date


def rates_of(actor: Actor) -> QuerySet[ChargeRates]:
    """The rates of the actor's own organisation, the last first."""
    return ChargeRates.objects.filter(landlord_id=actor.organisation).order_by("-holds_from")


def estimate(home: Home, on: date) -> Estimate | None:
    """What the charges of a home may come to that day; None when nobody gave rates, or its surface is not known.

    Its heating is not in the register: the range goes from one kind to the other.
    """
    rates = ChargeRates.objects.filter(landlord_id=home.landlord_id, holds_from__lte=on).order_by("-holds_from").first()
    if rates is None or home.surface is None:
        return None
    ends = sorted((home.surface * rate).quantize(CENT, ROUND_HALF_UP) for rate in (rates.collective, rates.individual))
    return Estimate(ends[0], ends[1], rates.holds_from)


@transaction.atomic
def set_rates(*, actor: Actor, holds_from: date, collective: Decimal, individual: Decimal) -> ChargeRates:
    """Say what charges come to from a day on; said again for the same day, the former figures are replaced.

    Raises Refused for another than those who bring in the stock, Invalid for a figure out of reason.
    """
    landlord = Organisation.objects.filter(id=actor.organisation).first()
    require(policies.may_set_charges(actor, landlord))
    fields = {
        name: _("Euros a month and a square metre: from 0 to %(most)s.") % {"most": MOST}
        for name, rate in (("collective", collective), ("individual", individual))
        if not 0 <= rate <= MOST
    }
    if fields:
        raise Invalid(fields=fields)
    rates, _made = ChargeRates.objects.update_or_create(
        landlord=landlord, holds_from=holds_from, defaults={"collective": collective, "individual": individual}
    )
    said = {"holds_from": holds_from.isoformat(), "collective": str(collective), "individual": str(individual)}
    events.record("charges.set", subject=rates.id, changes=said)
    return rates
