"""Long work always says its end, and asks again whether its owner may."""

import pytest
from django.db import connection, transaction
from tests.factories.world import AT

from palier.platform import jobs
from palier.platform.errors import Invalid, Refused
from palier.platform.models import JobRun


@pytest.fixture
def run(committed_world):
    with transaction.atomic():
        return jobs.start("homes.check_import", actor=committed_world.actor("allocation_officer"), label="Read a file")


def test_what_is_done_is_said_with_its_result(run):
    with jobs.running(str(run.id)) as work:
        work.advance(3, 10)
        work.finish(rows=10)
    run.refresh_from_db()
    assert (run.state, run.done, run.total, run.result) == ("done", 3, 10, {"rows": 10})
    assert run.ended_at is not None


def test_an_owner_who_left_ends_it(committed_world, run):
    committed_world.people["allocation_officer"].memberships.update(ended_on=AT.date())
    with pytest.raises(Refused), jobs.running(str(run.id)):
        pass
    run.refresh_from_db()
    assert (run.state, run.done) == ("failed", 0)
    assert run.message
    assert run.ended_at is not None


def test_a_refusal_ends_it_with_its_words_and_nothing_written(run):
    with jobs.running(str(run.id)):
        JobRun.objects.filter(id=run.id).update(label="half written")
        raise Invalid("The file is empty.")
    run.refresh_from_db()
    assert (run.state, run.message, run.label) == ("failed", "The file is empty.", "Read a file")


def test_a_failure_ends_it_and_is_known_to_the_queue(run):
    with pytest.raises(ZeroDivisionError), jobs.running(str(run.id)):
        raise ZeroDivisionError
    run.refresh_from_db()
    assert run.state == "failed"


def test_its_owner_stops_it(run):
    JobRun.objects.filter(id=run.id).update(stop_asked=True)
    with jobs.running(str(run.id)) as work:
        work.advance(1)
    run.refresh_from_db()
    assert run.state == "stopped"


def test_the_work_of_a_night_lets_all_other_work_pass(db):
    """Thirteen thousand mornings to write keep nobody at work waiting."""
    jobs.enqueue_last("messaging.remind", user="a", service="b")
    jobs.enqueue("platform.deliver", event="c")
    jobs.enqueue_last("messaging.remind", user="a", service="b")
    with connection.cursor() as cursor:
        fetched = []
        for _ in range(3):
            cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, NULL)")
            fetched += [name for (name,) in cursor.fetchall() if name]
    assert fetched == ["platform.deliver", "messaging.remind"]
