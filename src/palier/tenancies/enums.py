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
