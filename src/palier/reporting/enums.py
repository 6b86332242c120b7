from django.db import models
from django.utils.translation import gettext_lazy as _


class FigureKind(models.TextChoices):
    """What a figure of a report counts; `code` says which of them."""

    INDICATOR = "indicator", _("indicator")
    COMMITMENT = "commitment", _("commitment")
    PATH = "path", _("path")
    MONTH = "month", _("requests by month")
    ORIGIN = "origin", _("requests by origin")
    WAITING = "waiting", _("days of cases by who acts next")
    EMPTY = "empty", _("days of empty homes by who acts next")
    AID_GRANTED = "aid_granted", _("households granted an aid, by aid")
    # In cents; hidden with the households it went to.
    AID_AMOUNT = "aid_amount", _("amounts of aids granted, by aid")
    AID_REFUSED = "aid_refused", _("households refused an aid, by aid")
    AID_REASON = "aid_reason", _("households refused an aid, by reason")
    AGE = "age", _("age of the applicant and household")
    HOUSING = "housing", _("where they lived")
    CAUSE = "cause", _("what happened")


# What people are, and which help they got: never kept under five.
PERSONAL = (
    *(FigureKind.AGE, FigureKind.HOUSING, FigureKind.CAUSE),
    *(FigureKind.AID_GRANTED, FigureKind.AID_REFUSED, FigureKind.AID_REASON),
)


class AgeBand(models.TextChoices):
    UNDER_25 = "under_25", _("under 25")
    UNDER_35 = "25_34", _("25 to 34")
    UNDER_50 = "35_49", _("35 to 49")
    UNDER_65 = "50_64", _("50 to 64")
    OVER_65 = "65_over", _("65 and over")
    UNKNOWN = "unknown", _("age not known")


class Composition(models.TextChoices):
    """Who lives together."""

    ALONE = "alone", _("alone")
    ADULTS = "adults", _("several adults, no child")
    ONE_PARENT = "one_parent", _("one adult with children")
    FAMILY = "family", _("several adults with children")


class EmptyWait(models.TextChoices):
    """Who acts next on a home that stands empty."""

    LANDLORD = "landlord", _("the landlord, before it is opened")
    PARTNERS = "partners", _("the partners, to send candidates")
    COMMITTEE = "committee", _("the landlord and its CALEOL")
    SIGNATURE = "signature", _("the committee's day is past: offer, answer, signature")
    ASSOCIATION = "association", _("the association, between two households of a head lease")
