"""A place on offer is kept in its calendar: nobody else is offered it meanwhile, and an offer that lapses frees it.

The calendar is the residence's, and says that a place is held, never for whom.
"""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from palier.candidacies.place_models import PlaceCandidacy
from palier.homes.models import Place, PlaceUse
from palier.homes.places import calendar
from palier.platform.errors import Conflict, Invalid

A_NIGHT = timedelta(days=1)


def keep_for_offer(place: Place, on: date, until: date) -> PlaceUse:
    """Hold the place from the day it is offered, or is free again, until the last day to answer.

    Raises Invalid for a place that something takes without an end, or that is held for somebody else.
    """
    begins = calendar.free_from(place=place, day=on) or on
    try:
        return calendar.hold(place=place, arrival=begins, departure=max(until, begins) + A_NIGHT)
    except Invalid as taken:
        raise Invalid(fields={"place": taken.fields["arrival"]}) from taken


def keep_until_arrival(one: PlaceCandidacy) -> None:
    """The household has accepted: the place is held until it arrives. Raises Conflict where the offer had lapsed and
    something takes the place since.
    """
    if one.hold_id is None or one.place is None:
        return
    try:
        calendar.prolong(use_id=one.hold_id, owner=one.place.landlord_id)
    except Invalid as taken:
        words = _("The offer has lapsed and the place is taken since: another one is to be offered.")
        raise Conflict(words) from taken


def let_go(one: PlaceCandidacy, on: date, at: datetime) -> None:
    """Declined or withdrawn: the place is free again from that day, unless the offer had lapsed before."""
    if one.hold_id is not None and one.place is not None:
        calendar.vacate(use_id=one.hold_id, owner=one.place.landlord_id, on=on, at=at)
