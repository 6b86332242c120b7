"""What a lease of its own, or a place in a residence, would cost the household, and what may help it to enter."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palier.candidacies.models import Candidacy
from palier.candidacies.place_models import PlaceCandidacy
from palier.candidacies.place_states import ENDED
from palier.candidacies.states import LIVE
from palier.eligibility.affordability import affordability
from palier.eligibility.households import households_of
from palier.eligibility.openings import lived_in, place_columns
from palier.homes.models import Place
from palier.messaging.sheets import slide
from palier.platform import clock
from palier.platform.actor import Actor
from palier.rules.columns import HomeColumns
from palier.rules.law import law_on
from palier.rules.sentences import sentences
from palier.territory.models import Commune
from palier.web.placement.affordability import AffordabilityCard, affordability_card
from palier.web.placement.aids import AidCard, aid_cards
from palier.web.placement.page import language


@dataclass(frozen=True)
class Cost:
    """`title` is the question; `notes`: what is taken for granted; the aids are for whoever follows the household."""

    title: str
    card: AffordabilityCard
    notes: Sequence[str]
    aids: Sequence[AidCard]


def slide_cost(actor: Actor, candidacy: Candidacy) -> Cost | None:
    """By what is known now, for whoever reads the file of a slide."""
    file = slide.file_of(actor, candidacy) if candidacy.state in LIVE else None
    if file is None or file.rent is None:
        return None
    home = lived_in(candidacy.home_id, rent=int(file.rent * 100), charges=int(file.charges * 100))
    return _cost(actor, candidacy, home, candidacy.home.commune, title=_("What its own lease would cost"))


def place_cost(actor: Actor, candidacy: PlaceCandidacy) -> Cost | None:
    """By what is known now, for whoever reads the file, once a place is offered that housing benefit goes with."""
    place, law = candidacy.place, law_on(clock.today())
    if place is None or place.commune is None or candidacy.state in ENDED:
        return None
    home = place_columns(place, law)
    if not home.residence_type.known[0]:
        return None
    return _cost(
        actor,
        candidacy,
        home,
        place.commune,
        title=_("What this place would cost"),
        services=int((place.services or 0) * 100),
        notes=_not_said(place),
        residence=True,
    )


def _not_said(place: Place) -> list[str]:
    """What its list leaves out, and what is taken for it."""
    notes = []
    if place.fee is not None and place.services is None:
        notes.append(_("The services in the fee are not said: the benefit is counted on all of it, and may be less."))
    if place.agreement_on is None:
        notes.append(_("The day of its agreement is not said: it is taken for a recent one, with its benefit."))
    return notes


def _cost(
    actor: Actor,
    candidacy: Candidacy | PlaceCandidacy,
    home: HomeColumns,
    commune: Commune,
    *,
    title: str,
    services: int = 0,
    notes: Sequence[str] = (),
    residence: bool = False,
) -> Cost | None:
    """Nothing for whoever does not read the file: the context leaves its row out."""
    today, case = clock.today(), candidacy.case
    law, words, known = law_on(today), sentences(language()), households_of([case.id], on=today)
    if not known.cases:
        return None
    found = affordability(known.columns, home, law, services=services)
    entry = {"commune": commune, "effort": found.effort, "signed_on": today, "residence": residence}
    aids = aid_cards(actor, case, known.columns, law, words, **entry)
    return Cost(title, affordability_card(actor, case, found, words), notes, aids)
