"""What the night says of dates: to who answers for them a few days before, to the coordinator once they are missed."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from palier.accounts import mail
from palier.accounts.models import User
from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.messaging.models import MissedDate, Reminder
from palier.platform import events
from palier.platform.actor import Actor
from palier.platform.due import Due, due_dates, hers

# Two reminders before the day, one the day after: more are no longer read.
FIRST, SECOND, LATE = timedelta(days=5), timedelta(days=2), timedelta(days=-1)
DAYS = {"first": FIRST, "second": SECOND, "late": LATE}


@transaction.atomic
def note_missed(*, actor: Actor, today: date) -> None:
    """Keep, for whoever coordinates, which dates of cases the actor's service has let go by."""
    missed = [due for due in due_dates(actor, today - timedelta(days=1)) if due.on < today and due.case]
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
def remind(*, actor: Actor, today: date) -> bool:
    """Send the actor how many of her dates come in five days, in two, or went by yesterday. Whether there were any.

    Numbers and a link: neither a case nor a kind of date leaves by e-mail. Raises NotSent, with nothing kept.
    """
    dues = hers(due_dates(actor, today + FIRST), actor.user)
    counted = {name: sum(due.on == today + ahead for due in dues) for name, ahead in DAYS.items()}
    if not any(counted.values()):
        return False
    _row, fresh = Reminder.objects.get_or_create(user_id=actor.user, service_id=actor.service, on=today)
    if fresh:
        email = User.objects.values_list("email", flat=True).get(id=actor.user)
        link = settings.SITE_URL + reverse("calendar")
        mail.send(email, "messaging/email/dates_to_keep", link=link, **counted)
    return fresh


def missed_dates(actor: Actor, *, today: date) -> QuerySet[MissedDate]:
    """Those of the cases the actor sees that were still missed this night, the oldest first."""
    return (
        rows_visible_to(actor, MissedDate)
        .filter(still_on__gte=today - timedelta(days=1))
        .exclude(case__in=Case.objects.filter(state="closed"))
        .select_related("case", "service__organisation", "person")
        .order_by("on", "case__reference")
    )
