"""The demo's candidacies: one at each step for a home opened weeks ago, then some for a place in a residence."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from palier.candidacies import answers, decisions, places, services
from palier.candidacies.decisions import Outcome
from palier.candidacies.enums import Decision, HomeRefusal, NoticeMeans
from palier.candidacies.place_enums import PlaceCandidacyState
from palier.candidacies.services import Agreed
from palier.cases.enums import Means, PersonKind
from palier.cases.models import Case, Person
from palier.homes.enums import Purpose, Reserver
from palier.homes.models import Home, Place, Residence, Vacancy
from palier.homes.services import Opening, open_vacancy
from palier.homes.vacancies import Announcement, announce, direct
from palier.organisations.enums import Role
from palier.organisations.models import Agreement
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.web.demo.people import demo_id
from palier.web.demo.places import ASSOCIATION, RESIDENCES
from palier.web.demo.stock import LANDLORD

P = PlaceCandidacyState
ANNOUNCED = 38
# How many days ago the household was put forward, designated, its file complete, its home granted, offered, refused.
HOMES: Mapping[int, Sequence[int]] = {
    1: (1,),
    2: (6, 4),
    4: (12, 9, 2),
    5: (30, 27, 22, 12, 8),
    7: (34, 30, 25, 6),
    8: (36, 33, 28, 18, 15, 10),
}
# The household whose home the landlord directed to Action Logement; the one that a candidate from outside precedes.
OF_RESERVER, SECOND = 1, 7
# The steps of a candidacy for a place, each with how many days ago it was taken.
PLACES: Mapping[int, Sequence[tuple[str, int]]] = {
    2: ((P.RECEIVED, 5), (P.VISITED, 2)),
    4: ((P.RECEIVED, 20), (P.VISITED, 14), (P.ADMITTED, 9), (P.PLACE_OFFERED, 3)),
    8: ((P.RECEIVED, 40), (P.VISITED, 36), (P.WAITING_LIST, 30)),
    11: (
        (P.RECEIVED, 68),
        (P.VISITED, 63),
        (P.ADMITTED, 58),
        (P.PLACE_OFFERED, 52),
        (P.ACCEPTED, 50),
        (P.CONTRACT_SIGNED, 48),
        (P.ARRIVED, 46),
    ),
}
# How many days from today an offer, a rank and a stay last.
UNTIL = {P.PLACE_OFFERED: 2, P.WAITING_LIST: 1, P.ARRIVED: 21}
FEE = Decimal("438.00")
NOTE = "Travaille à dix minutes de ce logement ; le bail actuel prend fin ce trimestre."


@contextmanager
def on(actor: Actor, day: date, hour: int = 10) -> Iterator[datetime]:
    """A morning of the past, in her name."""
    at = datetime.combine(day, time(hour), clock.PARIS)
    with clock.frozen(at), acting(actor):
        yield at


def applicant(case: Case) -> Person:
    return Person.objects.get(case=case, kind=PersonKind.APPLICANT)


def unopened_homes(officer: Actor, as_of: date, most: int) -> list[Home]:
    """Small homes of the landlord that nobody has opened, the first of its file first."""
    with on(officer, as_of, 8):
        found = Home.objects.filter(landlord__slug=LANDLORD, vacancies=None, rooms__in=(2, 3))
        return list(found.order_by("internal_id")[:most])


def put_forward(hands: Mapping[Role, Actor], agreement: Agreement, as_of: date) -> None:
    """A household at each step towards a home; the small stocks of a test have fewer homes than steps."""
    homes = unopened_homes(hands[Role.ALLOCATION_OFFICER], as_of, len(HOMES))
    for (number, days), home in zip(HOMES.items(), homes, strict=False):
        with on(hands[Role.ADVISER], as_of, 8):
            case = Case.objects.filter(id=demo_id("case", number)).first()
        if case:
            _Path(hands, agreement, as_of, number, case, home).walk(days)


class _Path:
    """A household's way to one home."""

    def __init__(
        self, hands: Mapping[Role, Actor], agreement: Agreement, as_of: date, number: int, case: Case, home: Home
    ) -> None:
        self.hands, self.as_of, self.number, self.case = hands, as_of, number, case
        self.id = demo_id("candidacy", number)
        with on(hands[Role.ALLOCATION_OFFICER], as_of - timedelta(days=ANNOUNCED)) as at:
            self.vacancy = self._open(hands[Role.ALLOCATION_OFFICER], agreement, home, at)

    def _open(self, officer: Actor, agreement: Agreement, home: Home, at: datetime) -> Vacancy:
        """A home is directed before it is opened."""
        free_on, purpose = self.as_of + timedelta(days=12), Purpose.LEASE
        if self.number == OF_RESERVER:
            said = Announcement(free_on=free_on, purpose=purpose)
            vacancy = announce(actor=officer, home_id=home.id, announcement=said, on=at.date())
            due_on, to = self.as_of + timedelta(days=3), Reserver.ACTION_LOGEMENT
            direct(actor=officer, vacancy_id=vacancy.id, to=to, due_on=due_on, on=at.date())
        opening = Opening(free_on=free_on, purpose=purpose, agreement=agreement.id)
        return open_vacancy(actor=officer, home_id=home.id, opening=opening, at=at)

    def walk(self, days: Sequence[int]) -> None:
        steps = (self._agree, self._designate, self._complete, self._decide, self._offer, self._refuse)
        for step, ago in zip(steps, days, strict=False):
            by = Role.ADVISER if step in (self._agree, self._refuse) else Role.ALLOCATION_OFFICER
            actor = self.hands[by]
            with on(actor, self.as_of - timedelta(days=ago)) as at:
                step(actor, at)

    def _agree(self, adviser: Actor, at: datetime) -> None:
        agreed = Agreed(
            id=self.id,
            person=applicant(self.case).id,
            on=at.date(),
            means=Means.ORAL,
            note=NOTE,
            approved_on=at.date(),
            approved_means="phone",
        )
        services.put_forward(actor=adviser, case_id=self.case.id, vacancy_id=self.vacancy.id, agreed=agreed, at=at)

    def _designate(self, officer: Actor, at: datetime) -> None:
        services.designate(actor=officer, candidacy_id=self.id, right=Reserver.OWN, today=at.date())

    def _complete(self, officer: Actor, at: datetime) -> None:
        services.complete_file(actor=officer, candidacy_id=self.id, despite_gaps=True, today=at.date())

    def _decide(self, officer: Actor, at: datetime) -> None:
        ranked = self.number == SECOND
        if ranked:
            decisions.rank_outside(actor=officer, vacancy_id=self.vacancy.id, number=1, rank=1)
        outcome = Outcome(
            answer=Decision.GRANTED_RANKED if ranked else Decision.GRANTED,
            rank=2 if ranked else None,
            held_on=at.date(),
            proof=f"PV du {at:%d/%m/%Y}",
            outside_requests=3,
        )
        decisions.decide(actor=officer, candidacy_id=self.id, outcome=outcome, at=at)

    def _offer(self, officer: Actor, at: datetime) -> None:
        decisions.notify_offer(
            actor=officer,
            candidacy_id=self.id,
            on=at.date(),
            means=NoticeMeans.REGISTERED,
            proof=f"2C 123 456 {self.number:04d} 1",
            unclaimed=False,
            today=at.date(),
        )

    def _refuse(self, adviser: Actor, at: datetime) -> None:
        answers.refuse(actor=adviser, candidacy_id=self.id, reason=HomeRefusal.TRANSPORT, on=at.date(), at=at)


def ask_for_places(hands: Mapping[Role, Actor], as_of: date) -> None:
    """Some ask for a place of the social residence, whatever their age; one lives there now."""
    with on(hands[Role.ADVISER], as_of, 8):
        cases = {number: Case.objects.filter(id=demo_id("case", number)).first() for number in PLACES}
    with on(hands[Role.RESIDENCE_MANAGER], as_of, 8):
        residence = Residence.objects.filter(landlord__slug=ASSOCIATION, name=RESIDENCES[0][0]).first()
        free = iter(Place.objects.filter(residence=residence, uses=None).order_by("internal_id")[: len(PLACES)])
    for number, steps in PLACES.items():
        case = cases[number]
        place = next(free, None) if any(step == P.PLACE_OFFERED for step, _ago in steps) else None
        if case and residence:
            _ask(hands, as_of, case, residence, steps[0][1] + 2)
            _take(hands, as_of, case, steps, place)


def _ask(hands: Mapping[Role, Actor], as_of: date, case: Case, residence: Residence, ago: int) -> None:
    adviser = hands[Role.ADVISER]
    with on(adviser, as_of - timedelta(days=ago)) as at:
        said = {"person": applicant(case).id, "on": at.date(), "means": Means.ORAL}
        agreed = Agreed(id=demo_id("place candidacy", case.id), **said)
        places.ask(actor=adviser, case_id=case.id, residence_id=residence.id, agreed=agreed, at=at)


def _take(
    hands: Mapping[Role, Actor], as_of: date, case: Case, steps: Sequence[tuple[str, int]], place: Place | None
) -> None:
    """Up to the offer of a place at most where none is free."""
    for step, ago in steps:
        if step == P.PLACE_OFFERED and place is None:
            return
        actor = hands[Role.ADVISER if step == P.ACCEPTED else Role.RESIDENCE_MANAGER]
        with on(actor, as_of - timedelta(days=ago)) as at:
            said = places.Said(
                on=at.date(),
                rank=1 if step == P.WAITING_LIST else None,
                until=as_of + timedelta(days=UNTIL[step]) if step in UNTIL else None,
                place=place.id if place else None,
                rent=FEE if step == P.ARRIVED else None,
            )
            places.take(actor=actor, candidacy_id=demo_id("place candidacy", case.id), to=step, said=said, at=at)
