"""The step of a case: by its candidacies and by the titles it stands under, as far as the reader may know."""

from datetime import timedelta

import pytest

from palier.candidacies.path import landings
from palier.cases.path import Landing, flight
from palier.platform.context import acting
from palier.tenancies import keeping
from palier.tenancies.terms import Where
from tests.factories.candidacies import a_candidacy, a_row, advance
from tests.factories.homes import an_opening
from tests.factories.places import a_place
from tests.factories.tenancies import a_lease, a_sublease, an_occupancy
from tests.factories.world import AT, DAY


@pytest.fixture
def case(world):
    return world.case()


def step(world, case, key="adviser") -> str:
    with acting(world.actor(key), now=AT):
        return landings([case])[case.id].value


def stay(world, case, kind):
    place = a_place(world, residence=f"A {kind}", kind=kind)
    return an_occupancy(world, case, where=Where(place_id=place.id))


@pytest.mark.parametrize(
    ("kind", "said"), [("young_workers_residence", "temporary"), ("pension_de_famille", "lasting")]
)
def test_a_contract_of_occupation_is_a_stage_or_an_arrival_by_its_residence(world, case, kind, said):
    assert step(world, case) == "call"
    stay(world, case, kind)
    assert step(world, case) == said


def test_a_title_recorded_without_a_candidacy_counts_until_it_ends(world, case):
    tenancy, adviser = a_sublease(world, case), world.actor("adviser")
    assert step(world, case) == "sublease"
    with acting(adviser, now=AT):
        ends_on = DAY + timedelta(days=30)
        keeping.end(actor=adviser, tenancy_id=tenancy.id, ends_on=ends_on, ending="left", at=AT)
    assert step(world, case) == "call"


def test_a_candidacy_that_was_signed_tells_those_who_read_no_tenancy(world, case):
    advance(world, a_candidacy(world, case, an_opening(world)), "signed")
    assert [step(world, case, key) for key in ("adviser", "coordinator")] == ["lease", "lease"]


def test_an_own_lease_is_further_than_a_lasting_home_and_a_lasting_home_than_a_candidacy(world, case):
    stay(world, case, "residence_accueil")
    with acting(world.actor("adviser"), now=AT):
        a_row(world, case)
    assert step(world, case) == "lasting"
    a_lease(world, case)
    assert step(world, case) == "lease"


def test_the_flight_of_a_lasting_home_ends_there():
    assert flight(Landing.LASTING)[-1] == Landing.LASTING
    assert Landing.LASTING not in flight(Landing.TEMPORARY)
    assert [flight(here)[-1] for here in (Landing.CALL, Landing.SUBLEASE)] == [Landing.LEASE, Landing.LEASE]
