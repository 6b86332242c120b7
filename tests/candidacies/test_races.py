"""Two acceptances at the same instant: one wins, the others are told, whatever they race for. On committed data."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from palier.candidacies import answers
from palier.candidacies.models import Candidacy
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.errors import DomainError
from tests.factories.homes import an_opening
from tests.factories.support import applicant_of
from tests.factories.world import AT, DAY

# The published size: PALIER_PROOF_ACCEPTANCES=200x20.
AT_ONCE, ROUNDS = map(int, os.environ.get("PALIER_PROOF_ACCEPTANCES", "6x2").split("x"))
# Fewer connections than the server has: the others of a round queue behind them.
THREADS = min(AT_ONCE, 40)


def an_offer(world, case, vacancy, person) -> Candidacy:
    """As a row: what leads to it is proven elsewhere."""
    return Candidacy.objects.create(
        id=uuid4(),
        case=case,
        kind="lease",
        state="offered",
        vacancy=vacancy,
        home=vacancy.home,
        provider=world.services["allocations"],
        put_forward_by=world.people["adviser"],
        put_forward_on=DAY,
        agreed_by=person,
        agreed_on=DAY,
        agreed_means="oral",
        designated_on=DAY,
        designated_right="own",
        complete_on=DAY,
        decided_on=DAY,
        notified_on=DAY,
        notice_means="handed",
        notice_proof="signed",
        answer_by=DAY + timedelta(days=11),
    )


def accept_at_once(world, offers) -> list[str]:
    adviser = world.actor("adviser")
    barrier = Barrier(THREADS)

    def accept(place: int) -> str:
        if place < THREADS:
            barrier.wait()
        try:
            with clock.frozen(AT), transaction.atomic(), acting(adviser):
                # They queue for as long as they must, on any machine: a page would give up after a few seconds.
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
                answers.accept(actor=adviser, candidacy_id=offers[place].id, on=DAY, at=AT)
            return "accepted"
        except DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return sorted(pool.map(accept, range(len(offers))))


@pytest.mark.slow
@pytest.mark.parametrize("raced", ["home", "household"])
def test_of_parallel_acceptances_one_wins(committed_world, proof, raced):
    world, adviser = committed_world, committed_world.actor("adviser")
    with transaction.atomic():
        cases = [world.case(phone=f"06 39 {n:06}") for n in range(AT_ONCE if raced == "home" else 1)]
    winners = 0
    for _round in range(ROUNDS):
        with transaction.atomic():
            homes = [an_opening(world) for _ in range(1 if raced == "home" else AT_ONCE)]
            with acting(adviser, now=AT):
                Candidacy.objects.all().delete()
                people = {case.id: applicant_of(case) for case in cases}
                offers = [an_offer(world, case, home, people[case.id]) for case in cases for home in homes]
        assert accept_at_once(world, offers) == ["accepted"] + ["conflict"] * (AT_ONCE - 1)
        with transaction.atomic(), acting(adviser, now=AT):
            winners += Candidacy.objects.filter(state="accepted").count()
            held = Candidacy.objects.filter(held_on=DAY).count()
        assert held == (0 if raced == "home" else AT_ONCE - 1)
    assert winners == ROUNDS
    proof(4, raced=raced, acceptances=AT_ONCE, rounds=ROUNDS, winners=winners)
