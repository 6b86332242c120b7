"""Who answers for a case: its referent, whoever covers for her while she is away, the next one when she passes it on.

None of it opens anything: secrecy stops at the service, and a substitute is of the same one.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import User
from palier.cases import access, policies
from palier.cases.models import Case, Cover
from palier.cases.queries import visible_to
from palier.organisations.models import Membership
from palier.organisations.queries import running
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.models import Event
from palier.platform.policy import require

PASSED = "case.passed_on"
# A cover is an absence; whoever leaves for longer passes her cases on.
LONGEST_COVER = timedelta(days=366)
# What has just been done can be undone; what was done last week is done again the other way.
TAKEN_BACK_WITHIN = timedelta(days=1)


def colleagues(actor: Actor, *, on: date) -> QuerySet[User]:
    """Those of the actor's service who may answer for a case on a day, herself included, by name."""
    held = Membership.objects.filter(running(on), service_id=actor.service, role__in=access.MOVE_CASE)
    return User.objects.filter(is_active=True, id__in=held.values("user_id")).order_by("last_name", "first_name", "id")


def covering(actor: Actor, *, on: date) -> QuerySet[Cover]:
    """The colleagues for whom the actor answers on a day."""
    return _running(on).filter(service_id=actor.service, substitute_id=actor.user).select_related("user")


def covers_of(service: UUID, users: Iterable[UUID], *, on: date) -> dict[UUID, Cover]:
    """By referent, who answers for her on a day in that service: what a partner on the phone is told as well."""
    found = _running(on).filter(service_id=service, user__in=set(users)).select_related("substitute", "user")
    return {cover.user_id: cover for cover in found}


def coming_covers(actor: Actor, *, on: date) -> QuerySet[Cover]:
    """The covers of the actor's service that run on a day or are to come, the nearest first."""
    return (
        Cover.objects.filter(service_id=actor.service, ended_at=None, until__gte=on)
        .select_related("user", "substitute")
        .order_by("begins_on", "user__last_name", "id")
    )


def _running(on: date) -> QuerySet[Cover]:
    return Cover.objects.filter(ended_at=None, begins_on__lte=on, until__gte=on)


@transaction.atomic
def cover(*, actor: Actor, user: UUID, substitute: UUID, begins_on: date, until: date, at: datetime) -> Cover:
    """`substitute` answers for the cases of `user` from a day to a day, both included.

    Raises Refused for somebody else's absence, unless the actor leads the team; Invalid for a substitute of another
    service, for dates that do not follow one another, and while another cover runs.
    """
    require(policies.may_cover(actor, user))
    today = at.astimezone(clock.PARIS).date()
    # One absence of a person is said at a time: two clicks at once make one cover.
    if not Membership.objects.select_for_update().filter(running(today), user=user, service_id=actor.service).exists():
        raise Missing
    _check_dates(begins_on, until, today)
    if substitute == user or not colleagues(actor, on=today).filter(id=substitute).exists():
        raise Invalid(fields={"substitute": _("Choose a colleague of your service: secrecy stops at the service.")})
    other = Cover.objects.filter(
        user=user, service_id=actor.service, ended_at=None, begins_on__lte=until, until__gte=begins_on
    ).first()
    if other:
        raise Invalid(fields={"begins_on": _("Somebody covers these days already: end that cover first.")})
    made = Cover.objects.create(
        user_id=user, service_id=actor.service, substitute_id=substitute, begins_on=begins_on, until=until
    )
    days = {"begins_on": begins_on.isoformat(), "until": until.isoformat()}
    events.record("cover.set", subject=made.id, changes={"user": str(user), "substitute": str(substitute)} | days)
    return made


def _check_dates(begins_on: date, until: date, today: date) -> None:
    if until < max(begins_on, today):
        raise Invalid(fields={"until": _("The last day comes after the first, and is not past.")})
    if until - begins_on > LONGEST_COVER:
        raise Invalid(fields={"until": _("A cover lasts a year at most. For longer, pass the cases on.")})


@transaction.atomic
def end_cover(*, actor: Actor, cover_id: UUID, at: datetime) -> Cover:
    """The person is back before the day that was said, or it was a mistake."""
    found = _locked(actor, cover_id, ended=False)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    events.record("cover.ended", subject=found.id)
    return found


@transaction.atomic
def resume_cover(*, actor: Actor, cover_id: UUID, at: datetime) -> Cover:
    """Undo the end. Raises Invalid when another cover has taken those days meanwhile."""
    found = _locked(actor, cover_id, ended=True)
    overlapping = Cover.objects.filter(
        user=found.user_id, service=found.service_id, ended_at=None, begins_on__lte=found.until
    ).filter(until__gte=found.begins_on)
    if overlapping.exists():
        raise Invalid(_("Somebody covers these days already: end that cover first."))
    found.ended_at = None
    found.save(update_fields=["ended_at"])
    events.record("cover.resumed", subject=found.id, changes={"at": at.isoformat()})
    return found


def _locked(actor: Actor, cover_id: UUID, *, ended: bool) -> Cover:
    rows = Cover.objects.filter(service_id=actor.service, ended_at__isnull=not ended)
    user = rows.filter(id=cover_id).values_list("user", flat=True).first()
    if user is None:
        raise Missing
    require(policies.may_cover(actor, user))
    list(Membership.objects.select_for_update().filter(user=user, service_id=actor.service))
    found = rows.filter(id=cover_id).first()
    if found is None:
        raise Missing
    return found


@transaction.atomic
def pass_on(*, actor: Actor, case_ids: Collection[UUID], to: UUID, at: datetime) -> UUID | None:
    """Give cases another referent of the service; returns the id by which all of it is taken back.

    All or none: raises Missing for a case that is not hers to see, Refused for one that is not hers to pass, Invalid
    for a colleague of another service. A case that `to` refers already stays as it is; None when all of them do.
    """
    cases = list(visible_to(actor).filter(id__in=case_ids, holder_id=actor.service).order_by("id").select_for_update())
    if len(cases) != len(set(case_ids)):
        raise Missing
    for case in cases:
        require(policies.may_pass_on(actor, case), case=case.id)
    if not colleagues(actor, on=at.astimezone(clock.PARIS).date()).filter(id=to).exists():
        raise Invalid(fields={"to": _("Choose a colleague of your service: secrecy stops at the service.")})
    moved = [case for case in cases if case.referent_id != to]
    if not moved:
        return None
    handover = new_id()
    _refer(moved, {case.id: to for case in moved}, handover)
    return handover


@transaction.atomic
def take_back(*, actor: Actor, handover: UUID, at: datetime) -> int:
    """Undo what the actor has just passed on; how many cases came back. Those passed on again meanwhile stay."""
    passed = Event.objects.filter(
        kind=PASSED, subject_id=handover, actor_id=actor.user, at__gt=at - TAKEN_BACK_WITHIN
    ).values_list("case_id", "from_state", "to_state")
    former = {case: (UUID(before), UUID(after)) for case, before, after in passed}
    if not former:
        raise Missing
    cases = visible_to(actor).filter(id__in=former, holder_id=actor.service).order_by("id").select_for_update()
    mine = [case for case in cases if case.referent_id == former[case.id][1]]
    _refer(mine, {case.id: former[case.id][0] for case in mine}, new_id())
    return len(mine)


def _refer(cases: list[Case], to: dict[UUID, UUID], handover: UUID) -> None:
    for case in cases:
        former, case.referent_id = case.referent_id, to[case.id]
        events.record(PASSED, case=case.id, subject=handover, from_state=str(former), to_state=str(case.referent_id))
    Case.objects.bulk_update(cases, ["referent"])
