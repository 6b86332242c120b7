"""The positions of the register: number, name, what a cell holds, and how else the header may be written.

Positions and codes: arrêté du 5 janvier 2010 (NOR DEVU0929020A), article 3, table 2. Names are those of the published
detailed file where it has the column, else common ones. Labels match without case, accents or marks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from palier.homes.faults import Refusal
from palier.homes.rpls import cells
from palier.homes.rpls.cells import Reader, code, day_or_month, flag, rent, small_rent, text
from palier.platform.text import search_key

# With and without the comment that closes the line.
WIDTHS = (63, 64)

YES_NO = {"oui": "1", "o": "1", "non": "2", "n": "2"}
# The first way of writing each is the one `palier.rules` finds a ceiling by.
FINANCING = {
    "10": ("PLAI", "PLA intégration", "PLA d'intégration", "LLTS", "PLA d'intégration/LLTS dans les DOM"),
    "11": (
        *("PLA LM", "PLA TS", "PLA insertion", "PLA loyer minoré", "PLA très social", "PLA LM/TS/insertion"),
        *("PLA LM/PLA TS/PLA insertion", "PLA loyer minoré/PLA très social/PLA insertion"),
    ),
    "12": ("PLA ordinaire", "PLA social ou ordinaire"),
    "13": ("PLUS", "LLS", "PLUS/LLS dans les DOM", "PLUS (LLS dans les DOM)"),
    "14": ("PLS", "PPLS", "PCLS", "PLA CFF", "PLS/PPLS/PLA CFF", "PLS/PPLS/PCLS/PLA CFF"),
    "15": ("PAP", "PAP locatif"),
    "16": ("PLI",),
    "17": ("PCL", "PCL (conventionné ou non)"),
    "49": ("autre", "autre financement"),
    "50": ("HBM",),
    "51": ("PLR", "PSR", "PLR/PSR"),
    "52": ("HLM/O", "HLM"),
    "53": ("ILM",),
    "54": ("ILN",),
    "55": ("CFF", "prêts spéciaux du CFF"),
    "99": ("autre financement avant 1977",),
}
CUS_CEILINGS = {"11": "PLAI", "13": "PLUS", "14": "PLS", "16": "PLI"}


@dataclass(frozen=True, eq=False)
class Known:
    """What the register is read against: communes (name by INSEE code), ceilings by financing, the day."""

    communes: Mapping[str, str]
    by_postcode: Mapping[str, tuple[str, ...]]
    ceilings: Mapping[str, str]
    latest_year: int


@dataclass(frozen=True)
class Column:
    """`field` is a field of the home, or of its `register` when `rest`; empty: known, neither read nor kept."""

    position: int
    name: str
    field: str
    read: Reader
    labels: tuple[str, ...] = ()
    rest: bool = False


def insee(cell: str, *, known: Known) -> str:
    """A commune or municipal arrondissement in its present code."""
    if cell in known.communes:
        return cell
    padded = cell.upper().zfill(5)
    if len(cell) != 5:
        raise Refusal("insee_length", padded if len(cell) == 4 and padded in known.communes else "")
    if padded in known.communes:
        raise Refusal("insee", padded)
    named = [f"{one} ({known.communes[one]})" for one in known.by_postcode.get(cell, ())]
    raise Refusal("insee_postcode" if named else "insee", ", ".join(named[:3]))


def columns(known: Known) -> tuple[Column, ...]:
    """Every position."""
    return (*_place(known), *_building(known), *_agreement_and_occupation(), *_money_and_energy())


def _place(known: Known) -> tuple[Column, ...]:
    kept = partial(text, 60)
    return (
        Column(1, "IDENT_REP", "register_id", text(10), ("identifiant du logement au repertoire", "identifiant rpls")),
        Column(
            *(2, "IDENT_INT", "internal_id", text(100)),
            (
                *("identifiant interne", "ident interne", "id interne", "reference interne", "reference du logement"),
                *("identifiant du logement dans le systeme d information du bailleur", "identifiant bailleur"),
                *("identifiant du logement dans le si du proprietaire", "identifiant du logement"),
            ),
        ),
        Column(3, "DROIT", "right", kept(), ("type de droit", "droit du bailleur"), rest=True),
        Column(4, "DEPCOM", "commune", partial(insee, known=known), ("code insee", "insee", "code commune")),
        Column(5, "CODEPOSTAL", "postcode", text(5), ("code postal", "cp")),
        Column(6, "LIBCOM", "", str, ("nom de la commune", "libelle commune", "libelle de la commune")),
        Column(7, "NUMVOIE", "number", text(10), ("numero de voirie", "numero de voie", "numero")),
        Column(8, "INDREP", "repetition", text(10), ("indice de repetition",)),
        Column(9, "TYPVOIE", "street_type", text(30), ("type de voie",)),
        Column(10, "NOMVOIE", "street", text(100), ("nom de voie", "nom de la voie", "voie", "adresse")),
        Column(11, "NUMAPPT", "flat", text(20), ("numero d appartement", "appartement")),
        Column(12, "NUMBOITE", "letterbox", text(20), ("numero de boite aux lettres", "boite aux lettres"), rest=True),
        Column(13, "ESC", "staircase", text(20), ("escalier",)),
        Column(14, "COULOIR", "corridor", text(20), ("couloir",), rest=True),
        Column(15, "ETAGE", "floor", text(20), ("etage",)),
        Column(16, "COMPLIDENT", "complement", text(100), ("complement d identification du logement",), rest=True),
        Column(17, "ENTREE", "entrance", text(20), ("entree",)),
        Column(18, "BAT", "building", kept(), ("batiment",)),
        Column(19, "IMMEU", "block", kept(), ("immeuble",), rest=True),
        Column(20, "COMPLGEO", "residence", text(100), ("nom du programme", "programme", "residence")),
        Column(21, "LIEUDIT", "locality", kept(), ("lieu dit",), rest=True),
    )


def _building(known: Known) -> tuple[Column, ...]:
    a_year, kept = partial(cells.year, latest=known.latest_year), partial(text, 60)
    return (
        Column(22, "QPV", "priority_area", flag(labels=YES_NO), ("zus", "quartier prioritaire")),
        Column(23, "TYPECONST", "construction", code("C", "I", "E"), ("type de construction",)),
        Column(24, "NBPIECE", "rooms", cells.rooms, ("nombre de pieces", "nombre de pieces principales", "pieces")),
        Column(25, "SURFHAB", "surface", cells.surface, ("surface habitable", "surface habitable m2", "surface")),
        Column(26, "CONSTRUCT", "built_year", a_year, ("annee d achevement", "annee de construction")),
        Column(27, "LOCAT", "first_let", a_year, ("annee de premiere mise en location",), rest=True),
        Column(28, "PATRIMOINE", "entered", a_year, ("annee d entree dans le patrimoine",), rest=True),
        Column(29, "ORIGINE", "entered_by", code("1", "2", "3", "4"), ("mode d entree dans le patrimoine",), rest=True),
        Column(30, "RSEXPRO", "", str),
        Column(31, "SIRETEXPRO", "", str),
        Column(32, "FINAN", "financing", _financing(), ("financement", "financement initial")),
        Column(33, "FINANAUTRE", "other_financing", kept(), ("libelle du financement",), rest=True),
    )


def _financing() -> Reader:
    labels = {search_key(label): one for one, labels in FINANCING.items() for label in labels}
    return code(*FINANCING, labels=labels)


def _agreement_and_occupation() -> tuple[Column, ...]:
    short = partial(text, 60)
    return (
        Column(34, "CONV", "benefit_agreement", flag(labels=YES_NO), ("conventionnement", "conventionne apl")),
        Column(35, "NUMCONV", "agreement_number", short(), ("numero de convention",), rest=True),
        Column(36, "DATCONV", "agreement_from", day_or_month, ("date de convention",), rest=True),
        Column(37, "SORTIEPATRIM", "exit", short(), ("motif de sortie du patrimoine",), rest=True),
        Column(38, "OLDLOGT", "merged_into", short(), rest=True),
        Column(39, "NEWLOGT", "split_from", short(), rest=True),
        Column(40, "MODE", "occupation", code("1", "2", "3", "4", "5", "9"), ("mode d occupation", "occupation")),
        Column(41, "BAIL", "let_since", day_or_month, ("date du bail", "date de prise d effet du bail"), rest=True),
        Column(42, "MODESURF", "rent_surface_kind", short(), ("mode d evaluation de la surface",), rest=True),
        Column(43, "SURFMODE", "rent_surface", lambda cell: str(cells.number(cell)), ("surface mode",), rest=True),
    )


def _money_and_energy() -> tuple[Column, ...]:
    cus = code(*CUS_CEILINGS, labels={name.lower(): name for name in CUS_CEILINGS.values()})
    label = code(*"ABCDEFG")
    return (
        Column(44, "LOYERPRINC", "rent", rent, ("loyer principal", "loyer en principal", "loyer")),
        Column(45, "LOYERACC", "annex_rent", small_rent, ("loyers accessoires", "loyer accessoire", "loyer annexe")),
        Column(46, "CONTRIB", "energy_contribution", small_rent, ("contribution",), rest=True),
        Column(
            *(47, "FINAN_CUS", "cus_ceiling", lambda cell: CUS_CEILINGS.get(cus(cell), cus(cell))),
            ("cus", "finan cus", "plafond cus", "plafond de ressources cus"),
            rest=True,
        ),
        Column(48, "DPEDATE", "energy_date", day_or_month, ("date du dpe", "date dpe"), rest=True),
        Column(49, "DPEENERGIE", "energy_label", label, ("dpe", "classe energie", "dpe energie")),
        Column(50, "DPESERRE", "greenhouse_label", label, ("ges", "dpe serre", "classe ges"), rest=True),
        *(Column(place, name, "", str) for place, name in UNUSED),
        Column(56, "LOYERMAXAPL", "max_rent", rent, ("loymaxapl", "loyer maximum apl")),
        Column(57, "LOYERMAXCUS", "max_rent_cus", rent, ("loymaxcus", "loyer maximum cus"), rest=True),
        Column(62, "REMLOCDATE", "offered_from", day_or_month, ("date de remise en location",), rest=True),
        Column(63, "CONTRESLOG", "past_quota", code(*"1234567"), ("contingent", "contingent de reservation")),
    )


# Sales and the municipal inventory (CCH L302-5, L443-11): not for housing a household.
UNUSED = (
    *((51, "SRU_EXPIR"), (52, "SRU_ALINEA"), (53, "IDENTGES"), (54, "CODSEGPATRIM"), (55, "LIBSEGPATRIM")),
    *((58, "QUALACQ"), (59, "MISCOMMERCIAL"), (60, "PRIXVENTE"), (61, "PRODFIN"), (64, "COMMENTAIRE")),
)


def header_key(written: str) -> str:
    """`Surface habitable (m²)` and `SURFHAB_red` as they are compared."""
    return search_key(written).removesuffix(" red").removesuffix(" code").replace(" ", "")
