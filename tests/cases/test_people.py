"""The people of a household: what is refused, who asks in its name, who leaves and comes back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from palier.cases.facts import Income
from palier.cases.filing import UNDO_FOR, add_fact, correct_fact, remove_fact, restore_fact
from palier.cases.models import Person, SharingAuthorisation
from palier.cases.people import NO_ADULT, NOBODY_ASKS, name_applicant
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing, Refused
from palier.platform.models import Event
from tests.factories.facts import USUAL, a_fact
from tests.factories.world import AT, DAY


def people(case) -> list[tuple]:
    return list(Person.objects.filter(case=case).values_list("kind", "first_name"))


def applicant(case) -> Person:
    return Person.objects.get(case=case, kind="applicant")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"born_on": DAY + timedelta(days=1)}, "born_on"),
        ({"born_on": date(1905, 3, 12)}, "born_on"),
        ({"kind": "applicant"}, "kind"),
        ({"kind": "adult", "alternating": True}, "alternating"),
    ],
)
def test_a_person_who_cannot_be_is_refused_at_her_field_and_nothing_is_written(world, said, field):
    case = world.case(children_ages=())
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "person", **said)
    assert list(caught.value.fields) == [field]
    with acting(world.actor("adviser")):
        assert people(case) == [("applicant", "Nadia")]
        assert not Event.objects.filter(kind="person.changed").exists()


def test_somebody_born_on_the_day_itself_or_120_years_before_may_be(world):
    case = world.case(children_ages=())
    for born_on in (DAY, date(1905, 3, 13)):
        a_fact(world, case, "person", kind="adult", born_on=born_on)
    with acting(world.actor("adviser")):
        assert list(Person.objects.filter(case=case, kind="adult").values_list("born_on", flat=True)) == [
            DAY,
            date(1905, 3, 13),
        ]


def test_a_household_never_loses_its_last_adult_nor_who_asks_for_it(world):
    actor, case = world.actor("adviser"), world.case(adults=2)
    with acting(actor):
        first, other = Person.objects.filter(case=case).exclude(kind="child")
        said = {"actor": actor, "case_id": case.id, "word": "person", "at": AT}
        with pytest.raises(Invalid) as caught, transaction.atomic():
            remove_fact(fact_id=first.id, **said)
        assert caught.value.fields == {"kind": NOBODY_ASKS}
        remove_fact(fact_id=other.id, **said)
        for act in (
            lambda: remove_fact(fact_id=first.id, **said),
            lambda: correct_fact(fact_id=first.id, version=1, values={"kind": "child"}, **said),
        ):
            with pytest.raises(Invalid) as caught, transaction.atomic():
                act()
            assert caught.value.fields == {"kind": NO_ADULT}
        assert people(case) == [("applicant", "Nadia"), ("child", ""), ("child", "")]


def test_the_database_refuses_two_applicants(world):
    case = world.case()
    with acting(world.actor("adviser")), pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(case=case, kind="applicant", position=9, last_name="Another")


def test_another_adult_asks_and_the_former_applicant_stays(world):
    actor, case = world.actor("adviser"), world.case(children_ages=(4,))
    partner = a_fact(world, case, "person", kind="partner", first_name="Karim")
    with acting(actor):
        name_applicant(actor=actor, case_id=case.id, person_id=partner.id)
        name_applicant(actor=actor, case_id=case.id, person_id=partner.id)
        assert people(case) == [("partner", "Nadia"), ("child", ""), ("applicant", "Karim")]
        child = Person.objects.get(case=case, kind="child")
        with pytest.raises(Invalid):
            name_applicant(actor=actor, case_id=case.id, person_id=child.id)
        with pytest.raises(Missing):
            name_applicant(actor=actor, case_id=case.id, person_id=uuid4())
    with acting(world.actor("team_lead")):
        assert list(Event.objects.filter(kind="person.changed").values_list("to_state", flat=True)) == [
            "added",
            "corrected",
        ]


def test_who_leaves_takes_her_incomes_along_and_brings_them_back(world):
    actor, case = world.actor("adviser"), world.case(children_ages=())
    partner = a_fact(world, case, "person", kind="partner", first_name="Karim")
    a_fact(world, case, "income")
    a_fact(world, case, "income", person=partner)
    with acting(actor):
        said = {"actor": actor, "case_id": case.id, "word": "person", "fact_id": partner.id}
        remove_fact(at=AT, **said)
        assert (len(people(case)), Income.objects.count()) == (1, 1)
        restore_fact(at=AT + timedelta(hours=1), **said)
        assert (len(people(case)), Income.objects.count()) == (2, 2)


def test_what_was_taken_out_is_erased_with_the_next_thing_a_day_later_and_her_word_stays(world):
    """The authorisation an adult gave is a proof: it outlives her place in the file."""
    actor, case = world.actor("adviser"), world.case(adults=1, children_ages=(4, 7))
    partner = a_fact(world, case, "person", kind="partner", first_name="Karim")
    with acting(actor):
        first, second = Person.objects.filter(case=case, kind="child")
        SharingAuthorisation.objects.create(
            case=case,
            person_id=partner.id,
            recipient=world.services["support"],
            audiences=["envelope"],
            until=DAY,
            oral_at=AT,
        )
        said = {"actor": actor, "case_id": case.id, "word": "person"}
        remove_fact(fact_id=partner.id, at=AT, **said)
        remove_fact(fact_id=first.id, at=AT + UNDO_FOR, **said)
        assert Person.everything.filter(id=partner.id).exists()
        remove_fact(fact_id=second.id, at=AT + UNDO_FOR + timedelta(seconds=1), **said)
        assert not Person.everything.filter(id=partner.id).exists()
        assert SharingAuthorisation.objects.filter(person_id=partner.id).count() == 1
        with pytest.raises(Missing):
            restore_fact(fact_id=partner.id, at=AT + UNDO_FOR + timedelta(seconds=2), **said)


def test_a_row_sent_twice_is_written_once_and_corrected_by_one_at_a_time(world):
    actor, case, fact_id = world.actor("adviser"), world.case(children_ages=()), uuid4()
    said = {"actor": actor, "case_id": case.id, "word": "person", "fact_id": fact_id, "at": AT}
    with acting(actor):
        for _twice in range(2):
            add_fact(values=USUAL["person"], **said)
        assert len(people(case)) == 2
        correct_fact(version=1, values={"first_name": "Lena"}, **said)
        with pytest.raises(Conflict) as caught:
            correct_fact(version=1, values={"first_name": "Leïla"}, **said)
        assert (caught.value.context["current"]["first_name"], caught.value.context["typed"]) == (
            "Lena",
            {"first_name": "Leïla"},
        )
        event = Event.objects.get(kind="person.changed", to_state="corrected")
    assert (event.subject_id, event.audience, event.changes) == (fact_id, "file", {"fields": ["first_name"]})


@pytest.mark.parametrize("key", ["social_worker", "allocation_officer", "coordinator"])
def test_who_does_not_hold_the_case_changes_nothing(world, key):
    case = world.case(authorised=(world.services["support"].id,))
    actor = world.actor(key)
    with acting(actor), pytest.raises((Refused, Missing)):
        add_fact(actor=actor, case_id=case.id, word="person", fact_id=uuid4(), values=USUAL["person"], at=AT)
