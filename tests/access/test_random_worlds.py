"""Both walls agree in worlds nobody thought of: random shares, every person, every table, instants around each edge."""

import os
from datetime import timedelta
from random import Random

import pytest
from django.apps import apps

from palier.cases.enums import Audience, Ground
from palier.cases.models import Case, CaseBound, Share
from palier.cases.queries import rows_visible_to, visible_to
from palier.cases.services import write_note
from palier.platform.context import acting
from tests.factories.facts import a_full_file
from tests.factories.world import AT, PEOPLE, World

MODELS = [model for model in apps.get_models() if issubclass(model, CaseBound) and model is not Share]
SECRET = {Audience.SOCIAL, Audience.INTERNAL}
EDGES = [timedelta(), timedelta(days=3), timedelta(days=3, microseconds=-1), timedelta(days=9)]


def populate(world: World, random: Random) -> None:
    """Four cases in two hands, each shared at random for a random while, some not begun, some ended."""
    for holder in ("adviser", "adviser", "social_worker", "stranger"):
        case = world.case(holder, authorised=())
        a_full_file(world, case, holder=holder)
        actor = world.actor(holder)
        with acting(actor):
            for audience in (Audience.ENVELOPE, Audience.SOCIAL, Audience.INTERNAL):
                write_note(actor=actor, case_id=case.id, audience=audience, body="x", at=AT)
            Share.objects.bulk_create(share(case, actor, world, random) for _ in range(random.randrange(8)))


def share(case: Case, actor, world: World, random: Random) -> Share:
    audience, service = random.choice(list(Audience)), random.choice(list(world.services.values()))
    whole = audience not in SECRET and random.random() < 0.3
    begins = AT + random.choice([timedelta(days=-5), timedelta(), timedelta(days=3)])
    return Share(
        case=case,
        organisation_id=service.organisation_id,
        service=None if whole else service,
        audience=audience,
        purpose="support",
        ground=Ground.AUTHORISATION,
        begins_at=begins,
        until=random.choice([None, begins + timedelta(days=3), begins + timedelta(days=9)]),
        granter_id=actor.service,
    )


@pytest.mark.parametrize("seed", range(int(os.environ.get("PALIER_PROOF_WORLDS", "4"))))
def test_querysets_and_postgresql_agree(world, seed, proof):
    random, triples = Random(seed), 0
    populate(world, random)
    for key in PEOPLE:
        actor = world.actor(key)
        for edge in EDGES:
            at = AT + edge
            with acting(actor, now=at):
                ours = set(visible_to(actor, at=at).values_list("id", flat=True))
                assert set(Case.objects.values_list("id", flat=True)) == ours, (key, edge)
                for model in MODELS:
                    rows = set(model.objects.values_list("id", flat=True))
                    assert rows == set(rows_visible_to(actor, model, at=at).values_list("id", flat=True)), (key, model)
                    triples += max(1, len(rows))
    proof(3, worlds=1, triples=triples, disagreements=0)
    assert triples > 500
