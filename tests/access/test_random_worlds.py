"""Both walls agree in worlds nobody thought of: random shares, every person, every table, instants around each edge."""

import os
from datetime import timedelta
from random import Random

import pytest
from django.apps import apps

from palier.candidacies.models import Candidacy, PresentationNote
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.queries import told_to
from palier.cases.access import RECORD
from palier.cases.enums import Audience, Ground
from palier.cases.models import Case, CaseBound, Share
from palier.cases.queries import rows_visible_to, visible_to
from palier.cases.services import write_note
from palier.homes.models import Residence
from palier.platform import events
from palier.platform.context import acting
from palier.platform.models import Event
from tests.factories.candidacies import a_row, an_asked_place
from tests.factories.facts import a_full_file
from tests.factories.places import a_place
from tests.factories.world import AT, PEOPLE, World

MODELS = [model for model in apps.get_models() if issubclass(model, CaseBound) and model is not Share]
SECRET = {Audience.SOCIAL, Audience.INTERNAL}
EDGES = [timedelta(), timedelta(days=3), timedelta(days=3, microseconds=-1), timedelta(days=9)]


def populate(world: World, random: Random) -> None:
    """Four cases in two hands, each shared at random for a random while, some not begun, some ended; each a candidate
    at services drawn at random.
    """
    residence = a_place(world).residence
    for holder in ("adviser", "adviser", "social_worker", "stranger"):
        case = world.case(holder, authorised=())
        a_full_file(world, case, holder=holder)
        actor = world.actor(holder)
        with acting(actor):
            for audience in (Audience.ENVELOPE, Audience.SOCIAL, Audience.INTERNAL):
                write_note(actor=actor, case_id=case.id, audience=audience, body="x", at=AT)
            put_forward(world, case, residence, random)
            Share.objects.bulk_create(share(case, actor, world, random) for _ in range(random.randrange(8)))


def put_forward(world: World, case: Case, residence: Residence, random: Random) -> None:
    """Two candidacies for homes, one for a place, and what happened to each; a provider may be any service."""
    services = list(world.services.values())
    for _number in range(2):
        one = a_row(world, case, provider=random.choice(services), reserver=random.choice([None, *services]))
        PresentationNote.objects.create(
            case=case,
            candidacy=one,
            body="x",
            author=world.people["adviser"],
            written_at=AT,
            approved_on=AT.date(),
            approved_means="phone",
        )
        events.record("candidacy.put_forward", case=case.id, subject=one.id)
    asked = an_asked_place(world, case, residence, provider=random.choice(services))
    events.record("place_candidacy.moved", case=case.id, subject=asked.id)


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


@pytest.mark.parametrize("seed", range(int(os.environ.get("PALIER_PROOF_WORLDS", "1"))))
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
                # Her organisation's record is the data-protection officer's, whole.
                told = Event.objects.filter(case_id__isnull=False)
                assert RECORD in actor.audiences or set(told) == set(told.filter(told_to(actor))), key
    proof(3, worlds=1, triples=triples, disagreements=0)
    assert triples > 500


@pytest.mark.parametrize(
    ("key", "sees"),
    [
        ("adviser", {"ours", "theirs", "place"}),
        ("coordinator", {"ours", "theirs", "place"}),
        ("allocation_officer", {"ours"}),
        ("reservation_officer", {"theirs"}),
        ("residence_manager", {"place"}),
    ],
)
def test_postgresql_alone_hides_where_else_a_household_is_put_forward(world, key, sees):
    """Everybody reads the envelope and the file of the case; each its own candidacies, its notes, what happened."""
    case, adviser = world.case(), world.actor("adviser")
    with acting(adviser):
        found = {
            "ours": a_row(world, case),
            "theirs": a_row(world, case, provider=world.services["elsewhere"], reserver=world.services["reservations"]),
            "place": an_asked_place(world, case, a_place(world).residence, provider=world.services["rental"]),
        }
        for one in found.values():
            kind = "place_candidacy.moved" if isinstance(one, PlaceCandidacy) else "candidacy.put_forward"
            events.record(kind, case=case.id, subject=one.id)
        opened = [Audience.ENVELOPE, Audience.FILE]
        Share.objects.bulk_create(
            Share(
                case=case,
                organisation=service.organisation,
                service=service,
                audience=audience,
                purpose="support",
                ground=Ground.PUT_FORWARD,
                begins_at=AT,
                granter_id=adviser.service,
            )
            for service in (world.services[name] for name in ("allocations", "reservations", "rental"))
            for audience in opened
        )
    names = {one.id: name for name, one in found.items()}
    with acting(world.actor(key), now=AT):
        rows = [*Candidacy.objects.all(), *PlaceCandidacy.objects.all()]
        assert {names[row.id] for row in rows} == sees
        told = Event.objects.filter(kind__contains="candidacy.").values_list("subject_id", flat=True)
        assert {names[subject] for subject in told} == sees
