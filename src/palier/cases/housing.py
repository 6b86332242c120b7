"""Where a household sleeps, one home after another: the one it leaves is kept as it was, with the day it left.

What is said on the phone comes first; then a title says so, or the end of one. The urgency follows. Written in the
context of the service that holds the case.
"""

from datetime import date
from uuid import UUID

from palier.cases.models import Case, CurrentHousing, Situation
from palier.cases.urgency import once_housed, urgency


def here(case: Case) -> CurrentHousing | None:
    """The home of tonight; None where it is not known."""
    return CurrentHousing.objects.filter(case=case).first()


def move_in(*, case: Case, kind: str, since: date, title: UUID | None, today: date) -> None:
    """It sleeps there since a day, under a `title` or without; an empty `kind`: it has left, and nobody knows where to.

    A date to leave is the title's to say, once there is one.
    """
    _leave(case, since)
    if kind:
        CurrentHousing.objects.create(case=case, kind=kind, since=since, title=title)
    _weigh(case, today)


def move_back(*, case: Case, title: UUID, today: date) -> None:
    """The title never was: the home that it ended is the one of tonight again."""
    mistaken = CurrentHousing.objects.get(case=case, title=title)
    before = CurrentHousing.everything.filter(case=case, left_on=mistaken.since).exclude(id=mistaken.id)
    former = before.order_by("since").last()
    mistaken.delete()
    if former:
        former.left_on = None
        former.save(update_fields=["left_on"])
    _weigh(case, today)


def _leave(case: Case, on: date) -> None:
    if former := here(case):
        former.left_on = max(on, former.since or on)
        former.save(update_fields=["left_on"])


def _weigh(case: Case, today: date) -> None:
    situation, home = Situation.objects.filter(case=case).first(), here(case)
    if situation is None:
        return
    if home and home.title:
        level, reason = once_housed(situation.causes)
    else:
        kind, until = (home.kind, home.until) if home else ("", None)
        level, reason = urgency(housing=kind, until=until, causes=situation.causes, today=today)
    Situation.objects.filter(case=case).update(urgency_reason=reason)
    Case.objects.filter(id=case.id).update(urgency=level)
