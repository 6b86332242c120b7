"""What the night says: her dates and her digest to each person, to the coordinator the dates that were missed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.messaging.alerts import choice_of, take, write
from palier.messaging.enums import AlertWay, DigestRhythm
from palier.messaging.models import MissedDate, Reminder
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.due import Due, due_dates, hers

# In days from today, the first and the last. Two reminders before the day, one the day after: more are not read.
DAYS = {"first": (5, 5), "second": (2, 2), "late": (-1, -1)}
# A digest sums up: what went by and is still to do, today, the six days after.
LONG_AGO = -365
SUMMED = {"gone": (LONG_AGO, -1), "today": (0, 0), "week": (1, 6)}
MONDAY = 0


def morning_dates(actor: Actor, today: date) -> list[Due]:
    """What a morning is said of: asked once for both its parts."""
    far = max(last for named in (DAYS, SUMMED) for _first, last in named.values())
    return due_dates(actor, today + timedelta(days=far))


@transaction.atomic
def note_missed(*, actor: Actor, today: date, dues: Iterable[Due]) -> None:
    """Keep, for whoever coordinates, which dates of cases the actor's service has let go by."""
    missed = [due for due in dues if due.on < today and due.case]
    kept = {
        (row.case_id, row.on): row
        for row in rows_visible_to(actor, MissedDate).filter(service=actor.service, on__in=[due.on for due in missed])
    }
    for due in missed:
        row = kept.get((due.case, due.on))
        if row is None:
            kept[due.case, due.on] = _note(actor, due, today)
        elif row.still_on < today:
            row.still_on = today
            row.save(update_fields=["still_on"])


def _note(actor: Actor, due: Due, today: date) -> MissedDate:
    row = MissedDate.objects.create(
        case_id=due.case,
        service_id=actor.service,
        person_id=due.person,
        on=due.on,
        noted_on=today,
        still_on=today,
    )
    events.record("date.missed", case=due.case, subject=row.id, changes={"on": due.on.isoformat()})
    return row


@transaction.atomic
def remind(*, actor: Actor, today: date, dues: Iterable[Due]) -> bool:
    """Write the actor's morning: her dates, as she chose, and her digest on its day. Whether there was anything.

    Numbers and a link: neither a case nor a kind of date leaves by e-mail. Raises NotSent, with nothing kept.
    """
    choice = choice_of(actor.user)
    digest = choice.digest == DigestRhythm.DAILY or today.weekday() == MONDAY
    counted: Mapping[str, int] = {}
    if choice.dates == AlertWay.AT_ONCE or (digest and choice.dates == AlertWay.DIGEST):
        mine = hers(dues, actor.user)
        counted = _counted(mine, today, DAYS if choice.dates == AlertWay.AT_ONCE else SUMMED)
    _row, fresh = Reminder.objects.get_or_create(user_id=actor.user, service_id=actor.service, on=today)
    if not fresh:
        return False
    news = take(actor, choice.themes(AlertWay.DIGEST)) if digest else Counter()
    if not news and not any(counted.values()):
        return False
    link = settings.SITE_URL + reverse("today" if news else "calendar")
    write(actor, "messaging/email/morning", dates=counted, counted=news, link=link)
    return True


def _counted(dues: Iterable[Due], today: date, named: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """How many dates fall between so many days from today and so many, under each name."""
    ahead = [(due.on - today).days for due in dues]
    return {name: sum(first <= days <= last for days in ahead) for name, (first, last) in named.items()}


def missed_dates(actor: Actor, *, today: date) -> QuerySet[MissedDate]:
    """Those of the cases the actor sees that were still missed this night, the oldest first."""
    return (
        rows_visible_to(actor, MissedDate)
        .filter(still_on__gte=today - timedelta(days=1))
        .exclude(case__in=Case.objects.filter(state="closed"))
        .select_related("case", "service__organisation", "person")
        .order_by("on", "case__reference")
    )
