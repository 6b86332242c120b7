"""What a signature begins, whom it opens the tenancy to, and what is refused with nothing written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from palier.cases.models import Person, Share
from palier.cases.queries import visible_to
from palier.homes.models import Place, PlaceUse
from palier.organisations.models import Accreditation
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from palier.tenancies.models import AgreementSignature, Deposit, HeadLease, Inventory, Tenancy
from palier.tenancies.queries import tenancies_of
from palier.tenancies.signing import begin_sublease
from palier.tenancies.terms import Where
from tests.factories.homes import a_home
from tests.factories.places import a_place, a_use
from tests.factories.tenancies import (
    OUTSIDE,
    RENT,
    a_lease,
    a_sublease,
    accredit,
    an_occupancy,
    sublease_terms,
)
from tests.factories.world import AT, DAY

LATER = DAY + timedelta(days=60)


@pytest.fixture
def case(world):
    return world.case()


def begin(world, case, home, **said):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT), transaction.atomic():
        return begin_sublease(actor=adviser, case_id=case.id, said=sublease_terms(world, case, home, **said), at=AT)


def uses(world, key="residence_manager"):
    with acting(world.actor(key)):
        return list(PlaceUse.objects.values_list("kind", "arrival", "departure", "cancelled_at"))


def test_a_sublease_begins_with_its_head_lease_two_deposits_two_inventories_and_three_signatures(world, case):
    home = a_home(world)
    sublease = a_sublease(world, case, home=home)
    with acting(world.actor("adviser")):
        head = HeadLease.objects.get(sublease=sublease)
        assert (head.rent, head.begins_on, head.ends_on, head.committee_on) == (RENT, DAY, None, date(2026, 3, 5))
        assert list(Deposit.objects.values_list("payer", "amount", "instalments")) == [
            ("association", RENT, 1),
            ("household", Decimal(300), 6),
        ]
        assert sorted(Inventory.objects.values_list("kind", flat=True)) == ["association_in", "household_in"]
        assert sorted(AgreementSignature.objects.values_list("signatory", flat=True)) == [
            "adult",
            "association",
            "landlord",
        ]
        assert Event.objects.filter(kind="sublease.begun", case_id=case.id).count() == 1
    assert uses(world, "allocation_officer") == [("occupied", DAY, None, None)]
    assert Place.objects.get(home=home).landlord_id == home.landlord_id


def test_a_signature_opens_the_tenancy_and_the_envelope_to_who_lets_and_who_manages(world, case):
    with acting(world.actor("rental_manager")):
        assert not visible_to(world.actor("rental_manager")).exists()
    a_sublease(world, case)
    seen = {}
    for key in ("landlord_adviser", "rental_manager", "social_worker", "allocation_officer", "debt_recovery"):
        with acting(world.actor(key)):
            seen[key] = (visible_to(world.actor(key)).count(), Tenancy.objects.count(), Person.objects.count())
    assert seen == {
        "landlord_adviser": (1, 1, 0),
        "rental_manager": (1, 1, 0),
        "social_worker": (1, 1, 0),
        "allocation_officer": (1, 0, 0),
        "debt_recovery": (0, 0, 0),
    }


def test_who_lets_and_who_manages_know_by_name_whom_the_title_names_and_open_no_file(world, case):
    sublease = a_sublease(world, case, home=a_home(world))
    for key in ("landlord_adviser", "rental_manager"):
        with acting(world.actor(key)):
            assert not Person.objects.exists()
            assert [one.titled_to for one in tenancies_of(world.actor(key), case)] == ["BENALI Nadia"]
    assert sublease.titled_to == "BENALI Nadia"


def test_an_officer_of_the_landlord_records_a_signature_without_reading_the_tenancy(world, case):
    home = a_home(world)
    a_sublease(world, case)  # opens the envelope to the landlord
    other = world.case()
    with acting(world.actor("allocation_officer")), pytest.raises(Missing):
        a_lease(world, other, by="allocation_officer", where=Where(home_id=home.id))
    with acting(world.actor("adviser")):
        Tenancy.objects.update(ends_on=LATER, ending="left")
    a_lease(world, case, by="allocation_officer", where=Where(home_id=home.id), begins_on=LATER)
    with acting(world.actor("allocation_officer")):
        assert Tenancy.objects.count() == 0
        assert Event.objects.get(kind="lease.begun").actor_id == world.people["allocation_officer"].id


def test_a_signature_recorded_twice_is_one(world, case):
    adviser = world.actor("adviser")
    accredit(world)
    said = sublease_terms(world, case, a_home(world))
    with acting(adviser, now=AT):
        first = begin_sublease(actor=adviser, case_id=case.id, said=said, at=AT)
        assert begin_sublease(actor=adviser, case_id=case.id, said=said, at=AT).id == first.id
        assert Tenancy.objects.count() == 1
        assert Share.objects.filter(case=case, ground="contract").count() == 4


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"rent": Decimal("-1")}, "rent"),
        ({"head_rent": Decimal("412.505")}, "head_rent"),
        ({"instalments": 0}, "instalments"),
        ({"committee_on": DAY + timedelta(days=1)}, "committee_on"),
        ({"landlord_signed_on": None}, "landlord_signed_on"),
        ({"adults_signed": {}}, "adults_signed"),
        ({"insured_until": DAY - timedelta(days=1)}, "insured_until"),
        ({"where": OUTSIDE}, "where"),
    ],
)
def test_a_sublease_is_refused_with_the_field_and_nothing_is_written(world, case, said, field):
    accredit(world)
    with pytest.raises(Invalid) as refusal:
        begin(world, case, a_home(world), **said)
    assert set(refusal.value.fields) == {field}
    with acting(world.actor("adviser")):
        assert Tenancy.objects.count() == Share.objects.filter(ground="contract").count() == 0
    assert uses(world, "allocation_officer") == []


@pytest.mark.parametrize(
    "accredited",
    [
        {},
        {"kind": "social_support"},
        {"until": DAY - timedelta(days=1)},
        {"begins_on": DAY + timedelta(days=1)},
    ],
)
def test_no_head_lease_without_an_accreditation_on_the_day(world, case, accredited):
    if accredited:
        accredit(world, **accredited)
    with pytest.raises(Invalid) as refusal:
        begin(world, case, a_home(world))
    assert set(refusal.value.fields) == {"association"}


def test_the_database_refuses_a_head_lease_once_its_accreditation_is_over(world, case):
    sublease = a_sublease(world, case)
    Accreditation.objects.update(until=date(2025, 12, 31))
    with (
        acting(world.actor("adviser")),
        pytest.raises(IntegrityError, match="no head lease without an accreditation"),
        transaction.atomic(),
    ):
        HeadLease.objects.filter(sublease=sublease).update(rent=1)


def test_a_household_has_one_lease_or_sublease_at_a_time_and_an_occupancy_beside(world, case):
    an_occupancy(world, case)
    a_sublease(world, case)
    with pytest.raises(Invalid) as refusal:
        a_lease(world, case)
    assert set(refusal.value.fields) == {"begins_on"}
    with acting(world.actor("adviser")):
        (sublease,) = Tenancy.objects.filter(kind="sublease")
        lease = replace_row(sublease)
        with pytest.raises(IntegrityError, match="one_lease_or_sublease_at_a_time"), transaction.atomic():
            lease.save(force_insert=True)


def replace_row(sublease):
    """An outside lease of the same days, written past the services."""
    return Tenancy(
        case_id=sublease.case_id,
        kind="lease",
        outside_provider="Elsewhere",
        outside_kind="private",
        signed_on=DAY,
        begins_on=DAY,
        rent=1,
        charges=0,
    )


def test_the_database_lets_a_lease_follow_on_the_very_day_the_sublease_ends_and_on_no_other(world, case):
    sublease = a_sublease(world, case)
    with acting(world.actor("adviser")):
        Tenancy.objects.filter(id=sublease.id).update(ends_on=LATER, ending="slid")
        late = replace_row(sublease)
        late.follows, late.begins_on = sublease, LATER + timedelta(days=1)
        with pytest.raises(IntegrityError, match="lease_begins_the_day"), transaction.atomic():
            written_and_checked(late)
        late.begins_on = LATER
        written_and_checked(late)


def written_and_checked(tenancy):
    """As at the end of the transaction."""
    tenancy.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_place_held_for_somebody_is_taken_by_her_arrival_and_one_that_is_occupied_is_refused(world, case):
    held, taken = a_place(world), a_place(world)
    a_use(world, held, DAY - timedelta(days=5), kind="held")
    a_use(world, taken, DAY - timedelta(days=5))
    an_occupancy(world, case, where=Where(place_id=held.id))
    with acting(world.actor("residence_manager")):
        assert list(held.uses.values_list("kind", "arrival", "departure")) == [
            ("held", DAY - timedelta(days=5), DAY),
            ("occupied", DAY, None),
        ]
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        an_occupancy(world, world.case(), where=Where(place_id=taken.id))
    assert set(refusal.value.fields) == {"begins_on"}


def test_an_outside_home_needs_no_stock_and_a_stranger_begins_nothing(world, case):
    lease = a_lease(world, case)
    assert (lease.place_id, lease.outside_kind, lease.provider_id) == (None, "private", None)
    with pytest.raises(Missing):
        an_occupancy(world, case, by="stranger")
    with pytest.raises(Refused):
        an_occupancy(world, case, by="coordinator")


def test_a_home_of_no_party_is_refused_as_one_that_is_not_there(world, case):
    elsewhere = a_home(world, landlord=world.organisations["stranger"])
    with pytest.raises(Invalid) as refusal:
        a_lease(world, case, where=Where(home_id=elsewhere.id))
    assert set(refusal.value.fields) == {"where"}


def test_a_closed_case_begins_nothing(world, case):
    with acting(world.actor("adviser")):
        type(case).objects.filter(id=case.id).update(state="closed", outcome="advice_given", closed_on=DAY)
    with pytest.raises(Conflict):
        a_lease(world, case)


def test_a_case_has_its_titles_in_order_for_who_may_read_them(world, case):
    occupancy = an_occupancy(world, case, begins_on=DAY - timedelta(days=100))
    sublease = a_sublease(world, case)
    actor = world.actor("rental_manager")
    with acting(actor):
        assert [one.id for one in tenancies_of(actor, case)] == [sublease.id, occupancy.id]


@pytest.mark.parametrize("said", [{"advanced_by": "loca_pass"}, {"advanced_by": "a_friend", "deposit": RENT}])
def test_nobody_puts_up_a_deposit_that_is_not_said_or_is_in_no_list(world, case, said):
    with pytest.raises(Invalid) as refusal:
        a_lease(world, case, **said)
    assert set(refusal.value.fields) == {"advanced_by"}


def test_a_deposit_is_put_up_and_paid_back_month_by_month(world, case):
    an_occupancy(world, case, deposit=Decimal("460.00"), instalments=23, advanced_by="loca_pass")
    with acting(world.actor("adviser")):
        found = Deposit.objects.values_list("payer", "amount", "instalments", "advanced_by")
        assert list(found) == [("household", Decimal("460.00"), 23, "loca_pass")]
