"""Titles of the small world: what a household signs, with days and amounts of its own where they matter."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import uuid4

from palier.cases.facts import Identifier
from palier.cases.models import Case, Person
from palier.homes.models import Home
from palier.organisations.models import Accreditation
from palier.platform.context import acting
from palier.tenancies.models import Review, Tenancy
from palier.tenancies.reviews import Position, hold
from palier.tenancies.signing import begin_lease, begin_sublease, begin_temporary_occupancy
from palier.tenancies.terms import OutsideHome, SubleaseTerms, Terms, Where
from tests.factories.homes import a_home
from tests.factories.places import a_place
from tests.factories.world import AT, DAY, World

RENT, CHARGES = Decimal("412.50"), Decimal("118.00")
OUTSIDE = Where(outside=OutsideHome(provider="A landlord of elsewhere", kind="private", commune="69266"))


def accredit(world: World, **said) -> Accreditation:
    """The association may rent to sub-let, for five years."""
    usual = {"kind": "rental", "begins_on": date(2024, 1, 1), "until": date(2028, 12, 31)}
    return Accreditation.objects.create(organisation=world.organisations["association"], **usual | said)


def terms(where: Where, **said) -> Terms:
    usual = {"id": uuid4(), "where": where, "signed_on": DAY, "begins_on": DAY, "rent": RENT, "charges": CHARGES}
    return Terms(**usual | said)


def sublease_terms(world: World, case: Case, home: Home, **said) -> SubleaseTerms:
    with acting(world.actor("adviser")):
        adults = Person.objects.filter(case=case).exclude(kind="child").values_list("id", flat=True)
        signed = dict.fromkeys(adults, DAY)
    usual = {
        "id": uuid4(),
        "where": Where(home_id=home.id),
        "signed_on": DAY,
        "begins_on": DAY,
        "rent": RENT,
        "charges": CHARGES,
        "deposit": Decimal(300),
        "instalments": 6,
        "insured_until": date(2027, 3, 11),
        "inventory_on": DAY,
        "association": world.organisations["association"].id,
        "committee_on": date(2026, 3, 5),
        "head_rent": RENT,
        "head_charges": CHARGES,
        "head_deposit": RENT,
        "head_inventory_on": DAY,
        "landlord_signed_on": DAY,
        "association_signed_on": DAY,
        "adults_signed": signed,
    }
    return SubleaseTerms(**usual | said)


def a_sublease(world: World, case: Case, *, by: str = "adviser", home: Home | None = None, **said) -> Tenancy:
    if not Accreditation.objects.exists():
        accredit(world)
    actor = world.actor(by)
    with acting(actor, now=AT):
        asked = sublease_terms(world, case, home or a_home(world), **said)
        return begin_sublease(actor=actor, case_id=case.id, said=asked, at=AT)


def an_occupancy(world: World, case: Case, *, by: str = "adviser", **said) -> Tenancy:
    """In a place of the association, without charges apart."""
    said = {"where": Where(place_id=a_place(world).id), "charges": Decimal(0)} | said
    actor = world.actor(by)
    with acting(actor, now=AT):
        return begin_temporary_occupancy(actor=actor, case_id=case.id, said=terms(**said), at=AT)


def a_lease(world: World, case: Case, *, by: str = "adviser", **said) -> Tenancy:
    actor = world.actor(by)
    with acting(actor, now=AT):
        return begin_lease(actor=actor, case_id=case.id, said=terms(**{"where": OUTSIDE} | said), at=AT)


def a_request(world: World, case: Case, renewed_on: date, number: str = "069 0326 000001") -> Identifier:
    """The household's HLM request, good for a year from that day."""
    with acting(world.actor("adviser")):
        return Identifier.objects.create(case=case, system="nur", number=number, renewed_on=renewed_on)


POSITIONS = {
    "landlord": Position(wants="next_period", words="Two payments of three."),
    "association": Position(wants="next_period"),
    "household": Position(wants="lease", words="I pay every month."),
}


def a_review(world: World, tenancy: Tenancy, held_on: date, *, by: str = "rental_manager", **positions) -> Review:
    actor, at = world.actor(by), datetime.combine(held_on, time(12), UTC)
    with acting(actor, now=at):
        said = POSITIONS | positions
        return hold(actor=actor, tenancy_id=tenancy.id, held_on=held_on, positions=said, at=at)
