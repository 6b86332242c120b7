"""Candidacies of the small world, as far along as a test wants them."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from palier.candidacies import answers, decisions, services, signing
from palier.candidacies.decisions import Outcome
from palier.candidacies.models import Candidacy
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.services import Agreed
from palier.candidacies.signing import Signed
from palier.cases.models import Case
from palier.homes.models import Residence, Vacancy
from palier.platform.context import acting
from tests.factories.homes import an_opening
from tests.factories.support import applicant_of
from tests.factories.world import AT, DAY, World

NOTE = "She works at the bakery next door, and pays for a hotel since January."
STEPS = ("put_forward", "designated", "file_complete", "granted", "offered", "accepted", "signed")


def agreed(who: UUID, /, **said) -> Agreed:
    usual = {
        "id": uuid4(),
        "person": who,
        "on": DAY,
        "means": "oral",
        "note": NOTE,
        "approved_on": DAY,
        "approved_means": "phone",
    }
    return Agreed(**usual | said)


def a_candidacy(world: World, case: Case, vacancy: Vacancy, **said) -> Candidacy:
    """Put forward by the adviser, on the day of the world."""
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        said = agreed(applicant_of(case), **said)
        return services.put_forward(actor=adviser, case_id=case.id, vacancy_id=vacancy.id, agreed=said, at=AT)


def a_row(world: World, case: Case, **facts) -> Candidacy:
    """Put forward for a home of its own, as a row in the context of a test: what opens it is proven elsewhere."""
    vacancy = an_opening(world)
    usual = {
        "id": uuid4(),
        "case": case,
        "kind": "lease",
        "vacancy": vacancy,
        "home": vacancy.home,
        "provider": world.services["allocations"],
        "put_forward_by": world.people["adviser"],
        "put_forward_on": DAY,
        "agreed_by": uuid4(),
        "agreed_on": DAY,
        "agreed_means": "oral",
    }
    return Candidacy.objects.create(**usual | facts)


def an_asked_place(world: World, case: Case, residence: Residence, **facts) -> PlaceCandidacy:
    """A place the household agreed to ask for, as a row too."""
    usual = {
        "id": uuid4(),
        "case": case,
        "residence": residence,
        "provider": world.services["rental"],
        "asked_by": world.people["adviser"],
        "agreed_by": uuid4(),
        "agreed_on": DAY,
        "agreed_means": "oral",
    }
    return PlaceCandidacy.objects.create(**usual | facts)


def an_outcome(**said) -> Outcome:
    usual = {"answer": "granted", "held_on": DAY, "proof": "PV 2026-11", "outside_requests": 3}
    return Outcome(**usual | said)


def a_signature(**said) -> Signed:
    usual = {"on": DAY, "begins_on": DAY, "rent": Decimal("480.00"), "charges": Decimal("60.00")}
    return Signed(**usual | said)


def advance(world: World, candidacy: Candidacy, to: str, *, outcome: Outcome | None = None) -> Candidacy:
    """Every act of the landlord's officer up to a step, all on the day of the world."""
    officer = world.actor("allocation_officer")
    one = {"actor": officer, "candidacy_id": candidacy.id}
    acts = {
        "designated": lambda: services.designate(**one, right="own", today=DAY),
        "file_complete": lambda: services.complete_file(**one, despite_gaps=True, today=DAY),
        "granted": lambda: decisions.decide(**one, outcome=outcome or an_outcome(), at=AT),
        "offered": lambda: notified(officer, candidacy),
        "accepted": lambda: answers.accept(**one, on=DAY, at=AT),
        "signed": lambda: signing.sign(**one, signed=a_signature(), at=AT),
    }
    with acting(officer, now=AT):
        state = Candidacy.objects.values_list("state", flat=True).get(id=candidacy.id)
        done = STEPS.index(state if state in STEPS else "granted")
        for step in STEPS[done + 1 : STEPS.index(to) + 1]:
            candidacy = acts[step]()
    return candidacy


def notified(officer, candidacy: Candidacy, on: date = DAY, today: date = DAY, **said) -> Candidacy:
    usual = {"means": "registered", "proof": "2C 123 456 7890 1", "unclaimed": False}
    return decisions.notify_offer(actor=officer, candidacy_id=candidacy.id, on=on, today=today, **usual | said)
