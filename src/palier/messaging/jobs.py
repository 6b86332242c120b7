"""The work of the night on dates: each person's, in her own name, so that the walls are hers."""

from uuid import UUID

from django.db import transaction

from palier.messaging import reminders
from palier.organisations.models import Membership
from palier.organisations.queries import running
from palier.organisations.services import actor_of
from palier.platform import clock, jobs
from palier.platform.context import acting
from palier.platform.errors import Refused


@jobs.each_night("messaging.remind_all")
def remind_all() -> None:
    """Dates come near and go by: no event says so."""
    held = Membership.objects.filter(running(clock.today()), user__is_active=True)
    with transaction.atomic():
        for user, service in held.order_by("service", "user").values_list("user_id", "service_id").distinct():
            jobs.enqueue_once("messaging.remind", user=str(user), service=str(service))


@jobs.task("messaging.remind")
def remind(*, user: str, service: str) -> None:
    """Note what was missed, then write to her. Where no e-mail leaves, what was missed is noted all the same."""
    try:
        actor = actor_of(user=UUID(user), service=UUID(service))
    except Refused:
        return
    for act in (reminders.note_missed, reminders.remind):
        with transaction.atomic(), acting(actor):
            act(actor=actor, today=clock.today())
