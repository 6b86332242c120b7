"""Two people at the same instant, on committed data."""

from threading import Barrier, Thread

from django.db import connections, transaction

from palier.organisations import memberships
from palier.organisations.models import Membership
from palier.organisations.services import actor_of
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import DomainError
from tests.accounts.people import make_person
from tests.factories.world import AT, DAY, add_person


def at_once(*acts) -> list[str]:
    """Run each in a thread and a transaction of its own; what came of each."""
    barrier, outcomes = Barrier(len(acts)), [""] * len(acts)

    def run(place: int) -> None:
        barrier.wait()
        try:
            with clock.frozen(AT), transaction.atomic():
                acts[place]()
            outcomes[place] = "done"
        except DomainError as refusal:
            outcomes[place] = refusal.code
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_two_administrators_do_not_end_each_other(committed_world):
    world = committed_world
    second = add_person(world, "second", "social", "administrator")
    users = [world.people["administrator"], second]
    rows = [Membership.objects.get(user=user, role="administrator") for user in users]

    # Both had the right when they clicked.
    actors = [actor_of(user=user.id, service=world.services["social"].id) for user in users]

    def end(actor, row):
        with acting(actor):
            memberships.end_membership(actor=actor, membership=row.id, on=DAY)

    assert at_once(lambda: end(actors[0], rows[1]), lambda: end(actors[1], rows[0])) == ["done", "last_administrator"]


def test_one_link_opened_twice_gives_one_role(committed_world):
    world = committed_world
    user = make_person("new@tests.invalid")
    actor = world.actor("administrator")
    with transaction.atomic(), acting(actor):
        memberships.invite(
            actor=actor, service=world.services["social"].id, role="adviser", email=user.email, at=AT, token="secret"
        )

    def accept():
        memberships.accept_invitation(user=user, token="secret", at=AT)

    assert at_once(accept, accept, accept) == ["done", "invitation_over", "invitation_over"]
    assert Membership.objects.filter(user=user).count() == 1
