"""What falls due in the cases that the actor's service holds: a home to leave, words to confirm, a number to renew."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from palier.cases import access
from palier.cases.elsewhere import remind_on, renewal
from palier.cases.enums import HousingKind
from palier.cases.facts import Identifier
from palier.cases.models import Case, CurrentHousing, SharingAuthorisation
from palier.cases.queries import caseload, rows_visible_to
from palier.cases.sharing import narrows_on
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import Due

HOSTED = frozenset({HousingKind.HOSTED_BY_FAMILY, HousingKind.HOSTED_BY_OTHERS, HousingKind.FREE})


def due(actor: Actor, until: date) -> Iterable[Due]:
    """Each for the referent of its case. The same number of queries whatever the caseload."""
    if not actor.has(*access.MOVE_CASE):
        return
    cases = {case.id: case for case in caseload(actor)}
    yield from _to_leave(actor, cases, until)
    yield from _to_confirm(actor, cases, until)
    yield from _to_renew(actor, cases, until)


def of_case(case: Case, page: str, on: date, kind: str, why: str, what: str) -> Due:
    """A date of a case, for its referent, on one of the case's pages."""
    return Due(
        on=on,
        kind=kind,
        why=why,
        what=what,
        reference=case.reference,
        page=page,
        key=case.id,
        case=case.id,
        person=case.referent_id,
    )


def _to_leave(actor: Actor, cases: dict[UUID, Case], until: date) -> Iterable[Due]:
    for where in rows_visible_to(actor, CurrentHousing).filter(case__in=cases, until__lte=until):
        why = _("Must leave: %(housing)s") % {"housing": where.get_kind_display()}
        what = (
            _("Look for a place; talk to the host.") if where.kind in HOSTED else _("Look for a place before that day.")
        )
        yield of_case(cases[where.case_id], "case_homes", where.until, _("A home to leave"), why, what)


def _to_confirm(actor: Actor, cases: dict[UUID, Case], until: date) -> Iterable[Due]:
    spoken = rows_visible_to(actor, SharingAuthorisation).filter(
        case__in=cases, written_on=None, withdrawn_at=None, oral_at__isnull=False
    )
    for given in spoken.select_related("recipient"):
        last = narrows_on(given)
        if last > until:
            continue
        why = _("Authorisation only spoken: %(service)s") % {"service": given.recipient}
        what = _("Have it confirmed in writing, or the share narrows after that day.")
        if last < clock.today():
            what = _("The share has narrowed: have it confirmed in writing to open it again.")
        kind = _("An authorisation to confirm in writing")
        yield of_case(cases[given.case_id], "case_sharing", last, kind, why, what)


def _to_renew(actor: Actor, cases: dict[UUID, Case], until: date) -> Iterable[Due]:
    """Numbers elsewhere that end."""
    for identifier in rows_visible_to(actor, Identifier).filter(case__in=cases):
        deadline = renewal(identifier)
        reminder = deadline and remind_on(deadline)
        if deadline is None or deadline.due_on is None or reminder is None or until < reminder:
            continue
        why = _("To renew: %(system)s") % {"system": identifier.get_system_display()}
        what = _("Renew it with the household: without it the request loses its age, and no CALEOL decides.")
        yield of_case(cases[identifier.case_id], "case_household", deadline.due_on, _("A request to renew"), why, what)
