"""Who lets under one title of a household reads nothing of another: both walls, in each table of a title."""

from datetime import timedelta

import pytest

from palier.cases.queries import rows_visible_to
from palier.platform.context import acting
from palier.tenancies import keeping
from palier.tenancies.entries import Told, record_news
from palier.tenancies.models import (
    AccountLine,
    AgreedCriterion,
    AgreementSignature,
    Deposit,
    EntryAct,
    EntrySupport,
    HeadLease,
    Inventory,
    News,
    Review,
    ReviewPosition,
    Tenancy,
)
from palier.tenancies.reviews import agree_criteria
from palier.tenancies.terms import Where
from tests.factories.homes import a_home
from tests.factories.places import a_place
from tests.factories.tenancies import a_lease, a_review, a_sublease, an_occupancy
from tests.factories.world import AT, DAY

LATER = DAY + timedelta(days=200)
OF_A_SUBLEASE = (HeadLease, Deposit, Inventory, AgreementSignature, AgreedCriterion, Review, ReviewPosition)


@pytest.fixture
def case(world):
    """A place of the association, then a sub-lease of a home of the landlord, then a lease of nobody in Palier."""
    case, manager = world.case(), world.actor("rental_manager")
    place = an_occupancy(world, case, where=Where(place_id=a_place(world).id))
    with acting(manager, now=AT):
        out = {"ends_on": DAY + timedelta(days=1), "ending": "rehoused", "next_home": "sublease", "at": AT}
        keeping.end(actor=manager, tenancy_id=place.id, **out)
    sublease = a_sublease(world, case, home=a_home(world), begins_on=DAY + timedelta(days=1))
    with acting(manager, now=AT):
        agree_criteria(actor=manager, tenancy_id=sublease.id, criteria=["rent_paid"], agreed_on=DAY)
    a_review(world, sublease, LATER - timedelta(days=10))
    with acting(manager, now=AT):
        keeping.end(actor=manager, tenancy_id=sublease.id, ends_on=LATER, ending="rehoused", at=AT)
    a_lease(world, case, begins_on=LATER)
    return case


def counted(world, key, *models, at=AT):
    """The rows that PostgreSQL lets her read, which are those of the queryset."""
    actor = world.actor(key)
    with acting(actor, now=at):
        found = [set(model.objects.values_list("id", flat=True)) for model in models]
        assert found == [set(rows_visible_to(actor, model, at=at).values_list("id", flat=True)) for model in models]
    return [len(rows) for rows in found]


def test_the_holder_reads_every_title_of_its_case(world, case):
    assert counted(world, "adviser", Tenancy, *OF_A_SUBLEASE) == [3, 1, 2, 2, 3, 1, 1, 3]


def test_the_landlord_reads_its_sublease_and_neither_the_place_before_nor_the_lease_after(world, case):
    assert counted(world, "landlord_adviser", Tenancy, *OF_A_SUBLEASE) == [1, 1, 2, 2, 3, 1, 1, 3]


def test_the_association_reads_what_it_let_and_what_it_sublet_and_not_the_lease_after(world, case):
    assert counted(world, "rental_manager", Tenancy, *OF_A_SUBLEASE) == [2, 1, 2, 2, 3, 1, 1, 3]
    assert counted(world, "social_worker", Tenancy, *OF_A_SUBLEASE) == [2, 1, 2, 2, 3, 1, 1, 3]


def test_who_let_only_the_place_reads_nothing_of_the_sublease_of_others(world):
    """The landlord lets the home of a lease; the association, which had let a place before, reads that place alone."""
    case, manager, adviser = world.case(), world.actor("residence_manager"), world.actor("adviser")
    place = an_occupancy(world, case, where=Where(place_id=a_place(world).id), deposit=100, inventory_on=DAY)
    with acting(manager, now=AT):
        out = {"ends_on": LATER, "ending": "rehoused", "next_home": "lease", "at": AT}
        keeping.end(actor=manager, tenancy_id=place.id, **out)
    lease = a_lease(world, case, where=Where(home_id=a_home(world).id), begins_on=LATER, deposit=400)
    with acting(adviser, now=AT):
        AccountLine.objects.create(
            case=case, tenancy=lease, payer="household", kind="called", month=DAY.replace(day=1), on=DAY, amount=1
        )
        EntrySupport.objects.create(case=case, tenancy=lease, because="ready")
        EntryAct.objects.create(case=case, tenancy=lease, kind="call", since=LATER, due_on=LATER + timedelta(days=9))
    later = AT + timedelta(days=300)
    told = Told(since=LATER, months=3, told_on=LATER + timedelta(days=90), situation="there", pays=True)
    with acting(adviser, now=later):
        record_news(actor=adviser, case_id=case.id, said=told, at=later)
    tables = (Tenancy, Deposit, Inventory, AccountLine, EntrySupport, EntryAct, News)
    assert counted(world, "adviser", *tables, at=later) == [2, 2, 1, 1, 1, 1, 1]
    assert counted(world, "residence_manager", *tables, at=later) == [1, 1, 1, 0, 0, 0, 0]
    assert counted(world, "landlord_adviser", *tables, at=later) == [1, 1, 0, 1, 1, 1, 1]
