"""Incomes and debts: what is refused, and what is counted a month."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from palier.cases.facts import Income
from palier.cases.filing import add_fact, correct_fact, remove_fact, restore_fact
from palier.cases.models import Person
from palier.cases.resources import Resources, resources_on
from palier.eligibility.households import households_of
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing
from palier.platform.models import Event
from tests.factories.facts import a_fact
from tests.factories.world import AT, DAY

YESTERDAY = DAY - timedelta(days=1)


def money(words: str) -> Decimal:
    return Decimal(words)


def test_an_income_is_written_once_for_its_person_kind_and_days(world):
    case = world.case(adults=2)
    a_fact(world, case, "income", begins_on=date(2026, 1, 1), until=date(2026, 6, 30))
    with acting(world.actor("adviser")):
        other = Person.objects.get(case=case, kind="adult")
    for days in ({}, {"begins_on": date(2026, 6, 30)}, {"until": date(2026, 1, 1)}):
        with pytest.raises(Invalid) as caught:
            a_fact(world, case, "income", **days)
        assert list(caught.value.fields) == ["kind"]
    a_fact(world, case, "income", begins_on=date(2026, 7, 1))
    a_fact(world, case, "income", until=date(2025, 12, 31))
    a_fact(world, case, "income", kind="family_benefits")
    a_fact(world, case, "income", person=other)
    with acting(world.actor("adviser")):
        assert Income.objects.filter(case=case).count() == 5


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"begins_on": DAY, "until": YESTERDAY}, "until"),
        ({"seen_on": DAY + timedelta(days=1)}, "seen_on"),
    ],
)
def test_an_income_that_cannot_be_is_refused_at_its_field(world, said, field):
    case = world.case()
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "income", **said)
    assert list(caught.value.fields) == [field]


def test_an_income_is_of_somebody_of_this_household(world):
    case, other = world.case(), world.case(last_name="Lefort")
    with acting(world.actor("adviser")):
        stranger = Person.objects.get(case=other, kind="applicant")
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "income", person=stranger)
    assert list(caught.value.fields) == ["person"]


def test_the_database_refuses_an_income_below_nothing_or_of_no_kind(world):
    case = world.case()
    with acting(world.actor("adviser")):
        person = Person.objects.get(case=case, kind="applicant")
        for wrong in ({"monthly": -1}, {"kind": "lottery"}, {"begins_on": DAY, "until": YESTERDAY}):
            said = {"kind": "salary", "monthly": 1, "source": "said"} | wrong
            with pytest.raises(IntegrityError), transaction.atomic():
                Income.objects.create(case=case, person=person, **said)


def test_what_is_counted_is_what_runs_that_day_the_housing_benefit_apart(world):
    case = world.case(facts={"monthly_resources": money("900.00")})
    typed = Resources(monthly=money("900.00"), itemised=False, housing_benefit=None)
    actor = world.actor("adviser")

    def counted(day=DAY) -> Resources:
        with acting(actor):
            return resources_on(day, [case.id])[case.id]

    assert counted() == typed
    a_fact(world, case, "income", kind="housing_benefit", monthly=money("310.00"))
    assert counted() == Resources(money("900.00"), itemised=False, housing_benefit=money("310.00"))
    salary = a_fact(world, case, "income", monthly=money("1480.00"), until=DAY)
    a_fact(world, case, "income", kind="family_benefits", monthly=money("150.50"))
    assert counted() == Resources(money("1630.50"), itemised=True, housing_benefit=money("310.00"))
    # After its last day the salary no longer counts; the list still stands for the figure typed.
    assert counted(DAY + timedelta(days=1)).monthly == money("150.50")
    said = {"actor": actor, "case_id": case.id, "word": "income", "fact_id": salary.id, "at": AT}
    with acting(actor):
        remove_fact(**said)
        assert counted().monthly == money("150.50")
        restore_fact(**said)
        assert counted().monthly == money("1630.50")


def test_who_may_not_open_the_file_is_told_no_resources(world):
    case = world.case()
    a_fact(world, case, "income")
    for key in ("coordinator", "stranger", "allocation_officer"):
        with acting(world.actor(key)):
            assert resources_on(DAY, [case.id]) == {}


def test_eligibility_reads_the_same_figure_and_the_yearly_one_as_it_was_given(world):
    """The benefit is counted for each home: within resources, twice. Years are not made of months."""
    case = world.case(facts={"monthly_resources": money("900.00"), "yearly_resources": money("12000.00")})
    a_fact(world, case, "income", monthly=money("1480.00"))
    a_fact(world, case, "income", kind="housing_benefit", monthly=money("310.00"))
    child = a_fact(world, case, "person")
    actor = world.actor("adviser")
    with acting(actor):
        columns = households_of([case.id], on=DAY).columns
        assert columns.monthly_resources.values.tolist() == [148_000]
        assert columns.resources.values.tolist() == [1_200_000]
        assert (columns.persons.values.tolist(), columns.dependants.values.tolist()) == ([4], [3])
        remove_fact(actor=actor, case_id=case.id, word="person", fact_id=child.id, at=AT)
        assert households_of([case.id], on=DAY).columns.persons.values.tolist() == [3]


@pytest.mark.parametrize(
    ("hers", "his", "young"),
    [
        (date(1998, 3, 12), date(1998, 4, 1), True),  # 28 and 27
        (date(1998, 3, 12), date(1998, 3, 12), False),  # 28 and 28: one year too many
        (date(1998, 3, 12), None, None),
    ],
)
def test_birth_dates_say_whether_a_couple_is_a_young_one(world, hers, his, young):
    case = world.case(adults=1, children_ages=(), born_on=hers)
    a_fact(world, case, "person", kind="partner", born_on=his)
    with acting(world.actor("adviser")):
        found = households_of([case.id], on=DAY).columns.young_couple
    assert (found.known.tolist(), found.values.tolist()) == ([young is not None], [int(bool(young))])


def test_a_debt_has_a_creditor_and_is_told_to_social_readers_only(world):
    case = world.case(authorised=(world.services["support"].id,))
    with pytest.raises(Invalid) as caught:
        a_fact(world, case, "debt", creditor="  ")
    assert list(caught.value.fields) == ["creditor"]
    debt = a_fact(world, case, "debt")
    actor = world.actor("adviser")
    with acting(actor):
        values = {"balance": money("2000.00")}
        correct_fact(actor=actor, case_id=case.id, word="debt", fact_id=debt.id, version=1, values=values, at=AT)
        assert set(Event.objects.filter(kind="debt.changed").values_list("audience", flat=True)) == {"social"}


def test_an_unknown_kind_of_row_is_not_there(world):
    actor, case = world.actor("adviser"), world.case()
    with acting(actor), pytest.raises(Missing):
        add_fact(actor=actor, case_id=case.id, word="share", fact_id=uuid4(), values={}, at=AT)
