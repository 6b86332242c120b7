"""A candidacy for a place, from the household's word to its arrival: who asks, who decides, what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from palier.candidacies import arrivals, places
from palier.candidacies.place_due import due
from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import MOVES
from palier.candidacies.places import Said
from palier.cases.models import Case, CurrentHousing, Person
from palier.cases.queries import open_shares
from palier.homes.models import PlaceUse
from palier.homes.places import calendar
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Refused
from palier.platform.models import Event
from palier.tenancies import keeping
from palier.tenancies.due import due as tenancies_due
from palier.tenancies.models import Deposit, Tenancy
from tests.factories.candidacies import agreed
from tests.factories.places import a_place, a_use
from tests.factories.support import applicant_of
from tests.factories.world import AT, DAY

HOSTEL, PENSION = "young_workers_residence", "pension_de_famille"
SOON = DAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def case(world):
    return world.case()


@pytest.fixture
def manager(world):
    return world.actor("residence_manager")


def asked(world, case, place):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        said = agreed(applicant_of(case), note="")
        return places.ask(actor=adviser, case_id=case.id, residence_id=place.residence_id, agreed=said, at=AT)


def take(world, who, one, to, **said):
    actor = world.actor(who)
    with acting(actor, now=AT):
        return places.take(actor=actor, candidacy_id=one.id, to=to, said=Said(on=DAY, **said), at=AT)


def up_to(world, one, place, last):
    """The steps of a residence that is asked directly."""
    steps = {
        "received": {},
        "visited": {},
        "admitted": {},
        "place_offered": {"place": place.id, "until": SOON},
        "accepted": {},
        "contract_signed": {},
        "arrived": {"rent": Decimal("420.00")},
    }
    for to, said in steps.items():
        one = take(world, "residence_manager", one, to, **said)
        if to == last:
            break
    return one


def audiences(actor, case):
    with acting(actor, now=AT):
        return sorted(open_shares(actor, at=AT).filter(case=case).values_list("audience", flat=True))


def test_a_direct_residence_reads_the_file_until_it_has_decided_and_the_occupation_begins_at_the_arrival(
    world, case, manager
):
    place = a_place(world, kind=HOSTEL)
    one = asked(world, case, place)
    assert audiences(manager, case) == ["envelope", "file"]
    one = up_to(world, one, place, "visited")
    assert audiences(manager, case) == ["envelope", "file"]
    one = take(world, "residence_manager", one, "waiting_list", rank=2, until=SOON)
    assert (one.rank, one.waiting_until) == (2, SOON)
    one = take(world, "residence_manager", one, "admitted")
    assert audiences(manager, case) == ["envelope"]
    one = take(world, "residence_manager", one, "place_offered", place=place.id, until=SOON)
    one = take(world, "adviser", one, "accepted")
    one = take(world, "residence_manager", one, "contract_signed")
    one = take(world, "residence_manager", one, "arrived", rent=Decimal("420.00"))
    assert (one.state, one.ended_on) == ("arrived", DAY)
    with acting(world.actor("adviser"), now=AT):
        title = Tenancy.objects.get()
    assert (title.id, title.kind, title.rent, title.begins_on) == (
        one.id,
        "temporary_occupancy",
        Decimal("420.00"),
        DAY,
    )
    with acting(manager, now=AT):
        assert PlaceUse.objects.get(place=place, cancelled_at=None).arrival == DAY


def test_a_pension_de_famille_is_asked_through_the_siao_and_knows_nothing_before(world, case, manager):
    place = a_place(world, kind=PENSION)
    one = asked(world, case, place)
    assert audiences(manager, case) == []
    with pytest.raises(Invalid):
        take(world, "adviser", one, "siao_requested", number=" ")
    one = take(world, "adviser", one, "siao_requested", number="SI 2026 77")
    assert audiences(manager, case) == []
    one = take(world, "adviser", one, "siao_oriented")
    assert audiences(manager, case) == ["envelope", "file"]
    one = up_to(world, one, place, "visited")
    with pytest.raises(Invalid) as caught:
        take(world, "residence_manager", one, "refused", reason="support")
    assert set(caught.value.fields) == {"sent_on"}
    one = take(world, "residence_manager", one, "refused", reason="support", sent_on=DAY)
    assert (one.state, one.refusal, one.refusal_sent_on) == ("refused", "support", DAY)
    assert audiences(manager, case) == []


def test_a_sublease_of_an_hlm_home_is_no_place_to_ask_for(world, case):
    place = a_place(world, kind="hlm_sublease")
    with pytest.raises(Invalid) as caught:
        asked(world, case, place)
    assert set(caught.value.fields) == {"residence"}


def test_the_household_declines_for_a_reason_of_its_own(world, case):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "place_offered")
    with pytest.raises(Invalid):
        take(world, "adviser", one, "declined", reason="not_its_public")
    assert take(world, "adviser", one, "declined", reason="too_far").state == "declined"


def periods(world, place):
    with acting(world.actor("residence_manager"), now=AT):
        uses = PlaceUse.objects.filter(place=place, cancelled_at=None)
        return [(use.kind, use.arrival, use.departure) for use in uses]


def test_a_place_on_offer_is_held_and_offered_to_nobody_else_until_the_offer_lapses(world, case):
    place = a_place(world, kind=HOSTEL)
    first = up_to(world, asked(world, case, place), place, "place_offered")
    lapsed = SOON + timedelta(days=1)
    assert periods(world, place) == [("held", DAY, lapsed)]
    other = up_to(world, asked(world, world.case(phone="06 39 98 00 02"), place), place, "admitted")
    with pytest.raises(Invalid) as refused:
        take(world, "residence_manager", other, "place_offered", place=place.id, until=SOON)
    assert set(refused.value.fields) == {"place"}
    assert periods(world, place) == [("held", DAY, lapsed)]
    later = AT + timedelta(days=8)
    manager, adviser = world.actor("residence_manager"), world.actor("adviser")
    with acting(manager, now=later):
        said = Said(on=lapsed, place=place.id, until=lapsed + timedelta(days=3))
        places.take(actor=manager, candidacy_id=other.id, to="place_offered", said=said, at=later)
    with acting(adviser, now=later), pytest.raises(Conflict) as late:
        places.take(actor=adviser, candidacy_id=first.id, to="accepted", said=Said(on=lapsed), at=later)
    assert "lapsed" in late.value.message
    with acting(adviser, now=later):
        places.take(actor=adviser, candidacy_id=other.id, to="accepted", said=Said(on=lapsed), at=later)
    assert periods(world, place) == [("held", DAY, lapsed), ("held", lapsed, None)]


def test_a_place_that_is_accepted_is_held_until_the_arrival_and_freed_by_a_withdrawal(world, case):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "accepted")
    assert periods(world, place) == [("held", DAY, None)]
    take(world, "adviser", one, "withdrawn", by="household", reason="housed")
    assert periods(world, place) == []
    again = up_to(world, asked(world, case, place), place, "arrived")
    assert periods(world, place) == [("occupied", DAY, None)]
    assert again.state == "arrived"


def test_a_place_that_somebody_leaves_is_offered_from_the_day_it_is_free_and_not_before_one_is_known(world, case):
    place = a_place(world, kind=HOSTEL)
    use = a_use(world, place, DAY - timedelta(days=90))
    one = up_to(world, asked(world, case, place), place, "admitted")
    with pytest.raises(Invalid) as refused:
        take(world, "residence_manager", one, "place_offered", place=place.id, until=SOON)
    assert set(refused.value.fields) == {"place"}
    manager = world.actor("residence_manager")
    leaves = DAY + timedelta(days=3)
    with acting(manager, now=AT):
        calendar.free(actor=manager, use_id=use.id, on=leaves, at=AT)
    take(world, "residence_manager", one, "place_offered", place=place.id, until=SOON)
    assert periods(world, place)[1:] == [("held", leaves, SOON + timedelta(days=1))]


@pytest.mark.parametrize(
    ("to", "said", "field"),
    [
        ("waiting_list", {"rank": 0, "until": SOON}, "rank"),
        ("waiting_list", {"rank": 1}, "until"),
        ("deferred", {"until": DAY}, "until"),
        ("refused", {"reason": "too_far"}, "reason"),
        ("withdrawn", {"by": "household", "reason": "housed"}, "by"),
    ],
)
def test_what_a_residence_says_must_fit(world, case, to, said, field):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "visited")
    with pytest.raises(Invalid) as caught:
        take(world, "residence_manager", one, to, **said)
    assert set(caught.value.fields) == {field}


def test_days_follow_one_another(world, case, manager):
    place = a_place(world, kind=HOSTEL)
    one = asked(world, case, place)
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=1)):
        with acting(manager, now=AT), pytest.raises(Invalid) as caught:
            places.take(actor=manager, candidacy_id=one.id, to="received", said=Said(on=day), at=AT)
        assert set(caught.value.fields) == {"on"}


@pytest.mark.parametrize(("who", "to"), [("adviser", "received"), ("residence_manager", "siao_requested")])
def test_each_takes_its_own_steps(world, case, who, to):
    place = a_place(world, kind="residence_sociale")
    one = asked(world, case, place)
    with pytest.raises(Refused):
        take(world, who, one, to, number="1")


@pytest.mark.parametrize("wrong", [s for s in PlaceCandidacyState.values if s != "agreed"] + ["lost"])
def test_the_database_holds_each_state_to_its_facts(world, case, wrong):
    one = asked(world, case, a_place(world, kind=HOSTEL))
    with acting(world.actor("adviser"), now=AT), pytest.raises(IntegrityError), transaction.atomic():
        PlaceCandidacy.objects.filter(id=one.id).update(state=wrong)


def test_every_state_has_its_moves():
    assert set(MOVES) == set(PlaceCandidacyState.values)


def test_the_law_s_way_of_each_kind_is_known():
    ways = {kind: places.way_of(kind, date(2026, 3, 12)) for kind in (HOSTEL, PENSION, "chrs")}
    assert ways == {HOSTEL: "both", PENSION: "siao", "chrs": "siao"}


def test_the_day_to_answer_and_the_end_of_a_rank_are_due_to_the_referent_and_to_the_residence(world, case):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "visited")
    take(world, "residence_manager", one, "waiting_list", rank=2, until=SOON)
    for key in ("adviser", "residence_manager"):
        with acting(world.actor(key), now=AT) as actor:
            (found,) = due(actor, SOON)
            assert (found.on, found.key, list(due(actor, SOON - timedelta(days=1)))) == (SOON, one.id, []), key
    take(world, "residence_manager", one, "admitted")
    take(world, "residence_manager", one, "place_offered", place=place.id, until=SOON + timedelta(days=1))
    with acting(world.actor("adviser"), now=AT) as adviser:
        (found,) = due(adviser, SOON + timedelta(days=1))
        assert (found.on, found.person) == (SOON + timedelta(days=1), adviser.user)
    with acting(world.actor("stranger"), now=AT) as stranger:
        assert list(due(stranger, SOON + timedelta(days=1))) == []


def born(world, case, day):
    with acting(world.actor("adviser"), now=AT):
        Person.objects.filter(case=case, kind="applicant").update(born_on=day)


@pytest.mark.parametrize(("language", "said"), [("en", "after the age of 30"), ("fr", "après 30 ans")])
def test_a_young_workers_residence_is_not_asked_for_after_thirty_with_the_law_and_the_way_on(
    world, case, language, said
):
    place = a_place(world, kind=HOSTEL)
    born(world, case, date(1995, 3, 12))
    with override(language), pytest.raises(Invalid) as refused:
        asked(world, case, place)
    words = str(refused.value.fields["residence"])
    assert (said in words, "D312-153-1" in words, "12/03/2026" in words) == (True, True, True)
    assert asked(world, case, a_place(world, residence="Les Lilas", kind=PENSION)).state == "agreed"


def test_who_turns_thirty_one_in_between_is_offered_no_place_there(world, case):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "visited")
    born(world, case, DAY.replace(year=DAY.year - 31))
    with pytest.raises(Invalid) as refused:
        take(world, "residence_manager", one, "admitted")
    assert set(refused.value.fields) == {"on"}
    born(world, case, DAY.replace(year=DAY.year - 31, day=DAY.day + 1))
    assert take(world, "residence_manager", one, "admitted").state == "admitted"


def test_the_birthday_after_which_a_resident_may_not_stay_is_a_date_of_the_referent(world, case):
    place = a_place(world, kind=HOSTEL)
    up_to(world, asked(world, case, place), place, "arrived")
    birthday = DAY + timedelta(days=40)
    born(world, case, birthday.replace(year=birthday.year - 31))
    with acting(world.actor("adviser"), now=AT) as adviser:
        found = [one for one in tenancies_due(adviser, birthday) if "limit of age" in one.kind]
        assert [(one.on, one.person, "D312-153-1" in one.what) for one in found] == [(birthday, adviser.user, True)]
        assert not [one for one in tenancies_due(adviser, birthday - timedelta(days=1)) if "limit of age" in one.kind]


# --- a residence of nobody in Palier


def asked_outside(world, case, **said):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        usual = {"residence": "Foyer du Rail", "kind": HOSTEL, "agreed": agreed(applicant_of(case), note="")}
        return places.ask_outside(actor=adviser, case_id=case.id, at=AT, **usual | said)


def test_the_refusal_of_an_outside_residence_is_recorded_by_the_referent_with_its_reason_and_its_day(world, case):
    one = asked_outside(world, case)
    for to, said in (("received", {}), ("visited", {}), ("refused", {"reason": "not_its_public"})):
        one = take(world, "adviser", one, to, **said)
    assert (one.where, one.state, one.refusal, one.decided_on) == ("Foyer du Rail", "refused", "not_its_public", DAY)
    for key in ("residence_manager", "allocation_officer"):
        with acting(world.actor(key), now=AT):
            assert not PlaceCandidacy.objects.exists()
    with acting(world.actor("coordinator"), now=AT):
        assert PlaceCandidacy.objects.exists()
    # The same may be asked again; while it runs, once.
    asked_outside(world, case)
    with pytest.raises(Conflict):
        asked_outside(world, case, residence="FOYER DU RAIL")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"residence": " "}, "outside_residence"),
        ({"kind": "castle"}, "outside_residence"),
        ({"kind": "hlm_sublease"}, "outside_residence"),
    ],
)
def test_an_outside_residence_has_a_name_and_a_kind_that_is_asked_for(world, case, said, field):
    with pytest.raises(Invalid) as refusal:
        asked_outside(world, case, **said)
    assert set(refusal.value.fields) == {field}


def test_a_household_arrives_in_an_outside_residence_with_its_deposit(world, case):
    one, deposit = asked_outside(world, case), {"deposit": Decimal("460.00"), "instalments": 23}
    steps = {
        "received": {},
        "visited": {},
        "admitted": {},
        "place_offered": {"until": SOON},
        "accepted": {},
        "contract_signed": {},
        "arrived": {"rent": Decimal("460.00"), "advanced_by": "loca_pass", **deposit},
    }
    for to, said in steps.items():
        one = take(world, "adviser", one, to, **said)
    with acting(world.actor("adviser"), now=AT):
        title = Tenancy.objects.get()
        assert (title.id, title.outside_provider, title.outside_kind) == (one.id, "Foyer du Rail", "residence")
        found = Deposit.objects.values_list("payer", "amount", "instalments", "advanced_by")
        assert list(found) == [("household", Decimal("460.00"), 23, "loca_pass")]
        assert CurrentHousing.objects.get().kind == "residence"


# --- an arrival written by mistake


def test_an_arrival_written_by_mistake_is_taken_back_with_all_that_it_began(world, case, manager):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "contract_signed")
    before = audiences(manager, case)
    take(world, "residence_manager", one, "arrived", rent=Decimal(420), deposit=Decimal(420))
    with acting(manager, now=AT):
        arrivals.take_back(actor=manager, candidacy_id=one.id, at=AT)
        found = PlaceCandidacy.objects.get()
        assert (found.state, found.arrived_on, found.ended_on) == ("contract_signed", None, None)
        uses = PlaceUse.objects.filter(cancelled_at=None).values_list("kind", "departure")
        assert (list(uses), Tenancy.objects.count()) == ([("held", None)], 0)
    assert audiences(manager, case) == before
    with acting(world.actor("adviser"), now=AT):
        assert CurrentHousing.everything.values_list("kind", "since", "left_on").get() == (
            "hosted_by_others",
            None,
            None,
        )
        assert Case.objects.get().urgency == "U2"
        assert Deposit.objects.count() == 0
        assert Event.objects.filter(kind="housing.changed").count() == 2
    again = take(world, "residence_manager", one, "arrived", rent=Decimal(420))
    with acting(world.actor("adviser"), now=AT):
        assert (again.state, Tenancy.objects.get().id) == ("arrived", one.id)


def test_nobody_takes_back_the_arrival_of_who_has_left_or_gives_notice(world, case, manager):
    place = a_place(world, kind=HOSTEL)
    one = up_to(world, asked(world, case, place), place, "arrived")
    with acting(world.actor("adviser"), now=AT), pytest.raises(Refused):
        arrivals.take_back(actor=world.actor("adviser"), candidacy_id=one.id, at=AT)
    with acting(manager, now=AT):
        keeping.give_notice(actor=manager, tenancy_id=one.id, notice_on=DAY, leaves_on=SOON)
        assert not arrivals.may_take_back(manager, one)
        with pytest.raises(Conflict):
            arrivals.take_back(actor=manager, candidacy_id=one.id, at=AT)
        assert Tenancy.objects.count() == 1
