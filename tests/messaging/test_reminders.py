"""What the night says: numbers to who answers, the bare day to the coordinator."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.urls import reverse

from palier.cases.models import CurrentHousing
from palier.messaging.models import MissedDate, Reminder
from palier.messaging.reminders import missed_dates, morning_dates, note_missed, remind
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.models import Event
from tests.factories.world import AT, DAY


@pytest.fixture(autouse=True)
def _mails(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def leaves(world, case, ahead: int) -> None:
    with acting(world.actor("adviser")):
        CurrentHousing.objects.filter(case=case).update(until=DAY + timedelta(days=ahead))


def night(world, key, days: int = 0) -> None:
    at = AT + timedelta(days=days)
    with clock.frozen(at), acting(world.actor(key)) as actor:
        today = DAY + timedelta(days=days)
        dues = morning_dates(actor, today)
        note_missed(actor=actor, today=today, dues=dues)
        remind(actor=actor, today=today, dues=dues)


@pytest.mark.parametrize(
    ("ahead", "said"), [(5, "1 date to keep in 5 days."), (2, "1 date to keep in 2 days."), (-1, "1 date went by")]
)
def test_who_answers_is_told_how_many_five_days_before_two_days_before_and_the_day_after(world, ahead, said):
    case = world.case()
    leaves(world, case, ahead)
    night(world, "adviser")
    assert [message.to for message in outbox.outbox] == [["adviser@tests.invalid"]]
    assert said in outbox.outbox[0].body
    told = outbox.outbox[0].subject + outbox.outbox[0].body
    assert [word for word in (case.reference, "Nadia", "Benali", "leave") if word in told] == []


@pytest.mark.parametrize("ahead", [6, 4, 3, 1, 0, -2])
def test_no_other_day_is_written_about(world, ahead):
    leaves(world, world.case(), ahead)
    night(world, "adviser")
    assert outbox.outbox == []


def test_a_night_that_runs_twice_writes_once(world):
    leaves(world, world.case(), 5)
    night(world, "adviser")
    night(world, "adviser")
    assert (len(outbox.outbox), Reminder.objects.count()) == (1, 1)


def test_a_colleague_is_not_told_of_a_case_she_does_not_answer_for(world):
    leaves(world, world.case(), 5)
    night(world, "colleague")
    assert outbox.outbox == []


def test_the_coordinator_reads_which_case_and_day_were_missed_and_not_what_was_due(world, signed_in):
    case = world.case()
    leaves(world, case, -1)
    night(world, "adviser")
    night(world, "adviser", days=1)
    with acting(world.actor("coordinator")) as actor:
        row = missed_dates(actor, today=DAY + timedelta(days=1)).get()
        assert (row.case_id, row.on, row.noted_on, row.still_on) == (
            case.id,
            DAY - timedelta(days=1),
            DAY,
            DAY + timedelta(days=1),
        )
        # Kept since: the next night does not note it again, and the morning after it is no longer shown.
        assert missed_dates(actor, today=DAY + timedelta(days=3)).count() == 0
        assert Event.objects.filter(kind="date.missed").count() == 1
    shown = signed_in("coordinator").get(reverse("today"))
    assert [row.cells[0].value for row in shown.context["missed"].rows] == [case.reference]
    assert "Nadia" not in shown.text


@pytest.mark.parametrize("key", ["stranger", "social_worker", "debt_recovery", "administrator"])
def test_nobody_else_reads_what_was_missed(world, key):
    leaves(world, world.case(), -1)
    night(world, "adviser")
    with acting(world.actor(key)):
        assert MissedDate.objects.count() == 0
