"""The words people write in coded columns, and the codes they probably mean. The person confirms every one of them."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from palier.cases.enums import CaseState, Cause, HousingKind, Origin, Outcome, WaitingOn
from palier.cases.follow_up.fields import closest
from palier.platform.text import search_key

# A cell of several words: `séparation + impayés`, `Lyon 8e / Villeurbanne`. Its spaces are single by then.
SEPARATORS = re.compile(r" ?(?:[;,/+&|]|\bet\b|\bou\b) ?", re.IGNORECASE)
# A column with more words than this holds sentences: it belongs in the note.
MOST_WORDS = 80

Choices = Sequence[tuple[str, str]]

HOUSING = {
    "hlm_tenant": "locataire hlm, parc social, logement social, hlm, bailleur social, locataire social",
    "private_tenant": "locataire privé, parc privé, location privée, bailleur privé, propriétaire bailleur, locataire",
    "residence": "résidence sociale, foyer, fjt, pension de famille, foyer jeunes travailleurs, ftm",
    "sublet": "sous location, logement temporaire, iml, solibail, logement passerelle, intermédiation locative, alt",
    "shelter": "hébergement d'urgence, chrs, centre d'hébergement, 115, cada, structure d'hébergement",
    "tied": "logement de fonction",
    "student_residence": "résidence étudiante, crous, cité universitaire",
    "hosted_by_family": "hébergé famille, hébergé par la famille, chez ses parents, chez parents, chez sa mère,"
    "chez son père, parents, hébergé parents, hébergée parents, hébergé chez ses parents, hébergée chez ses parents",
    "hosted_by_others": "hébergé, hébergée, hébergés, hébergé tiers, chez un tiers, chez des amis, chez un ami, amis",
    "free": "titre gratuit, logé gratuitement",
    "owner": "propriétaire, accédant, accession",
    "hotel": "hôtel",
    "makeshift": "squat, camping, caravane, mobil home",
    "no_home": "sans domicile, sdf, sans abri, à la rue, rue, voiture, sans logement",
}
CAUSES = {
    "separation": "séparation, divorce, rupture, rupture conjugale",
    "violence": "violence, violences, violences conjugales, violences intrafamiliales, vif",
    "job_loss": "perte d'emploi, licenciement, chômage, fin de contrat",
    "less_income": "baisse de revenus, baisse de ressources, baisse des ressources, diminution des ressources",
    "capacity": "arrêt maladie, longue maladie, invalidité, accident du travail, inaptitude",
    "rent_arrears": "impayés, impayé, impayés de loyer, dette locative, dettes de loyer, dette de loyer",
    "over_indebtedness": "surendettement, banque de france, bdf",
    "eviction": "expulsion, procédure d'expulsion, commandement de quitter, assignation, saisie",
    "notice": "congé, congé bailleur, congé pour vente, fin de bail, reprise du logement",
    "hosting_ends": "fin d'hébergement, fin hébergement",
    "overcrowding": "surpeuplement, sur occupation, suroccupation, logement trop petit",
    "unfit": "insalubrité, insalubre, indécent, indécence, logement indigne, péril",
    "work_move": "mutation, mobilité professionnelle, éloignement, rapprochement, travail trop loin",
    "other": "autre, autres",
}
STATES = {
    "received": "nouveau, nouvelle, à traiter, à contacter",
    "open": "en cours, ouvert, actif, en cours de traitement",
    "suspended": "suspendu, en pause, en veille, mis en attente",
    "advice_given": "conseil, conseil donné, information, information conseil",
    "outside_scope": "hors champ, hors cadre, non éligible, inéligible",
    "unreachable": "injoignable, sans nouvelles, ne répond plus, perdu de vue, sans réponse",
    "declined_by_household": "refus du ménage, refus, désistement, abandon, annulé, annulation",
    "solved_by_household": "relogé par ses propres moyens, solution trouvée, a trouvé seul, a trouvé un logement",
    "referred_to": "réorienté, réorientée, réorientation, orienté vers, relais",
    "housed_temporary": "entré en résidence, entré en FJT, entrée en FJT, logement temporaire, place trouvée",
    "housed_lasting_adapted": "entré en pension de famille, entrée en pension de famille, résidence accueil",
    "housed_sublease": "bail glissant signé, sous-location signée, entré en bail glissant",
    "housed_ordinary": "bail direct signé, bail signé, logement attribué, entré dans les lieux",
    "kept": "maintien dans les lieux, maintenu dans les lieux, logement conservé",
}
WAITING = {
    "holder": "nous, notre service",
    "household": "ménage, demandeur, famille, pièces, pièces manquantes",
    "partner": "partenaire, association",
    "caf": "caf",
    "banque_de_france": "bdf, banque de france",
    "siao": "siao",
    "court": "tribunal, juge, audience",
    "employer": "employeur, drh",
    "landlord": "bailleur, bailleur social, propriétaire",
    "prefecture": "préfecture, sous préfecture",
}
ORIGINS = {
    "housing_body_detection": "als, action logement, détection, repérage",
    "association_ready": "association, résidence",
    "landlord_signal": "bailleur, signalement bailleur",
    "partner": "partenaire, mds, mdm, ccas, assistante sociale, maison de la métropole",
    "self": "ménage, salarié, demandeur, appel, direct, lui même, elle même, spontané",
}
SAID: dict[str, dict[str, str]] = {
    "housing": HOUSING,
    "causes": CAUSES,
    "state": STATES,
    "waiting_on": WAITING,
    "origin": ORIGINS,
}


def choices_of(field: str) -> Choices:
    """The codes a word of a coded column may mean, with their labels. A closed case says how it ended."""
    if field == "state":
        open_states = [(state.value, str(state.label)) for state in CaseState if state != CaseState.CLOSED]
        ends = [(end.value, _("closed: %(how)s") % {"how": end.label}) for end in Outcome]
        return [*open_states, *ends]
    lists = {"housing": HousingKind, "causes": Cause, "waiting_on": WaitingOn, "origin": Origin}
    return [(one.value, str(one.label)) for one in lists[field]]


def likely(field: str, word: str, choices: Choices) -> str:
    """The code a word probably means, empty when it could be anything."""
    phrases: dict[str, str] = {search_key(label): code for code, label in choices}
    for code, said in SAID.get(field, {}).items():
        phrases |= {search_key(phrase): code for phrase in said.split(",")}
    return closest(word, phrases)


def words_in(cell: str, *, several: bool) -> list[str]:
    """The words of a cell as they are mapped: one, or as many as its separators say."""
    words = " ".join(cell.replace("\n", ";").split())
    return [part for part in (SEPARATORS.split(words) if several else [words]) if search_key(part)]


def mapped(cell: str, meanings: Mapping[str, str], *, several: bool) -> tuple[list[str], bool]:
    """The codes of a cell in its order, and whether every word of it has one."""
    found = [meanings.get(search_key(word), "") for word in words_in(cell, several=several)]
    codes = list(dict.fromkeys(code for code in found if code))
    return codes, bool(found) and all(found)
