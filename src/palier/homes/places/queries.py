"""What an actor sees of residences, places and their calendar: her own organisation's, and nobody else's."""

from datetime import date
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from palier.homes.models import Place, PlaceUse, Residence
from palier.homes.queries import READERS, listed
from palier.platform.actor import Actor
from palier.platform.errors import Missing
from palier.territory.models import Commune


def _owner(actor: Actor) -> UUID | None:
    return actor.organisation if actor.has(*READERS) else None


def places_visible_to(actor: Actor) -> QuerySet[Place]:
    """The places of her organisation's residences: a home of the stock is read as a home."""
    owner = _owner(actor)
    return Place.objects.filter(landlord_id=owner, home=None) if owner else Place.objects.none()


def uses_visible_to(actor: Actor) -> QuerySet[PlaceUse]:
    """The periods of her organisation's places; the second wall says the same."""
    owner = _owner(actor)
    return PlaceUse.objects.filter(place__landlord_id=owner) if owner else PlaceUse.objects.none()


def taken_on(day: date) -> Exists:
    """The place is taken that night, by somebody or by works."""
    uses = PlaceUse.objects.filter(place=OuterRef("id"), cancelled_at=None, arrival__lte=day)
    return Exists(uses.filter(Q(departure=None) | Q(departure__gt=day)))


def search_places(
    actor: Actor,
    *,
    words: str = "",
    commune: str = "",
    kind: str = "",
    free_on: date | None = None,
    gone: bool = False,
) -> QuerySet[Place]:
    """Her places in the stock; `words` of the residence, place, address or commune. `gone`: not in the last list."""
    places = listed(places_visible_to(actor), words=words, commune=commune)
    if kind:
        places = places.filter(residence__kind=kind)
    if gone:
        places = places.filter(missing_from__isnull=False)
    if free_on:
        places = places.filter(~taken_on(free_on))
    return places


def residences_of(places: QuerySet[Place], day: date) -> QuerySet[Residence]:
    """The residences of these places, with how many of them there are (`total`), how many of those are free that night
    (`free`), and the names of their communes (`communes`).
    """
    found = places.annotate(taken=taken_on(day))
    return (
        Residence.objects.filter(places__in=found)
        .annotate(
            total=Count("places"),
            free=Count("places", filter=Q(places__in=found.filter(taken=False))),
            communes=ArrayAgg("places__commune__name", distinct=True, filter=Q(places__commune__isnull=False)),
        )
        .order_by("name", "kind")
    )


def communes_of_places(actor: Actor) -> QuerySet[Commune]:
    codes = places_visible_to(actor).filter(left_on=None).values("commune")
    return Commune.objects.filter(insee__in=codes).order_by("name", "insee")


def get_residence(actor: Actor, residence_id: UUID) -> Residence:
    """Raises Missing for one that is not there or another organisation's."""
    found = Residence.objects.filter(id=residence_id, landlord_id=_owner(actor)).first() if _owner(actor) else None
    if found is None:
        raise Missing
    return found


def get_place(actor: Actor, place_id: UUID, *, lock: bool = False) -> Place:
    """The place with its residence; under lock, its calendar is written by one at a time."""
    places = places_visible_to(actor).select_related("residence", "commune")
    found = (places.select_for_update(of=("self",)) if lock else places).filter(id=place_id).first()
    if found is None:
        raise Missing
    return found


def get_use(actor: Actor, use_id: UUID) -> PlaceUse:
    found = uses_visible_to(actor).filter(id=use_id).first()
    if found is None:
        raise Missing
    return found


def with_calendar(places: QuerySet[Place], first: date, end: date) -> QuerySet[Place]:
    """The places with what takes them between two days, the last one excluded, in `calendar`."""
    uses = PlaceUse.objects.filter(cancelled_at=None, arrival__lt=end)
    uses = uses.filter(Q(departure=None) | Q(departure__gt=first)).order_by("arrival")
    return places.select_related("commune").prefetch_related(Prefetch("uses", queryset=uses, to_attr="calendar"))
