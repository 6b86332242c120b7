from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Construction(models.TextChoices):
    COLLECTIVE = "C", _("flat")
    INDIVIDUAL = "I", _("house")
    STUDENT = "E", _("student home")


class Financing(models.TextChoices):
    """How the home was first financed: the codes of the register (arrêté du 5 janvier 2010, article 3, position 32)."""

    PLA_INTEGRATION = "10", _("PLAI, PLA intégration")
    PLA_LM = "11", _("PLA LM, TS or insertion")
    PLA = "12", _("PLA ordinaire")
    PLUS = "13", _("PLUS")
    PLS = "14", _("PLS, PPLS, PCLS, PLA CFF")
    PAP = "15", _("PAP locatif")
    PLI = "16", _("PLI")
    PCL = "17", _("PCL")
    OTHER = "49", _("other financing")
    HBM = "50", _("HBM")
    PLR = "51", _("PLR, PSR")
    HLM = "52", _("HLM/O")
    ILM = "53", _("ILM")
    ILN = "54", _("ILN")
    CFF = "55", _("special loans of the CFF")
    OTHER_BEFORE_1977 = "99", _("other financing, before 1977")


class Ceiling(models.TextChoices):
    """Whose income ceilings hold for the home; empty is not known."""

    PLAI = "PLAI", "PLAI"
    PLUS = "PLUS", "PLUS"
    PLS = "PLS", "PLS"


class Occupation(models.TextChoices):
    """On 1 January, as the register says (position 40). It never opens a vacancy."""

    LET = "1", _("let")
    OFFERED = "2", _("offered, vacant")
    EMPTY = "3", _("empty, not offered (works, demolition, sale)")
    ASSOCIATION = "4", _("taken on by an association")
    OTHERWISE = "5", _("occupied otherwise")
    LEFT = "9", _("left the stock")


class PastQuota(models.TextChoices):
    """The register's position 63: history, since the right to designate belongs to each vacancy."""

    STATE_STAFF = "1", _("State, civil servants")
    STATE_PRIORITY = "2", _("State, priority households")
    EMPLOYERS = "3", _("employers and Action Logement")
    LOCAL = "4", _("local authorities")
    STATE_BY_CONVENTION = "5", _("State, by convention")
    OTHER = "6", _("other reservers")
    NONE = "7", _("not reserved")


class VacancyState(models.TextChoices):
    ANNOUNCED = "announced", _("announced")
    DIRECTED = "directed", _("directed to a reserver")
    OPEN = "open_to_agreement", _("open to the agreement")
    CANDIDATES_SENT = "candidates_sent", _("candidates sent")
    COMMITTEE = "committee", _("before the committee")
    FILLED = "filled", _("filled")
    RETURNED = "returned_to_landlord", _("returned to the landlord")
    WITHDRAWN = "withdrawn", _("withdrawn")
    LAPSED = "lapsed", _("lapsed")


class Reserver(models.TextChoices):
    """Who has the right to designate for this vacancy (CCH R441-5); empty is not said."""

    STATE = "state", _("the State")
    ACTION_LOGEMENT = "action_logement", _("Action Logement")
    LOCAL = "local", _("a local authority")
    OTHER = "other", _("another reserver")
    OWN = "own", _("the landlord's own share")


class Withdrawal(models.TextChoices):
    """Why a home is no longer to be let."""

    KEPT = "tenant_keeps_it", _("the tenant keeps it")
    WORKS = "works", _("works")
    TRANSFER = "transfer", _("kept for a transfer")
    SALE = "sale", _("sale or demolition")
    MISTAKE = "mistake", _("announced by mistake")
    OTHER = "other", pgettext_lazy("a reason", "another reason")


class Purpose(models.TextChoices):
    LEASE = "lease", _("lease to the household")
    SUBLEASE = "sublease", _("sub-lease that may slide")
    PLACE = "place", _("temporary place")


class ResidenceKind(models.TextChoices):
    """What a residence is for: the kinds whose rules of entry are known (`palier.rules.temporary_homes`)."""

    PENSION_DE_FAMILLE = "pension_de_famille", _("pension de famille")
    RESIDENCE_ACCUEIL = "residence_accueil", _("résidence accueil")
    RESIDENCE_SOCIALE = "residence_sociale", _("social residence")
    YOUNG_WORKERS_RESIDENCE = "young_workers_residence", _("young workers' residence (FJT)")
    CHRS = "chrs", _("reintegration shelter (CHRS)")
    ALT = "alt", _("home paid by the temporary housing grant (ALT)")
    MEDIATED_SUBLEASE = "mediated_sublease", _("sub-lease of a private owner's home")
    MEDIATED_MANDATE = "mediated_mandate", _("private owner's home let through a social agency")
    HLM_SUBLEASE = "hlm_sublease", _("sub-lease of an HLM home")
    HLM_SHELTER = "hlm_shelter", _("shelter in an HLM home")


# Lasting adapted homes: no stage, one lives there "sans condition de durée" (CCH L633-1).
LASTING_KINDS = frozenset({ResidenceKind.PENSION_DE_FAMILLE, ResidenceKind.RESIDENCE_ACCUEIL})


class PlaceUseKind(models.TextChoices):
    """What takes a place for some days. Who lives there is the tenancy's to say, never the calendar's."""

    OCCUPIED = "occupied", _("occupied")
    HELD = "held", pgettext_lazy("a place", "held for somebody")
    WORKS = "works", pgettext_lazy("a place", "out of service")
    TURNAROUND = "turnaround", _("being made ready")


class OutOfService(models.TextChoices):
    """Why a place cannot be lived in."""

    REPAIRS = "repairs", _("repairs")
    REFURBISHMENT = "refurbishment", _("refurbishment")
    DAMAGE = "damage", _("water, fire or other damage")
    PESTS = "pests", _("pests")
    SAFETY = "safety", _("safety of the building")
    OTHER = "other", pgettext_lazy("a reason", "another reason")


class Layout(models.TextChoices):
    RPLS = "rpls", _("yearly register (RPLS)")
    PLACES = "places", _("list of places")


class ImportState(models.TextChoices):
    RECEIVED = "received", _("being read")
    TO_CORRECT = "to_correct", _("to be corrected")
    CHECKED = "checked", _("ready to be applied")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", pgettext_lazy("a file", "refused")
    DROPPED = "dropped", _("given up")
