"""What the files of the invented households hold beyond the call: people, incomes, debts, aids, numbers elsewhere,
papers.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from palier.cases import papers
from palier.cases.closing import close_case
from palier.cases.enums import Cause, Destination, HousingKind, PersonKind
from palier.cases.filing import add_fact, correct_fact
from palier.cases.models import Case, Person
from palier.platform import clock
from palier.platform.actor import Actor
from palier.web.demo.households import FIRST_NAMES, RECENT, Told
from palier.web.demo.people import demo_id

DEBTS = {
    Cause.OVER_INDEBTEDNESS: (("Crédit Lumière", "credit", 6400, 180), ("Banque des Alpes", "overdraft", 820, None)),
    Cause.RENT_ARREARS: (("Régie Bellecombe", "rent", 1930, 80),),
    Cause.EVICTION: (("Régie Bellecombe", "rent", 4150, None), ("Énergie du Rhône", "energy", 340, 20)),
}
ALS = "Action Logement Services"
# For a household without a roof, and by what happened; the others in turn. Euros; days since the call.
TONIGHT = frozenset({HousingKind.NO_HOME, HousingKind.MAKESHIFT, HousingKind.HOTEL})
FIVE_NIGHTS = {"kind": "hotel_nights", "answer": "granted", "giver": ALS, "amount": Decimal(320), "nights": 5}
KEEP = {"kind": "housing_fund_keep", "answer": "granted", "giver": "Métropole de Lyon", "amount": Decimal(900)}
AIDS: tuple[Mapping[str, Any], ...] = (
    {"kind": "visale", "answer": "awaited", "giver": ALS},
    {"kind": "loca_pass", "answer": "granted", "giver": ALS, "amount": Decimal(460)},
    {"kind": "housing_fund_entry", "answer": "refused", "giver": "Métropole de Lyon", "refusal": "resources"},
    {"kind": "action_logement", "answer": "granted", "giver": ALS, "amount": Decimal(250)},
)
# The household whose HLM request ends soon, the one whose case is closed, the one whose tax notice is the wrong one.
TO_RENEW, CLOSED, WRONG_PAPER = 1, 10, 7
ENDS = (
    ("referred_to", "Le ménage part vivre près de son nouvel emploi.", "Service social départemental de l’Isère"),
    ("advice_given", "Renseigné sur l’aide au logement ; n’a pas besoin d’autre chose.", ""),
    ("solved_by_household", "A trouvé un logement par un collègue.", ""),
    ("unreachable", "Trois appels et un courrier sans réponse.", ""),
    ("declined_by_household", "Préfère attendre le printemps ; rappellera.", ""),
    ("outside_scope", "N’est plus salarié ; orienté vers la Métropole.", "Maison de la Métropole"),
    ("kept", "Plan d’apurement signé, le bail continue.", ""),
)


def fill(adviser: Actor, case: Case, number: int, told: Told, as_of: date) -> None:
    """Two in three have told everything; the others stay as the call left them."""
    if number % 3 == 0:
        return
    people = list(Person.objects.filter(case=case))
    for person in people:
        correct_fact(
            actor=adviser,
            case_id=case.id,
            word="person",
            fact_id=person.id,
            version=person.version,
            values=_person(person, number, told),
            at=told.at,
        )
    for word, place, values in _rows(people, number, told, as_of):
        add_fact(
            actor=adviser,
            case_id=case.id,
            word=word,
            fact_id=demo_id(word, number, place),
            values=values,
            at=told.at,
        )
    _bring_papers(adviser, case, number, told.at)


def _person(person: Person, number: int, told: Told) -> Mapping[str, Any]:
    """Her birth date, and the name and place of whoever lives there with the applicant."""
    day = told.at.date()
    age = person.stated_age if person.stated_age is not None else 27 + (number * 5 + person.position * 3) % 24
    born_on = date(day.year - age, 1 + (number + person.position) % 2, 3 + number % 20)
    if born_on.replace(year=day.year) > day:
        born_on = born_on.replace(year=born_on.year - 1)
    if person.kind == PersonKind.APPLICANT:
        return {"born_on": born_on}
    names = {
        "first_name": FIRST_NAMES[(number + 7 * person.position) % len(FIRST_NAMES)],
        "last_name": told.call.last_name,
    }
    partner = {"kind": PersonKind.PARTNER} if person.kind == PersonKind.ADULT else {}
    return {"born_on": born_on, **names, **partner}


def _rows(people: list[Person], number: int, told: Told, as_of: date) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    adults = [person for person in people if person.kind != PersonKind.CHILD]
    for place, income in enumerate(_incomes(adults, told)):
        yield "income", place, income
    for place, (creditor, kind, balance, monthly) in enumerate(DEBTS.get(Cause(told.call.causes[0]), ())):
        said = {"creditor": creditor, "kind": kind, "balance": Decimal(balance)}
        yield "debt", place, said | {"monthly_payment": monthly and Decimal(monthly)}
    if aid := _aid(number, told):
        yield "aid", 0, aid
    obtained_on = (
        as_of - timedelta(days=350) if number == TO_RENEW else told.at.date() - timedelta(days=20 * (number % 12))
    )
    # Seven figures, also for the households that are told before the first.
    yield "identifier", 0, {"system": "nur", "number": f"069 {number % 10**7:07d} 69", "obtained_on": obtained_on}


def _aid(number: int, told: Told) -> Mapping[str, Any]:
    """What was asked for on the day of the call; who has a roof asks for nothing one time in two."""
    on = told.at.date()
    if told.call.housing in TONIGHT:
        return FIVE_NIGHTS | {"asked_on": on, "decided_on": on}
    if number % 2:
        return {}
    said = KEEP if told.call.causes[0] == Cause.RENT_ARREARS else AIDS[number // 2 % len(AIDS)]
    return said | {"asked_on": on} | ({} if said["answer"] == "awaited" else {"decided_on": on})


def _incomes(adults: list[Person], told: Told) -> Iterator[Mapping[str, Any]]:
    """As many salaries as adults, the same in all as what was said on the phone; a tenant's housing benefit apart."""
    left = Decimal(str(told.call.facts["monthly_resources"]))
    for place, person in enumerate(adults):
        monthly = left if place == len(adults) - 1 else left // 2
        left -= monthly
        source = {"source": "payslip", "seen_on": told.at.date()} if place == 0 else {"source": "said"}
        yield {"person": person, "kind": "salary" if place == 0 else "unemployment", "monthly": monthly, **source}
    if told.call.housing == HousingKind.PRIVATE_TENANT:
        benefit = {"kind": "housing_benefit", "monthly": Decimal("214.00"), "source": "notice"}
        yield {"person": adults[0], **benefit}


def _bring_papers(adviser: Actor, case: Case, number: int, at: datetime) -> None:
    always, _sometimes = papers.NEEDED[Destination.CALEOL]
    said: dict[str, Any] = {"actor": adviser, "case_id": case.id, "at": at}
    papers.ask_for(destination=Destination.CALEOL, kinds=always, **said)
    seen = papers.mark_seen(destination=Destination.CALEOL, kinds=always[: 1 + number % len(always)], **said)
    if number == WRONG_PAPER:
        wrong = next(paper for paper in seen if paper.kind == "tax_notice")
        values = {"not_conforming": "Avis de l’année dernière"}
        correct_fact(word="paper", fact_id=wrong.id, version=wrong.version, values=values, **said)


def ends(number: int) -> bool:
    """Most calls end without a home: one of the recent dozen, then two in five."""
    return number == CLOSED or (number > RECENT and number % 5 in (1, 3))


def close(adviser: Actor, case: Case, number: int, at: datetime) -> None:
    """Who answers its next call will read why, and where it went."""
    outcome, reason, sent_to = ENDS[number % len(ENDS)] if number != CLOSED else ENDS[0]
    with clock.frozen(at):
        close_case(
            actor=adviser,
            case_id=case.id,
            version=case.version,
            outcome=outcome,
            reason=reason,
            sent_to=sent_to,
            at=at,
        )
