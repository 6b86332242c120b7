"""What may be done to a case: log a call, complete the file, write, move.

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.employers import known_employer
from palier.cases.enums import Audience, CaseState, Ground, Means, Outcome, PersonKind, WaitingFor, WaitingOn
from palier.cases.models import (
    Case,
    Contact,
    CurrentHousing,
    Household,
    Information,
    Note,
    Person,
    Share,
    Situation,
    Wish,
)
from palier.cases.over_indebtedness import write_day
from palier.cases.queries import get_case, open_shares, rows_visible_to, visible_to
from palier.cases.sharing import authorise, end_followers, open_to_holder
from palier.cases.states import MOVES
from palier.cases.urgency import urgency
from palier.organisations.queries import running_agreements
from palier.platform import clock, events
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require
from palier.platform.text import digits, search_key

# Crockford's alphabet: nothing in it is misheard on the phone for something else in it.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is said on the phone: eight compulsory things, and what comes up by itself.

    `id` is made when the form is opened: sending it twice logs one call. Ages are whole years; money is euros a month,
    the reference tax income euros a year. None means not known, and so do an empty `phone` and an empty `housing`,
    which only a household brought in from elsewhere may have. `received_on` None is today, `referent` None whoever
    acts; with `informed` None the notice is still to be given to the household.
    """

    id: UUID
    agreement: UUID
    origin: str
    first_name: str
    last_name: str
    phone: str
    may_leave_message: bool
    housing: str
    housing_until: date | None
    adults: int
    children_ages: tuple[int | None, ...]
    communes: tuple[str, ...]
    employer: str
    causes: tuple[str, ...]
    authorised: tuple[UUID, ...]
    informed: Means | None = Means.ORAL
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    received_on: date | None = None
    born_on: date | None = None
    referent: UUID | None = None
    waiting_on: str = WaitingOn.HOLDER


HOUSEHOLD_FACTS = (
    "couple",
    "reference_tax_income",
    "tax_year",
    "monthly_resources",
    "yearly_resources",
    "max_rent",
    "needs_accessible",
    "employer",
    "rent_debt",
    "rent_plan",
    "over_indebtedness",
)


def reference_of(case_id: UUID) -> str:
    """`K7-3F9Q2`: seven letters read out on the phone, drawn from the random id; they tell nothing of the household."""
    bits = case_id.int >> (128 - 35)
    letters = "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in reversed(range(7)))
    return f"{letters[:2]}-{letters[2:]}"


@transaction.atomic
def receive_call(*, actor: Actor, call: Call, at: datetime) -> Case:
    """Log a call: a case in the actor's service, its household, the shares the household authorised.

    Sent twice, even at once, it returns the first case. Raises Refused for a role that takes no calls, Invalid for an
    agreement that her organisation has not signed or that does not run that day, Conflict when the form has logged
    the call of somebody else: it was filled again after Back.
    """
    require(policies.may_receive_call(actor))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(call.id)])
    if existing := visible_to(actor).filter(id=call.id).first():
        # A click that waited for the other may have begun before the case did: it looks from that instant on.
        begun = Share.objects.filter(case=existing, ground=Ground.HOLDER).aggregate(Max("begins_at"))["begins_at__max"]
        with acting(actor, now=max(at, begun)):
            _refuse_another(existing, call)
        return existing
    case = write_case(actor=actor, call=call, at=at)
    applicant = Person.objects.get(case=case, kind=PersonKind.APPLICANT)
    for recipient in call.authorised:
        authorise(actor=actor, case=case, person=applicant.id, recipient=recipient, at=at, means=Means.ORAL)
    return case


@transaction.atomic
def write_case(*, actor: Actor, call: Call, at: datetime, kind: str = "case.received") -> Case:
    """The one way a case comes to be: its envelope, its household, what was said; open to the actor's service.

    `kind` is the event's. Raises Refused for a role that takes no calls, Invalid for an agreement that her
    organisation has not signed or that does not run that day, even where the household came before.
    """
    require(policies.may_receive_call(actor))
    today = at.astimezone(clock.PARIS).date()
    if not running_agreements(actor, on=today).filter(id=call.agreement).exists():
        raise Invalid(_("No agreement of your organisation runs today: choose another."), fields={"agreement": ""})
    level, reason = urgency(housing=call.housing, until=call.housing_until, causes=call.causes, today=today)
    case = Case.objects.create(
        id=call.id,
        reference=reference_of(call.id),
        agreement_id=call.agreement,
        origin=call.origin,
        holder_id=actor.service,
        referent_id=call.referent or actor.user,
        urgency=level,
        waiting_on=call.waiting_on,
        waiting_since=today,
        received_on=call.received_on or today,
    )
    open_to_holder(actor=actor, case=case, at=at)
    applicant = _write_people(case, call, today)
    _write_facts(case, call, reason)
    if call.informed:
        Information.objects.create(case=case, person_id=applicant.id, given_at=at, means=call.informed)
    events.record(kind, case=case.id, subject=case.id, to_state=CaseState.RECEIVED)
    if call.note.strip():
        _add_note(actor, case, Audience.SOCIAL, call.note, at)
    return case


def _write_facts(case: Case, call: Call, reason: str) -> None:
    """What is known of the household, each in the table of its audience; what is not said has no row."""
    Household.objects.create(
        case=case, employer=call.employer, known_employer=known_employer(call.employer), **call.facts
    )
    if call.housing:
        CurrentHousing.objects.create(case=case, kind=call.housing, until=call.housing_until)
    _write_wishes(case, call.communes)
    if call.phone:
        Contact.objects.create(
            case=case, phone=call.phone, digits=digits(call.phone), may_leave_message=call.may_leave_message
        )
    Situation.objects.create(case=case, causes=list(call.causes), urgency_reason=reason)


def _refuse_another(case: Case, call: Call) -> None:
    same = Person.objects.filter(
        case=case, kind=PersonKind.APPLICANT, search_key=search_key(call.last_name, call.first_name)
    )
    if not same.exists() or not Contact.objects.filter(case=case, digits=digits(call.phone)).exists():
        raise Conflict(
            _("This form has logged the call %(reference)s already. To log this one too, send it again.")
            % {"reference": case.reference}
        )


def _write_people(case: Case, call: Call, today: date) -> Person:
    applicant = Person(
        case=case,
        kind=PersonKind.APPLICANT,
        position=0,
        first_name=call.first_name,
        last_name=call.last_name,
        search_key=search_key(call.last_name, call.first_name),
        born_on=call.born_on,
    )
    others = [Person(case=case, kind=PersonKind.ADULT, position=place) for place in range(1, call.adults)]
    children = [
        Person(
            case=case,
            kind=PersonKind.CHILD,
            position=place,
            stated_age=age,
            stated_on=None if age is None else today,
        )
        for place, age in enumerate(call.children_ages, start=call.adults)
    ]
    Person.objects.bulk_create([applicant, *others, *children])
    return applicant


def _write_wishes(case: Case, communes: tuple[str, ...]) -> None:
    Wish.objects.bulk_create(
        [Wish(case=case, commune_id=insee, position=place) for place, insee in enumerate(dict.fromkeys(communes))]
    )


@transaction.atomic
def complete_household(
    *,
    actor: Actor,
    case_id: UUID,
    version: int,
    facts: Mapping[str, Any],
    communes: tuple[str, ...],
    stage_on: date | None = None,
) -> Household:
    """Write what has become known of the household: `facts` by field name, the wished communes in order.

    `stage_on`: the day of the stage of the over-indebtedness file, where `facts` say one.

    Raises Conflict, with both values of each field that differs, when `version` is no longer the one in force; Invalid
    for a day without a file.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_write_file(actor, case), case=case.id)
    household = rows_visible_to(actor, Household).select_for_update(of=("self",)).get(case=case)
    before = {name: getattr(household, name) for name in HOUSEHOLD_FACTS}
    wished = tuple(rows_visible_to(actor, Wish).filter(case=case).values_list("commune_id", flat=True))
    changes = {name: value for name, value in facts.items() if before[name] != value}
    if household.version != version and (changes or wished != communes):
        raise Conflict(current=before | {"communes": wished}, typed=dict(facts) | {"communes": communes})
    if "over_indebtedness" in facts:
        write_day(case, facts["over_indebtedness"], stage_on)
    if not changes and wished == communes:
        return household
    for name, value in changes.items():
        setattr(household, name, value)
    if "employer" in changes:
        household.known_employer = known_employer(household.employer)
    household.version += 1
    household.save()
    if wished != communes:
        Wish.objects.filter(case=case).delete()
        _write_wishes(case, communes)
        changes["communes"] = communes
    before["communes"] = wished
    events.record(
        "household.completed",
        case=case.id,
        subject=household.id,
        audience="file",
        changes={name: [_plain(before[name]), _plain(value)] for name, value in changes.items()},
    )
    return household


def _plain(value: Any) -> Any:
    """As JSON keeps it: money as a string."""
    return str(value) if isinstance(value, Decimal | date) else list(value) if isinstance(value, tuple) else value


@transaction.atomic
def write_note(
    *, actor: Actor, case_id: UUID, audience: str, body: str, at: datetime, note_id: UUID | None = None
) -> Note:
    """Add words to the story, for an audience chosen before typing. Sent twice with one id, it is written once."""
    case = get_case(actor, case_id)
    if note_id and (written := rows_visible_to(actor, Note).filter(id=note_id).first()):
        return written
    opened = open_shares(actor).filter(case=case).values_list("audience", flat=True)
    require(policies.may_write_note(actor, case, audience, opened), case=case.id)
    if not body.strip():
        raise Invalid(fields={"body": _("Write something, or leave the page.")})
    return _add_note(actor, case, audience, body, at, note_id)


def _add_note(actor: Actor, case: Case, audience: str, body: str, at: datetime, note_id: UUID | None = None) -> Note:
    note = Note.objects.create(
        id=note_id or new_id(),
        case=case,
        audience=audience,
        service_id=actor.service,
        author_id=actor.user,
        written_at=at,
        body=body.strip(),
    )
    events.record("note.written", case=case.id, subject=note.id, audience=audience)
    return note


@transaction.atomic
def move_case(
    *, actor: Actor, case_id: UUID, version: int, to: str, at: datetime, reason: str = "", outcome: str = ""
) -> Case:
    """Open, suspend or close a case, by the table of moves. Closing needs an outcome, and ends what others see of it.

    Raises Conflict when somebody moved it since `version`, Invalid for a move the table does not have.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_move(actor, case), case=case.id)
    if case.version != version:
        raise Conflict(current={"state": case.state}, typed={"state": to})
    if to not in MOVES[case.state]:
        raise Invalid(_("A case that is %(state)s cannot become that.") % {"state": case.get_state_display()})
    if to == CaseState.CLOSED and outcome not in Outcome.values:
        raise Invalid(fields={"outcome": _("Say how it ended.")})
    former, case.state = case.state, to
    if to == CaseState.CLOSED:
        case.outcome, case.closed_on = outcome, at.astimezone(clock.PARIS).date()
        end_followers(case=case, at=at)
    case.version += 1
    case.save()
    events.record("case.moved", case=case.id, subject=case.id, from_state=former, to_state=to, reason=reason or outcome)
    return case


@transaction.atomic
def wait_on(
    *, actor: Actor, case_id: UUID, whom: str, at: datetime, for_what: str = "", asked_on: date | None = None
) -> Case:
    """Say who acts next, from today or since the day they were asked, and what is awaited where it is known.

    Raises Invalid for a day to come, Missing for whom or what is not in the lists.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_move(actor, case), case=case.id)
    if whom not in WaitingOn.values or for_what not in {"", *WaitingFor.values}:
        raise Missing(case=case.id)
    today = at.astimezone(clock.PARIS).date()
    if asked_on and asked_on > today:
        raise Invalid(fields={"asked_on": _("This day is still to come: check the year.")})
    former, case.waiting_on = case.waiting_on, whom
    case.waiting_since = asked_on or today
    case.waiting_for, case.asked_on = for_what, asked_on
    case.save(update_fields=["waiting_on", "waiting_since", "waiting_for", "asked_on"])
    events.record("case.waiting", case=case.id, subject=case.id, from_state=former, to_state=whom)
    return case
