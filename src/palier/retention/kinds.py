"""What is erased, when, and how: one line a kind. How many months is law or practice, in `rules/parameters`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Exists, Max, OuterRef, Q, Subquery

from palier.accounts.models import User
from palier.cases.enums import CaseState
from palier.cases.models import Case
from palier.messaging.models import AlertChoice, CalendarLink
from palier.organisations.models import Invitation, JoinRequest, Membership
from palier.placement.models import MatchingRun
from palier.platform import clock
from palier.platform.models import Event
from palier.retention.cases import erase_case
from palier.rules.days import months_later
from palier.rules.law import law_on
from palier.tenancies.models import Tenancy

# An address that no mail server takes, and that says what it is.
NOWHERE = "erased.palier.invalid"


@dataclass(frozen=True)
class Found:
    """Something kept long enough: `name` is a reference or an id, never a person's; months ran from `since`."""

    id: UUID
    name: str
    since: date


@dataclass(frozen=True)
class Kind:
    """`due` finds what is to go on a day, the oldest first; `erase` does away with one, in the open transaction."""

    code: str
    parameter: str
    due: Callable[[date], list[Found]]
    erase: Callable[[UUID], int]


def months(parameter: str, on: date) -> int:
    return int(law_on(on).figure(parameter).values[0])


def _cases(on: date) -> list[Found]:
    """Closed ones: so long after the last contact, and after the end of every title the household held."""
    kept, titled = months("retention.case", on), months("retention.tenancy", on)
    acts = Event.objects.filter(case_id=OuterRef("id"), actor_id__isnull=False).order_by("-at").values("at")[:1]
    titles = Tenancy.objects.filter(case_id=OuterRef("id"))
    closed = (
        Case.objects.filter(state=CaseState.CLOSED, closed_on__lte=months_later(on, -kept))
        .filter(~Exists(titles.filter(ends_on=None)))
        .annotate(
            last_act=Subquery(acts),
            last_title=Subquery(titles.order_by("-ends_on").values("ends_on")[:1]),
        )
    )
    found = []
    for case in closed:
        acted = case.last_act.astimezone(clock.PARIS).date() if case.last_act else case.closed_on
        since = max(acted, case.closed_on)
        over = months_later(since, kept) <= on
        if over and (case.last_title is None or months_later(case.last_title, titled) <= on):
            found.append(Found(case.id, case.reference, since))
    return sorted(found, key=lambda one: (one.since, one.name))


def _ranks(on: date) -> list[Found]:
    limit = months_later(on, -months("retention.ranks", on))
    runs = MatchingRun.objects.filter(computed_at__lt=_morning(limit)).order_by("computed_at", "id")
    return [Found(run.id, str(run.id), _day(run.computed_at)) for run in runs]


def _erase_ranks(run: UUID) -> int:
    return MatchingRun.objects.filter(id=run).delete()[0]


def _accounts(on: date) -> list[Found]:
    """Those without a role since, who had one; an account that never had any is its owner's to close."""
    limit = months_later(on, -months("retention.account", on))
    held = Membership.objects.filter(user=OuterRef("id"))
    running = held.filter(Q(ended_on=None) | Q(ended_on__gt=limit))
    gone = (
        User.objects.filter(Exists(held), ~Exists(running))
        .exclude(email__endswith=f"@{NOWHERE}")
        .annotate(left=Max("memberships__ended_on"))
        .order_by("left", "id")
    )
    return [Found(user.id, str(user.id), user.left) for user in gone]


def _erase_account(user: UUID) -> int:
    """The row stays, for what it did; its name, its address and all it signs in with go."""
    gone = 0
    for model in (EmailAddress, Authenticator, SocialAccount, UserSession, AlertChoice, CalendarLink):
        gone += model.objects.filter(user_id=user).delete()[0]
    found = User.objects.get(id=user)
    found.email, found.first_name, found.last_name, found.is_active = f"{user}@{NOWHERE}", "", "–", False
    found.set_unusable_password()
    found.save()
    return gone + 1


def _invitations(on: date) -> list[Found]:
    limit = _morning(months_later(on, -months("retention.invitation", on)))
    rows = Invitation.objects.filter(expires_at__lt=limit).order_by("expires_at", "id")
    return [Found(row.id, str(row.id), _day(row.expires_at)) for row in rows]


def _erase_invitation(invitation: UUID) -> int:
    return Invitation.objects.filter(id=invitation).delete()[0]


def _requests(on: date) -> list[Found]:
    limit = _morning(months_later(on, -months("retention.invitation", on)))
    rows = JoinRequest.objects.filter(decided_at__lt=limit).order_by("decided_at", "id")
    return [Found(row.id, str(row.id), _day(row.decided_at)) for row in rows]


def _erase_request(asked: UUID) -> int:
    return JoinRequest.objects.filter(id=asked).delete()[0]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), clock.PARIS)


def _day(at: datetime) -> date:
    return at.astimezone(clock.PARIS).date()


KINDS = (
    Kind("case", "retention.case", _cases, erase_case),
    Kind("matching_run", "retention.ranks", _ranks, _erase_ranks),
    Kind("user", "retention.account", _accounts, _erase_account),
    Kind("invitation", "retention.invitation", _invitations, _erase_invitation),
    Kind("join_request", "retention.invitation", _requests, _erase_request),
)
