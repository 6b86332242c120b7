"""Close a case in good order, and start a new one from the facts of a closed one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.enums import CaseState, Outcome
from palier.cases.facts import Closing, Debt, Identifier, Income
from palier.cases.housing import here
from palier.cases.models import (
    Case,
    CaseBound,
    Contact,
    CurrentHousing,
    Household,
    Information,
    Person,
    Situation,
    Wish,
)
from palier.cases.queries import get_case, rows_visible_to, visible_to
from palier.cases.services import move_case, reference_of
from palier.cases.sharing import open_to_holder
from palier.cases.urgency import urgency
from palier.organisations.queries import running_agreements
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.errors import Invalid
from palier.platform.policy import require

# The household goes somewhere else: where is part of closing in good order.
SENT_ELSEWHERE = frozenset({Outcome.REFERRED_TO, Outcome.OUTSIDE_SCOPE})
# What a new case starts from: what is still so. An aid was asked for and answered under the former case, and is counted
# with it. Notes, shares, authorisations and papers seen are of the former one: nothing that the
# household allowed is taken for allowed again.
COPIED: tuple[type[CaseBound], ...] = (Household, Wish, Contact, Debt, Identifier)


@dataclass(frozen=True)
class Running:
    """Something of the case that must end before it is closed: in words, and its page."""

    words: str
    page: str
    key: UUID

    @property
    def url(self) -> str:
        return reverse(self.page, args=[self.key])


def still_running(actor: Actor, case: Case) -> list[Running]:
    """What the upper apps say keeps the case open; they are named in the setting `KEEPS_OPEN`."""
    return [one for name in settings.KEEPS_OPEN for one in import_string(name)(actor, case)]


@transaction.atomic
def close_case(
    *, actor: Actor, case_id: UUID, version: int, outcome: str, reason: str, sent_to: str, at: datetime
) -> Case:
    """Close a case: how it ended, why in words, and where the household was sent where it goes elsewhere.

    Those who followed it stop seeing it this instant; the holder's service keeps it, and so does, for its tenancy, who
    lets or manages the home. Raises Invalid at the field that is missing, or while something keeps the case open;
    Conflict when the case moved since `version`.
    """
    wrong = {}
    if outcome not in Outcome.values:
        wrong["outcome"] = _("Say how it ended.")
    if not reason.strip():
        wrong["reason"] = _("Say why in a few words: whoever answers the next call will read it.")
    if outcome in SENT_ELSEWHERE and not sent_to.strip():
        wrong["sent_to"] = _("Say where you sent the household, so that it can be told again.")
    if wrong:
        raise Invalid(fields=wrong)
    if running := still_running(actor, get_case(actor, case_id, lock=True)):
        words = _("The household is still a candidate: %(where)s. Withdraw each first; the landlord is told why.")
        raise Invalid(words % {"where": ", ".join(one.words for one in running)})
    case = move_case(actor=actor, case_id=case_id, version=version, to=CaseState.CLOSED, at=at, outcome=outcome)
    Closing.objects.create(case=case, reason=reason.strip(), sent_to=sent_to.strip())
    return case


@transaction.atomic
def start_from(*, actor: Actor, case_id: UUID, new_id: UUID, at: datetime) -> Case:
    """A new case from the facts of a closed one: its people, running incomes, debts, home, wishes, numbers elsewhere.

    Sent twice with one `new_id`, it is started once. Raises Invalid for a case that is not closed, or whose agreement
    does not run today.
    """
    former = get_case(actor, case_id, lock=True)
    require(policies.may_start_from(actor, former), case=former.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(new_id)])
    if existing := visible_to(actor).filter(id=new_id).first():
        return existing
    today = at.astimezone(clock.PARIS).date()
    if not running_agreements(actor, on=today).filter(id=former.agreement_id).exists():
        raise Invalid(_("The agreement of this case has ended. Log a call under one that runs."))
    home = here(former)
    kind, until = (home.kind, home.until) if home else ("", None)
    situation = Situation.objects.get(case=former)
    level, reason = urgency(housing=kind, until=until, causes=situation.causes, today=today)
    case = Case.objects.create(
        id=new_id,
        reference=reference_of(new_id),
        agreement_id=former.agreement_id,
        origin=former.origin,
        holder_id=actor.service,
        referent_id=actor.user,
        urgency=level,
        waiting_since=today,
        received_on=today,
        former=former,
    )
    open_to_holder(actor=actor, case=case, at=at)
    _copy_people(actor, former, case, today)
    for model in COPIED:
        for row in rows_visible_to(actor, model).filter(case=former):
            _copy(row, case)
    if home:
        CurrentHousing.objects.create(case=case, kind=kind, until=until)
    Situation.objects.create(
        case=case,
        causes=situation.causes,
        urgency_reason=reason,
        over_indebtedness_on=situation.over_indebtedness_on,
    )
    events.record("case.received", case=case.id, subject=case.id, to_state=CaseState.RECEIVED, reason="from_closed")
    return case


def _copy_people(actor: Actor, former: Case, case: Case, today: date) -> None:
    """The notice each adult was given goes with her; incomes that have ended stay behind."""
    again = {}
    for person in rows_visible_to(actor, Person).filter(case=former):
        former_id = person.id
        again[former_id] = _copy(person, case).id
    for given in rows_visible_to(actor, Information).filter(case=former, person_id__in=again):
        given.person_id = again[given.person_id]
        _copy(given, case)
    for income in rows_visible_to(actor, Income).filter(case=former).exclude(until__lt=today):
        income.person_id = again[income.person_id]
        _copy(income, case)


def _copy(row: CaseBound, case: Case) -> CaseBound:
    """The same facts, as a row of another case: the object becomes that row."""
    row.pk = row._meta.pk.get_default()
    row.case = case
    row._state.adding = True
    if hasattr(row, "version"):
        row.version = 1
    row.save(force_insert=True)
    return row
