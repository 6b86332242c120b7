"""Hand an event to its handlers, each once, under the system actor `delivery` with the event's organisation."""

from uuid import UUID

from django.db import transaction

from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.events import handlers_of
from palier.platform.models import Delivery, Event


def deliver(event_id: UUID) -> None:
    """Run what has not run yet; a handler that fails is tried again with the job, without repeating the others."""
    with transaction.atomic(), acting(system_actor("delivery")):
        event = Event.objects.get(id=event_id)
    for name, handler in handlers_of(event.kind).items():
        with transaction.atomic(), acting(system_actor("delivery", organisation=event.organisation_id)):
            _, new = Delivery.objects.get_or_create(event_id=event.id, handler=name)
            if new:
                handler(event)
