"""The slide: refused without what the law wants, whole or nothing, no day without a title and none with two."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from palier.cases.models import Share
from palier.homes.models import PlaceUse
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid
from palier.tenancies import slides
from palier.tenancies.models import Deposit, HeadLease, Inventory, Slide, Tenancy
from palier.tenancies.slides import OwnLease
from tests.factories.tenancies import RENT, a_request, a_sublease
from tests.factories.world import DAY

COMMITTEE = date(2026, 9, 24)
ON = date(2026, 11, 1)
AT = datetime(2026, 10, 30, 9, 30, tzinfo=UTC)
TABLES = ("tenancy", "head_lease", "deposit", "inventory", "slide", "share", "place_use", "event")


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def sublease(world, case):
    return a_sublease(world, case)


def own_lease(**said) -> OwnLease:
    usual = {
        "id": uuid4(),
        "signed_on": date(2026, 10, 30),
        "rent": Decimal("416.20"),
        "charges": Decimal("121.00"),
        "deposit": Decimal("416.20"),
        "insured_until": date(2027, 10, 31),
        "inventory_on": date(2026, 10, 29),
        "returned": Decimal(300),
        "head_returned": RENT,
    }
    return OwnLease(**usual | said)


def decided(world, sublease, decision="granted", **said):
    adviser = world.actor("adviser")
    said = {"committee_on": COMMITTEE} | said
    with acting(adviser, now=AT):
        return slides.decide(actor=adviser, sublease_id=sublease.id, decision=decision, at=AT, **said)


def slid(world, sublease, said=None, on=ON, counted_for="action_logement", by="adviser"):
    actor = world.actor(by)
    with acting(actor, now=AT), transaction.atomic():
        return slides.slide(
            actor=actor, sublease_id=sublease.id, on=on, said=said or own_lease(), counted_for=counted_for, at=AT
        )


def test_a_slide_ends_the_sublease_and_the_head_lease_and_begins_the_lease_on_one_day(world, case, sublease):
    a_request(world, case, DAY)
    decided(world, sublease)
    lease = slid(world, sublease)
    with acting(world.actor("adviser")):
        old = Tenancy.objects.get(id=sublease.id)
        assert (old.ends_on, old.ending) == (ON, "slid")
        assert HeadLease.objects.get().ends_on == ON
        assert (lease.begins_on, lease.ends_on, lease.follows_id, lease.rent) == (
            ON,
            None,
            sublease.id,
            Decimal("416.20"),
        )
        assert list(Deposit.objects.filter(tenancy=old).values_list("payer", "returned", "returned_on")) == [
            ("association", RENT, ON),
            ("household", Decimal(300), ON),
        ]
        assert Inventory.objects.get(tenancy=lease).kind == "three_party"
        found = Slide.objects.get()
        assert (found.lease_id, found.slid_on, found.request_number, found.counted_for) == (
            lease.id,
            ON,
            "069 0326 000001",
            "action_logement",
        )
    with acting(world.actor("allocation_officer")):
        assert list(PlaceUse.objects.values_list("arrival", "departure")) == [(DAY, ON), (ON, None)]


def test_after_a_slide_the_landlord_reads_on_and_the_association_for_three_years(world, case, sublease):
    a_request(world, case, DAY)
    decided(world, sublease)
    slid(world, sublease)
    with acting(world.actor("adviser")):
        untils = Share.objects.filter(ground="contract", audience="tenancy")
        assert {share.organisation.slug: share.until and share.until.date() for share in untils} == {
            "landlord": None,
            "association": date(2029, 11, 1),
        }


def test_a_slide_sent_twice_is_one(world, case, sublease):
    a_request(world, case, DAY)
    decided(world, sublease)
    said = own_lease()
    assert slid(world, sublease, said).id == slid(world, sublease, said).id
    with acting(world.actor("adviser")):
        assert Tenancy.objects.count() == 2


def test_no_slide_without_a_decision_nor_after_a_refusal(world, case, sublease):
    a_request(world, case, DAY)
    with pytest.raises(Conflict):
        slid(world, sublease)
    decided(world, sublease, "not_granted", words="Two months are owed.")
    with pytest.raises(Conflict):
        slid(world, sublease)
    with pytest.raises(Invalid):
        decided(world, sublease)
    decided(world, sublease, committee_on=COMMITTEE + timedelta(days=14))
    assert slid(world, sublease).kind == "lease"


def test_a_grant_on_a_condition_slides_once_it_is_met_in_time(world, case, sublease):
    a_request(world, case, DAY)
    decided(world, sublease, "granted_if", words="The judgment.", condition_until=date(2026, 10, 5))
    with pytest.raises(Conflict):
        slid(world, sublease)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        said = {"actor": adviser, "sublease_id": sublease.id, "at": AT}
        with pytest.raises(Invalid):
            slides.meet_condition(met_on=date(2026, 10, 6), **said)
        slides.meet_condition(met_on=date(2026, 10, 5), **said)
    assert slid(world, sublease).begins_on == ON


@pytest.mark.parametrize(
    ("renewed_on", "alive"),
    [(date(2025, 11, 1), True), (date(2025, 10, 30), False), (None, False)],
)
def test_the_request_is_alive_on_the_day_of_the_slide(world, case, sublease, renewed_on, alive):
    if renewed_on:
        a_request(world, case, renewed_on)
    decided(world, sublease)
    if alive:
        assert slid(world, sublease).begins_on == ON
        return
    with pytest.raises(Invalid) as refusal:
        slid(world, sublease)
    assert set(refusal.value.fields) == {"on"}


@pytest.mark.parametrize(
    ("on", "said", "counted_for", "field"),
    [
        (date(2026, 11, 2), {}, "own", "on"),
        (date(2026, 9, 1), {"signed_on": date(2026, 8, 30)}, "own", "on"),
        (ON, {"signed_on": ON + timedelta(days=1)}, "own", "signed_on"),
        (ON, {"insured_until": ON - timedelta(days=1)}, "own", "insured_until"),
        (ON, {}, "", "counted_for"),
        (ON, {"returned": Decimal("300.01")}, "own", "returned"),
        (ON, {"head_returned": Decimal(-1)}, "own", "head_returned"),
        (ON, {"rent": Decimal(-1)}, "own", "rent"),
    ],
)
def test_a_slide_that_cannot_be_is_refused_by_its_field(world, case, sublease, on, said, counted_for, field):
    a_request(world, case, DAY)
    decided(world, sublease)
    with pytest.raises(Invalid) as refusal:
        slid(world, sublease, own_lease(**said), on=on, counted_for=counted_for)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize(
    ("decision", "said", "field"),
    [
        ("maybe", {"words": "x"}, "decision"),
        ("granted", {"words": "x"}, "words"),
        ("not_granted", {}, "words"),
        ("granted_if", {"words": "x"}, "condition_until"),
        ("granted_if", {"words": "x", "condition_until": COMMITTEE - timedelta(days=1)}, "condition_until"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(world, sublease, decision, said, field):
    with pytest.raises(Invalid) as refusal:
        decided(world, sublease, decision, **said)
    assert set(refusal.value.fields) == {field}


def test_the_database_refuses_a_slide_on_another_day_than_the_first(world, case, sublease):
    a_request(world, case, DAY)
    decided(world, sublease)
    slid(world, sublease)
    with acting(world.actor("adviser")):
        for fields in ({"slid_on": ON + timedelta(days=1)}, {"request_number": ""}, {"counted_for": ""}):
            with pytest.raises(IntegrityError, match="slid_once_granted"), transaction.atomic():
                Slide.objects.update(**fields)


class Torn(Exception):
    """The connection goes at a chosen writing."""


def torn_at(number):
    """A wrapper that lets so many writings through, and breaks at the next."""
    left = [number]

    def execute(run, sql, params, many, context):
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            if left[0] == 0:
                raise Torn
            left[0] -= 1
        return run(sql, params, many, context)

    return execute


def everything(world):
    found = {}
    for key in ("adviser", "allocation_officer"):
        with acting(world.actor(key)), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM {table} t")
                found[key, table] = cursor.fetchone()[0]
    return found


def test_a_failure_at_any_writing_of_a_slide_leaves_nothing_half_done(world, case, sublease):
    a_request(world, case, DAY)
    decided(world, sublease)
    before, said = everything(world), own_lease()
    for writing in range(40):
        try:
            with connection.execute_wrapper(torn_at(writing)):
                slid(world, sublease, said)
        except Torn:
            assert everything(world) == before, writing
        else:
            break
    assert writing > 10
    assert everything(world) != before
