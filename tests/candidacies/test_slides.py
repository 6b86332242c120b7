"""The slide as a candidacy: asked, decided, answered as for any home; its signature is the slide, whole or nothing."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from palier.candidacies import answers, decisions
from palier.candidacies.models import Candidacy, SlideFile
from palier.candidacies.queries import may_be_offered, visible_to
from palier.candidacies.services import withdraw
from palier.candidacies.slides import put_forward_slide
from palier.cases.facts import Identifier
from palier.cases.models import Share
from palier.homes.models import Home, PlaceUse
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from palier.tenancies.keeping import end
from palier.tenancies.models import AgreedCriterion, Deposit, HeadLease, Inventory, Slide, Tenancy
from palier.tenancies.signing import begin_lease
from tests.factories.candidacies import a_candidacy, advance, agreed
from tests.factories.homes import an_opening
from tests.factories.slides import (
    ACCEPTED,
    ASKED,
    COMMITTEE,
    ON,
    SIGNED,
    accepted,
    asked,
    at,
    complete,
    decided,
    offered,
    reviewed,
    signed,
)
from tests.factories.support import applicant_of
from tests.factories.tenancies import OUTSIDE, RENT, a_request, a_sublease, an_occupancy, terms
from tests.factories.world import DAY

TABLES = (
    *("tenancy", "head_lease", "deposit", "inventory", "slide", "share", "place_use", "event", "candidacy"),
    *("vacancy",),
)


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def sublease(world, case):
    tenancy = a_sublease(world, case)
    a_request(world, case, DAY)
    return tenancy


@pytest.fixture
def candidacy(world, case, sublease):
    reviewed(world, sublease)
    return asked(world, sublease, case)


def state(world, candidacy) -> str:
    with acting(world.actor("adviser")):
        return Candidacy.objects.get(id=candidacy.id).state


# --- asked


def test_the_caleol_reads_the_sublease_as_it_was_that_day(world, sublease, candidacy):
    officer = world.actor("allocation_officer")
    with acting(officer, now=at(ASKED)):
        assert list(visible_to(officer)) == [candidacy]
        found = SlideFile.objects.get()
        assert (found.criteria, found.agreed, found.request_number) == (
            ["insured", "rent_paid"],
            True,
            "069 0326 000001",
        )
        assert [one["wants"] for one in found.positions] == ["lease", "lease", "lease"]
        assert (found.prepared["paid"], found.prepared["called"], found.prepared["owed"]) == (0, 0, 0)
        assert list(Tenancy.objects.all()) == []
    assert (candidacy.kind, candidacy.sublease_id, candidacy.vacancy_id) == ("slide", sublease.id, None)


def test_the_parties_of_the_sublease_read_its_slide_and_no_other_candidacy(world, case, candidacy):
    for key in ("rental_manager", "landlord_adviser"):
        with acting(world.actor(key), now=at(ASKED)) as actor:
            assert list(visible_to(actor)) == [candidacy], key
            assert list(SlideFile.objects.all()) == [], key
    for key in ("debt_recovery", "reservation_officer", "stranger"):
        with acting(world.actor(key), now=at(ASKED)) as actor:
            assert list(visible_to(actor)) == [], key


@pytest.mark.parametrize("missing", ["criteria", "review", "request"])
def test_a_slide_is_asked_with_criteria_a_review_and_a_living_request(world, case, missing):
    sublease = a_sublease(world, case)
    # Good for a year: one renewed that long ago ended yesterday.
    a_request(world, case, date(2025, 9, 8) if missing == "request" else DAY)
    if missing != "review":
        reviewed(world, sublease)
    with acting(world.actor("adviser")):
        if missing == "criteria":
            AgreedCriterion.objects.all().delete()
    said = {"criteria": "avant un glissement", "review": "L442-8-3", "request": "NUR"}
    with override("fr"), pytest.raises(Invalid) as refusal:
        asked(world, sublease, case)
    assert said[missing] in str(refusal.value)
    with acting(world.actor("adviser")):
        assert not Candidacy.objects.exists()


def test_a_review_without_a_lease_goes_to_the_caleol_only_with_its_disagreement(world, case, sublease):
    reviewed(world, sublease, lease=False)
    with pytest.raises(Invalid) as refusal:
        asked(world, sublease, case)
    assert set(refusal.value.fields) == {"despite_disagreement"}
    asked(world, sublease, case, despite=True)
    with acting(world.actor("allocation_officer"), now=at(ASKED)):
        found = SlideFile.objects.get()
        assert (found.agreed, found.why_not) == (False, "Two months are owed.")
        assert {one["party"]: one["wants"] for one in found.positions} == {
            "landlord": "next_period",
            "association": "next_period",
            "household": "lease",
        }


def test_only_the_sublease_one_lives_under_slides_and_once(world, case, candidacy, sublease):
    with pytest.raises(Conflict):
        asked(world, sublease, case)
    stay = an_occupancy(world, case)
    with pytest.raises(Missing):
        asked(world, stay, case)
    with acting(world.actor("adviser")):
        again = Candidacy.objects.get(id=candidacy.id)
        again.id, again._state.adding = uuid4(), True
        with pytest.raises(IntegrityError, match="one_live_slide_a_sublease"), transaction.atomic():
            again.save(force_insert=True)


def test_a_sublease_that_ended_slides_no_more(world, case, sublease):
    reviewed(world, sublease)
    ended(world, sublease)
    with pytest.raises(Conflict):
        asked(world, sublease, case)


@pytest.mark.parametrize(
    ("key", "refusal"),
    [("allocation_officer", Missing), ("social_worker", Refused), ("rental_manager", Refused), ("stranger", Missing)],
)
def test_nobody_but_the_holder_asks_for_it(world, case, sublease, key, refusal):
    reviewed(world, sublease)
    with acting(world.actor("adviser")):
        said = agreed(applicant_of(case))
    with acting(world.actor(key), now=at(ASKED)) as actor, pytest.raises(refusal):
        put_forward_slide(actor=actor, sublease_id=sublease.id, agreed=said, at=at(ASKED))


def ended(world, sublease):
    with acting(world.actor("rental_manager"), now=at(ASKED)) as actor:
        end(actor=actor, tenancy_id=sublease.id, ends_on=date(2026, 9, 1), ending="left", at=at(ASKED))


# --- decided


@pytest.mark.parametrize(
    ("answer", "said"),
    [("not_granted", {"reasons": ["too_dear"]}), ("inadmissible", {"reasons": ["file_incomplete"]})],
)
def test_refused_by_the_caleol_the_sublease_goes_on_and_one_asks_again(world, case, sublease, candidacy, answer, said):
    complete(world, candidacy)
    decided(world, candidacy, answer, **said)
    with acting(world.actor("adviser")):
        assert Tenancy.objects.get().running
    with pytest.raises(Conflict):
        signed(world, candidacy)
    assert asked(world, sublease, case, on=COMMITTEE).state == "put_forward"


def test_granted_with_a_rank_it_waits_for_nobody(world, candidacy):
    complete(world, candidacy)
    found = decided(world, candidacy, "granted_ranked", rank=1)
    with acting(world.actor("allocation_officer"), now=at(COMMITTEE)):
        assert may_be_offered(found)


def test_granted_on_a_condition_it_is_offered_once_the_paper_came_in_time(world, candidacy):
    complete(world, candidacy)
    until = COMMITTEE + timedelta(days=3)
    decided(world, candidacy, "granted_if", condition="separation", condition_until=until)
    with pytest.raises(Conflict):
        offered(world, candidacy)
    officer = world.actor("allocation_officer")
    one = {"actor": officer, "candidacy_id": candidacy.id, "today": until + timedelta(days=1)}
    with acting(officer, now=at(until)):
        with pytest.raises(Invalid):
            decisions.meet_condition(on=until + timedelta(days=1), **one)
        decisions.meet_condition(on=until, **one)
    assert offered(world, candidacy).state == "offered"


def test_the_household_may_refuse_the_offer_and_stays_under_its_sublease(world, candidacy):
    complete(world, candidacy)
    decided(world, candidacy)
    offered(world, candidacy)
    with acting(world.actor("adviser"), now=at(ACCEPTED)) as adviser:
        answers.refuse(actor=adviser, candidacy_id=candidacy.id, reason="too_dear", on=ACCEPTED, at=at(ACCEPTED))
        assert Tenancy.objects.get().running
    assert state(world, candidacy) == "refused"


# --- signed


def test_the_signature_ends_the_sublease_and_the_head_lease_and_begins_the_lease_on_one_day(
    world, case, sublease, candidacy
):
    accepted(world, candidacy)
    signed(world, candidacy)
    with acting(world.actor("adviser")):
        old, lease = Tenancy.objects.get(id=sublease.id), Tenancy.objects.get(id=candidacy.id)
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
        # The CALEOL and the right are the candidacy's: nobody typed them again.
        assert (found.committee_on, found.slid_on, found.request_number, found.counted_for) == (
            COMMITTEE,
            ON,
            "069 0326 000001",
            "action_logement",
        )
        assert Candidacy.objects.get().state == "signed"
        told = set(Event.objects.filter(kind__in=["sublease.slid", "candidacy.signed"]).values_list("kind", "actor_id"))
        assert told == {(kind, world.people["allocation_officer"].id) for kind in ("sublease.slid", "candidacy.signed")}
    with acting(world.actor("allocation_officer")):
        assert list(PlaceUse.objects.values_list("arrival", "departure")) == [(DAY, ON), (ON, None)]


def test_after_a_slide_the_landlord_reads_on_and_the_association_for_three_years(world, candidacy):
    accepted(world, candidacy)
    signed(world, candidacy)
    with acting(world.actor("adviser")):
        untils = Share.objects.filter(ground="contract", audience="tenancy")
        assert {share.organisation.slug: share.until and share.until.date() for share in untils} == {
            "landlord": None,
            "association": date(2029, 11, 1),
        }


def test_after_a_slide_an_association_that_still_lets_the_household_a_place_reads_on(world, case, candidacy):
    an_occupancy(world, case)
    accepted(world, candidacy)
    signed(world, candidacy)
    with acting(world.actor("adviser")):
        running = Share.objects.filter(ground="contract", audience="tenancy", until=None)
        assert set(running.values_list("organisation__slug", flat=True)) == {"landlord", "association"}


def test_a_slide_is_signed_once_and_leaves_no_room_for_another_lease(world, case, sublease, candidacy):
    accepted(world, candidacy)
    signed(world, candidacy)
    with pytest.raises(Conflict):
        signed(world, candidacy)
    with pytest.raises(Conflict):
        asked(world, sublease, case, on=SIGNED)
    with acting(world.actor("adviser"), now=at(SIGNED)) as adviser, pytest.raises(Invalid):
        begin_lease(actor=adviser, case_id=case.id, said=terms(OUTSIDE, begins_on=ON), at=at(SIGNED))


def test_nobody_signs_before_the_household_accepted(world, candidacy):
    complete(world, candidacy)
    decided(world, candidacy)
    with pytest.raises(Conflict):
        signed(world, candidacy)
    offered(world, candidacy)
    with pytest.raises(Conflict):
        signed(world, candidacy)


def test_the_request_must_be_alive_on_the_day_of_the_slide(world, case, sublease):
    reviewed(world, sublease)
    with acting(world.actor("adviser")):
        # Alive when asked, over on the day itself.
        Identifier.objects.update(renewed_on=date(2025, 10, 30))
    candidacy = asked(world, sublease, case)
    accepted(world, candidacy)
    with pytest.raises(Invalid) as refusal:
        signed(world, candidacy)
    assert set(refusal.value.fields) == {"begins_on"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"begins_on": date(2026, 11, 2)}, "begins_on"),
        ({"begins_on": date(2026, 9, 1)}, "begins_on"),
        ({"begins_on": date(2026, 10, 1)}, "on"),
        ({"insured_until": ON - timedelta(days=1)}, "insured_until"),
        ({"insured_until": None}, "insured_until"),
        ({"inventory_on": None}, "inventory_on"),
        ({"inventory_on": ON + timedelta(days=1)}, "inventory_on"),
        ({"returned": Decimal("300.01")}, "returned"),
        ({"head_returned": Decimal(-1)}, "head_returned"),
        ({"rent": Decimal(-1)}, "rent"),
    ],
)
def test_a_slide_that_cannot_be_is_refused_by_its_field(world, candidacy, said, field):
    accepted(world, candidacy)
    with pytest.raises(Invalid) as refusal:
        signed(world, candidacy, **said)
    assert field in refusal.value.fields
    assert state(world, candidacy) == "accepted"


def test_a_home_sold_in_between_is_no_longer_the_landlords_to_give(world, candidacy):
    accepted(world, candidacy)
    Home.objects.update(left_on=date(2026, 10, 12))
    with pytest.raises(Conflict, match="12/10/2026"):
        signed(world, candidacy)
    with acting(world.actor("adviser"), now=at(SIGNED)) as adviser:
        withdraw(actor=adviser, candidacy_id=candidacy.id, by="referent", reason="home_gone", at=at(SIGNED))
        assert Tenancy.objects.get().running


def test_a_sublease_ended_in_between_stops_the_slide_at_every_step(world, sublease, candidacy):
    complete(world, candidacy)
    ended(world, sublease)
    with pytest.raises(Conflict):
        decided(world, candidacy)


def test_another_home_accepted_puts_the_slide_on_hold(world, case, sublease):
    other = advance(world, a_candidacy(world, case, an_opening(world)), "offered")
    reviewed(world, sublease)
    candidacy = asked(world, sublease, case)
    with acting(world.actor("adviser"), now=at(ASKED)) as adviser:
        answers.accept(actor=adviser, candidacy_id=other.id, on=ASKED, at=at(ASKED))
        assert Candidacy.objects.get(id=candidacy.id).held_on == ASKED
    with pytest.raises(Conflict):
        complete(world, candidacy)


@pytest.mark.parametrize("fields", [{"slid_on": ON + timedelta(days=1)}, {"request_number": ""}, {"counted_for": ""}])
def test_the_database_refuses_a_slide_that_cannot_be(world, candidacy, fields):
    accepted(world, candidacy)
    signed(world, candidacy)
    with acting(world.actor("adviser")), pytest.raises(IntegrityError), transaction.atomic():
        Slide.objects.update(**fields)


def test_the_database_refuses_a_slide_that_no_caleol_granted(world, candidacy):
    accepted(world, candidacy)
    signed(world, candidacy)
    with acting(world.actor("adviser")):
        with pytest.raises(IntegrityError, match="no slide without a decision"), transaction.atomic():
            Slide.objects.update(committee_on=COMMITTEE - timedelta(days=1))
        with pytest.raises(IntegrityError, match="only_a_sublease_slides"), transaction.atomic():
            Candidacy.objects.update(sublease=None)


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


def test_a_failure_at_any_writing_of_a_slide_leaves_nothing_half_done(world, candidacy):
    accepted(world, candidacy)
    before = everything(world)
    for writing in range(60):
        try:
            with connection.execute_wrapper(torn_at(writing)), transaction.atomic():
                signed(world, candidacy)
        except Torn:
            assert everything(world) == before, writing
        else:
            break
    assert writing > 10
    assert everything(world) != before
