"""Who knocks at every door, and the marked world behind the doors.

Every text of the world carries a mark that says whose it is, so that one search in an answer proves or refutes a leak.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from palier.accounts.models import User
from palier.cases.models import Case, SharingAuthorisation
from palier.cases.services import write_note
from palier.cases.sharing import authorise, withdraw
from palier.organisations.models import Membership, Service
from palier.platform import clock
from palier.platform.context import acting
from tests.factories.world import AT, PEOPLE, World, add_person

FILE, SOCIAL, INTERNAL = "zzFILEzz", "zzSOCIALzz", "zzINTERNALzz"
PARTNER, STRANGER, STOCK = "zzPARTNERzz", "zzSTRANGERzz", "zzSTOCKzz"
MARKS = (FILE, SOCIAL, INTERNAL, PARTNER, STRANGER, STOCK)

# A partner whose spoken authorisation was never confirmed, one from whom it was taken back, somebody who left the
# service yesterday, somebody who never joined one, nobody at all.
OUTSIDERS = ("narrowed_worker", "withdrawn_worker", "ex_member", "newcomer", "anonymous")
PERSONAS = (*PEOPLE, *OUTSIDERS)

HOLDERS = frozenset({"adviser", "colleague", "team_lead"})
STOCK_KEEPERS = ("allocation_officer", "committee_secretary", "landlord_adviser", "debt_recovery")
# What each persona may meet in an answer; whatever is not here is a leak.
MAY_MEET = {
    **{key: {FILE, SOCIAL, INTERNAL} for key in HOLDERS},
    "social_worker": {FILE, SOCIAL, PARTNER},
    "stranger": {STRANGER},
    **{key: {STOCK} for key in STOCK_KEEPERS},
}


@dataclass
class Scene:
    """The world of the sweep: the case everybody is tried on, and the ids that routes take."""

    world: World
    case: Case
    theirs: Case
    authorisation: UUID
    ids: dict[str, object] = field(default_factory=dict)

    def user(self, persona: str) -> User | None:
        return self.world.people.get(persona)


def build_scene(world: World) -> Scene:
    late = AT - timedelta(days=20)
    _services_of_outsiders(world)
    with clock.frozen(late):
        case = world.case(
            at=late,
            first_name=f"{FILE} Nadia",
            last_name=f"{FILE} Benali",
            phone=f"06 {SOCIAL}",
            employer=f"{FILE} bakery",
            note=f"{SOCIAL} sleeps in the car",
            authorised=(world.services["narrowed"].id, world.services["withdrawn"].id),
        )
    theirs = world.case(
        "stranger", first_name=STRANGER, last_name=STRANGER, phone=STRANGER, employer=STRANGER, note=STRANGER
    )
    authorisation = _share(world, case)
    _notes(world, case)
    return Scene(world, case, theirs, authorisation)


def _services_of_outsiders(world: World) -> None:
    for name in ("narrowed", "withdrawn"):
        world.services[name] = Service.objects.create(
            organisation=world.organisations["association"], kind="social", name=f"{name} service"
        )
        add_person(world, f"{name}_worker", name, "social_worker")
    add_person(world, "ex_member", "social", "adviser")
    yesterday = AT.date() - timedelta(days=1)
    Membership.objects.filter(user=world.people["ex_member"]).update(ended_on=yesterday)
    world.people["newcomer"] = User.objects.create_user(
        "newcomer@tests.invalid", first_name="New", last_name="Comer", language="en"
    )


def _share(world: World, case: Case) -> UUID:
    adviser = world.actor("adviser")
    with acting(adviser):
        person = SharingAuthorisation.objects.filter(case=case).first().person_id
        given = authorise(
            actor=adviser,
            case=case,
            person=person,
            recipient=world.services["support"].id,
            at=AT,
            means="written",
        )
        back = SharingAuthorisation.objects.get(case=case, recipient=world.services["withdrawn"])
        withdraw(actor=adviser, case_id=case.id, authorisation=back.id, at=AT)
    return given.id


def _notes(world: World, case: Case) -> None:
    for key, mark in (("adviser", INTERNAL), ("social_worker", PARTNER)):
        actor = world.actor(key)
        with acting(actor):
            write_note(actor=actor, case_id=case.id, audience="internal", body=f"{mark} call back", at=AT)
