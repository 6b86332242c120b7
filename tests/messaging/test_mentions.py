"""Who is named in a note must be able to read it; who is told of it, and until when."""

from datetime import timedelta
from uuid import uuid4

import pytest

from palier.cases.models import Note
from palier.cases.notes import restore_note, withdraw_note
from palier.cases.queries import rows_visible_to
from palier.messaging.models import Mention
from palier.messaging.queries import readers, unseen
from palier.messaging.services import comment, look_at_today, mark_seen
from palier.platform.context import acting
from palier.platform.errors import Invalid, Missing
from palier.platform.models import Event
from tests.factories.world import AT, PEOPLE


@pytest.fixture
def case(world):
    return world.case(authorised=(world.services["support"].id,))


def named(world, *keys):
    return [(world.people[key].id, world.services[PEOPLE[key][0]].id) for key in keys]


def write(world, case, *keys, author="adviser", audience="social", body="Call back on Friday.", **more):
    actor = world.actor(author)
    with acting(actor):
        return comment(
            actor=actor, case_id=case.id, audience=audience, body=body, at=AT, named=named(world, *keys), **more
        )


def told(world, key) -> list:
    with acting(world.actor(key)):
        return [mention.case_id for mention in unseen(world.actor(key))]


def test_a_colleague_and_a_partner_who_may_read_are_told_and_nobody_else(world, case):
    write(world, case, "colleague", "social_worker")
    assert {key: told(world, key) for key in PEOPLE if told(world, key)} == {
        "colleague": [case.id],
        "social_worker": [case.id],
    }


def test_readers_are_those_who_open_the_case_with_the_audiences_of_their_roles(world, case):
    actor = world.actor("adviser")
    with acting(actor):
        found = {reader.name: reader.audiences for reader in readers(actor, case)}
    everything = {"envelope", "file", "tenancy", "social", "internal"}
    assert found == {
        "Colleague Person": everything,
        "Team_Lead Person": everything,
        "Coordinator Person": {"envelope"},
        # Its own notes are its own: not those of the holder's service.
        "Social_Worker Person": {"envelope", "file", "social"},
    }


def test_a_partner_names_the_holders_service(world, case):
    write(world, case, "adviser", author="social_worker")
    assert told(world, "adviser") == [case.id]


@pytest.mark.parametrize(
    ("key", "audience", "who_may"),
    [
        ("coordinator", "social", "Colleague Person (social service)"),
        ("social_worker", "internal", "Colleague Person (social service)"),
        ("allocation_officer", "social", "Social_Worker Person (support service)"),
        ("stranger", "envelope", "Coordinator Person (social service)"),
    ],
)
def test_who_may_not_read_is_not_named_and_the_field_says_who_may(world, case, key, audience, who_may):
    with pytest.raises(Invalid) as caught:
        write(world, case, key, audience=audience)
    assert list(caught.value.fields) == ["named"]
    assert who_may in caught.value.fields["named"]
    # The name of a stranger to the case is not given away.
    assert ("Stranger Person" in caught.value.fields["named"]) is False
    with acting(world.actor("adviser")):
        assert not Note.objects.exists()
        assert not Mention.objects.exists()


def test_a_name_after_an_at_sign_is_a_mention_and_is_held_to_the_same_rule(world, case):
    write(world, case, body="@Colleague Person, could you call?")
    assert told(world, "colleague") == [case.id]
    with pytest.raises(Invalid):
        write(world, case, body="@Coordinator Person, could you call?")


def test_a_note_sent_twice_names_once(world, case):
    note = uuid4()
    for _ in range(2):
        write(world, case, "colleague", note_id=note)
    with acting(world.actor("adviser")):
        assert Mention.objects.filter(note=note).count() == 1
        assert list(Event.objects.filter(kind="mention.made").values_list("subject_id", flat=True)) == [note]


def test_opening_the_case_marks_ones_own_mentions_as_seen(world, case):
    write(world, case, "colleague", "social_worker")
    colleague = world.actor("colleague")
    with acting(colleague):
        assert mark_seen(actor=colleague, case_id=case.id, at=AT) == 1
        assert mark_seen(actor=colleague, case_id=case.id, at=AT) == 0
    assert (told(world, "colleague"), told(world, "social_worker")) == ([], [case.id])


def test_both_walls_admit_the_same_mentions(world, case):
    write(world, case, "colleague", audience="internal")
    write(world, case, "colleague", "social_worker")
    write(world, case, "coordinator", audience="envelope")
    counts = {}
    for key in PEOPLE:
        actor = world.actor(key)
        with acting(actor):
            raw = set(Mention.objects.values_list("id", flat=True))
            assert raw == set(rows_visible_to(actor, Mention).values_list("id", flat=True)), key
        counts[key] = len(raw)
    assert {key: number for key, number in counts.items() if number} == {
        "adviser": 4,
        "colleague": 4,
        "team_lead": 4,
        "coordinator": 1,
        "social_worker": 3,
    }


def test_a_share_that_ends_takes_the_mention_with_it(world, case):
    write(world, case, "social_worker")
    worker = world.actor("social_worker")
    with acting(worker, now=AT + timedelta(days=20)):
        assert list(unseen(worker)) == []


def test_the_author_withdraws_a_note_and_it_tells_nobody_any_more(world, case):
    note = write(world, case, "colleague")
    adviser = world.actor("adviser")
    with acting(adviser):
        withdraw_note(actor=adviser, case_id=case.id, note_id=note.id, at=AT)
        with pytest.raises(Missing):
            withdraw_note(actor=adviser, case_id=case.id, note_id=note.id, at=AT)
    assert told(world, "colleague") == []
    with acting(adviser):
        assert restore_note(actor=adviser, case_id=case.id, note_id=note.id).body == "Call back on Friday."
    assert told(world, "colleague") == [case.id]


@pytest.mark.parametrize("key", ["colleague", "team_lead", "social_worker", "stranger"])
def test_nobody_withdraws_the_words_of_another(world, case, key):
    note = write(world, case)
    actor = world.actor(key)
    with acting(actor), pytest.raises(Missing):
        withdraw_note(actor=actor, case_id=case.id, note_id=note.id, at=AT)


def test_the_news_of_the_morning_stays_all_day(world):
    actor = world.actor("adviser")
    looks = [AT, AT + timedelta(hours=5), AT + timedelta(days=1), AT + timedelta(days=1, hours=2)]
    with acting(actor):
        told_since = [look_at_today(actor=actor, at=look) for look in looks]
    assert told_since == [None, None, looks[1], looks[1]]
