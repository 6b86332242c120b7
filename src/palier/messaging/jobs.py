"""Alerts at once, and the work of the night: each person's in her own name, so that the walls are hers.

A mail server that refuses is asked again for some hours, then the next morning or at the next alert: what was to be
told is kept until it has been.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from palier.accounts.mail import NoServer
from palier.messaging import alerts, reminders
from palier.messaging.concerned import KINDS
from palier.messaging.models import Alert
from palier.organisations.models import Membership
from palier.organisations.queries import running
from palier.organisations.services import actor_of
from palier.platform import clock, jobs
from palier.platform.actor import Actor, system_actor
from palier.platform.context import acting
from palier.platform.errors import Refused
from palier.platform.events import on
from palier.platform.models import Event

# Several things that happen together make one e-mail.
PAUSE = timedelta(minutes=10)


@on(*KINDS)
def note_alert(event: Event) -> None:
    alerts.note(event, clock.now())


@jobs.every("messaging.tell_all", PAUSE)
def tell_all() -> None:
    """Whoever has something to be told is written to as she chose."""
    with transaction.atomic(), acting(system_actor("delivery")):
        waiting = list(Alert.objects.order_by("reader", "user").values_list("user_id", "reader_id").distinct())
        for user, service in waiting:
            jobs.enqueue_once("messaging.tell", user=str(user), service=str(service))


@jobs.patient_task("messaging.tell")
def tell(*, user: str, service: str) -> None:
    _in_her_name(user, service, lambda actor: alerts.tell_at_once(actor=actor))


@jobs.each_night("messaging.remind_all")
def remind_all() -> None:
    """Dates come near and go by: no event says so."""
    held = Membership.objects.filter(running(clock.today()), user__is_active=True)
    with transaction.atomic():
        for user, service in held.order_by("service", "user").values_list("user_id", "service_id").distinct():
            jobs.enqueue_last("messaging.remind", user=str(user), service=str(service))
    with transaction.atomic(), acting(system_actor("delivery")):
        alerts.forget_old(clock.now())


@jobs.patient_task("messaging.remind")
def remind(*, user: str, service: str) -> None:
    """Note what was missed, then write to her. Where no e-mail leaves, what was missed is noted all the same."""
    today, dues = clock.today(), []

    def note(actor: Actor) -> None:
        dues.extend(reminders.morning_dates(actor, today))
        reminders.note_missed(actor=actor, today=today, dues=dues)

    _in_her_name(user, service, note)
    _in_her_name(user, service, lambda actor: reminders.remind(actor=actor, today=today, dues=dues))


def _in_her_name(user: str, service: str, act: Callable[[Actor], object]) -> None:
    """Nothing for whoever has left that service, nor where this installation sends nothing."""
    try:
        actor = actor_of(user=UUID(user), service=UUID(service))
        with transaction.atomic(), acting(actor):
            act(actor)
    except (Refused, NoServer):
        return
