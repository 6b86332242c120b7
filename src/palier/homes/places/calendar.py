"""The calendar of a place: take it for some days, put it out of service, say that it is free again.

One exclusion constraint stands behind: no two periods of a place share a night, whoever writes them and when.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from palier.homes import policies
from palier.homes.enums import OutOfService, PlaceUseKind
from palier.homes.models import Place, PlaceUse
from palier.homes.places.queries import get_place, get_use
from palier.platform import events
from palier.platform.actor import Actor, system_actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.platform.policy import require

# In whose name a title fills the calendar, for the organisation whose place it is.
TITLES = "tenancies"


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `arrival` to the day before `departure`; None: until somebody says so. A reason goes with *out of service*
    and with nothing else.
    """

    kind: PlaceUseKind
    arrival: date
    departure: date | None = None
    reason: str = ""


@transaction.atomic
def take(*, actor: Actor, place_id: UUID, period: Period) -> PlaceUse:
    """Take a place for a period. Raises Invalid for days that do not follow one another or another period's, and for
    a place that has left the stock.
    """
    place = get_place(actor, place_id, lock=True)
    require(policies.may_keep_calendar(actor, place))
    if place.left_on:
        raise Invalid(_("This place has left the stock: bring in a list that has it first."))
    fields = {}
    if period.departure and period.departure <= period.arrival:
        fields["departure"] = _("It cannot be free again before the day after it is taken.")
    if (period.kind == PlaceUseKind.WORKS) != (period.reason in OutOfService.values):
        fields["reason"] = _("Say why, if it is out of service; leave it empty otherwise.")
    if fields:
        raise Invalid(fields=fields)
    use = PlaceUse(
        place=place, kind=period.kind, reason=period.reason, arrival=period.arrival, departure=period.departure
    )
    _save(use)
    _record("place_use.taken", use)
    return use


@transaction.atomic
def occupy(*, place: Place, arrival: date, at: datetime) -> PlaceUse:
    """Somebody's title begins: the place is taken from that day on, and what was held for her is held no longer.

    Whoever records the signature may work elsewhere: it is written in the name of the organisation whose place it is.
    Raises Invalid for days that something else takes.
    """
    release(place=place, on=arrival, at=at)
    with acting(system_actor(TITLES, organisation=place.landlord_id)):
        use = PlaceUse(place=place, kind=PlaceUseKind.OCCUPIED, arrival=arrival, titled=True)
        _save(use)
        _record("place_use.taken", use)
    return use


@transaction.atomic
def hold(*, place: Place, arrival: date, departure: date | None = None, titled: bool = False) -> PlaceUse:
    """Keep a place for somebody, in the name of the organisation whose place it is. Raises as `occupy`.

    `titled`: for the association whose head lease goes on without a household.
    """
    with acting(system_actor(TITLES, organisation=place.landlord_id)):
        use = PlaceUse(place=place, kind=PlaceUseKind.HELD, arrival=arrival, departure=departure, titled=titled)
        _save(use)
        _record("place_use.taken", use)
    return use


@transaction.atomic
def release(*, place: Place, on: date, at: datetime) -> None:
    """What was held of a place is held no longer from that day. See `occupy`."""
    with acting(system_actor(TITLES, organisation=place.landlord_id)):
        held = place.uses.filter(Q(departure=None) | Q(departure__gt=on), kind=PlaceUseKind.HELD)
        for use in held.filter(cancelled_at=None):
            _end(use, on, at)


@transaction.atomic
def prolong(*, use_id: UUID, owner: UUID) -> None:
    """What holds a place of `owner` until a day holds it until somebody arrives. Raises Invalid as `occupy`."""
    with acting(system_actor(TITLES, organisation=owner)):
        use = PlaceUse.objects.select_for_update().get(id=use_id)
        use.cancelled_at, use.departure = None, None
        _save(use)
        _record("place_use.retaken", use)


def free_from(*, place: Place, day: date) -> date | None:
    """The first night from `day` on that nobody lives there and nothing is done there; None where no end is known or
    somebody else holds it. In the name of the organisation whose place it is.
    """
    with acting(system_actor(TITLES, organisation=place.landlord_id)):
        for use in place.uses.filter(Q(departure=None) | Q(departure__gt=day), cancelled_at=None).order_by("arrival"):
            if use.arrival > day:
                break
            if use.departure is None or use.kind == PlaceUseKind.HELD:
                return None
            day = use.departure
    return day


@transaction.atomic
def vacate(*, use_id: UUID, owner: UUID, on: date, at: datetime) -> None:
    """A title or a hold ends: the place of `owner` is free again from that day, if it is not yet. See `occupy`."""
    with acting(system_actor(TITLES, organisation=owner)):
        use = PlaceUse.objects.select_for_update().get(id=use_id)
        if use.departure is None or use.departure > on:
            _end(use, on, at)


@transaction.atomic
def free(*, actor: Actor, use_id: UUID, on: date, at: datetime) -> PlaceUse:
    """Free again from that day. Before its first night, the period never was."""
    use = _fetch(actor, use_id)
    if use.cancelled_at or (use.departure and use.departure <= on):
        raise Conflict(_("This period has changed meanwhile: look at the place again."))
    _end(use, on, at)
    return use


@transaction.atomic
def cancel(*, actor: Actor, use_id: UUID, at: datetime) -> PlaceUse:
    """Say that a period never was. Twice does nothing more."""
    use = _fetch(actor, use_id)
    if use.cancelled_at is None:
        use.cancelled_at = at
        use.save()
        _record("place_use.cancelled", use)
    return use


@transaction.atomic
def retake(*, actor: Actor, use_id: UUID, until: date | None) -> PlaceUse:
    """Take back a freeing or a cancellation: the period stands again, until that day or for as long as it lasts.

    Raises Invalid when the days have been taken meanwhile.
    """
    use = _fetch(actor, use_id)
    if until and until <= use.arrival:
        raise Invalid(_("It cannot be free again before the day after it is taken."))
    use.cancelled_at, use.departure = None, until
    _save(use)
    _record("place_use.retaken", use)
    return use


def _end(use: PlaceUse, on: date, at: datetime) -> None:
    if on <= use.arrival:
        use.cancelled_at = at
    else:
        use.departure = on
    use.save()
    _record("place_use.freed", use)


def _fetch(actor: Actor, use_id: UUID) -> PlaceUse:
    """The period, its place under lock, if she may write it. Raises Conflict for the days of somebody's title."""
    place = get_place(actor, get_use(actor, use_id).place_id, lock=True)
    require(policies.may_keep_calendar(actor, place))
    use = get_use(actor, use_id)
    if use.titled:
        raise Conflict(_("A household lives here under a title: the place is free again when that title ends."))
    return use


def _save(use: PlaceUse) -> None:
    """Raises Invalid with the period that stands in the way."""
    if other := _in_the_way(use):
        raise Invalid(fields={"arrival": _taken(other)})
    try:
        with transaction.atomic():
            use.save()
    except IntegrityError as error:
        if "one_use_at_a_time" not in str(error):
            raise
        raise Invalid(fields={"arrival": _("These days are taken already: look at the place again.")}) from error


def _in_the_way(use: PlaceUse) -> PlaceUse | None:
    others = PlaceUse.objects.filter(place=use.place_id, cancelled_at=None).exclude(id=use.id)
    others = others.filter(Q(departure=None) | Q(departure__gt=use.arrival))
    if use.departure:
        others = others.filter(arrival__lt=use.departure)
    return others.order_by("arrival").first()


def _taken(other: PlaceUse) -> str:
    said = {"what": other.get_kind_display(), "arrival": date_format(other.arrival)}
    if other.departure is None:
        return _("This place is taken: %(what)s from %(arrival)s.") % said
    said["departure"] = date_format(other.departure)
    return _("This place is taken: %(what)s from %(arrival)s until %(departure)s.") % said


def _record(kind: str, use: PlaceUse) -> None:
    """Days and codes; nothing of a person."""
    changes = {"place": str(use.place_id), "kind": use.kind, "arrival": use.arrival.isoformat()}
    if use.departure:
        changes["departure"] = use.departure.isoformat()
    events.record(kind, subject=use.id, reason=use.reason, changes=changes)
