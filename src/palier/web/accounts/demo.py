"""The demo's people as the sign-in page offers them: by role, each with what to try first."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.accounts import demo
from palier.organisations.enums import Role
from palier.organisations.models import Membership
from palier.organisations.queries import running
from palier.platform import clock

TRY_FIRST: dict[str, Promise] = {
    Role.ADVISER: _("Log a call, then see which homes fit."),
    Role.SOCIAL_WORKER: _("Open her caseload and read a household's story."),
    Role.TEAM_LEAD: _("See what waits in the team, the longest wait first."),
    Role.ALLOCATION_OFFICER: _("See the homes open to the agreement and the households that fit."),
    Role.RESERVATION_OFFICER: _("See which homes await candidates, and until when."),
    Role.COMMITTEE_SECRETARY: _("Read the candidate sheets as the committee gets them."),
    Role.LANDLORD_ADVISER: _("Follow the households that have just moved in."),
    Role.RENTAL_MANAGER: _("See this week's arrivals and departures."),
    Role.RESIDENCE_MANAGER: _("See the free places and whose turn it is."),
    Role.COORDINATOR: _("Read the agreement and what is late."),
    Role.STEERING: _("Compare what was promised with what happened."),
    Role.VOLUNTEER: _("See what a volunteer sees: very little."),
    Role.DEBT_RECOVERY: _("See that a case of keeping the home stays closed to you."),
    Role.DPO: _("Read who opened which case, and why."),
    Role.ADMINISTRATOR: _("Invite a colleague, then see that administering opens no case."),
    Role.SUPPORT: _("See that technical support opens no case."),
}


@dataclass(frozen=True)
class Person:
    id: UUID
    name: str
    role: str
    place: str
    try_first: str | Promise


def people() -> list[Person]:
    """One line a person, by what she can show first, then by organisation and name."""
    order = list(TRY_FIRST)
    held = Membership.objects.filter(running(clock.today()), user__in=demo.people())
    held = held.select_related("user", "service__organisation").order_by(
        "service__organisation__name", "user__last_name"
    )
    first = {row.user_id: row for row in sorted(held, key=lambda row: order.index(row.role), reverse=True)}
    rows = sorted(first.values(), key=lambda row: order.index(row.role))
    return list(_lines(rows))


def _lines(rows: list[Membership]) -> Iterator[Person]:
    for row in rows:
        place = f"{row.service.organisation} · {row.service}"
        yield Person(row.user_id, str(row.user), row.get_role_display(), place, TRY_FIRST[row.role])
