"""What is told by e-mail: to whom, as she chose, once, with numbers alone; and what becomes of it when none leaves."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.db import connection, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from palier.accounts.mail import ServerRefused
from palier.cases.models import SharingAuthorisation
from palier.cases.sharing import withdraw
from palier.messaging import alerts, reminders
from palier.messaging.concerned import KINDS, concerned
from palier.messaging.enums import AlertTheme, AlertWay
from palier.messaging.models import Alert, AlertChoice
from palier.messaging.services import comment
from palier.platform import clock, events, jobs
from palier.platform.actor import system_actor
from palier.platform.context import acting
from palier.platform.delivery import deliver
from palier.platform.errors import Conflict, Invalid
from palier.platform.models import Access, Event
from palier.support.services import accept
from tests.factories.candidacies import a_candidacy
from tests.factories.homes import an_opening
from tests.factories.support import a_mandate
from tests.factories.world import AT, DAY, PEOPLE

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"
WAYS = {theme.value: getattr(AlertChoice(), theme.value) for theme in AlertTheme}
SOON = AT + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _mails(settings):
    settings.EMAIL_BACKEND = LOCMEM


@pytest.fixture
def world(committed_world):
    """The delivery and what it keeps need the worker's own role, hence a database of its own."""
    return committed_world


def a_case(world, **said):
    with transaction.atomic():
        return world.case(**said)


def named(world, case, key="colleague", *, audience="social"):
    actor = world.actor("adviser")
    reader = (world.people[key].id, world.services[PEOPLE[key][0]].id)
    with transaction.atomic(), acting(actor, now=AT):
        return comment(
            actor=actor, case_id=case.id, audience=audience, body="Nadia calls on Friday.", at=AT, named=[reader]
        )


def delivered(as_worker, at=AT) -> None:
    """Everything recorded so far, as the worker does it."""
    with as_worker(), clock.frozen(at):
        with transaction.atomic(), acting(system_actor("delivery")):
            found = list(Event.objects.filter(kind__in=KINDS).order_by("at", "id").values_list("id", flat=True))
        for event in found:
            deliver(event)


def told(world, as_worker, key, at=SOON) -> bool:
    with as_worker(), clock.frozen(at), transaction.atomic(), acting(world.actor(key)) as actor:
        return alerts.tell_at_once(actor=actor)


def morning(world, as_worker, key, days=1) -> bool:
    at = AT + timedelta(days=days)
    with as_worker(), clock.frozen(at), transaction.atomic(), acting(world.actor(key)) as actor:
        today = DAY + timedelta(days=days)
        return reminders.remind(actor=actor, today=today, dues=reminders.morning_dates(actor, today))


def chooses(world, key, digest="daily", **ways):
    with transaction.atomic(), acting(world.actor(key)) as actor:
        alerts.choose(actor=actor, ways=WAYS | ways, digest=digest)


def ordered(world):
    """By the adviser, of the social worker's service."""
    with transaction.atomic():
        return a_mandate(world, world.case(authorised=(world.services["support"].id,)))


def accepted(world) -> None:
    mandate = ordered(world)
    with transaction.atomic(), acting(world.actor("social_worker"), now=AT) as actor:
        accept(actor=actor, mandate_id=mandate.id, starts_on=DAY, at=AT)


def kept() -> int:
    with transaction.atomic(), acting(system_actor("delivery")):
        return Alert.objects.count()


def test_who_is_named_is_told_at_once_how_often_and_nothing_else(world, as_worker):
    case = a_case(world)
    named(world, case)
    delivered(as_worker)
    assert told(world, as_worker, "colleague") is True
    (message,) = outbox.outbox
    assert message.to == ["colleague@tests.invalid"]
    assert "You were named in 1 note." in message.body
    said = message.subject + message.body
    assert [
        word for word in ("Nadia", "Benali", "Friday", "Adviser", case.reference, str(case.id)) if word in said
    ] == []


def test_nothing_is_told_twice_however_often_the_work_runs(world, as_worker):
    named(world, a_case(world))
    delivered(as_worker)
    delivered(as_worker)
    assert [told(world, as_worker, "colleague") for _time in range(3)] == [True, False, False]
    with as_worker():
        assert kept() == 0
    assert len(outbox.outbox) == 1


def test_what_happens_together_is_one_e_mail(world, as_worker):
    case = a_case(world)
    named(world, case)
    named(world, case)
    delivered(as_worker)
    told(world, as_worker, "colleague")
    assert ["You were named in 2 notes." in message.body for message in outbox.outbox] == [True]


def test_who_has_opened_the_case_since_is_told_nothing(world, as_worker):
    case = a_case(world)
    named(world, case)
    delivered(as_worker)
    with clock.frozen(AT + timedelta(minutes=1)), transaction.atomic(), acting(world.actor("colleague")):
        events.looked(Access.Action.OPENED, case=case.id, route="case")
    assert told(world, as_worker, "colleague") is False
    assert outbox.outbox == []


def test_what_the_household_took_back_meanwhile_is_not_even_counted(world, as_worker):
    support = world.services["support"].id
    case = a_case(world, authorised=(support,))
    named(world, case, "social_worker")
    delivered(as_worker)
    later = AT + timedelta(minutes=5)
    with clock.frozen(later), transaction.atomic(), acting(world.actor("adviser")) as actor:
        given = SharingAuthorisation.objects.get(case=case)
        withdraw(actor=actor, case_id=case.id, authorisation=given.id, at=later)
    assert told(world, as_worker, "social_worker", later + timedelta(minutes=5)) is False
    assert outbox.outbox == []


def test_a_mandate_is_asked_of_those_who_answer_it(world, as_worker):
    ordered(world)
    delivered(as_worker)
    assert [key for key in ("social_worker", "volunteer", "rental_manager") if told(world, as_worker, key)] == [
        "social_worker"
    ]
    assert "Your service was asked for something 1 time." in outbox.outbox[0].body


def test_a_candidacy_is_asked_of_the_landlords_officers(world, as_worker):
    with transaction.atomic():
        a_candidacy(world, world.case(), an_opening(world))
    delivered(as_worker)
    told_ones = [key for key in PEOPLE if told(world, as_worker, key)]
    assert told_ones == ["allocation_officer", "committee_secretary"]


def test_the_digest_counts_what_partners_did_once(world, as_worker):
    accepted(world)
    delivered(as_worker)
    assert told(world, as_worker, "adviser") is False
    assert [morning(world, as_worker, "adviser"), morning(world, as_worker, "adviser")] == [True, False]
    assert "1 change by others in your cases." in outbox.outbox[0].body
    assert morning(world, as_worker, "adviser", days=2) is False


def test_a_weekly_digest_waits_for_monday(world, as_worker):
    accepted(world)
    delivered(as_worker)
    chooses(world, "adviser", digest="weekly")
    # The world's day is a Thursday.
    sent = {days: morning(world, as_worker, "adviser", days=days) for days in (1, 2, 3, 4)}
    assert sent == {1: False, 2: False, 3: False, 4: True}


def test_who_wants_nothing_is_written_nothing(world, as_worker):
    named(world, a_case(world))
    delivered(as_worker)
    chooses(world, "colleague", **dict.fromkeys(WAYS, AlertWay.NEVER))
    assert told(world, as_worker, "colleague") is False
    assert morning(world, as_worker, "colleague") is False
    assert outbox.outbox == []


def test_what_was_long_ago_is_no_news(world, as_worker):
    named(world, a_case(world))
    delivered(as_worker, AT + alerts.NEWS + timedelta(seconds=1))
    with as_worker():
        assert kept() == 0


def test_what_waits_for_a_digest_that_never_comes_is_forgotten(world, as_worker):
    named(world, a_case(world))
    delivered(as_worker)
    with as_worker(), transaction.atomic(), acting(system_actor("delivery")):
        alerts.forget_old(AT + alerts.NEWS)
        assert Alert.objects.count() == 1
        alerts.forget_old(AT + alerts.NEWS + timedelta(seconds=1))
        assert Alert.objects.count() == 0


def test_a_mail_server_that_refuses_loses_nothing_and_is_asked_again(world, as_worker, settings, closed_port):
    named(world, a_case(world))
    delivered(as_worker)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port
    with pytest.raises(ServerRefused):
        told(world, as_worker, "colleague")
    with as_worker():
        assert kept() == 1
    settings.EMAIL_BACKEND = LOCMEM
    assert told(world, as_worker, "colleague") is True


def test_the_worker_tries_again_later_and_the_job_page_says_so(world, committing_db, as_worker, closed_port, client):
    named(world, a_case(world))
    delivered(as_worker)
    somebody = {"user": str(world.people["colleague"].id), "service": str(world.services["social"].id)}
    jobs.enqueue_once("messaging.tell", **somebody)
    settings = {"PALIER_ROLE": "worker", "PALIER_SMTP": f"smtp://127.0.0.1:{closed_port}", **committing_db}
    worker = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    done = subprocess.run(worker, env=os.environ | settings, capture_output=True, text=True, timeout=60, check=False)
    row = ProcrastinateJob.objects.get(task_name="messaging.tell")
    assert (row.status, row.attempts) == ("todo", 1), done.stderr
    client.force_login(world.people["administrator"])
    shown = {fact.term: fact.value for fact in client.get(reverse("jobs")).context["queue"]}
    assert shown["Refused by the mail server, to be tried again"] == 1
    with as_worker():
        assert kept() == 1
    # What the worker said of it names nobody.
    assert [word for word in ("colleague@", "Nadia", "Colleague") if word in done.stderr + done.stdout] == []


def test_two_workers_at_once_tell_it_once(world, as_worker):
    """The second waits for the first to commit, finds nothing left to remove, and tells nothing."""
    named(world, a_case(world))
    delivered(as_worker)
    counted, begun = [], threading.Event()

    def second():
        try:
            with clock.frozen(SOON), transaction.atomic(), acting(world.actor("colleague")) as actor:
                begun.set()
                counted.append(alerts.take(actor, [AlertTheme.MENTIONS]))
        except Conflict:
            counted.append("refused")
        finally:
            connection.close()

    with as_worker():
        other = threading.Thread(target=second)
        with clock.frozen(SOON), transaction.atomic(), acting(world.actor("colleague")) as actor:
            counted.append(alerts.take(actor, [AlertTheme.MENTIONS]))
            other.start()
            begun.wait()
        other.join()
    assert counted[0] == {"mentions": 1}
    # It saw the alert before the first had committed and was refused, or came after it and found nothing.
    assert counted[1] in ("refused", {})


def test_nobody_is_concerned_by_her_own_act(world, as_worker):
    named(world, a_case(world))
    with as_worker(), transaction.atomic(), acting(system_actor("delivery")):
        for event in Event.objects.filter(kind__in=KINDS):
            assert event.actor_id not in {user for user, _service in concerned(event)}


def test_the_page_keeps_what_is_chosen_and_refuses_another_answer(world, client):
    client.force_login(world.people["adviser"])
    page = client.get(reverse("alerts"))
    assert {name: field.initial for name, field in page.context["form"].fields.items()} == WAYS | {"digest": "daily"}
    chosen = WAYS | {"mentions": "never", "dates": "digest"}
    assert client.post(reverse("alerts"), chosen | {"digest": "weekly"}).status_code == 302
    row = AlertChoice.objects.get(user=world.people["adviser"])
    assert {name: getattr(row, name) for name in (*WAYS, "digest")} == chosen | {"digest": "weekly"}
    assert client.post(reverse("alerts"), chosen | {"digest": "hourly"}).status_code == 422
    with pytest.raises(Invalid), transaction.atomic(), acting(world.actor("adviser")) as actor:
        alerts.choose(actor=actor, ways=WAYS | {"cases": "often"}, digest="daily")
    row.refresh_from_db()
    assert row.cases == chosen["cases"]


def test_one_click_in_the_mail_program_stops_it_and_looking_at_the_page_does_not(world, as_worker, client):
    named(world, a_case(world))
    delivered(as_worker)
    told(world, as_worker, "colleague")
    headers = outbox.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = (
        headers["List-Unsubscribe"]
        .strip("<>")
        .removeprefix("http://localhost:8000")
        .removeprefix("http://127.0.0.1:8000")
    )
    assert client.get(address).status_code == 200
    assert AlertChoice.objects.count() == 0
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row = AlertChoice.objects.get(user=world.people["colleague"])
    assert {getattr(row, name) for name in WAYS} == {"never"}
    # The link stops e-mails and opens nothing.
    assert client.get(reverse("account")).status_code == 302


@pytest.mark.parametrize("link", ["none-such", "WyJub25lIl0:1:forged"])
def test_a_forged_link_stops_nothing(db, client, link):
    assert client.post(reverse("alerts_stop", args=[link])).status_code == 404
    assert AlertChoice.objects.count() == 0
