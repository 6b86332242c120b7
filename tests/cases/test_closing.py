"""A case is closed in good order, and a new one starts from its facts."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from palier.cases.closing import SENT_ELSEWHERE, close_case, start_from
from palier.cases.enums import Outcome
from palier.cases.facts import Aid, Closing, Debt, Identifier, Income, Paper
from palier.cases.models import Case, Contact, Household, Information, Note, Person, Share, SharingAuthorisation, Wish
from palier.cases.queries import rows_visible_to, visible_to
from palier.cases.sharing import authorise, open_to_operator
from palier.organisations.models import Agreement
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.facts import a_fact, a_full_file
from tests.factories.world import AT, DAY

LATER = AT + timedelta(days=1)


def close(world, case, *, at=AT, key="adviser", **said) -> Case:
    usual = {"version": 1, "outcome": "advice_given", "reason": "Two interviews were enough.", "sent_to": ""}
    actor = world.actor(key)
    with clock.frozen(at), acting(actor):
        return close_case(actor=actor, case_id=case.id, at=at, **usual | said)


def start(world, case, *, new_id=None, at=LATER, key="adviser") -> Case:
    actor = world.actor(key)
    with clock.frozen(at), acting(actor):
        return start_from(actor=actor, case_id=case.id, new_id=new_id or uuid4(), at=at)


@pytest.mark.parametrize("outcome", Outcome.values)
def test_each_ending_is_kept_with_its_words(world, outcome):
    case, sent = world.case(), "Maison de la Métropole" if outcome in SENT_ELSEWHERE else ""
    closed = close(world, case, outcome=outcome, sent_to=f" {sent} ")
    assert (closed.state, closed.outcome, closed.closed_on) == ("closed", outcome, DAY)
    with acting(world.actor("adviser")):
        assert list(Closing.objects.values_list("reason", "sent_to")) == [("Two interviews were enough.", sent)]
        event = Event.objects.get(kind="case.moved")
    assert (event.to_state, event.reason) == ("closed", outcome)


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"outcome": ""}, ["outcome"]),
        ({"outcome": "tired"}, ["outcome"]),
        ({"reason": "  "}, ["reason"]),
        ({"outcome": "referred_to"}, ["sent_to"]),
        ({"outcome": "outside_scope", "reason": ""}, ["reason", "sent_to"]),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_case_stays_as_it_was(world, said, fields):
    case = world.case()
    with pytest.raises(Invalid) as caught:
        close(world, case, **said)
    assert list(caught.value.fields) == fields
    with acting(world.actor("adviser")):
        assert (Case.objects.get().state, Closing.objects.count()) == ("received", 0)


def test_a_case_that_moved_meanwhile_or_is_closed_already_is_not_closed(world):
    case = world.case()
    with pytest.raises(Conflict), transaction.atomic():
        close(world, case, version=7)
    close(world, case)
    with pytest.raises((Conflict, Invalid, Refused)), transaction.atomic():
        close(world, case, version=2)
    with acting(world.actor("adviser")), pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.create(case=case, reason="Once more.")


def test_who_followed_it_stops_seeing_it_that_instant_and_its_holder_keeps_it(world):
    support = world.services["support"]
    case = world.case(authorised=(support.id,))
    worker, adviser = world.actor("social_worker"), world.actor("adviser")
    with acting(worker):
        assert list(visible_to(worker)) == [case]
    close(world, case, at=LATER)
    with clock.frozen(LATER):
        with acting(worker):
            assert list(visible_to(worker)) == []
            assert list(rows_visible_to(worker, Person)) == list(Person.objects.all()) == []
        with acting(adviser):
            assert list(visible_to(adviser)) == [case]
            assert Person.objects.filter(case=case).count() == 3
            # Nothing opens it again, not even a mandate accepted meanwhile.
            open_to_operator(actor=adviser, case_id=case.id, service=support, at=LATER)
            assert not Share.objects.filter(case=case, service=support, until=None).exists()
            applicant = Person.objects.get(case=case, kind="applicant").id
            with pytest.raises(Refused):
                authorise(actor=adviser, case=case, person=applicant, recipient=support.id, at=LATER, means="written")


def test_a_new_case_starts_from_the_facts_and_from_no_permission(world):
    case = world.case(
        authorised=(world.services["support"].id,), note="Calls at lunch.", facts={"max_rent": Decimal("520.00")}
    )
    rows = a_full_file(world, case)
    a_fact(world, case, "income", kind="unemployment", until=DAY)
    adviser = world.actor("adviser")
    close(world, case)
    new = start(world, case)
    assert (new.state, new.former_id, new.received_on) == ("received", case.id, date(2026, 3, 13))
    assert new.reference != case.reference
    with clock.frozen(LATER), acting(adviser):
        people = Person.objects.filter(case=new)
        assert list(people.values_list("kind", "first_name")) == list(
            Person.objects.filter(case=case).values_list("kind", "first_name")
        )
        # The one that ended yesterday stays behind; the other is of her new row.
        assert list(Income.objects.filter(case=new).values_list("kind", "person")) == [
            ("salary", people.get(kind="applicant").id)
        ]
        assert Debt.objects.get(case=new).creditor == rows["debt"].creditor
        assert Identifier.objects.get(case=new).number == rows["identifier"].number
        assert Household.objects.get(case=new).max_rent == Decimal("520.00")
        assert Contact.objects.get(case=new).phone == Contact.objects.get(case=case).phone
        assert Wish.objects.filter(case=new).count() == 1
        assert Information.objects.get(case=new).person_id == people.get(kind="applicant").id
        for model in (Note, Paper, Aid, SharingAuthorisation):
            assert not model.objects.filter(case=new).exists(), model
        assert set(Share.objects.filter(case=new).values_list("ground", flat=True)) == {"holder"}
        assert Event.objects.get(case_id=new.id).reason == "from_closed"


def test_started_twice_it_is_one_case(world):
    case, new_id = world.case(), uuid4()
    close(world, case)
    assert start(world, case, new_id=new_id) == start(world, case, new_id=new_id)
    with clock.frozen(LATER), acting(world.actor("adviser")):
        assert Case.objects.count() == 2


def test_nothing_starts_from_a_running_case_from_one_of_others_or_under_an_ended_agreement(world):
    case = world.case()
    with pytest.raises(Refused):
        start(world, case)
    close(world, case)
    with pytest.raises(Missing):
        start(world, case, key="stranger")
    with pytest.raises(Refused):
        start(world, case, key="coordinator")
    with pytest.raises(Invalid):
        start(world, case, at=AT + timedelta(days=800))
    with acting(world.actor("adviser")):
        assert Case.objects.count() == 1
    assert Agreement.objects.get(id=case.agreement_id).ends_on == date(2027, 12, 31)
