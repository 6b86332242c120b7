"""A partner meeting of the small world, on its day."""

from uuid import uuid4

from palier.candidacies import meetings
from palier.candidacies.meeting_models import AgendaLine, PartnerMeeting
from palier.cases.models import Case
from palier.platform.context import acting
from tests.factories.world import AT, DAY, World

ASKED = ("support", "allocations")


def a_meeting(world: World, key: str = "adviser", *, services: tuple[str, ...] = ASKED, held_on=DAY) -> PartnerMeeting:
    actor = world.actor(key)
    said = meetings.Convening(
        id=uuid4(),
        agreement=world.agreement.id,
        held_on=held_on,
        services=[world.services[name].id for name in services],
    )
    with acting(actor, now=AT):
        return meetings.convene(actor=actor, said=said, today=DAY)


def on_the_agenda(world: World, meeting: PartnerMeeting, case: Case, key: str = "adviser") -> AgendaLine:
    actor = world.actor(key)
    with acting(actor, now=AT):
        meetings.put_on(actor=actor, meeting_id=meeting.id, cases=[case.id], at=AT)
        return AgendaLine.objects.get(meeting=meeting, reference=case.reference)


def attended_by(world: World, meeting: PartnerMeeting, *people: str) -> None:
    actor = world.actor("adviser")
    with acting(actor, now=AT):
        meetings.say_who_is_there(actor=actor, meeting_id=meeting.id, users=[world.people[name].id for name in people])
