"""Who knocks at every door, and the marked world behind the doors.

Every text of the world carries a mark that says whose it is, so that one search in an answer proves or refutes a leak.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from palier.accounts.models import User
from palier.candidacies import meetings
from palier.candidacies.models import OutsideCandidate
from palier.candidacies.places import ask
from palier.cases.facts import Income
from palier.cases.follow_up.services import receive_table
from palier.cases.handover import cover
from palier.cases.models import Case, SharingAuthorisation
from palier.cases.saved_views import save_view
from palier.cases.services import write_note
from palier.cases.sharing import authorise, withdraw
from palier.homes.models import NoticeFile, StockImport, Vacancy
from palier.messaging.letters.services import make_letter
from palier.messaging.services import comment
from palier.organisations.grids import begin_grid
from palier.organisations.models import (
    Agreement,
    Commitment,
    Invitation,
    JoinRequest,
    Membership,
    Party,
    Service,
)
from palier.placement.models import Shortlist
from palier.platform import clock
from palier.platform.context import acting
from palier.platform.models import JobRun
from palier.tenancies import readiness
from palier.tenancies.models import AccountLine
from tests.factories.assessments import an_assessment, write
from tests.factories.candidacies import a_candidacy, agreed
from tests.factories.facts import a_full_file
from tests.factories.homes import a_home, an_opening
from tests.factories.meetings import a_meeting, on_the_agenda
from tests.factories.places import a_place, a_use
from tests.factories.readiness import answered, prepared
from tests.factories.support import a_mandate, applicant_of
from tests.factories.tenancies import a_sublease
from tests.factories.world import AT, DAY, PEOPLE, World, add_person

FILE, SOCIAL, INTERNAL = "zzFILEzz", "zzSOCIALzz", "zzINTERNALzz"
PARTNER, STRANGER, STOCK, ROOM = "zzPARTNERzz", "zzSTRANGERzz", "zzSTOCKzz", "zzROOMzz"
# The file and the note of another household of the holders, which agreed to be put forward to the landlord.
FORWARD = "zzFORWARDzz"
# The household that a title names.
TENANT = "zzTENANTzz"
MARKS = (FILE, SOCIAL, INTERNAL, PARTNER, STRANGER, STOCK, ROOM, FORWARD, TENANT)

# A partner whose spoken authorisation was never confirmed, one from whom it was taken back, somebody who left the
# service yesterday, somebody who never joined one, nobody at all.
OUTSIDERS = ("narrowed_worker", "withdrawn_worker", "ex_member", "newcomer", "anonymous")
PERSONAS = (*PEOPLE, *OUTSIDERS)

HOLDERS = frozenset({"adviser", "colleague", "team_lead"})
STOCK_KEEPERS = ("allocation_officer", "committee_secretary", "landlord_adviser", "debt_recovery")
# Those who read the places of the association.
ROOM_KEEPERS = ("rental_manager", "residence_manager", "narrowed_worker", "withdrawn_worker")
# Those who let or manage the home of the title, and whose role reads titles.
TITLE_KEEPERS = ("landlord_adviser", "debt_recovery", *ROOM_KEEPERS, "social_worker")
# What each persona may meet in an answer, titles apart; whatever is not here is a leak.
_ELSEWHERE = {
    **{key: {FILE, SOCIAL, INTERNAL, FORWARD, TENANT} for key in HOLDERS},
    **{key: {ROOM} for key in ROOM_KEEPERS},
    **{key: {ROOM, FORWARD} for key in ("rental_manager", "residence_manager")},
    "social_worker": {FILE, SOCIAL, PARTNER, ROOM},
    "stranger": {STRANGER},
    **{key: {STOCK} for key in STOCK_KEEPERS},
    **{key: {STOCK, FORWARD} for key in ("allocation_officer", "committee_secretary")},
}
MAY_MEET = {key: _ELSEWHERE.get(key, set()) | ({TENANT} if key in TITLE_KEEPERS else set()) for key in PERSONAS}


@dataclass
class Scene:
    """The world of the sweep: the case everybody is tried on, and the ids that routes take."""

    world: World
    case: Case
    theirs: Case
    authorisation: UUID
    ids: dict[str, object] = field(default_factory=dict)

    def user(self, persona: str) -> User | None:
        return self.world.people.get(persona)


def build_scene(world: World) -> Scene:
    late = AT - timedelta(days=20)
    _services_of_outsiders(world)
    with clock.frozen(late):
        case = world.case(
            at=late,
            first_name=f"{FILE} Nadia",
            last_name=f"{FILE} Benali",
            phone=f"06 {SOCIAL}",
            employer=f"{FILE} bakery",
            note=f"{SOCIAL} sleeps in the car",
            authorised=(world.services["narrowed"].id, world.services["withdrawn"].id),
        )
    theirs = world.case(
        "stranger", first_name=STRANGER, last_name=STRANGER, phone=STRANGER, employer=STRANGER, note=STRANGER
    )
    authorisation = _share(world, case)
    _notes(world, case)
    income = a_full_file(world, case, mark=SOCIAL)["income"]
    mandate = a_mandate(world, case, objectives=f"{SOCIAL} a first budget")
    assessment = an_assessment(world, case)
    write(world, "adviser", assessment, "debts", {"debts_words": f"{SOCIAL} two loans"})
    tenancy = a_sublease(world, world.case(first_name=TENANT), home=a_home(world, address="3 rue louée"))
    with acting(world.actor("adviser"), now=AT):
        line = AccountLine.objects.create(
            case_id=tenancy.case_id,
            tenancy=tenancy,
            payer="household",
            kind="called",
            month=DAY.replace(day=1),
            on=DAY,
            amount=1,
        )
    ids = {
        "tenancy_id": tenancy.id,
        "written_id": line.id,
        "mandate_id": mandate.id,
        "assessment_id": assessment.id,
        "section": "debts",
    }
    ids |= {"readiness_id": _certificate(world, case)}
    ids |= _fact_ids(income) | _letter_ids(world, case) | _meeting_ids(world, case)
    ids |= ids_of(world, case, authorisation)
    return Scene(world, case, theirs, authorisation, ids | _candidacy_ids(world, ids["vacancy_id"]))


def _certificate(world: World, case: Case) -> UUID:
    """In preparation: the partner wrote down what it saw."""
    said = readiness.Answer(answer="met", evidence="seen", words=f"{FILE} pays every month")
    return answered(world, prepared(world, case), payments=said).id


def _candidacy_ids(world: World, vacancy_id: UUID) -> dict[str, object]:
    """A household put forward for the opened home, and a candidate for it from outside Palier."""
    vacancy = Vacancy.objects.get(id=vacancy_id)
    case = world.case(first_name=FORWARD, last_name=FORWARD, phone=f"07 {SOCIAL}", employer=FORWARD)
    candidacy = a_candidacy(world, case, vacancy, note=f"{FORWARD} works next door")
    outside = OutsideCandidate.objects.create(vacancy=vacancy, number=4711, rank=9)
    asked = _asked_place(world, case)
    return {"candidacy_id": candidacy.id, "candidate_id": outside.id, "place_candidacy_id": asked}


def _asked_place(world: World, case: Case) -> UUID:
    """The same household asks for a place of a residence that is asked directly."""
    adviser, residence = world.actor("adviser"), a_place(world, label=f"{ROOM} 2").residence_id
    with acting(adviser):
        said = agreed(applicant_of(case), note="")
        return ask(actor=adviser, case_id=case.id, residence_id=residence, agreed=said, at=AT).id


def ids_of(world: World, case: Case, authorisation: UUID) -> dict[str, object]:
    """What the parameters of routes are filled with; a route with another parameter says here where it comes from."""
    return {
        "case_id": case.id,
        "authorisation": authorisation,
        "whom": "caf",
        "sheet": "siao",
        "search_id": uuid4(),
        "handover_id": uuid4(),
        "run_id": uuid4(),
        **_handover_ids(world, case),
        # Sent in the links of allauth; nobody's.
        "uidb36": "1",
        "key": "none-such",
        "provider_id": "none-such",
        **_organisation_ids(world),
        **_stock_ids(world),
    }


def _fact_ids(income: Income) -> dict[str, object]:
    return {"word": "income", "fact_id": income.id, "person_id": income.person_id}


def _letter_ids(world: World, case: Case) -> dict[str, object]:
    kind, adviser = "candidate_sheet", world.actor("adviser")
    with acting(adviser):
        letter = make_letter(actor=adviser, case_id=case.id, kind=kind, about=case.id, at=AT)
    return {"letter_id": letter.id, "kind": kind, "about": case.id}


def _handover_ids(world: World, case: Case) -> dict[str, object]:
    """The adviser's own: a note that names a colleague, a cover by that colleague, a view of the caseload."""
    adviser, colleague = world.actor("adviser"), world.people["colleague"].id
    with acting(adviser):
        written = comment(
            actor=adviser,
            case_id=case.id,
            audience="internal",
            body=f"{INTERNAL} to the colleague",
            at=AT,
            named=[(colleague, adviser.service)],
        )
        covered = cover(
            actor=adviser, user=adviser.user, substitute=colleague, begins_on=AT.date(), until=AT.date(), at=AT
        )
        view = save_view(actor=adviser, name="Tonight", filters={"urgency": "U1"})
        sent = receive_table(actor=adviser, file_name=f"{FILE}.csv", content=_table(), at=AT)
    return {"note_id": written.id, "cover_id": covered.id, "view_id": view.id, "table_id": sent.id}


def _meeting_ids(world: World, case: Case) -> dict[str, object]:
    """The holders' meeting with the association and the landlord: a line decided on, a task of the adviser's."""
    meeting = a_meeting(world)
    line = on_the_agenda(world, meeting, case)
    adviser = world.actor("adviser")
    with acting(adviser):
        said = meetings.Decided(kind="other", why="As said aloud.")
        decision = meetings.decide(actor=adviser, line_id=line.id, said=said, at=AT)
        given = meetings.Task(what="Call the CAF", user=adviser.user, due_on=AT.date())
        task = meetings.give_task(actor=adviser, line_id=line.id, said=given)
    return {"meeting_id": meeting.id, "line_id": line.id, "decision_id": decision.id, "task_id": task.id}


def _table() -> bytes:
    """A household of the service's own table, not brought in yet."""
    return f"Nom;Téléphone;Motif;Observations\n{FILE} Ruiz;06 39 98 00 09;{SOCIAL};{SOCIAL} calls at night\n".encode()


def _stock_ids(world: World) -> dict[str, object]:
    """A home opened to the agreement with its shortlist, one that is not, a stock file and the work on it; a place of
    the association that is out of service.
    """
    landlord, officer = world.organisations["landlord"], world.people["allocation_officer"]
    vacancy = an_opening(world, address="12 rue ouverte")
    a_home(world, address=f"{STOCK} street")
    Shortlist.objects.create(
        vacancy=vacancy,
        computed_at=AT,
        law_on=AT.date(),
        fits=1,
        to_complete=0,
        does_not_fit=0,
        grid=world.agreement.grids.get(),
    )
    file = StockImport.objects.create(
        landlord=landlord, file_name=f"{STOCK}.csv", digest="0" * 64, asked_by=officer, asked_at=AT
    )
    notices = NoticeFile.objects.create(
        landlord=landlord, file_name=f"{STOCK}.csv", digest="0" * 64, content=b"", asked_by=officer, asked_at=AT
    )
    run = JobRun.objects.create(
        kind="homes.check_import",
        label=f"Read {STOCK}.csv",
        user_id=officer.id,
        organisation_id=landlord.id,
        service_id=world.services["allocations"].id,
        asked_at=AT,
    )
    found = {"vacancy_id": vacancy.id, "home_id": vacancy.home_id, "import_id": file.id, "job_id": run.id}
    place = a_place(world, label=ROOM)
    use = a_use(world, place, AT.date(), kind="works")
    found |= {"residence_id": place.residence_id, "place_id": place.id, "use_id": use.id}
    return found | {"file_id": notices.id, "act": "candidates"}


def _organisation_ids(world: World) -> dict[str, object]:
    """A member, an invitation, a request to join, and an agreement that the housing body drafts."""
    home, administrator = world.organisations["housing_body"], world.people["administrator"]
    week = timedelta(days=7)
    invitation = Invitation.objects.create(
        service=world.services["social"],
        role="adviser",
        email="invited@tests.invalid",
        digest="0" * 64,
        invited_by=administrator,
        invited_at=AT,
        expires_at=AT + week,
    )
    asked = JoinRequest.objects.create(user=world.people["newcomer"], organisation=home, asked_at=AT)
    dates = {"starts_on": AT.date(), "ends_on": AT.date() + 52 * week}
    draft = Agreement.objects.create(name="A draft", **dates)
    begin_grid(draft)
    for organisation in (home, world.organisations["stranger"]):
        Party.objects.create(agreement=draft, organisation=organisation)
    promise = Commitment.objects.create(
        agreement=draft, owner=home, indicator="support_mandates", title="A promise", target=4, **dates
    )
    return {
        "membership": world.people["colleague"].memberships.get().id,
        "invitation": invitation.id,
        "asked": asked.id,
        "token": "none-such",
        "reader": "none-such",
        "organisation": world.organisations["stranger"].id,
        "agreement": draft.id,
        "commitment": promise.id,
        "report_id": uuid4(),
        "counts": "indicator",
        "which": "requests_received",
    }


def _services_of_outsiders(world: World) -> None:
    for name in ("narrowed", "withdrawn"):
        world.services[name] = Service.objects.create(
            organisation=world.organisations["association"], kind="social", name=f"{name} service"
        )
        add_person(world, f"{name}_worker", name, "social_worker")
    add_person(world, "ex_member", "social", "adviser")
    yesterday = AT.date() - timedelta(days=1)
    Membership.objects.filter(user=world.people["ex_member"]).update(ended_on=yesterday)
    world.people["newcomer"] = User.objects.create_user(
        "newcomer@tests.invalid", first_name="New", last_name="Comer", language="en"
    )


def _share(world: World, case: Case) -> UUID:
    adviser = world.actor("adviser")
    with acting(adviser):
        person = SharingAuthorisation.objects.filter(case=case).first().person_id
        given = authorise(
            actor=adviser,
            case=case,
            person=person,
            recipient=world.services["support"].id,
            at=AT,
            means="written",
        )
        back = SharingAuthorisation.objects.get(case=case, recipient=world.services["withdrawn"])
        withdraw(actor=adviser, case_id=case.id, authorisation=back.id, at=AT)
    return given.id


def _notes(world: World, case: Case) -> None:
    for key, mark in (("adviser", INTERNAL), ("social_worker", PARTNER)):
        actor = world.actor(key)
        with acting(actor):
            write_note(actor=actor, case_id=case.id, audience="internal", body=f"{mark} call back", at=AT)
