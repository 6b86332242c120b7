"""What may be done to a case, and what is refused with nothing written."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from palier.cases.enums import CaseState, Urgency, UrgencyReason
from palier.cases.models import Case, Household, Person, Situation, Wish
from palier.cases.services import complete_household, move_case, receive_call, reference_of, wait_on, write_note
from palier.cases.states import MOVES
from palier.cases.urgency import urgency
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.world import AT, DAY, build_world


def test_a_call_sent_twice_is_logged_once(world):
    actor, call = world.actor("adviser"), world.call()
    with acting(actor):
        first = receive_call(actor=actor, call=call, at=AT)
        second = receive_call(actor=actor, call=call, at=AT + timedelta(minutes=1))
        assert first.id == second.id
        assert Case.objects.count() == 1
        assert list(Event.objects.values_list("kind", flat=True)) == ["case.received"]


def test_a_click_that_began_before_the_other_logged_the_call_finds_the_same_case(world):
    """It waited for the other, and its own instant lies before the case's first share begins."""
    actor, call = world.actor("adviser"), world.call()
    with acting(actor, now=AT):
        first = receive_call(actor=actor, call=call, at=AT)
    earlier = AT - timedelta(seconds=1)
    with acting(actor, now=earlier):
        assert receive_call(actor=actor, call=call, at=earlier).id == first.id
        with pytest.raises(Conflict):
            receive_call(actor=actor, call=world.call(id=call.id, last_name="Another"), at=earlier)


def test_a_call_writes_what_was_said(world):
    case = world.case(
        adults=2, children_ages=(4, 7), communes=("69266", "69388"), facts={"max_rent": Decimal("520.50")}
    )
    with acting(world.actor("adviser")):
        people = list(Person.objects.filter(case=case).values_list("kind", "stated_age", "stated_on"))
        assert people == [("applicant", None, None), ("adult", None, None), ("child", 4, DAY), ("child", 7, DAY)]
        assert list(Wish.objects.filter(case=case).values_list("commune_id", flat=True)) == ["69266", "69388"]
        assert Household.objects.get(case=case).max_rent == Decimal("520.50")
        assert Situation.objects.get(case=case).urgency_reason == "must_leave"
    assert (case.state, case.urgency, case.received_on, case.waiting_since) == ("received", "U2", DAY, DAY)


@pytest.mark.parametrize("key", ["allocation_officer", "coordinator", "administrator", "volunteer", "dpo"])
def test_who_takes_no_calls_is_refused(world, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises(Refused):
        receive_call(actor=actor, call=world.call(), at=AT)


def test_a_call_under_an_agreement_of_others_is_refused(world):
    actor = world.actor("adviser")
    with acting(actor), pytest.raises(Invalid) as caught:
        receive_call(actor=actor, call=world.call(agreement=world.other_agreement.id), at=AT)
    assert set(caught.value.fields) == {"agreement"}


def test_a_call_after_the_agreement_ended_is_refused(world):
    actor = world.actor("adviser")
    with acting(actor), pytest.raises(Invalid) as caught:
        receive_call(actor=actor, call=world.call(), at=AT + timedelta(days=800))
    assert set(caught.value.fields) == {"agreement"}


@pytest.mark.parametrize(
    ("housing", "until", "causes", "level", "reason"),
    [
        ("no_home", None, (), Urgency.U1, UrgencyReason.NO_ROOF),
        ("makeshift", None, (), Urgency.U1, UrgencyReason.NO_ROOF),
        ("hotel", DAY, (), Urgency.U1, UrgencyReason.NO_ROOF),
        ("private_tenant", None, ("violence",), Urgency.U2, UrgencyReason.VIOLENCE),
        ("hosted_by_others", date(2026, 4, 12), (), Urgency.U2, UrgencyReason.MUST_LEAVE),
        ("hosted_by_others", date(2026, 4, 13), (), Urgency.U4, UrgencyReason.LATER),
        ("private_tenant", None, ("eviction",), Urgency.U3, UrgencyReason.PROCEDURE),
        ("private_tenant", None, ("over_indebtedness",), Urgency.U3, UrgencyReason.PROCEDURE),
        ("private_tenant", None, ("separation",), Urgency.U4, UrgencyReason.NONE),
    ],
)
def test_urgency(housing, until, causes, level, reason):
    assert urgency(housing=housing, until=until, causes=causes, today=DAY) == (level, reason)


def test_a_month_is_a_month_at_its_end():
    """31 January + a month is the last day of February."""
    for until, level in ((date(2028, 2, 29), Urgency.U2), (date(2028, 3, 1), Urgency.U4)):
        found, _ = urgency(housing="hotel", until=until, causes=(), today=date(2028, 1, 31))
        assert found == level
    assert urgency(housing="hotel", until=date(2027, 1, 15), causes=(), today=date(2026, 12, 15))[0] == Urgency.U2


def test_moves_follow_the_table(world):
    actor = world.actor("adviser")
    case = world.case()
    with acting(actor):
        opened = move_case(actor=actor, case_id=case.id, version=1, to="open", at=AT)
        assert (opened.state, opened.version) == ("open", 2)
        with pytest.raises(Invalid):
            move_case(actor=actor, case_id=case.id, version=2, to="received", at=AT)
        with pytest.raises(Invalid):
            move_case(actor=actor, case_id=case.id, version=2, to="closed", at=AT)
        closed = move_case(actor=actor, case_id=case.id, version=2, to="closed", at=AT, outcome="advice_given")
        assert (closed.state, closed.outcome, closed.closed_on) == ("closed", "advice_given", DAY)
        for to in CaseState.values:
            with pytest.raises(Invalid):
                move_case(actor=actor, case_id=case.id, version=3, to=to, at=AT, outcome="unreachable")
    assert set(MOVES) == set(CaseState.values)


def test_a_stale_move_is_a_conflict(world):
    actor = world.actor("adviser")
    case = world.case()
    with acting(actor):
        move_case(actor=actor, case_id=case.id, version=1, to="open", at=AT)
        with pytest.raises(Conflict):
            move_case(actor=actor, case_id=case.id, version=1, to="closed", at=AT, outcome="advice_given")


def test_two_people_complete_one_file_and_nobody_overwrites_unseen(world):
    first, second = world.actor("adviser"), world.actor("colleague")
    case = world.case()
    with acting(first):
        complete_household(
            actor=first, case_id=case.id, version=1, facts={"max_rent": Decimal(500)}, communes=("69266",)
        )
    with acting(second):
        with pytest.raises(Conflict) as caught:
            complete_household(
                actor=second, case_id=case.id, version=1, facts={"max_rent": Decimal(450)}, communes=("69266",)
            )
        assert caught.value.context["current"]["max_rent"] == Decimal(500)
        assert caught.value.context["typed"]["max_rent"] == Decimal(450)
        assert Household.objects.get(case=case).max_rent == Decimal(500)


def test_completing_records_both_values_for_the_file_only(world):
    actor = world.actor("adviser")
    case = world.case()
    with acting(actor):
        complete_household(
            actor=actor,
            case_id=case.id,
            version=1,
            facts={"reference_tax_income": Decimal("14500.00")},
            communes=("69388",),
        )
        event = Event.objects.get(kind="household.completed")
        assert event.changes == {"reference_tax_income": [None, "14500.00"], "communes": [["69266"], ["69388"]]}
        assert event.audience == "file"
    with acting(world.actor("coordinator")):
        assert set(Event.objects.values_list("kind", flat=True)) == {"case.received"}


def test_a_partner_who_sees_may_not_complete(world):
    case = world.case(authorised=(world.services["support"].id,))
    worker = world.actor("social_worker")
    with acting(worker), pytest.raises(Refused):
        complete_household(actor=worker, case_id=case.id, version=1, facts={}, communes=())


@pytest.mark.parametrize("key", ["stranger", "allocation_officer", "social_worker"])
def test_who_does_not_see_it_is_told_what_a_missing_id_is_told(world, key):
    case = world.case()
    actor = world.actor(key)
    for case_id in (case.id, uuid4()):
        with acting(actor), pytest.raises(Missing) as caught:
            wait_on(actor=actor, case_id=case_id, whom="caf", at=AT)
        assert str(caught.value) == str(Missing())


def test_a_note_needs_an_audience_one_may_read(world):
    case = world.case()
    coordinator = world.actor("coordinator")
    with acting(coordinator), pytest.raises(Refused):
        write_note(actor=coordinator, case_id=case.id, audience="social", body="x", at=AT)
    adviser = world.actor("adviser")
    with acting(adviser), pytest.raises(Invalid):
        write_note(actor=adviser, case_id=case.id, audience="social", body="  ", at=AT)


def test_a_reference_can_be_read_out():
    references = {reference_of(uuid4()) for _ in range(1000)}
    assert all(len(reference) == 8 and reference[2] == "-" for reference in references)
    assert not set("".join(references)) & set("ILOU")


def test_a_call_is_logged_while_the_clock_runs(db):
    """What a request opens is open in that very request: its instant is one, however long it takes."""
    world = build_world()
    adviser = world.actor("adviser")
    with acting(adviser):
        case = receive_call(actor=adviser, call=world.call(), at=clock.now())
        assert Person.objects.filter(case=case).count() == 3
