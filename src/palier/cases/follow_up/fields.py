"""What a column of a follow-up table may tell, and the headers people give it. Pure but for its labels."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from palier.platform.text import search_key

# Where a column goes when it is none of the fields: as it is into the note of the case, or nowhere.
NOTE, OUT = "note", "out"
# What is longer is no header and no word: a sentence, which means what its reader makes of it.
LONGEST_WORD = 100
# Words of a header that say nothing of what it holds.
EMPTY = frozenset("de du des d la le les l un une en au aux a et ou n no nr num numero nombre nb the of m mme".split())


@dataclass(frozen=True)
class Field:
    """`kind` says how its cells are read (`cells.py`), `headers` how people call it: search keys."""

    code: str
    label: Promise
    kind: str
    headers: tuple[str, ...]


def _field(code: str, label: Promise, kind: str, headers: str) -> Field:
    return Field(code, label, kind, tuple(search_key(header) for header in headers.split(",")))


FIELDS: tuple[Field, ...] = (
    _field(
        *("received_on", _("Day it was received"), "past"),
        "date de réception, reçu le, date d'entrée, date du signalement, signalé le, date d'orientation,"
        "date de l'appel, date appel, date de contact, date premier contact, date 1er contact, date d'arrivée,"
        "date de la demande, date de saisine, date de prise en charge, date d'ouverture, date, received on",
    ),
    _field(
        *("name", _("Name and first name together"), "name"),
        "nom et prénom, nom prénom, prénom nom, nom prénom du demandeur, nom complet, ménage, demandeur, famille,"
        "salarié, nom du salarié, beneficiaire, identité, household, name and first name, full name",
    ),
    _field("last_name", _("Name"), "text", "nom, nom de famille, nom d'usage, nom du demandeur, last name, surname"),
    _field("first_name", _("First name"), "text", "prénom, prénoms, prénom du demandeur, first name"),
    _field(
        *("born_on", _("Date of birth"), "birth"),
        "date de naissance, né le, née le, né(e) le, ddn, naissance, date naissance, born on, date of birth",
    ),
    _field(
        *("phone", _("Phone"), "phone"),
        "téléphone, tél, tel portable, téléphone portable, portable, mobile, n° de téléphone, coordonnées,"
        "coordonnées téléphoniques, contact, phone",
    ),
    _field(
        *("housing", _("Where they sleep"), "word"),
        "situation logement, situation de logement, situation, logement actuel, situation actuelle, hébergement actuel,"
        "type de logement actuel, statut logement, statut d'occupation, statut résidentiel, hébergement, housing",
    ),
    _field(
        *("housing_until", _("Until when"), "future"),
        "jusqu'au, jusqu'à quand, date de fin, échéance, date limite, fin d'hébergement, date d'expulsion,"
        "doit partir le, à quitter le, until",
    ),
    _field(
        *("composition", _("Who lives there, in words"), "composition"),
        "composition familiale, composition, composition du ménage, composition du foyer, situation familiale, ménage"
        " composé de, type de ménage, household composition",
    ),
    _field("adults", _("Number of adults"), "count", "adultes, nombre d'adultes, adults"),
    _field("children", _("Number of children"), "count", "enfants, nombre d'enfants, enfants à charge, children"),
    _field("children_ages", _("Ages of the children"), "ages", "âges des enfants, âge enfants, âges, ages of children"),
    _field(
        *("communes", _("Wished communes"), "communes"),
        "commune, communes, communes souhaitées, commune souhaitée, secteur, secteurs, secteur souhaité, ville, villes,"
        "ville souhaitée, localisation souhaitée, lieu souhaité, souhaits, secteur de recherche, commune, wishes",
    ),
    _field("employer", _("Employer"), "text", "employeur, entreprise, société, nom de l'employeur, employer"),
    _field(
        *("causes", _("What happened"), "words"),
        "motif, motifs, motif de la demande, motif du signalement, motif d'urgence, cause de l'urgence, urgence,"
        "problématique, problématiques, cause, causes, difficulté, difficultés, type de difficulté, what happened",
    ),
    _field(
        *("monthly_resources", _("Resources a month"), "amount"),
        "ressources, revenus, ressources mensuelles, revenus mensuels, salaire, total ressources, resources",
    ),
    _field(
        *("reference_tax_income", _("Reference tax income (RFR)"), "amount"),
        "rfr, revenu fiscal de référence, revenu fiscal",
    ),
    _field(
        *("max_rent", _("Highest rent"), "amount"),
        "loyer max, loyer maximum, loyer souhaité, budget loyer, budget logement, loyer maximal, highest rent",
    ),
    _field(
        *("nur", _("Number of the HLM request (NUR)"), "registration"),
        "nur, numéro unique, n° unique, numéro unique régional, numéro de demande hlm, n° de demande hlm, ndls,"
        "numéro de demande de logement social, numéro unique d'enregistrement",
    ),
    _field(
        *("nur_on", _("Day of the HLM request"), "past"),
        "date nur, date du nur, date de la demande hlm, date demande hlm, date de dépôt de la demande hlm,"
        "date de la demande de logement social",
    ),
    _field("couple", _("Lives as a couple"), "flag", "couple, en couple, vie en couple"),
    _field(
        *("needs_accessible", _("Needs an accessible home"), "flag"),
        "pmr, logement accessible, accessibilité, logement pmr",
    ),
    _field(
        *("state", _("Where it stands, or how it ended"), "word"),
        "état, statut, état du dossier, statut du dossier, situation du dossier, avancement, issue, suite donnée,"
        "résultat, étape, sortie, state, status",
    ),
    _field(
        "closed_on", _("Day it was closed"), "past", "date de clôture, clos le, date de sortie, clôturé le, closed on"
    ),
    _field("waiting_on", _("Who acts next"), "word", "en attente de, en attente, attente, waiting on"),
    _field(
        *("referent", _("Referent"), "word"),
        "référent, référente, travailleur social, conseiller, conseillère, suivi par, ts, intervenant, référent social,"
        "conseiller social, chargé de dossier, referent",
    ),
    _field(
        "origin", _("How it came"), "word", "origine, provenance, orienteur, orienté par, adressé par, source, origin"
    ),
)
BY_CODE: dict[str, Field] = {field.code: field for field in FIELDS}
# What the person maps word by word; a cell of the second kind may hold several.
CODED = frozenset({"word", "words", "communes"})

# What Palier does not keep, whatever the table held (GDPR art. 9; the NIR by decree 2019-341): proposed to be left out.
KEPT_OUT = (
    *("nir", "numero de securite sociale", "securite sociale", "n ss", "numero ss", "nss", "sante", "etat de sante"),
    *("handicap", "maladie", "pathologie", "diagnostic medical", "traitement", "addiction", "addictions", "religion"),
    *("nationalite", "origine ethnique", "pays de naissance", "pays d origine", "orientation sexuelle"),
)


def closest(said: str, phrases: Mapping[str, str], *, share: float = 0.0, cutoff: float = 0.84) -> str:
    """The code whose phrase is what was said, stands in it, or is nearest to it; empty when none is.

    A phrase that only stands in what was said must make up more than `share` of its telling words.
    """
    key = search_key(said) if len(said) <= LONGEST_WORD else ""
    if not key:
        return ""
    if key in phrases:
        return phrases[key]
    telling = [word for word in key.split() if word not in EMPTY and not word.isdigit()]
    inside = [phrase for phrase in phrases if f" {phrase} " in f" {key} " and _share(phrase, telling) > share]
    if inside:
        return phrases[max(inside, key=len)]
    near = get_close_matches(key, phrases, n=1, cutoff=cutoff)
    return phrases[near[0]] if near else ""


def _share(phrase: str, telling: Collection[str]) -> float:
    return len([word for word in phrase.split() if word not in EMPTY]) / max(len(telling), 1)


def header_key(header: str) -> str:
    """A header without its rank, marks or accents: `Tél. n°1` → `tel`."""
    if len(header) > LONGEST_WORD:
        return ""
    return re.sub(r"\s*\b(?:n|no|numero)?\s*\d+$", "", search_key(header)) or search_key(header)


def field_of(header: str) -> str:
    """The field, OUT or nothing that a header alone makes likely."""
    return closest(header_key(header), HEADERS, share=0.5)


def propose(headers: Iterable[str], known: Mapping[str, str] | None = None) -> list[str]:
    """Where each column probably goes; `known` is what the service said of such headers before, by search key.

    A field is proposed once, for its best header; whatever else is unknown goes into the note: nothing is lost.
    """
    targets: list[str] = []
    for header in headers:
        found = (known or {}).get(search_key(header)) or field_of(header) or NOTE
        targets.append(NOTE if found in targets and found in BY_CODE else found)
    return targets


HEADERS: dict[str, str] = {
    **{search_key(header): OUT for header in KEPT_OUT},
    **{header: field.code for field in FIELDS for header in field.headers},
}
