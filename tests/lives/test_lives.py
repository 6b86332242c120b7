"""A household's whole life, in any order: no act leaves behind what the design says can never be.

On PostgreSQL as the application's account, in simulated time. A run is one transaction that is never kept.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from psycopg.conninfo import conninfo_to_dict

from tests import databases
from tests.lives.candidacies import Candidacies
from tests.lives.machine import Scene
from tests.lives.reader import AS_APPLICATION, AS_OWNER, look, prepare, unexplained
from tests.lives.time_and_cases import Cases
from tests.lives.titles import Places, Titles

# The published size: PALIER_PROOF_LIVES=1000x50.
RUNS, STEPS = map(int, os.environ.get("PALIER_PROOF_LIVES", "100x50").split("x"))
# What chance follows: the same lives again for the same seed, others for another.
SEED = int(os.environ.get("PALIER_PROOF_SEED", "1"))
# Told apart, so that two processes share them.
PARTS = 4
# What a whole life holds: in so many runs each is done at least once.
ENOUGH = 100
MILESTONES = (
    *(
        "put forward",
        "accept",
        "sign",
        "place: arrived",
        "hold a review",
        "ask for a slide",
        "case: closed",
        "case: begun again",
    ),
)


class Lives(Candidacies, Places, Titles, Cases):
    """All of it."""


@pytest.fixture
def scene(committed_world) -> Iterator[Scene]:
    """Three households, homes and places, on a connection that may ask to be the owner to look, and is not to act."""
    from tests.factories.homes import a_home
    from tests.factories.places import a_place
    from tests.factories.tenancies import accredit
    from tests.factories.world import PEOPLE

    with transaction.atomic():
        accredit(committed_world)
        for number in range(3):
            committed_world.case(phone=f"06 39 98 00 {number:02}")
            a_home(committed_world)
        hostel, pension = (
            [a_place(committed_world, residence=kind, kind=kind) for _ in range(2)]
            for kind in ("young_workers_residence", "pension_de_famille")
        )
    places = [*hostel, *pension]
    with as_the_application():
        yield Scene(
            committed_world,
            {key: committed_world.actor(key) for key in PEOPLE},
            [hostel[0].residence_id, pension[0].residence_id],
            [place.id for place in places],
        )


@contextmanager
def as_the_application() -> Iterator[None]:
    """The administrator signs in, and every statement runs with the rights of the application alone."""
    settings_dict = connections["default"].settings_dict
    admin = conninfo_to_dict(databases.admin())
    former = settings_dict.copy()
    connections["default"].close()
    settings_dict |= {"USER": admin["user"], "PASSWORD": admin.get("password", "")}
    # The driver forgets with each rollback what it prepared, the reader's questions among it.
    settings_dict["OPTIONS"] = former["OPTIONS"] | {"assume_role": "palier_app", "prepare_threshold": None}
    try:
        yield
    finally:
        connections["default"].close()
        settings_dict |= former


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_no_act_of_any_life_breaks_what_must_hold(part, scene, proof):
    runs = RUNS // PARTS
    with connection.cursor() as cursor:
        cursor.execute('SELECT current_user, (SELECT count(*) FROM "case"), (SELECT count(*) FROM candidacy)')
        assert cursor.fetchone() == ("palier_app", 0, 0)
    prepare()
    run_state_machine_as_test(
        seed(SEED * PARTS + part)(lambda: Lives(scene)),
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = sum(count for (_name, did), count in scene.acts.items() if did)
    if runs >= ENOUGH:
        assert [name for name in MILESTONES if not scene.acts[name, True]] == []
    proof(5, seed=SEED * PARTS + part, runs=runs, steps=STEPS, done=done, refused=scene.acts.total() - done, broken=0)


# What would be wrong, and how somebody would make it so past every service and policy.
WRONGS = {
    "a title whose days are not those of the calendar": "UPDATE place_use SET cancelled_at = arrival",
    "a head lease with a day that its sub-lease does not have": "UPDATE head_lease SET ends_on = begins_on + 9",
    "a sub-lease without a head lease, or whose agreement the three have not signed": "DELETE FROM agreement_signature",
    "somebody still in line for a home that is signed for": "UPDATE vacancy SET state = 'committee', ended_on = NULL",
    "a signature without its title, or with that of another": "UPDATE candidacy SET kind = 'lease'",
    "a holder who does not read its case": "UPDATE share SET until = begins_at",
    "who lets the home does not read the title that runs": "UPDATE share SET until = begins_at + interval '1 year'",
}


@pytest.mark.slow
def test_the_reader_finds_what_is_wrong(scene):
    prepare()
    life = Lives(scene)
    try:
        life.straight_to_a_title(which=0, whose=0, purpose="sublease")
        assert (len(life.before.of("tenancy")), life.before.wrong) == (1, [])
        for words, wrong in WRONGS.items():
            with connection.cursor() as cursor:
                cursor.execute(f"SAVEPOINT as_it_was; {AS_OWNER} {wrong}; {AS_APPLICATION}")
                after = look(life.today, life.now, life.before)
                cursor.execute("ROLLBACK TO as_it_was")
            assert [one.rpartition(" (")[0] for one in after.wrong if one.startswith(words)] == [words]
            assert unexplained(life.before, after) != []
    finally:
        life.teardown()
