"""What households that called long ago signed: a sub-lease to review, one ready to slide, a lease that ends a case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from palier.candidacies.answers import accept
from palier.candidacies.decisions import Outcome, decide, notify_offer
from palier.candidacies.enums import Decision, NoticeMeans
from palier.candidacies.services import Agreed, complete_file, designate
from palier.candidacies.slides import put_forward_slide
from palier.cases.closing import close_case
from palier.cases.enums import PersonKind
from palier.cases.models import Case, Person
from palier.cases.services import move_case, receive_call
from palier.homes.enums import Reserver
from palier.homes.models import Home
from palier.organisations.accreditations import record_accreditation
from palier.organisations.enums import AccreditationKind, Role
from palier.platform import clock
from palier.platform.actor import Actor
from palier.tenancies import accounts, reviews
from palier.tenancies.enums import LineKind, OutsideKind, Payer, ReviewOutcome, SlideCriterion, Wanted
from palier.tenancies.models import Tenancy
from palier.tenancies.signing import begin_lease, begin_sublease
from palier.tenancies.terms import OutsideHome, SubleaseTerms, Terms, Where
from palier.web.demo import files
from palier.web.demo.households import Told, tell
from palier.web.demo.path import on, unopened_homes
from palier.web.demo.people import Cast, demo_id

# Before the first of the calls, so that these stay what they are; and how many days ago each came.
REVIEWED, SLIDING, HOUSED = -8, -11, -5
CALLED = {REVIEWED: 150, SLIDING: 298, HOUSED: 200}
# Days ago. A period is six months and the préfet is told two months before it ends: within days for the first.
SIGNED = {REVIEWED: 118, SLIDING: 285}
INSURED = timedelta(days=365)
HEAD_CHARGES = Decimal(70)
POSITIONS = {
    "landlord": reviews.Position(wants=Wanted.LEASE, words="Comptes à jour, logement bien tenu."),
    "association": reviews.Position(wants=Wanted.LEASE),
    "household": reviews.Position(wants=Wanted.LEASE, words="Je paie tous les mois et l’école est à côté."),
}
WAITING = {
    "landlord": reviews.Position(wants=Wanted.NEXT_PERIOD, words="Deux paiements tardifs."),
    "association": reviews.Position(wants=Wanted.NEXT_PERIOD),
    "household": reviews.Position(wants=Wanted.LEASE),
}
Hands = Mapping[Role, Actor]


def sign_titles(hands: Hands, writer: Actor, cast: Cast, as_of: date, seed: int) -> None:
    """`writer` records the accreditation of the association; the small stocks of a test have no home to sub-let."""
    with on(writer, cast.agreement.starts_on + timedelta(days=1)) as at:
        begins_on = at.date().replace(month=1, day=1)
        until = begins_on.replace(year=begins_on.year + 5) - timedelta(days=1)
        record_accreditation(actor=writer, kind=AccreditationKind.RENTAL, begins_on=begins_on, until=until)
    homes = unopened_homes(hands[Role.ALLOCATION_OFFICER], as_of, len(SIGNED))
    if len(homes) == len(SIGNED):
        _reviewed(hands, cast, as_of, seed, homes[0])
        _sliding(hands, cast, as_of, seed, homes[1])
    _housed(hands, cast, as_of, seed)


def _called(hands: Hands, cast: Cast, as_of: date, seed: int, number: int) -> Case:
    """A household of before, its file told."""
    drawn = Random(f"{seed}/{number}")  # noqa: S311 — invented people, no secret
    told = tell(number, random=drawn, as_of=as_of, agreement=cast.agreement.id, partner=cast.services["support"].id)
    at = datetime.combine(as_of - timedelta(days=CALLED[number]), time(10), clock.PARIS)
    told = Told(replace(told.call, housing_until=None, authorised=()), at)
    adviser = hands[Role.ADVISER]
    with on(adviser, at.date()):
        case = receive_call(actor=adviser, call=told.call, at=at)
        case = move_case(actor=adviser, case_id=case.id, version=case.version, to="open", at=at)
        files.fill(adviser, case, number, told, as_of)
    return case


def _sublease(hands: Hands, cast: Cast, as_of: date, case: Case, number: int, home: Home) -> Tenancy:
    adviser, association = hands[Role.ADVISER], cast.services["rental"].organisation_id
    rent = (home.rent or Decimal(420)).quantize(Decimal("0.01"))
    with on(adviser, as_of - timedelta(days=SIGNED[number])) as at:
        day = at.date()
        adults = Person.objects.filter(case=case).exclude(kind=PersonKind.CHILD).values_list("id", flat=True)
        said = SubleaseTerms(
            id=demo_id("title", number),
            where=Where(home_id=home.id),
            signed_on=day,
            begins_on=day,
            rent=rent,
            charges=HEAD_CHARGES,
            deposit=rent,
            instalments=6,
            # The one that is reviewed has its certificate to renew today.
            insured_until=as_of if number == REVIEWED else day + INSURED,
            inventory_on=day,
            association=association,
            committee_on=day - timedelta(days=7),
            head_rent=rent,
            head_charges=HEAD_CHARGES,
            head_deposit=rent,
            head_inventory_on=day,
            landlord_signed_on=day,
            association_signed_on=day,
            adults_signed=dict.fromkeys(adults, day),
        )
        tenancy = begin_sublease(actor=adviser, case_id=case.id, said=said, at=at)
    _accounts(hands[Role.RENTAL_MANAGER], tenancy, as_of)
    return tenancy


def _accounts(manager: Actor, tenancy: Tenancy, as_of: date) -> None:
    """A month called after the other and paid on the tenth; the household has not paid this month yet."""
    whole = tenancy.rent + tenancy.charges
    month = tenancy.begins_on.replace(day=1)
    called: list[accounts.Line] = []
    paid: list[accounts.Line] = []
    while (month := (month + timedelta(days=32)).replace(day=1)) <= as_of - timedelta(days=1):
        called.append(accounts.Line(kind=LineKind.CALLED, month=month, on=month, amount=whole))
        if (day := month.replace(day=10)) < as_of:
            paid.append(accounts.Line(kind=LineKind.PAID, month=month, on=day, amount=whole))
    with on(manager, as_of - timedelta(days=1)) as at:
        said = {"actor": manager, "tenancy_id": tenancy.id, "at": at}
        if called:
            accounts.write_lines(payer=Payer.ASSOCIATION, lines=[*called, *paid], **said)
            accounts.write_lines(payer=Payer.HOUSEHOLD, lines=[*called, *paid[:-1]], **said)


def _reviewed(hands: Hands, cast: Cast, as_of: date, seed: int, home: Home) -> None:
    """Its first period runs: the landlord tells the préfet within days."""
    case = _called(hands, cast, as_of, seed, REVIEWED)
    tenancy = _sublease(hands, cast, as_of, case, REVIEWED, home)
    with on(hands[Role.RENTAL_MANAGER], tenancy.signed_on, 11) as at:
        criteria = (SlideCriterion.RENT_PAID, SlideCriterion.INSURED, SlideCriterion.RIGHTS_OPEN)
        reviews.agree_criteria(
            actor=hands[Role.RENTAL_MANAGER], tenancy_id=tenancy.id, criteria=criteria, agreed_on=at.date()
        )


def _sliding(hands: Hands, cast: Cast, as_of: date, seed: int, home: Home) -> None:
    """Two reviews, the second for a lease that the CALEOL has granted: it slides on the first of a month."""
    case = _called(hands, cast, as_of, seed, SLIDING)
    tenancy = _sublease(hands, cast, as_of, case, SLIDING, home)
    with on(hands[Role.RENTAL_MANAGER], tenancy.signed_on) as at:
        reviews.agree_criteria(
            actor=hands[Role.RENTAL_MANAGER],
            tenancy_id=tenancy.id,
            criteria=(SlideCriterion.RENT_PAID, SlideCriterion.INSURED),
            agreed_on=at.date(),
        )
    _review(hands, tenancy.id, as_of - timedelta(days=170), WAITING, ReviewOutcome.NEXT_PERIOD)
    _review(hands, tenancy.id, as_of - timedelta(days=30), POSITIONS, ReviewOutcome.LEASE)
    _granted_slide(hands, as_of, case, tenancy)


def _granted_slide(hands: Hands, as_of: date, case: Case, tenancy: Tenancy) -> None:
    """The household asked, the CALEOL granted, the household accepted: the landlord signs."""
    adviser, officer = hands[Role.ADVISER], hands[Role.ALLOCATION_OFFICER]
    with on(adviser, as_of - timedelta(days=25)) as at:
        person = Person.objects.get(case=case, kind=PersonKind.APPLICANT)
        said = Agreed(id=demo_id("slide", SLIDING), person=person.id, on=at.date(), means="oral")
        put_forward_slide(actor=adviser, sublease_id=tenancy.id, agreed=said, at=at)
    one = {"actor": officer, "candidacy_id": said.id}
    with on(officer, as_of - timedelta(days=20)) as at:
        designate(**one, right=Reserver.ACTION_LOGEMENT, today=at.date())
        complete_file(**one, despite_gaps=True, today=at.date())
    with on(officer, as_of - timedelta(days=13)) as at:
        outcome = Outcome(answer=Decision.GRANTED, held_on=at.date(), proof=f"PV {at:%m-%Y}, n° 4")
        decide(**one, outcome=outcome, at=at)
    with on(officer, as_of - timedelta(days=11)) as at:
        notice = {"means": NoticeMeans.HANDED, "proof": "reçu signé", "unclaimed": False}
        notify_offer(**one, on=at.date(), today=at.date(), **notice)
    with on(adviser, as_of - timedelta(days=6)) as at:
        accept(actor=adviser, candidacy_id=said.id, on=at.date(), at=at)


def _review(
    hands: Hands, tenancy: UUID, held_on: date, positions: Mapping[str, reviews.Position], outcome: ReviewOutcome
) -> None:
    """Held by who manages; three days later the landlord tells the préfet and says what follows."""
    manager, landlord = hands[Role.RENTAL_MANAGER], hands[Role.LANDLORD_ADVISER]
    with on(manager, held_on) as at:
        reviews.hold(actor=manager, tenancy_id=tenancy, held_on=held_on, positions=positions, at=at)
    proposes = outcome == ReviewOutcome.LEASE
    with on(landlord, held_on + timedelta(days=3)) as at:
        reviews.tell_prefet(
            actor=landlord,
            tenancy_id=tenancy,
            told_on=at.date(),
            proposes_lease=proposes,
            why_not="" if proposes else "Deux paiements tardifs depuis l’entrée.",
            at=at,
        )
        reviews.conclude(actor=landlord, tenancy_id=tenancy, outcome=outcome, at=at)


def _housed(hands: Hands, cast: Cast, as_of: date, seed: int) -> None:
    """It signed the lease of an outside home, and its case was closed."""
    case, adviser = _called(hands, cast, as_of, seed, HOUSED), hands[Role.ADVISER]
    with on(adviser, as_of - timedelta(days=60)) as at:
        where = Where(outside=OutsideHome(provider="Foncière du Parc", kind=OutsideKind.PRIVATE, commune="69266"))
        said = Terms(
            id=demo_id("title", HOUSED),
            where=where,
            signed_on=at.date(),
            begins_on=at.date(),
            rent=Decimal(510),
            charges=Decimal(55),
        )
        begin_lease(actor=adviser, case_id=case.id, said=said, at=at)
    with on(adviser, as_of - timedelta(days=30)) as at:
        case = Case.objects.get(id=case.id)
        close_case(
            actor=adviser,
            case_id=case.id,
            version=case.version,
            outcome="housed_ordinary",
            reason="Bail signé, suivi d’un mois sans difficulté.",
            sent_to="",
            at=at,
        )
