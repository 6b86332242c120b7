"""A suspected duplicate is told to whoever may open it, and to nobody else."""

from datetime import date

import pytest

from palier.cases.alike import MOST, alike
from palier.cases.models import Case
from palier.platform.context import acting
from tests.factories.world import AT

BORN = date(1984, 3, 12)


def found(world, key="adviser", **said) -> list[Case]:
    usual = {"last_name": "Benali", "first_name": "Nadia", "born_on": BORN, "phone": "06 99 99 99 99"}
    actor = world.actor(key)
    with acting(actor):
        return list(alike(actor, **usual | said))


def test_the_same_name_and_birth_date_or_the_same_phone_is_a_sign(world):
    case = world.case(born_on=BORN)
    assert found(world) == [case]
    assert found(world, last_name="BÉNALI", first_name="nadia") == [case]
    assert found(world, born_on=None, phone="+33 6 00 00 00 01") == found(world, last_name="X", phone="0600000001")
    assert found(world, last_name="Lefort", phone="06.00.00.00.01") == [case]


@pytest.mark.parametrize(
    "said",
    [{"born_on": None}, {"born_on": date(1984, 3, 13)}, {"first_name": "Nora"}, {"born_on": None, "phone": ""}],
)
def test_a_name_alone_is_no_sign(world, said):
    world.case(born_on=BORN)
    assert found(world, **said) == []


def test_another_services_household_is_never_told(world):
    """That a service follows somebody is itself its secret; neither side learns of the other."""
    world.case("stranger", born_on=BORN, phone="06 99 99 99 99")
    world.case("social_worker", born_on=BORN, phone="06 99 99 99 99")
    assert found(world) == []


def test_a_household_that_is_shared_is_told_to_whom_it_is_shared_with(world):
    case = world.case(born_on=BORN, authorised=(world.services["support"].id,))
    assert found(world, key="social_worker") == [case]
    assert found(world, key="coordinator") == []  # she opens envelopes: no name, no phone
    assert found(world, key="adviser", besides=case.id) == []


def test_at_most_a_few_are_told_the_latest_first(world):
    for _more in range(MOST + 1):
        world.case(born_on=BORN, at=AT)
    assert len(found(world)) == MOST


def test_it_is_one_query_however_many_are_alike(world, django_assert_num_queries):
    actor = world.actor("adviser")
    for _more in range(3):
        world.case(born_on=BORN)
        with acting(actor), django_assert_num_queries(1):
            list(alike(actor, last_name="Benali", first_name="Nadia", born_on=BORN, phone="0600000001"))
