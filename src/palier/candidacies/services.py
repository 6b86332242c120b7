"""Put a household forward, designate it, say that its file is ready, withdraw it.

Each act is one transaction: fetch under lock, ask the policy, move by the state table, write, record the event. What
the landlord decides is in `decisions.py`, what the household answers in `answers.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.assessments.enums import ReadingMeans
from palier.candidacies import policies
from palier.candidacies.enums import CandidacyKind, CandidacyState, OutsideHomeKind, WithdrawalReason, WithdrawnBy
from palier.candidacies.meeting_forward import agreement_came
from palier.candidacies.models import LONGEST_NOTE, Candidacy, PresentationNote
from palier.candidacies.moves import let_go, move, record, refuse_move, settle_shares
from palier.candidacies.queries import lock_candidacy
from palier.candidacies.states import LIVE
from palier.cases.enums import Destination, Means, Origin, PersonKind
from palier.cases.models import Case, Person
from palier.cases.papers import PaperLine, PaperState, checklist
from palier.cases.policies import may_move
from palier.cases.queries import get_case, rows_visible_to
from palier.homes.enums import Purpose, Reserver, VacancyState
from palier.homes.models import Home, Vacancy
from palier.homes.queries import vacancies_visible_to
from palier.homes.states import SHOWN
from palier.homes.vacancies import follow_candidates
from palier.organisations.enums import OrganisationKind, ServiceKind
from palier.organisations.models import Organisation, Service
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.ids import new_id
from palier.platform.policy import require

S = CandidacyState
NOT_YET = _("This day has not come yet.")
AGREED_FIRST = _(
    "A household is put forward only with its agreement: its file is secret (CP 226-13). "
    "Ask it, then say who agreed, when and how."
)

NO_EMPLOYEE = _(
    "The association signalled this household as ready: it came by no employer, and Action Logement designates "
    "employees. Choose a home of the landlord's own share, or of another reserver."
)


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """Who of the household agreed to be put forward, when and how; and the note it read.

    `id` makes a form sent twice one candidacy. Without words in `note`, no note goes with the candidacy.
    """

    id: UUID
    person: UUID | None
    on: date
    means: str
    note: str = ""
    approved_on: date | None = None
    approved_means: str = ""


@dataclass(frozen=True, kw_only=True)
class OutsideHome:
    """A home that nobody lets through Palier. Rent in euros a month."""

    provider: str
    kind: str
    commune: str
    rent: Decimal
    free_on: date | None = None


@transaction.atomic
def put_forward(*, actor: Actor, case_id: UUID, vacancy_id: UUID, agreed: Agreed, at: datetime) -> Candidacy:
    """Put a household forward for an opened home; its file opens to the landlord's allocation service at once.

    Raises Missing for a home that is not shown to her, Invalid for one opened for a temporary place, without the
    household's agreement, or without an allocation service; Conflict when it is put forward already.
    """
    case = get_case(actor, case_id, lock=True)
    require(policies.may_put_forward(actor, case), case=case.id)
    if again := Candidacy.objects.filter(id=agreed.id, case=case).first():
        return again
    vacancy = vacancies_visible_to(actor).filter(id=vacancy_id, state__in=SHOWN).select_related("home").first()
    if vacancy is None:
        raise Missing(case=case.id)
    if vacancy.purpose == Purpose.PLACE:
        raise Invalid(_("This home is opened for a temporary place: ask for it as a place."))
    if vacancy.directed_to == Reserver.ACTION_LOGEMENT:
        refuse_no_employee(case, "")
    if Candidacy.objects.filter(case=case, vacancy=vacancy, state__in=LIVE).exists():
        raise Conflict(_("The household is put forward for this home already."))
    reserver = _reserver(vacancy) if vacancy.directed_to == Reserver.ACTION_LOGEMENT else None
    candidacy = Candidacy(
        kind=CandidacyKind(vacancy.purpose),
        vacancy=vacancy,
        home=vacancy.home,
        provider=allocations_of(vacancy.home),
        reserver=reserver,
    )
    made = open_candidacy(actor, case, candidacy, agreed, at)
    agreement_came(case, vacancy, at)
    return made


@transaction.atomic
def put_forward_outside(*, actor: Actor, case_id: UUID, home: OutsideHome, agreed: Agreed, at: datetime) -> Candidacy:
    """The same for the lease of an outside home: the referent follows it alone, and nothing is opened to anybody."""
    case = get_case(actor, case_id, lock=True)
    require(policies.may_put_forward(actor, case), case=case.id)
    if again := Candidacy.objects.filter(id=agreed.id, case=case).first():
        return again
    wrong = {}
    if not home.provider.strip():
        wrong["provider"] = _("Say who lets it.")
    if home.kind not in OutsideHomeKind.values:
        wrong["home_kind"] = _("Choose what kind of landlord lets it.")
    if home.rent < 0:
        wrong["rent"] = _("Write an amount that is not below zero.")
    if wrong:
        raise Invalid(fields=wrong)
    candidacy = Candidacy(
        kind=CandidacyKind.LEASE,
        outside_provider=home.provider.strip(),
        outside_kind=home.kind,
        outside_commune_id=home.commune,
        outside_rent=home.rent,
        outside_free_on=home.free_on,
    )
    return open_candidacy(actor, case, candidacy, agreed, at)


def open_candidacy(actor: Actor, case: Case, candidacy: Candidacy, agreed: Agreed, at: datetime) -> Candidacy:
    """Write it with the household's agreement, and open the file to who decides. Raises Invalid without agreement."""
    today = at.astimezone(clock.PARIS).date()
    refuse_without_agreement(actor, case, agreed, today)
    if Candidacy.objects.filter(case=case, state=S.ACCEPTED).exists():
        raise Conflict(
            _("The household has accepted another home: withdraw that candidacy first, or let it be signed.")
        )
    candidacy.id, candidacy.case = agreed.id, case
    candidacy.put_forward_by_id, candidacy.put_forward_on = actor.user, today
    candidacy.agreed_by, candidacy.agreed_on, candidacy.agreed_means = agreed.person, agreed.on, agreed.means
    candidacy.save(force_insert=True)
    if agreed.note.strip():
        PresentationNote.objects.create(
            id=new_id(),
            case=case,
            candidacy=candidacy,
            body=agreed.note.strip(),
            author_id=actor.user,
            written_at=at,
            approved_on=agreed.approved_on,
            approved_means=agreed.approved_means,
        )
    settle_shares(candidacy, at)
    record("candidacy.put_forward", candidacy, "")
    return candidacy


def refuse_without_agreement(actor: Actor, case: Case, agreed: Agreed, today: date) -> None:
    """Raises Invalid where nobody of the household agreed, or where it has not read what goes with it."""
    wrong: dict[str, object] = {}
    adults = rows_visible_to(actor, Person).filter(case=case).exclude(kind=PersonKind.CHILD)
    if agreed.person is None or not adults.filter(id=agreed.person).exists():
        wrong["person"] = AGREED_FIRST
    if agreed.means not in Means.values:
        wrong["means"] = _("Say how it agreed.")
    if agreed.on > today:
        wrong["on"] = NOT_YET
    if agreed.note.strip():
        if len(agreed.note.strip()) > LONGEST_NOTE:
            wrong["note"] = _("Half a page at most: %(most)s characters.") % {"most": LONGEST_NOTE}
        if agreed.approved_on is None or agreed.approved_means not in ReadingMeans.values:
            wrong["approved_on"] = _("The household reads the note and approves it before it goes: say when and how.")
        elif agreed.approved_on > today:
            wrong["approved_on"] = NOT_YET
    if wrong:
        raise Invalid(fields=wrong)


def allocations_of(home: Home) -> Service:
    """The service that decides of the landlord's homes. Raises Invalid where Palier knows none."""
    found = Service.objects.filter(organisation=home.landlord_id, kind=ServiceKind.ALLOCATION).order_by("name").first()
    if found is None:
        raise Invalid(_("This landlord has no allocation service in Palier: put forward for an outside home instead."))
    return found


def refuse_no_employee(case: Case, field: str) -> None:
    """A household that the association signalled as ready came by no employer: nobody of Action Logement designates it.

    Raises Invalid, with where such a household is housed (practitioner's note A11).
    """
    if case.origin == Origin.ASSOCIATION_READY:
        raise Invalid(NO_EMPLOYEE, fields={field: NO_EMPLOYEE} if field else {})


def _reserver(vacancy: Vacancy) -> Service | None:
    """The reservation service of the housing body that signed the agreement."""
    signed = Organisation.objects.filter(
        kind=OrganisationKind.HOUSING_BODY, places__agreement=vacancy.agreement_id
    ).values("id")
    return Service.objects.filter(organisation__in=signed, kind=ServiceKind.RESERVATION).order_by("name").first()


@transaction.atomic
def designate(*, actor: Actor, candidacy_id: UUID, right: str, today: date) -> Candidacy:
    """Designate the household on a right; a home that the landlord directed has only that one."""
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_designate(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.DESIGNATED)
    if right not in Reserver.values:
        raise Invalid(fields={"right": _("Choose on which right.")})
    directed = candidacy.vacancy.directed_to if candidacy.vacancy else ""
    if directed and right != directed:
        words = _("The landlord directed this home otherwise: %(to)s. It directs it anew, or you choose that right.")
        raise Invalid(fields={"right": words % {"to": candidacy.vacancy.get_directed_to_display()}})
    if actor.service == candidacy.reserver_id and right != Reserver.ACTION_LOGEMENT:
        raise Invalid(fields={"right": _("Your service designates on the right of Action Logement only.")})
    if right == Reserver.ACTION_LOGEMENT:
        refuse_no_employee(candidacy.case, "right")
    candidacy.designated_on, candidacy.designated_right = today, right
    if candidacy.vacancy_id:
        follow_candidates(vacancy_id=candidacy.vacancy_id, to=VacancyState.CANDIDATES_SENT, on=today)
    return move(candidacy, S.DESIGNATED, "candidacy.designated", right)


def missing_papers(actor: Actor, candidacy: Candidacy, today: date) -> list[PaperLine]:
    """What everybody brings to the CALEOL and nobody has seen for this household yet."""
    destination = Destination.SLIDE if candidacy.kind == CandidacyKind.SLIDE else Destination.CALEOL
    lines = checklist(actor, candidacy.case, destination, today)
    return [line for line in lines if line.usual and line.state != PaperState.SEEN]


@transaction.atomic
def complete_file(*, actor: Actor, candidacy_id: UUID, despite_gaps: bool, today: date) -> Candidacy:
    """The file may go to the CALEOL; what is missing is recorded, and the officer goes on knowing it."""
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_decide(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.FILE_COMPLETE)
    gaps = [line.kind for line in missing_papers(actor, candidacy, today)]
    if gaps and not despite_gaps:
        words = _("Papers are missing. Ask the referent for them, or say that the file goes on without them.")
        raise Invalid(fields={"despite_gaps": words})
    candidacy.complete_on, candidacy.gaps = today, gaps
    return move(candidacy, S.FILE_COMPLETE, "candidacy.file_complete")


@transaction.atomic
def withdraw(*, actor: Actor, candidacy_id: UUID, by: str, reason: str, at: datetime) -> Candidacy:
    """End a candidacy that may still be signed. What it opened closes; what it held back runs again."""
    candidacy = lock_candidacy(actor, candidacy_id)
    require(policies.may_answer(actor, candidacy), case=candidacy.case_id)
    refuse_move(candidacy, S.WITHDRAWN)
    wrong = {}
    if by not in WithdrawnBy.values:
        wrong["by"] = _("Say who withdraws it.")
    elif (by != WithdrawnBy.LANDLORD) != bool(may_move(actor, candidacy.case)) and candidacy.provider_id:
        wrong["by"] = _("Each speaks for its own side: the landlord, or whoever follows the household.")
    if reason not in WithdrawalReason.values:
        wrong["reason"] = _("Say why.")
    if wrong:
        raise Invalid(fields=wrong)
    accepted = candidacy.state == S.ACCEPTED
    candidacy.withdrawn_by, candidacy.withdrawn_for = by, reason
    candidacy.ended_on, candidacy.held_on = at.astimezone(clock.PARIS).date(), None
    move(candidacy, S.WITHDRAWN, "candidacy.withdrawn", reason)
    if accepted:
        let_go(candidacy)
    settle_shares(candidacy, at)
    return candidacy
