"""The calendar that another program reads: kinds of dates and references, at a secret address, in its owner's name."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from palier.messaging.models import CalendarLink
from palier.organisations.services import actor_of
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.due import Due, due_dates, hers
from palier.platform.errors import Missing, Refused

# How far ahead a calendar is told.
AHEAD = timedelta(days=366)
# What a program that reads it should wait before it asks again.
AGAIN_AFTER = timedelta(hours=4)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(actor: Actor) -> CalendarLink | None:
    """The actor's link for the service she works in, if she has one."""
    return CalendarLink.objects.filter(user=actor.user, service=actor.service, ended_at=None).first()


@transaction.atomic
def make_link(*, actor: Actor, token: str, at: datetime) -> CalendarLink:
    """Give the actor a link for the service she works in; the one she had ends. `token` is its secret."""
    end_link(actor=actor, at=at)
    link = CalendarLink.objects.create(
        user_id=actor.user, service_id=actor.service, digest=digest_of(token), made_at=at
    )
    events.record("calendar_link.made", subject=link.id)
    return link


@transaction.atomic
def end_link(*, actor: Actor, at: datetime) -> None:
    """Make her link worthless; without one, nothing happens."""
    held = CalendarLink.objects.select_for_update().filter(user=actor.user, service=actor.service, ended_at=None)
    for link in held:
        link.ended_at = at
        link.save(update_fields=["ended_at"])
        events.record("calendar_link.ended", subject=link.id)


def owner_of(token: str) -> tuple[Actor, str]:
    """Who acts behind a link, and her language. Raises Missing unless it runs and she works in that service today."""
    link = CalendarLink.objects.select_related("user").filter(digest=digest_of(token), ended_at=None).first()
    if link is None:
        raise Missing
    try:
        return actor_of(user=link.user_id, service=link.service_id), link.user.language
    except Refused:
        raise Missing from None


def calendar_of(actor: Actor, *, today: date, at: datetime) -> bytes:
    """The dates the actor answers for, as iCalendar. No name, no words about anybody: it is read outside Palier."""
    calendar = Calendar()
    calendar.add("prodid", "-//Palier//palier//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Palier: dates to keep"))
    calendar.add("refresh-interval", AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    for due in hers(due_dates(actor, today + AHEAD), actor.user):
        calendar.add_component(_event(due, at))
    return calendar.to_ical()


def _event(due: Due, at: datetime) -> Event:
    event = Event()
    event.add("uid", str(_uid(due)))
    event.add("dtstamp", at)
    event.add("dtstart", due.on)
    event.add("summary", f"{due.kind} – {due.reference}")
    event.add("url", settings.SITE_URL + due.url)
    event.add("transp", "TRANSPARENT")
    return event


def _uid(due: Due) -> UUID:
    """The same each time the feed is read, so that a calendar does not show a date twice."""
    return uuid5(NAMESPACE_URL, f"{due.page}/{due.key}/{due.on}/{due.kind}")
