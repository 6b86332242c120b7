"""A small world: three partners and their agreement, one person a role, and a stranger to it all."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from palier.accounts.models import User
from palier.cases.models import Case
from palier.cases.services import Call, receive_call
from palier.organisations.grids import begin_grid
from palier.organisations.models import Agreement, Membership, Organisation, Party, Service
from palier.organisations.services import actor_of
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting

DAY = date(2026, 3, 12)
AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
# Not the last day of a month, a leap day or a change of hour: those have tests of their own.

SERVICES = {
    "social": ("housing_body", "social"),
    "reservations": ("housing_body", "reservation"),
    "allocations": ("landlord", "allocation"),
    "tenants": ("landlord", "social"),
    "recovery": ("landlord", "recovery"),
    "support": ("association", "social"),
    "rental": ("association", "rental"),
    "elsewhere": ("stranger", "social"),
}
PEOPLE = {
    "adviser": ("social", "adviser"),
    "colleague": ("social", "adviser"),
    "team_lead": ("social", "team_lead"),
    "coordinator": ("social", "coordinator"),
    "administrator": ("social", "administrator"),
    "dpo": ("social", "dpo"),
    "reservation_officer": ("reservations", "reservation_officer"),
    "steering": ("reservations", "steering"),
    "allocation_officer": ("allocations", "allocation_officer"),
    "committee_secretary": ("allocations", "committee_secretary"),
    "debt_recovery": ("recovery", "debt_recovery"),
    "landlord_adviser": ("tenants", "landlord_adviser"),
    "social_worker": ("support", "social_worker"),
    "volunteer": ("support", "volunteer"),
    "rental_manager": ("rental", "rental_manager"),
    "residence_manager": ("rental", "residence_manager"),
    "support": ("rental", "support"),
    "stranger": ("elsewhere", "adviser"),
}


@dataclass
class World:
    organisations: dict[str, Organisation] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    agreement: Agreement = None
    other_agreement: Agreement = None

    def actor(self, key: str) -> Actor:
        service = self.services[PEOPLE[key][0]]
        with clock.frozen(AT):
            return actor_of(user=self.people[key].id, service=service.id)

    def call(self, **said) -> Call:
        """What a household said on the phone, as far as `said` does not say otherwise."""
        usual = {
            "id": uuid4(),
            "agreement": self.agreement.id,
            "origin": "housing_body_detection",
            "first_name": "Nadia",
            "last_name": "Benali",
            "phone": "06 00 00 00 01",
            "may_leave_message": True,
            "housing": "hosted_by_others",
            "housing_until": date(2026, 4, 1),
            "adults": 1,
            "children_ages": (4, 7),
            "communes": ("69266",),
            "employer": "Boulangerie du Parc",
            "causes": ("separation",),
            "authorised": (),
        }
        return Call(**usual | said)

    def case(self, holder: str = "adviser", at: datetime = AT, **said) -> Case:
        if holder == "stranger":
            said.setdefault("agreement", self.other_agreement.id)
        actor = self.actor(holder)
        with clock.frozen(at), acting(actor):
            return receive_call(actor=actor, call=self.call(**said), at=at)


def build_world() -> World:
    world = World()
    kinds = {"housing_body": "housing_body", "landlord": "landlord", "association": "association"}
    for key in (*kinds, "stranger"):
        kind = kinds.get(key, "housing_body")
        world.organisations[key] = Organisation.objects.create(kind=kind, name=f"{key} of the tests", slug=key)
    for key, (organisation, kind) in SERVICES.items():
        world.services[key] = Service.objects.create(
            organisation=world.organisations[organisation], kind=kind, name=f"{key} service"
        )
    for key, (service, role) in PEOPLE.items():
        add_person(world, key, service, role)
    world.agreement = _agreement("Agreement of the tests", [world.organisations[key] for key in kinds])
    world.other_agreement = _agreement("Another agreement", [world.organisations["stranger"]])
    return world


def add_person(world: World, key: str, service: str, role: str) -> User:
    user = User.objects.create_user(f"{key}@tests.invalid", first_name=key.title(), last_name="Person", language="en")
    world.people[key] = user
    Membership.objects.create(user=user, service=world.services[service], role=role, started_on=date(2025, 1, 1))
    return user


def _agreement(name: str, parties: list[Organisation]) -> Agreement:
    agreement = Agreement.objects.create(
        name=name,
        status="signed",
        signed_on=date(2025, 1, 1),
        starts_on=date(2025, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    begin_grid(agreement)
    for organisation in parties:
        Party.objects.create(agreement=agreement, organisation=organisation)
    return agreement
