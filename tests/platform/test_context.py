"""The context: transaction-local, restored, required; and the two tables that nobody rewrites."""

import pytest
from django.db import DatabaseError, connection, transaction

from palier.platform import events
from palier.platform.context import NoContext, acting, current
from palier.platform.models import Access, Event


def settings_now() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('palier.user', true), current_setting('palier.organisation', true)")
        return dict(zip(("user", "organisation"), cursor.fetchone(), strict=True))


def test_no_context_outside_a_transaction(committed_world):
    with pytest.raises(NoContext), acting(committed_world.actor("adviser")):
        pass


def test_no_actor_outside_a_context(db):
    with pytest.raises(NoContext):
        current()
    with pytest.raises(NoContext):
        events.record("test.nothing")


def test_the_former_context_comes_back(world):
    adviser, stranger = world.actor("adviser"), world.actor("stranger")
    with acting(adviser):
        with acting(stranger):
            assert settings_now()["user"] == str(stranger.user)
            assert current() == stranger
        assert settings_now()["user"] == str(adviser.user)
    assert settings_now()["user"] == ""


def test_the_former_context_comes_back_after_a_refusal_and_after_an_aborted_statement(world):
    adviser, stranger = world.actor("adviser"), world.actor("stranger")
    with acting(adviser):
        with pytest.raises(ValueError, match="x"), acting(stranger):
            raise ValueError("x")
        assert settings_now()["user"] == str(adviser.user)
        with pytest.raises(DatabaseError), transaction.atomic(), acting(stranger), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert settings_now()["user"] == str(adviser.user)


def test_after_a_commit_the_settings_are_empty(committed_world):
    adviser = committed_world.actor("adviser")
    with transaction.atomic(), acting(adviser):
        assert settings_now()["user"] == str(adviser.user)
    assert settings_now() in ({"user": "", "organisation": ""}, {"user": None, "organisation": None})


def test_a_write_without_an_actor_is_refused_by_the_trigger(db):
    for model in (Event, Access):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.create(at="2026-03-12T09:30Z")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="no actor"), transaction.atomic():
        cursor.execute(
            "INSERT INTO event (id, at, kind, system, audience, from_state, to_state, reason, changes)"
            " VALUES (gen_random_uuid(), now(), 'x', '', 'envelope', '', '', '', '{}')"
        )


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'y'", "DELETE FROM event", "TRUNCATE event"])
def test_what_happened_is_never_rewritten(world, statement):
    actor = world.actor("adviser")
    with acting(actor):
        events.record("test.happened")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert Event.objects.filter(kind="test.happened").count() == 1


def test_nobody_writes_in_another_name(world):
    adviser, stranger = world.actor("adviser"), world.actor("stranger")
    with acting(adviser), pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.create(
            at="2026-03-12T09:30Z", kind="x", actor_id=stranger.user, organisation_id=stranger.organisation
        )
