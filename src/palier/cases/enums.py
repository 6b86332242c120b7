from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """What a row tells, from least to most. Every case-bound row has one."""

    ENVELOPE = "envelope", _("envelope: reference, step, dates, holder")
    FILE = "file", _("candidate file: people, resources, housing, wishes")
    TENANCY = "tenancy", _("tenancy: occupancy, leases, the household's account")
    SOCIAL = "social", _("social: what happened, contacts, support")
    INTERNAL = "internal", _("internal: one service's own notes")


class CaseState(models.TextChoices):
    RECEIVED = "received", _("received")
    OPEN = "open", _("open")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("closed")


class Outcome(models.TextChoices):
    ADVICE_GIVEN = "advice_given", _("advice given")
    OUTSIDE_SCOPE = "outside_scope", _("outside the agreement's scope")
    UNREACHABLE = "unreachable", _("household could not be reached")
    DECLINED_BY_HOUSEHOLD = "declined_by_household", _("declined by the household")
    SOLVED_BY_HOUSEHOLD = "solved_by_household", _("solved by the household")
    REFERRED_TO = "referred_to", _("referred to another body")
    HOUSED_TEMPORARY = "housed_temporary", _("housed in a temporary place")
    # A lasting exit: never counted as a stage.
    HOUSED_LASTING_ADAPTED = "housed_lasting_adapted", _("housed in a lasting adapted home")
    HOUSED_SUBLEASE = "housed_sublease", _("housed under a sub-lease")
    HOUSED_ORDINARY = "housed_ordinary", _("housed under a lease of its own")
    KEPT = "kept", _("home kept")


class Origin(models.TextChoices):
    HOUSING_BODY_DETECTION = "housing_body_detection", _("detected by the housing body")
    ASSOCIATION_READY = "association_ready", _("ready, signalled by the association")
    LANDLORD_SIGNAL = "landlord_signal", _("signalled by the landlord")
    PARTNER = "partner", _("sent by a partner")
    SELF = "self", _("the household called by itself")


class Urgency(models.TextChoices):
    """Shown as words: T1 to T4 are flats."""

    U1 = "U1", _("tonight")
    U2 = "U2", _("less than a month")
    U3 = "U3", _("procedure under way")
    U4 = "U4", _("to prevent")


class UrgencyReason(models.TextChoices):
    NO_ROOF = "no_roof", _("no home tonight")
    VIOLENCE = "violence", _("violence at home")
    MUST_LEAVE = "must_leave", _("must leave within a month")
    PROCEDURE = "procedure", _("eviction or over-indebtedness procedure under way")
    LATER = "later", _("a date, more than a month away")
    NONE = "none", _("no date, no procedure")


class HousingKind(models.TextChoices):
    """Where somebody sleeps: the list of the national request form (Cerfa 14069)."""

    HLM_TENANT = "hlm_tenant", _("tenant of a social landlord")
    PRIVATE_TENANT = "private_tenant", _("tenant of a private landlord")
    RESIDENCE = "residence", _("social residence, hostel or pension de famille")
    SUBLET = "sublet", _("temporary home, sub-let or hosted by an association")
    SHELTER = "shelter", _("emergency or reintegration shelter")
    TIED = "tied", _("home that goes with a job")
    STUDENT_RESIDENCE = "student_residence", _("student residence")
    HOSTED_BY_FAMILY = "hosted_by_family", _("hosted by parents or children")
    HOSTED_BY_OTHERS = "hosted_by_others", _("hosted by somebody else")
    FREE = "free", _("housed free of charge")
    OWNER = "owner", _("owner")
    HOTEL = "hotel", _("hotel")
    MAKESHIFT = "makeshift", _("camping, caravan or squat")
    NO_HOME = "no_home", _("no home: street, car")


class Cause(models.TextChoices):
    SEPARATION = "separation", _("separation")
    VIOLENCE = "violence", _("violence")
    JOB_LOSS = "job_loss", _("loss of job")
    LESS_INCOME = "less_income", _("fewer hours or lower income")
    CAPACITY = "capacity", _("long leave or change of working capacity")
    RENT_ARREARS = "rent_arrears", _("rent arrears")
    OVER_INDEBTEDNESS = "over_indebtedness", _("over-indebtedness")
    EVICTION = "eviction", _("eviction or seizure procedure")
    NOTICE = "notice", _("notice from the landlord")
    HOSTING_ENDS = "hosting_ends", _("hosting comes to an end")
    OVERCROWDING = "overcrowding", _("overcrowded home")
    UNFIT = "unfit", _("unfit home")
    WORK_MOVE = "work_move", _("work too far away")
    OTHER = "other", _("other")


class PersonKind(models.TextChoices):
    APPLICANT = "applicant", _("applicant")
    PARTNER = "partner", _("spouse or partner")
    ADULT = "adult", _("adult")
    CHILD = "child", _("child")


class WaitingOn(models.TextChoices):
    """Who acts next; most waiting days belong to third parties."""

    HOLDER = "holder", _("the holder")
    HOUSEHOLD = "household", _("the household")
    PARTNER = "partner", _("a partner")
    CAF = "caf", _("the family benefits office (CAF)")
    BANQUE_DE_FRANCE = "banque_de_france", _("Banque de France")
    SIAO = "siao", _("the SIAO")
    COURT = "court", _("a court")
    EMPLOYER = "employer", _("the employer")
    LANDLORD = "landlord", _("the landlord")
    PREFECTURE = "prefecture", _("the prefecture")


class WaitingFor(models.TextChoices):
    """What is awaited, in codes: whoever may open the envelope reads it."""

    ANSWER = "answer", _("an answer")
    PAPER = "paper", _("a paper")
    DECISION = "decision", _("a decision")
    APPOINTMENT = "appointment", _("an appointment")
    PAYMENT = "payment", _("a payment")


class Ground(models.TextChoices):
    """Why a share may be: none of them is the household's consent as a legal basis."""

    HOLDER = "holder", _("the service follows the household")
    AUTHORISATION = "authorisation", _("the household authorised it")
    PUT_FORWARD = "put_forward", _("the household agreed to be put forward")
    MANDATE = "mandate", _("a support mandate was accepted")
    CONTRACT = "contract", _("a contract binds both")


class Means(models.TextChoices):
    ORAL = "oral", _("said on the phone or face to face")
    WRITTEN = "written", _("in writing")


class IncomeKind(models.TextChoices):
    """Never finer where the kind would tell of somebody's health: an invalidity pension and the AAH are pensions."""

    SALARY = "salary", _("salary")
    UNEMPLOYMENT = "unemployment", _("unemployment benefit")
    FAMILY_BENEFITS = "family_benefits", _("family benefits")
    IN_WORK_BENEFIT = "in_work_benefit", _("in-work benefit (prime d’activité)")
    MINIMUM_INCOME = "minimum_income", _("minimum income (RSA)")
    HOUSING_BENEFIT = "housing_benefit", _("housing benefit (APL, AL)")
    PENSION = "pension", _("pension")
    ALIMONY = "alimony", _("maintenance received")
    OTHER = "other", _("other")


class IncomeSource(models.TextChoices):
    """How an amount is known."""

    SAID = "said", _("said by the household")
    PAYSLIP = "payslip", _("payslip")
    NOTICE = "notice", _("notice of payment or of rights")
    BANK_STATEMENT = "bank_statement", _("bank statement")


class DebtKind(models.TextChoices):
    RENT = "rent", _("rent and charges")
    ENERGY = "energy", _("energy, water, telephone")
    CREDIT = "credit", _("consumer credit")
    MORTGAGE = "mortgage", _("home loan")
    OVERDRAFT = "overdraft", _("overdraft")
    TAX = "tax", _("taxes and fines")
    REPAYMENT = "repayment", _("benefits to pay back")
    RELATIVES = "relatives", _("relatives")
    OTHER = "other", _("other")


class AidKind(models.TextChoices):
    """What a household asks for: a roof for some nights, a help to enter a home or to keep it."""

    HOTEL_NIGHTS = "hotel_nights", pgettext_lazy("an aid", "hotel nights")
    HOUSING_FUND_ENTRY = "housing_fund_entry", _("housing fund (FSL), to enter a home")
    HOUSING_FUND_KEEP = "housing_fund_keep", _("housing fund (FSL), to keep the home")
    LOCA_PASS = "loca_pass", pgettext_lazy("an aid", "Loca-Pass advance")
    VISALE = "visale", pgettext_lazy("an aid", "Visale guarantee")
    ACTION_LOGEMENT = "action_logement", _("one-off aid of Action Logement")
    GRANT = "grant", _("another grant")


class AidAnswer(models.TextChoices):
    AWAITED = "awaited", pgettext_lazy("an aid", "awaited")
    GRANTED = "granted", pgettext_lazy("an aid", "granted")
    REFUSED = "refused", pgettext_lazy("an aid", "refused")


class AidRefusal(models.TextChoices):
    """Why an aid was refused, as far as whoever refused it says so."""

    RESOURCES = "resources", _("resources above the ceiling")
    EFFORT = "effort", _("the home is too dear for the household")
    NOT_CONCERNED = "not_concerned", _("not for this household or this home")
    TOO_LATE = "too_late", _("asked too late")
    SAME_AID = "same_aid", _("another aid for the same thing")
    DEBT_FILE = "debt_file", _("over-indebtedness file")
    INCOMPLETE = "incomplete", _("papers were missing")
    NO_MONEY = "no_money", _("no money left in the fund")
    OTHER = "other", _("another reason")
    NOT_SAID = "not_said", _("no reason was given")


class OverIndebtedness(models.TextChoices):
    """Where the file at the Banque de France stands: the stages whose delays `rules.deadlines` counts."""

    NONE = "none", _("no file")
    FILED = "filed", _("filed")
    ADMISSIBLE = "admissible", _("admissible")
    INADMISSIBLE = "inadmissible", _("not admissible")
    STATEMENT_OF_DEBTS = "statement_of_debts", _("statement of debts received")
    ORIENTATION = "orientation", _("orientation decided")
    PLAN = "plan", _("agreed plan")
    MEASURES = "measures", _("imposed measures")
    PERSONAL_RECOVERY = "personal_recovery", _("personal recovery")
    CLOSED = "closed", _("closed")


class Contribution(models.TextChoices):
    """Whether an employer pays the employers' contribution to housing (PEEC)."""

    NOT_CHECKED = "not_checked", _("not checked")
    YES = "yes", _("contributes")
    NO = "no", _("does not contribute")


class System(models.TextChoices):
    """Where else the household has a number."""

    NUR = "nur", _("HLM request (NUR)")
    ALIN = "alin", _("AL’in")
    SIAO = "siao", _("SI-SIAO")
    DALO = "dalo", _("DALO")
    SYPLO = "syplo", _("SYPLO")
    BANQUE_DE_FRANCE = "banque_de_france", _("Banque de France")
    CCAPEX = "ccapex", _("CCAPEX")


class StruckFor(models.TextChoices):
    """Why an HLM request was struck off (CCH R441-2-8); only its registrar strikes it off."""

    NOT_RENEWED = "not_renewed", _("not renewed in time")
    ALLOCATED = "allocated", _("a home was allocated")
    GIVEN_UP = "given_up", _("the household gave it up")
    NO_REPLY = "no_reply", _("no reply to a letter of the registrar")
    INADMISSIBLE = "inadmissible", _("found inadmissible by a CALEOL")


class Destination(models.TextChoices):
    """Where papers go."""

    CALEOL = "caleol", _("CALEOL")
    FJT = "fjt", _("young workers’ residence (FJT)")
    SIAO = "siao", _("SIAO")
    FSL = "fsl", _("housing solidarity fund (FSL)")
    LOCA_PASS = "loca_pass", _("Loca-Pass advance")
    BANQUE_DE_FRANCE = "banque_de_france", _("Banque de France")
    SLIDE = "slide", _("slide of the lease")


class PaperKind(models.TextChoices):
    IDENTITY = "identity", _("identity papers of the adults")
    RESIDENCE_PERMIT = "residence_permit", _("residence permit")
    TAX_NOTICE = "tax_notice", _("tax notice of the year before last")
    PAYSLIPS = "payslips", _("proof of the resources of the last three months")
    WORK_CONTRACT = "work_contract", _("work contract or employer’s certificate")
    FAMILY_BOOK = "family_book", _("family record book")
    BENEFITS = "benefits", _("statement of the CAF or MSA")
    CURRENT_HOME = "current_home", _("proof of the present home: lease, host’s letter, letter of the place")
    RENT_RECEIPTS = "rent_receipts", _("rent receipts or landlord’s statement")
    NOTICE_TO_LEAVE = "notice_to_leave", _("notice, order to pay or judgment about the home")
    SEPARATION = "separation", _("judgment or agreement on the separation, declaration of a breach of civil union")
    REQUEST = "request", _("certificate of the HLM request, up to date")
    SOCIAL_REPORT = "social_report", _("social report")
    NEW_LEASE = "new_lease", _("lease signed, or letter that the home is granted")
    BANK_DETAILS = "bank_details", _("bank details")
    BANK_STATEMENTS = "bank_statements", _("bank statements of the last three months")
    CREDITORS = "creditors", _("letters of the creditors, credit contracts")
    HOME_INSURANCE = "home_insurance", _("home insurance certificate")


class Sheet(models.TextChoices):
    """What leaves Palier for those who are not in it."""

    CANDIDATE = "candidate", _("Candidate sheet (CALEOL)")
    SIAO = "siao", _("Summary for the SIAO")
    HOSTEL = "hostel", _("Application to a young workers' residence (FJT)")
    HOUSING_FUND = "housing_fund", _("Request to the housing solidarity fund (FSL)")


class TransmissionGround(models.TextChoices):
    """What lets secret information leave: the person's word, or a text (practitioner's note B3)."""

    AGREED = "agreed", _("the household agreed")
    SOCIAL_ACTION = "social_action", _("among social workers (CASF L121-6-2)")
    SIAO = "siao", _("to the SIAO, what its decision needs (CASF L345-2-10)")
    DANGER = "danger", _("duty to act in danger (CP 434-3, 226-14)")


class TransmissionMeans(models.TextChoices):
    PAPER = "paper", _("on paper")
    MAIL = "mail", _("by secure e-mail")
    PASTED = "pasted", _("pasted into their software")
    HANDED = "handed", _("handed to the household")
