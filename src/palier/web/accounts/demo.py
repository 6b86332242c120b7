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
    Role.RESERVATION_OFFICER: _("See the homes open to the agreement, and what they cost."),
    Role.COMMITTEE_SECRETARY: _("See how many households fit each opened home, without names."),
    Role.LANDLORD_ADVISER: _("See the homes your organisation opened to the agreement."),
    Role.RENTAL_MANAGER: _("See the homes partners opened to the agreement."),
    Role.RESIDENCE_MANAGER: _("See the homes partners opened to the agreement."),
    Role.COORDINATOR: _("See every running case by its envelope alone, and the agreement."),
    Role.STEERING: _("Read what each party promised."),
    Role.VOLUNTEER: _("See what a volunteer sees: very little."),
    Role.DEBT_RECOVERY: _("Try the address of a case: it does not exist for you."),
    Role.DPO: _("See that data protection opens no case by itself."),
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
