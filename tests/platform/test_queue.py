"""What a worker that is gone left in the middle is done again, or said to have failed; nothing stays for ever."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import translation

from palier.platform import jobs, queue
from palier.platform.models import JobRun
from palier.platform.queue import Queue

NOW = datetime.now(UTC)
TASK = "platform.deliver"


def ask(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def worker(silent_for: timedelta) -> int:
    return ask("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", NOW - silent_for)[0][0]


def begun(by: int | None = None, *, attempts: int = 0, **arguments: str) -> int:
    """A job of that worker's, in the middle."""
    jobs.enqueue(TASK, **arguments)
    (number,) = ask("SELECT max(id) FROM procrastinate_jobs")[0]
    change = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s"
    ask(change, by, attempts, number)
    return number


def status(number: int) -> str:
    return ask("SELECT status::text FROM procrastinate_jobs WHERE id = %s", number)[0][0]


def test_what_a_silent_worker_left_is_taken_up(db):
    left, held = begun(worker(timedelta(seconds=31))), begun(worker(timedelta(seconds=29)))
    orphan = begun(None)
    assert queue.pick_up(NOW) == 2
    assert (status(left), status(held), status(orphan)) == ("todo", "doing", "todo")
    assert queue.pick_up(NOW) == 0


def test_what_ends_its_worker_three_times_is_given_up(db):
    last, hopeless = begun(attempts=2), begun(attempts=3)
    assert queue.pick_up(NOW) == 1
    assert (status(last), status(hopeless)) == ("todo", "failed")


def test_what_waits_already_is_not_put_in_twice(db):
    number = begun()
    ask("UPDATE procrastinate_jobs SET queueing_lock = 'once' WHERE id = %s", number)
    jobs.app.configure_task(TASK, queueing_lock="once").defer(event=str(uuid4()))
    assert queue.pick_up(NOW) == 0
    assert status(number) == "failed"
    assert queue.state(NOW + timedelta(minutes=1)).waiting == 1


@pytest.fixture
def run(committed_world):
    with transaction.atomic():
        return jobs.start("homes.check_import", actor=committed_world.actor("allocation_officer"), label="Read a file")


def left(run: JobRun, *, attempts: int = 0) -> int:
    ((number,),) = ask("SELECT id FROM procrastinate_jobs WHERE args ->> 'job' = %s", str(run.id))
    ask("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s", attempts, number)
    return number


def test_work_that_ended_is_not_done_again(run):
    """Killed between its last commit and its farewell to the queue."""
    number = left(run)
    JobRun.objects.filter(id=run.id).update(state=JobRun.State.DONE)
    assert queue.pick_up(NOW) == 0
    assert status(number) == "succeeded"


def test_the_owner_of_work_given_up_is_told(run):
    number = left(run, attempts=3)
    JobRun.objects.filter(id=run.id).update(state=JobRun.State.RUNNING)
    with translation.override("en"):
        assert queue.pick_up(NOW) == 0
    run.refresh_from_db()
    assert (status(number), run.state, run.ended_at) == ("failed", "failed", NOW)
    assert run.message.startswith("The work broke off")


def test_the_queue_in_figures(db):
    worker(timedelta(0))
    jobs.enqueue(TASK, event=str(uuid4()))
    jobs.enqueue_at(TASK, NOW + timedelta(hours=2), event=str(uuid4()))
    begun()
    late = NOW + timedelta(minutes=10)
    ask("UPDATE procrastinate_events SET at = %s", NOW)
    found = queue.state(late)
    assert found == Queue(workers=0, waiting=1, doing=1, failed=0, oldest=600)
    assert queue.state(NOW + timedelta(seconds=3)).workers == 1
    assert queue.state(NOW + timedelta(hours=3)).oldest == 3 * 3600


def test_an_empty_queue(db):
    assert queue.state(NOW) == Queue(workers=0, waiting=0, doing=0, failed=0, oldest=0)


def test_a_look_plans_the_next(db):
    jobs.plan(NOW)
    jobs.plan(NOW)
    planned = ask("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'platform.pick_up'")
    assert planned == [(NOW + timedelta(minutes=1),)]


def test_what_ended_a_month_ago_is_forgotten(db):
    old, recent, waiting = begun(), begun(), begun()
    ask("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = ANY(%s)", [old, recent])
    ask("UPDATE procrastinate_events SET at = now() - interval '31 days' WHERE job_id = ANY(%s)", [old, waiting])
    queue.clear()
    assert ask("SELECT id FROM procrastinate_jobs ORDER BY id") == [(recent,), (waiting,)]
