"""What happens while a title runs, and its end: what is written, what is refused, what stays readable."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from palier.cases.models import Share
from palier.homes.models import PlaceUse
from palier.homes.places import calendar
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.tenancies import empty, keeping
from palier.tenancies.due import due
from palier.tenancies.models import HeadLease, Inventory, Tenancy
from palier.tenancies.queries import get_tenancy
from palier.tenancies.terms import Where
from tests.factories.tenancies import a_lease, a_sublease, an_occupancy
from tests.factories.world import AT, DAY

LATER = DAY + timedelta(days=90)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def sublease(world, case):
    return a_sublease(world, case)


def test_the_association_records_insurance_inventory_and_notice_of_its_sublease(world, sublease):
    manager = world.actor("rental_manager")
    with acting(manager, now=AT):
        keeping.insure(actor=manager, tenancy_id=sublease.id, insured_until=date(2028, 1, 31))
        keeping.record_inventory(actor=manager, tenancy_id=sublease.id, kind="out", held_on=DAY, at=AT)
        keeping.give_notice(actor=manager, tenancy_id=sublease.id, notice_on=DAY, leaves_on=LATER)
        found = Tenancy.objects.get()
        assert (found.insured_until, found.notice_on, found.leaves_on) == (date(2028, 1, 31), DAY, LATER)
        assert found.ends_on is None
        assert Inventory.objects.filter(kind="out").count() == 1


def test_an_end_frees_the_home_ends_the_head_lease_and_keeps_the_tenancy_readable_for_three_years(world, sublease):
    manager = world.actor("rental_manager")
    with acting(manager, now=AT):
        keeping.end(actor=manager, tenancy_id=sublease.id, ends_on=LATER, ending="left", at=AT)
        assert HeadLease.objects.get().ends_on == Tenancy.objects.get().ends_on == LATER
    with acting(world.actor("allocation_officer")):
        assert PlaceUse.objects.get().departure == LATER
    with acting(world.actor("adviser")):
        untils = set(Share.objects.filter(ground="contract").values_list("until", flat=True))
        assert {until.date() for until in untils} == {date(2029, 6, 10)}
    with acting(manager, now=AT + timedelta(days=1200)):
        assert Tenancy.objects.count() == 0


def left_keeping_the_home(world, sublease, **said):
    manager = world.actor("rental_manager")
    with acting(manager, now=AT):
        usual = {"ends_on": LATER, "ending": "left", "keeps_home": True}
        keeping.end(actor=manager, tenancy_id=sublease.id, at=AT, **usual | said)
        return get_tenancy(manager, sublease.id)


def test_the_home_that_an_association_keeps_is_held_and_its_empty_days_counted_until_it_is_given_back(world, sublease):
    left = left_keeping_the_home(world, sublease)
    back = LATER + timedelta(days=42)
    assert (left.ends_on, left.head_lease.ends_on, empty.empty_days(left, back)) == (LATER, None, 42)
    with acting(world.actor("allocation_officer")):
        assert [(use.kind, use.arrival, use.departure) for use in PlaceUse.objects.all()] == [
            ("occupied", DAY, LATER),
            ("held", LATER, None),
        ]
    manager, at = world.actor("rental_manager"), AT + timedelta(days=150)
    with acting(manager, now=at):
        assert [one.on for one in due(manager, at.date()) if one.kind == "A home rented and empty"] == [LATER]
        with pytest.raises(Invalid) as refused:
            empty.give_back(actor=manager, tenancy_id=sublease.id, on=LATER - timedelta(days=1), at=at)
        assert set(refused.value.fields) == {"on"}
        empty.give_back(actor=manager, tenancy_id=sublease.id, on=back, at=at)
        assert empty.empty_days(get_tenancy(manager, sublease.id), at.date()) == 42
        assert [one for one in due(manager, at.date()) if one.kind == "A home rented and empty"] == []
        with pytest.raises(Conflict):
            empty.give_back(actor=manager, tenancy_id=sublease.id, on=back, at=at)
    with acting(world.actor("allocation_officer")):
        assert PlaceUse.objects.get(kind="held").departure == back


def test_the_next_household_of_the_association_ends_the_empty_days_and_nobody_else_comes_in(world, sublease):
    left_keeping_the_home(world, sublease)
    home, other = sublease.place.home, world.case(phone="06 00 00 00 77")
    comes = LATER + timedelta(days=10)
    with pytest.raises(Invalid) as refused:
        a_lease(world, other, where=Where(home_id=home.id), signed_on=DAY, begins_on=comes)
    assert "still rents this home" in str(refused.value.fields["where"])
    with pytest.raises(Invalid) as refused:
        a_sublease(world, other, home=home, begins_on=LATER - timedelta(days=1))
    assert set(refused.value.fields) == {"begins_on"}
    a_sublease(world, other, home=home, begins_on=comes)
    manager = world.actor("rental_manager")
    with acting(manager, now=AT):
        assert empty.empty_days(get_tenancy(manager, sublease.id), comes + timedelta(days=99)) == 10
        assert sorted((head.begins_on, head.ends_on or comes) for head in HeadLease.objects.all()) == [
            (DAY, comes),
            (comes, comes),
        ]


def test_only_the_home_of_a_sublease_is_kept(world, case):
    occupancy, adviser = an_occupancy(world, case), world.actor("adviser")
    said = {"ends_on": LATER, "ending": "left", "next_home": "lease", "keeps_home": True}
    with acting(adviser, now=AT), pytest.raises(Invalid) as refused:
        keeping.end(actor=adviser, tenancy_id=occupancy.id, at=AT, **said)
    assert set(refused.value.fields) == {"keeps_home"}


def test_a_party_of_another_title_that_runs_goes_on_reading(world, case, sublease):
    occupancy = an_occupancy(world, case)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        keeping.end(actor=adviser, tenancy_id=occupancy.id, ends_on=LATER, ending="left", next_home="sublease", at=AT)
        assert set(Share.objects.filter(ground="contract").values_list("until", flat=True)) == {None}


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"ends_on": DAY}, {"ends_on"}),
        ({"ending": "slid"}, {"ending"}),
        ({"ending": ""}, {"ending"}),
        ({"next_home": "lease"}, {"next_home"}),
    ],
)
def test_an_end_that_cannot_be_is_refused_by_its_field(world, sublease, said, fields):
    adviser = world.actor("adviser")
    usual = {"ends_on": LATER, "ending": "left", "next_home": ""}
    with acting(adviser, now=AT), pytest.raises(Invalid) as refusal:
        keeping.end(actor=adviser, tenancy_id=sublease.id, at=AT, **usual | said)
    assert set(refusal.value.fields) == fields


@pytest.mark.parametrize("act", ["free", "cancel", "retake"])
def test_the_days_of_a_title_end_with_it_and_not_by_hand(world, case, act):
    """Else the place would be let again while somebody lives there."""
    occupancy = an_occupancy(world, case)
    warden = world.actor("residence_manager")
    said = {"free": {"on": LATER, "at": AT}, "cancel": {"at": AT}, "retake": {"until": None}}[act]
    with acting(warden, now=AT):
        with pytest.raises(Conflict):
            getattr(calendar, act)(actor=warden, use_id=occupancy.place_use_id, **said)
        assert PlaceUse.objects.get().departure is None


def test_what_has_ended_is_not_ended_twice(world, sublease):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        keeping.end(actor=adviser, tenancy_id=sublease.id, ends_on=LATER, ending="left", at=AT)
        with pytest.raises(Conflict):
            keeping.end(actor=adviser, tenancy_id=sublease.id, ends_on=LATER, ending="left", at=AT)


def test_a_deposit_is_given_back_up_to_what_was_paid(world, sublease):
    adviser = world.actor("adviser")
    said = {"actor": adviser, "tenancy_id": sublease.id, "returned_on": DAY, "at": AT}
    with acting(adviser, now=AT):
        with pytest.raises(Invalid):
            keeping.return_deposit(payer="household", returned=Decimal("300.01"), **said)
        back = keeping.return_deposit(payer="household", returned=Decimal(280), **said)
        assert (back.returned, back.returned_on) == (Decimal(280), DAY)


@pytest.mark.parametrize("key", ["stranger", "coordinator", "debt_recovery", "allocation_officer"])
def test_who_reads_no_tenancy_keeps_none(world, sublease, key):
    actor = world.actor(key)
    with acting(actor, now=AT), pytest.raises(Missing):
        keeping.insure(actor=actor, tenancy_id=sublease.id, insured_until=LATER)


def test_the_accreditation_of_an_association_is_recorded_by_its_administrator_alone(world):
    from palier.organisations.accreditations import record_accreditation
    from palier.organisations.models import Accreditation

    said = {"kind": "rental", "begins_on": DAY, "until": LATER}
    adviser = world.actor("adviser")
    with acting(adviser), pytest.raises(Refused):
        record_accreditation(actor=adviser, **said)
    administrator = world.actor("administrator")
    with acting(administrator):
        record_accreditation(actor=administrator, **said)
        record_accreditation(actor=administrator, **said | {"until": LATER + timedelta(days=1)})
        with pytest.raises(Invalid):
            record_accreditation(actor=administrator, **said | {"until": DAY - timedelta(days=1)})
    assert list(Accreditation.objects.values_list("organisation__slug", "until")) == [
        ("housing_body", LATER + timedelta(days=1))
    ]
