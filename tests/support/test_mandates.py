"""A mandate from its order to its end: who does what, what it opens, and what is refused with nothing written."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from palier.cases.models import Share
from palier.cases.queries import open_shares
from palier.cases.sharing import end_mandate, open_to_operator, withdraw
from palier.organisations.models import Membership
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from palier.support import jobs, services
from palier.support.enums import MandateState
from palier.support.models import LONGEST, MandateRenewal, MandateReport, SupportMandate, SupportVisit
from palier.support.queries import ending, waiting
from palier.support.states import MOVES
from tests.factories.support import a_mandate, allow, an_order
from tests.factories.world import AT, DAY

LATER = AT + timedelta(days=3)
STARTS, MUCH_LATER = date(2026, 3, 16), AT + timedelta(days=30)


@pytest.fixture
def case(world):
    case = world.case()
    allow(world, case)
    return case


@pytest.fixture
def worker(world):
    return world.actor("social_worker")


@pytest.fixture
def accepted(world, case, worker):
    mandate = a_mandate(world, case)
    with acting(worker, now=AT):
        return services.accept(actor=worker, mandate_id=mandate.id, starts_on=date(2026, 3, 16), at=AT)


def kinds(world):
    with acting(world.actor("adviser"), now=LATER):
        found = Event.objects.filter(kind__startswith="mandate.").order_by("at", "id")
        return sorted(found.values_list("kind", "from_state", "to_state"))


def test_an_order_says_who_what_and_for_how_long_and_the_case_waits_on_the_partner(world, case):
    mandate = a_mandate(world, case)
    with acting(world.actor("adviser")):
        case.refresh_from_db()
        assert case.waiting_on == "partner"
        (words,) = MandateReport.objects.filter(mandate=mandate).values_list("kind", "body")
    assert (mandate.state, mandate.months, mandate.starts_on, mandate.ends_on) == ("ordered", 8, None, None)
    assert words == ("order", "A first budget, then a sub-lease.")
    assert kinds(world) == [("mandate.ordered", "", "ordered")]


def test_an_order_sent_twice_is_one(world, case):
    adviser, said = world.actor("adviser"), an_order(world)
    with acting(adviser):
        first = services.order(actor=adviser, case_id=case.id, said=said, at=AT)
        assert services.order(actor=adviser, case_id=case.id, said=said, at=AT).id == first.id
        assert SupportMandate.objects.count() == 1
        with pytest.raises(Conflict):
            services.order(actor=adviser, case_id=case.id, said=an_order(world), at=AT)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"months": 0}, "months"),
        ({"months": LONGEST + 1}, "months"),
        ({"purpose": "comfort"}, "purpose"),
        ({"objectives": "  "}, "objectives"),
    ],
)
def test_an_order_that_does_not_fit_is_refused_at_its_field(world, case, said, field):
    adviser = world.actor("adviser")
    with acting(adviser):
        with pytest.raises(Invalid) as caught:
            services.order(actor=adviser, case_id=case.id, said=an_order(world, **said), at=AT)
        assert set(caught.value.fields) == {field}
        assert not SupportMandate.objects.exists()


@pytest.mark.parametrize("service", ["rental", "reservations", "social", "recovery", "elsewhere"])
def test_only_a_partners_social_service_is_asked(world, case, service):
    adviser = world.actor("adviser")
    said = an_order(world, operator=world.services[service].id)
    with acting(adviser), pytest.raises(Invalid) as caught:
        services.order(actor=adviser, case_id=case.id, said=said, at=AT)
    assert set(caught.value.fields) == {"operator"}


def test_nothing_is_ordered_before_the_household_allowed_it(world):
    case, adviser = world.case(), world.actor("adviser")
    with acting(adviser), pytest.raises(Invalid) as caught:
        services.order(actor=adviser, case_id=case.id, said=an_order(world), at=AT)
    assert set(caught.value.fields) == {"operator"}


@pytest.mark.parametrize("key", ["social_worker", "coordinator", "rental_manager"])
def test_only_the_holder_orders(world, case, key):
    actor = world.actor(key)
    with acting(actor), pytest.raises((Refused, Missing)):
        services.order(actor=actor, case_id=case.id, said=an_order(world), at=AT)


def test_accepted_it_runs_for_whole_months(accepted):
    """Eight months from 16 March end on 15 November."""
    assert (accepted.state, accepted.answered_on) == ("accepted", DAY)
    assert (accepted.starts_on, accepted.ends_on) == (date(2026, 3, 16), date(2026, 11, 15))


@pytest.mark.parametrize("starts_on", [date(2026, 3, 11), date(2026, 6, 13)])
def test_it_begins_neither_before_its_order_nor_in_another_season(world, case, worker, starts_on):
    mandate = a_mandate(world, case)
    with acting(worker), pytest.raises(Invalid) as caught:
        services.accept(actor=worker, mandate_id=mandate.id, starts_on=starts_on, at=AT)
    assert set(caught.value.fields) == {"starts_on"}


def test_only_the_operator_answers_and_only_once(world, case, worker):
    mandate, adviser = a_mandate(world, case), world.actor("adviser")
    with acting(adviser), pytest.raises(Refused):
        services.accept(actor=adviser, mandate_id=mandate.id, starts_on=DAY, at=AT)
    with acting(worker):
        with pytest.raises(Invalid):
            services.refuse(actor=worker, mandate_id=mandate.id, reason="", words="", at=AT)
        refused = services.refuse(actor=worker, mandate_id=mandate.id, reason="full", words="In May, yes.", at=AT)
        assert (refused.state, refused.refusal) == ("refused", "full")
        with pytest.raises(Conflict):
            services.accept(actor=worker, mandate_id=mandate.id, starts_on=DAY, at=AT)
    assert kinds(world) == [("mandate.ordered", "", "ordered"), ("mandate.refused", "ordered", "refused")]
    assert a_mandate(world, case).state == "ordered"


def test_an_order_is_taken_back_and_given_again(world, case, worker):
    adviser, mandate = world.actor("adviser"), a_mandate(world, case)
    with acting(adviser):
        services.withdraw_order(actor=adviser, mandate_id=mandate.id)
    with acting(worker), pytest.raises(Conflict):
        services.accept(actor=worker, mandate_id=mandate.id, starts_on=DAY, at=AT)
    with acting(adviser):
        assert services.order_again(actor=adviser, mandate_id=mandate.id, at=AT).state == "ordered"


def test_a_renewal_moves_the_last_day_and_never_beyond_two_years(world, accepted, worker):
    adviser = world.actor("adviser")
    ask = {"actor": worker, "mandate_id": accepted.id, "words": "The slide is near.", "at": LATER}
    with acting(worker, now=LATER):
        with pytest.raises(Invalid) as caught:
            services.ask_renewal(months=17, **ask)
        assert set(caught.value.fields) == {"months"}
        services.ask_renewal(months=4, **ask)
        with pytest.raises(Conflict):
            services.ask_renewal(months=2, **ask)
        with pytest.raises(Refused):
            services.decide_renewal(actor=worker, mandate_id=accepted.id, granted=True, at=LATER)
    with acting(adviser, now=LATER):
        assert [row.id for row in waiting(adviser)] == [accepted.id]
        granted = services.decide_renewal(actor=adviser, mandate_id=accepted.id, granted=True, at=LATER)
        assert (granted.months, granted.ends_on) == (12, date(2027, 3, 15))
        with pytest.raises(Missing):
            services.decide_renewal(actor=adviser, mandate_id=accepted.id, granted=True, at=LATER)


def test_a_refused_renewal_changes_no_date(world, accepted, worker):
    adviser = world.actor("adviser")
    with acting(worker, now=LATER):
        services.ask_renewal(actor=worker, mandate_id=accepted.id, months=4, words="More time.", at=LATER)
    with acting(adviser, now=LATER):
        same = services.decide_renewal(actor=adviser, mandate_id=accepted.id, granted=False, at=LATER)
        assert (same.months, same.ends_on) == (8, date(2026, 11, 15))


def test_closing_ends_a_renewal_still_asked_for(world, accepted, worker):
    with acting(worker, now=LATER):
        services.ask_renewal(actor=worker, mandate_id=accepted.id, months=4, words="More time.", at=LATER)
        with pytest.raises(Invalid):
            services.close(actor=worker, mandate_id=accepted.id, closing="", at=LATER)
        closed = services.close(actor=worker, mandate_id=accepted.id, closing="reached", at=LATER)
        assert (closed.state, closed.closed_on, closed.closing) == ("closed", LATER.date(), "reached")
        assert MandateRenewal.objects.get().state == "refused"
        written = services.report(actor=worker, mandate_id=closed.id, kind="final", body="She has her lease.", at=LATER)
    assert written.kind == "final"


def test_who_waits_for_whom(world, case, worker):
    mandate = a_mandate(world, case)
    with acting(worker):
        assert [row.id for row in waiting(worker)] == [mandate.id]
        services.accept(actor=worker, mandate_id=mandate.id, starts_on=DAY, at=AT)
        assert not waiting(worker).exists()
        # Eight months from 12 March end on 11 November.
        assert not ending(worker, until=date(2026, 11, 10)).exists()
        assert [row.id for row in ending(worker, until=date(2026, 11, 11))] == [mandate.id]


def mandate_audiences(world, case, at=LATER):
    """What the mandate alone opens to the operator's service."""
    with acting(world.actor("adviser"), now=at):
        shares = Share.objects.filter(case=case, ground="mandate", begins_at__lte=at)
        return sorted(share.audience for share in shares if share.until is None or share.until > at)


def test_an_acceptance_opens_the_case_as_long_as_the_mandate_runs(world, case, accepted, worker):
    """In the name of who ordered it: only the holder of a case shares it."""
    event = Event(kind="mandate.accepted", subject_id=accepted.id, case_id=case.id, at=AT)
    for _twice in range(2):
        with acting(world.actor("adviser"), now=AT):
            jobs.follow_mandate(event)
    assert mandate_audiences(world, case) == ["envelope", "file", "internal", "social"]
    with acting(worker, now=LATER):
        services.close(actor=worker, mandate_id=accepted.id, closing="reached", at=LATER)
    ended = Event(kind="mandate.closed", subject_id=accepted.id, case_id=case.id, at=LATER)
    with acting(world.actor("adviser"), now=LATER):
        jobs.follow_mandate(ended)
        # Late news of the acceptance opens nothing any more.
        jobs.follow_mandate(event)
    assert mandate_audiences(world, case) == []


def test_the_referent_opens_it_where_who_ordered_it_has_left(world, case, accepted):
    with acting(world.actor("colleague")):
        type(case).objects.filter(id=case.id).update(referent=world.people["colleague"])
    Membership.objects.filter(user=world.people["adviser"]).update(ended_on=DAY)
    with acting(world.actor("colleague"), now=AT):
        jobs.follow_mandate(Event(kind="mandate.accepted", subject_id=accepted.id, case_id=case.id, at=AT))
    with acting(world.actor("colleague"), now=LATER):
        assert Share.objects.filter(case=case, ground="mandate").count() == 4


def test_an_authorisation_taken_back_closes_the_social_part_of_the_mandate_too(world, case, accepted, worker):
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        open_to_operator(actor=adviser, case_id=case.id, service=world.services["support"], at=AT)
    with acting(adviser, now=LATER):
        given = case.pk and Share.objects.filter(case=case, ground="authorisation").first().authorisation
        withdraw(actor=adviser, case_id=case.id, authorisation=given.id, at=LATER)
    with acting(worker, now=LATER):
        opened = set(open_shares(worker, at=LATER).filter(case=case).values_list("audience", flat=True))
        assert opened == {"envelope", "file"}
        assert not MandateReport.objects.exists()


def test_a_mandate_opened_after_the_household_took_its_word_back_holds_no_social_part(world, case, accepted):
    adviser = world.actor("adviser")
    with acting(adviser, now=LATER):
        given = Share.objects.filter(case=case, ground="authorisation").first().authorisation
        withdraw(actor=adviser, case_id=case.id, authorisation=given.id, at=LATER)
        open_to_operator(actor=adviser, case_id=case.id, service=world.services["support"], at=LATER)
    assert mandate_audiences(world, case) == ["envelope", "file"]
    with acting(adviser, now=LATER):
        end_mandate(actor=adviser, case_id=case.id, service=world.services["support"], at=LATER)
    assert mandate_audiences(world, case) == []


@pytest.mark.parametrize("state", ["accepted", "refused", "closed", "lost"])
def test_the_database_holds_each_state_to_its_facts(world, case, state):
    """Without its dates and its reason no order becomes one of these, whoever writes it."""
    mandate = a_mandate(world, case)
    with acting(world.actor("adviser")), pytest.raises(IntegrityError), transaction.atomic():
        SupportMandate.objects.filter(id=mandate.id).update(state=state)


def test_every_state_has_its_moves():
    assert set(MOVES) == set(MandateState.values)


def test_a_visit_is_recorded_by_the_operator_once_a_day_and_read_by_social_services_alone(world, case, accepted):
    worker, adviser = world.actor("social_worker"), world.actor("adviser")
    said = {"mandate_id": accepted.id, "on": STARTS, "means": "home", "at": MUCH_LATER}
    with acting(worker, now=MUCH_LATER):
        services.record_visit(actor=worker, kept=False, **said)
        services.record_visit(actor=worker, kept=True, **said)
        assert [(one.on, one.kept) for one in SupportVisit.objects.all()] == [(STARTS, True)]
    with acting(adviser, now=MUCH_LATER):
        assert SupportVisit.objects.count() == 1
        with pytest.raises(Refused):
            services.record_visit(actor=adviser, kept=True, **said)
    with acting(world.actor("coordinator"), now=MUCH_LATER):
        assert not SupportVisit.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on": STARTS - timedelta(days=1)}, "on"),
        ({"on": MUCH_LATER.date() + timedelta(days=1)}, "on"),
        ({"means": "letter"}, "means"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_at_its_field(world, accepted, said, field):
    worker = world.actor("social_worker")
    usual = {"mandate_id": accepted.id, "on": STARTS, "means": "home", "kept": True, "at": MUCH_LATER}
    with acting(worker, now=MUCH_LATER), pytest.raises(Invalid) as refused:
        services.record_visit(actor=worker, **usual | said)
    assert set(refused.value.fields) == {field}
