"""The slide of the small world: a sub-lease reviewed, its slide put to the CALEOL, as far along as a test wants."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from palier.candidacies import answers, decisions, services, signing
from palier.candidacies.decisions import Outcome
from palier.candidacies.models import Candidacy
from palier.candidacies.signing import Signed
from palier.candidacies.slides import put_forward_slide
from palier.cases.models import Case
from palier.platform.context import acting
from palier.tenancies.models import Tenancy
from palier.tenancies.reviews import Position, agree_criteria, conclude, tell_prefet
from tests.factories.candidacies import agreed, notified
from tests.factories.support import applicant_of
from tests.factories.tenancies import RENT, a_review
from tests.factories.world import DAY, World

REVIEWED, ASKED, COMMITTEE = date(2026, 8, 25), date(2026, 9, 10), date(2026, 9, 24)
OFFERED, ACCEPTED, SIGNED, ON = date(2026, 9, 28), date(2026, 10, 5), date(2026, 10, 30), date(2026, 11, 1)
LEASE = Position(wants="lease")


def at(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), UTC)


def reviewed(world: World, tenancy: Tenancy, *, lease: bool = True) -> None:
    """The three said what they look at when they signed, and met once."""
    manager, landlord = world.actor("rental_manager"), world.actor("landlord_adviser")
    with acting(manager, now=at(DAY)):
        agree_criteria(actor=manager, tenancy_id=tenancy.id, criteria=["rent_paid", "insured"], agreed_on=DAY)
    a_review(world, tenancy, REVIEWED, **(dict.fromkeys(("landlord", "association"), LEASE) if lease else {}))
    with acting(landlord, now=at(REVIEWED)):
        one = {"actor": landlord, "tenancy_id": tenancy.id, "at": at(REVIEWED)}
        tell_prefet(told_on=REVIEWED, proposes_lease=lease, why_not="" if lease else "Two months are owed.", **one)
        conclude(outcome="lease" if lease else "next_period", **one)


def asked(world: World, tenancy: Tenancy, case: Case, *, despite: bool = False, on: date = ASKED, **said) -> Candidacy:
    adviser = world.actor("adviser")
    with acting(adviser, now=at(on)):
        return put_forward_slide(
            actor=adviser,
            sublease_id=tenancy.id,
            agreed=agreed(applicant_of(case), **{"on": on, "approved_on": on} | said),
            despite_disagreement=despite,
            at=at(on),
        )


def complete(world: World, candidacy: Candidacy, right: str = "action_logement") -> None:
    officer = world.actor("allocation_officer")
    with acting(officer, now=at(ASKED)):
        one = {"actor": officer, "candidacy_id": candidacy.id, "today": ASKED}
        services.designate(right=right, **one)
        services.complete_file(despite_gaps=True, **one)


def decided(world: World, candidacy: Candidacy, answer: str = "granted", **said) -> Candidacy:
    officer = world.actor("allocation_officer")
    with acting(officer, now=at(COMMITTEE)):
        outcome = Outcome(answer=answer, held_on=COMMITTEE, proof="PV 2026-09", **said)
        return decisions.decide(actor=officer, candidacy_id=candidacy.id, outcome=outcome, at=at(COMMITTEE))


def offered(world: World, candidacy: Candidacy) -> Candidacy:
    officer = world.actor("allocation_officer")
    with acting(officer, now=at(OFFERED)):
        return notified(officer, candidacy, on=OFFERED, today=OFFERED)


def accepted(world: World, candidacy: Candidacy) -> Candidacy:
    """Through every step: complete, granted, offered, accepted."""
    complete(world, candidacy)
    decided(world, candidacy)
    offered(world, candidacy)
    adviser = world.actor("adviser")
    with acting(adviser, now=at(ACCEPTED)):
        return answers.accept(actor=adviser, candidacy_id=candidacy.id, on=ACCEPTED, at=at(ACCEPTED))


def signature(**said) -> Signed:
    usual = {
        "on": SIGNED,
        "begins_on": ON,
        "rent": Decimal("416.20"),
        "charges": Decimal("121.00"),
        "deposit": Decimal("416.20"),
        "insured_until": date(2027, 10, 31),
        "inventory_on": date(2026, 10, 29),
        "returned": Decimal(300),
        "head_returned": RENT,
    }
    return Signed(**usual | said)


def signed(world: World, candidacy: Candidacy, **said) -> Candidacy:
    officer = world.actor("allocation_officer")
    with acting(officer, now=at(SIGNED)):
        return signing.sign(actor=officer, candidacy_id=candidacy.id, signed=signature(**said), at=at(SIGNED))
