from django.db import models
from django.utils.translation import gettext_lazy as _


class TenancyKind(models.TextChoices):
    """Under which title the household lives there."""

    TEMPORARY_OCCUPANCY = "temporary_occupancy", _("contract of occupation")
    SUBLEASE = "sublease", _("sub-lease")
    LEASE = "lease", _("lease")


class OutsideKind(models.TextChoices):
    """What an outside home is: the agreement did not give it."""

    OTHER_LANDLORD = "other_landlord", _("another social landlord")
    PRIVATE = "private", _("a private landlord")
    ASSOCIATION = "association", _("another association")
    RESIDENCE = "residence", _("a residence or a hostel")
    SHELTER = "shelter", _("a shelter or a hotel")
    BOUGHT = "bought", _("a home of its own")
    OTHER = "other", _("other")


class TenancyEnd(models.TextChoices):
    """How a title ended."""

    SLID = "slid", _("slid into the household's own lease")
    LEFT = "left", _("the household gave notice")
    REHOUSED = "rehoused", _("rehoused elsewhere")
    RIGHT_ENDED = "right_ended", _("the right to stay ended")
    EVICTED = "evicted", _("ended by a court")
    DIED = "died", _("death")
    OTHER = "other", _("other")


class NextHome(models.TextChoices):
    """Where a household goes when it leaves a temporary home."""

    LEASE = "lease", _("a lease of its own")
    SUBLEASE = "sublease", _("a sub-lease")
    TEMPORARY = "temporary", _("another temporary home")
    LASTING = "lasting", _("a lasting adapted home")
    FAMILY = "family", _("family or friends")
    SHELTER = "shelter", _("a shelter or a hotel")
    INSTITUTION = "institution", _("hospital or another institution")
    NOTHING = "nothing", _("nowhere to go")
    UNKNOWN = "unknown", _("not known")


class Payer(models.TextChoices):
    """Who owes on an account of a sub-lease: the association to the landlord, the household to the association."""

    ASSOCIATION = "association", _("the association, to the landlord")
    HOUSEHOLD = "household", _("the household, to the association")


class Advance(models.TextChoices):
    """Who puts up a deposit for the household, which pays it back month by month."""

    LOCA_PASS = "loca_pass", _("Action Logement (Loca-Pass)")
    HOUSING_FUND = "housing_fund", _("the housing solidarity fund (FSL)")


class InventoryKind(models.TextChoices):
    """An inventory of the home's condition, and whose keys it goes with."""

    ASSOCIATION_IN = "association_in", _("the association comes in")
    HOUSEHOLD_IN = "household_in", _("the household comes in")
    THREE_PARTY = "three_party", _("three-party: the association goes out, the tenant comes in")
    OUT = "out", _("going out")


class Signatory(models.TextChoices):
    """Who signs the agreement of the three (CCH L442-8-3)."""

    LANDLORD = "landlord", _("the landlord")
    ASSOCIATION = "association", _("the association")
    ADULT = "adult", _("an adult of the household")


class LineKind(models.TextChoices):
    """What a line of an account says."""

    CALLED = "called", _("called")
    PAID = "paid", _("paid")
    BENEFIT = "benefit", _("housing benefit received")
    BACK_PAY = "back_pay", _("housing benefit, arrears received")


class UnpaidCause(models.TextChoices):
    """Why a month is not paid: only the last one calls for more than a phone call."""

    BENEFIT_OPENING = "benefit_opening", _("the housing benefit is being opened")
    FORGOTTEN = "forgotten", _("forgotten")
    CANNOT = "cannot", _("cannot pay")


class LineFault(models.TextChoices):
    """Why a line of an account is taken back."""

    MISTAKE = "mistake", _("written by mistake")
    TWICE = "twice", _("written twice")
    ELSEWHERE = "elsewhere", _("of another account or household")
    RETURNED = "returned", _("the bank returned the payment")
    NOT_DUE = "not_due", _("not due in the end")


class SlideCriterion(models.TextChoices):
    """What the three agreed, at the signature, to look at before the lease slides."""

    RENT_PAID = "rent_paid", _("what the household owes is paid")
    INSURED = "insured", _("the home is insured")
    HOME_KEPT = "home_kept", _("the home is kept in good order")
    NEIGHBOURS = "neighbours", _("no trouble with the neighbours")
    SUPPORT_KEPT = "support_kept", _("the household comes to its appointments")
    RIGHTS_OPEN = "rights_open", _("its rights are open: benefit, request, papers")


class ReviewParty(models.TextChoices):
    LANDLORD = "landlord", _("the landlord")
    ASSOCIATION = "association", _("the association")
    HOUSEHOLD = "household", _("the household")


class Wanted(models.TextChoices):
    """What a party of a review wants next; absent, it says nothing."""

    LEASE = "lease", _("a lease of its own, here")
    NEXT_PERIOD = "next_period", _("another period of sub-lease")
    ELSEWHERE = "elsewhere", _("a home elsewhere")
    ABSENT = "absent", _("absent")


class ReviewOutcome(models.TextChoices):
    """What follows a review."""

    LEASE = "lease", _("the slide goes to the CALEOL")
    NEXT_PERIOD = "next_period", _("another period")
    ELSEWHERE_ACCEPTED = "elsewhere_accepted", _("rehoused elsewhere, accepted")
    ELSEWHERE_REFUSED = "elsewhere_refused", _("rehoused elsewhere, refused")
    RIGHT_ENDED = "right_ended", _("end of the right to stay")
