"""What falls due in the cases that the actor's service holds: a home to leave, words to confirm, a number to renew, the
last night paid in a hotel, the delay of an over-indebtedness file.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palier.cases import access
from palier.cases.elsewhere import remind_on, renewal
from palier.cases.enums import CaseState, HousingKind, OverIndebtedness
from palier.cases.facts import MOST_NIGHTS, Aid, Identifier
from palier.cases.models import Case, CurrentHousing, Household, SharingAuthorisation, Situation
from palier.cases.over_indebtedness import deadline_of
from palier.cases.queries import Row, rows_visible_to
from palier.cases.sharing import narrows_on
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.due import ALL, Among, Due

ASKS = (CurrentHousing, SharingAuthorisation, Identifier, Aid)
# By stage of the file at the Banque de France: what falls due, in neutral words, and what to do.
OF_STAGES = {
    OverIndebtedness.FILED: (
        gettext_lazy("An answer that is awaited"),
        gettext_lazy("Ask the Banque de France for its answer, then write the stage that the file has reached."),
    ),
    OverIndebtedness.ADMISSIBLE: (
        gettext_lazy("A decision that may be contested"),
        gettext_lazy("From the day after, nobody contests it any more: ask whether a creditor did."),
    ),
    OverIndebtedness.INADMISSIBLE: (
        gettext_lazy("A decision that may be contested"),
        gettext_lazy("Say with the household whether it contests it: it may until that day."),
    ),
    OverIndebtedness.STATEMENT_OF_DEBTS: (
        gettext_lazy("A list of debts to check"),
        gettext_lazy("Look with the household at what its creditors say they are owed."),
    ),
}
HOSTED = frozenset({HousingKind.HOSTED_BY_FAMILY, HousingKind.HOSTED_BY_OTHERS, HousingKind.FREE})


def due(actor: Actor, until: date, among: Among = ALL) -> Iterable[Due]:
    """Each for the referent of its case. The same number of queries whatever the caseload."""
    if not actor.has(*access.MOVE_CASE):
        return
    for model, dates in (
        (CurrentHousing, _to_leave),
        (SharingAuthorisation, _to_confirm),
        (Identifier, _to_renew),
        (Aid, _last_night),
    ):
        if among.have(model):
            yield from dates(_ours(actor, model, among), until)
    yield from _of_debt_files(actor, until, among)


def _ours(actor: Actor, model: type[Row], among: Among) -> QuerySet[Row]:
    """The rows of the running cases that her service holds, each with its case."""
    rows = among.of(rows_visible_to(actor, model)).filter(case__holder=actor.service)
    return rows.exclude(case__state=CaseState.CLOSED).select_related("case")


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


def _to_leave(homes: QuerySet[CurrentHousing], until: date) -> Iterable[Due]:
    for where in homes.filter(until__lte=until):
        why = _("Must leave: %(housing)s") % {"housing": where.get_kind_display()}
        what = (
            _("Look for a place; talk to the host.") if where.kind in HOSTED else _("Look for a place before that day.")
        )
        yield of_case(where.case, "case_homes", where.until, _("A home to leave"), why, what)


def _to_confirm(authorisations: QuerySet[SharingAuthorisation], until: date) -> Iterable[Due]:
    spoken = authorisations.filter(written_on=None, withdrawn_at=None, oral_at__isnull=False)
    for given in spoken.select_related("recipient"):
        last = narrows_on(given)
        if last > until:
            continue
        why = _("Authorisation only spoken: %(service)s") % {"service": given.recipient}
        what = _("Have it confirmed in writing, or the share narrows after that day.")
        if last < clock.today():
            what = _("The share has narrowed: have it confirmed in writing to open it again.")
        kind = _("An authorisation to confirm in writing")
        yield of_case(given.case, "case_sharing", last, kind, why, what)


def _to_renew(identifiers: QuerySet[Identifier], until: date) -> Iterable[Due]:
    """Numbers elsewhere that end."""
    for identifier in identifiers:
        deadline = renewal(identifier)
        reminder = deadline and remind_on(deadline)
        if deadline is None or deadline.due_on is None or reminder is None or until < reminder:
            continue
        why = _("To renew: %(system)s") % {"system": identifier.get_system_display()}
        what = _("Renew it with the household: without it the request loses its age, and no CALEOL decides.")
        if deadline.due_on < clock.today():
            what = _("Ask its registrar at once: write its renewal, or that it was struck off, and register another.")
        yield of_case(identifier.case, "case_household", deadline.due_on, _("A request to renew"), why, what)


def _last_night(aids: QuerySet[Aid], until: date) -> Iterable[Due]:
    """The last night paid, unless more are paid from there. Once it is past, nothing can be done before it any more."""
    today = clock.today()
    paid: dict[UUID, list[Aid]] = defaultdict(list)
    for aid in aids.filter(first_night_on__gte=today - timedelta(days=MOST_NIGHTS)):
        paid[aid.case_id].append(aid)
    for nights in paid.values():
        # Once for nights that end together.
        for end, aid in {aid.until: aid for aid in nights}.items():
            last = end - timedelta(days=1)
            goes_on = any(other.first_night_on <= end < other.until for other in nights)
            if last < today or last > until or goes_on:
                continue
            why = _("The last hotel night that is paid")
            what = _("Look for what comes after: nothing is paid from the next day.")
            yield of_case(aid.case, "case_household", last, _("A date to prepare"), why, what)


def _of_debt_files(actor: Actor, until: date, among: Among) -> Iterable[Due]:
    """Over-indebtedness files. Only the commission's own delay is still said once it is past: it has not answered."""
    dated = _ours(actor, Situation, among).filter(over_indebtedness_on__lte=until)
    found = {situation.case_id: situation for situation in dated}
    stages = _ours(actor, Household, among).filter(case__in=found, over_indebtedness__in=OF_STAGES) if found else ()
    households = {one.case_id: one for one in stages}
    for situation in found.values():
        household = households.get(situation.case_id)
        deadline = household and deadline_of(household.over_indebtedness, situation.over_indebtedness_on)
        if not deadline or deadline.due_on is None or deadline.due_on > until:
            continue
        stage = OverIndebtedness(household.over_indebtedness)
        if stage != OverIndebtedness.FILED and deadline.due_on < clock.today():
            continue
        kind, what = OF_STAGES[stage]
        why = _("Over-indebtedness file: %(stage)s") % {"stage": stage.label}
        yield of_case(situation.case, "case_household", deadline.due_on, str(kind), why, str(what))
