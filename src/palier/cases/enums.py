from django.db import models
from django.utils.translation import gettext_lazy as _


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
