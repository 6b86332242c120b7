"""The offer of a home, its reminder, a decision against with its reasons: to the household."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from palier.candidacies import policies
from palier.candidacies.enums import CandidacyState, DecisionReason
from palier.candidacies.models import Candidacy, ProviderDecision
from palier.candidacies.queries import candidacies_of, get_candidacy, may_be_offered
from palier.candidacies.states import BEFORE_DECISION, DECIDED_AGAINST
from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.homes.models import Home
from palier.messaging.letters.of_cases import candidate_sheet, household_lines, part
from palier.messaging.letters.of_tenancies import delay_in_words
from palier.messaging.letters.offer import Subject
from palier.messaging.sheets import slide
from palier.platform.actor import Actor
from palier.ui import formats

# Parts of the sheet that say nothing of a household that asks for the home it lives in.
OF_A_SEARCH = ("Logement actuel", "Logement recherché")


def to_offer(actor: Actor, case: Case) -> Iterable[Subject]:
    """Granted and its turn, to be notified; or offered already, to be sent again."""
    for candidacy in _answered_by(actor, case):
        if candidacy.state == CandidacyState.OFFERED or may_be_offered(candidacy):
            yield _subject(candidacy)


def offered(actor: Actor, case: Case) -> Iterable[Subject]:
    return (_subject(one) for one in _answered_by(actor, case) if one.state == CandidacyState.OFFERED)


def decided_against(actor: Actor, case: Case) -> Iterable[Subject]:
    return (_subject(one) for one in _answered_by(actor, case) if one.state in DECIDED_AGAINST)


def slides(actor: Actor, case: Case) -> Iterable[Subject]:
    """Those that the CALEOL has still to decide, while somebody reads what it will read."""
    for candidacy in candidacies_of(actor, case):
        if candidacy.state in BEFORE_DECISION and slide.file_of(actor, candidacy):
            yield _subject(candidacy)


def _answered_by(actor: Actor, case: Case) -> Iterable[Candidacy]:
    return (one for one in candidacies_of(actor, case) if policies.may_answer(actor, one))


def _subject(candidacy: Candidacy) -> Subject:
    return Subject(candidacy.id, _home(candidacy))


def offer(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    candidacy = get_candidacy(actor, about)
    return _common(actor, case, candidacy) | {
        "title": "Proposition d’un logement",
        "answer_delay": delay_in_words("deadline.applicant_answer", candidacy.notified_on or on),
    }


def offer_reminder(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    candidacy = get_candidacy(actor, about)
    return _common(actor, case, candidacy) | {"title": "Votre réponse est attendue"}


def refusal(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    candidacy = get_candidacy(actor, about)
    decision = rows_visible_to(actor, ProviderDecision).filter(candidacy=candidacy).first()
    return _common(actor, case, candidacy) | {
        "title": "La décision de la CALEOL",
        "inadmissible": candidacy.state == CandidacyState.INADMISSIBLE,
        "decided_on": formats.day(candidacy.decided_on),
        "reasons": [str(DecisionReason(code).label) for code in decision.reasons] if decision else [],
    }


def slide_pack(actor: Actor, case: Case, about: UUID, on: date) -> dict[str, Any]:
    """What the CALEOL reads of a slide: the sub-lease as it was known that day, then the sheet of the candidate."""
    candidacy = get_candidacy(actor, about)
    sheet = candidate_sheet(actor, case, about, on)["parts"]
    return {
        "title": "Demande de bail après sous-location",
        "home": _home(candidacy),
        "parts": [
            part("La sous-location", slide.facts(actor, candidacy)),
            *(each for each in sheet if each["heading"] not in OF_A_SEARCH),
        ],
    }


def _common(actor: Actor, case: Case, candidacy: Candidacy) -> dict[str, Any]:
    home = candidacy.home
    landlord = home.landlord if home else candidacy.outside_provider
    rent = home.rent if home else candidacy.outside_rent
    charges = candidacy.vacancy.charges if candidacy.vacancy else None
    return {
        "to": household_lines(actor, case),
        "landlord": str(landlord),
        "home": _home(candidacy),
        "size": _size(home) if home else "",
        "rent": formats.money(rent),
        "charges": formats.money(charges) if rent is not None and charges is not None else "",
        "total": formats.money(rent + charges) if rent is not None and charges is not None else "",
        "notified_on": formats.day(candidacy.notified_on),
        "answer_by": formats.day(candidacy.answer_by),
    }


def _size(home: Home) -> str:
    rooms = f"T{home.rooms}" if home.rooms else ""
    surface = f"{formats.number(home.surface, 2)} m²" if home.surface else ""
    return ", ".join(filter(None, (rooms, surface)))


def _home(candidacy: Candidacy) -> str:
    if candidacy.home:
        return f"{candidacy.home}, {candidacy.home.commune}"
    return ", ".join(filter(None, [candidacy.outside_provider, str(candidacy.outside_commune or "")]))
