from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MandateState(models.TextChoices):
    ORDERED = "ordered", _("ordered, waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("a support mandate", "accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn by who ordered it")
    CLOSED = "closed", _("closed")


class MandatePurpose(models.TextChoices):
    ACCESS = "access", _("to find a home")
    KEEP = "keep", _("to keep the home")
    RENTAL_MANAGEMENT = "rental_management", _("to manage the letting")
    BOTH = "both", _("to find a home and keep it")


class MandateRefusal(models.TextChoices):
    FULL = "full", _("no capacity now")
    OUTSIDE_PURPOSE = "outside_purpose", _("not what this service does")
    KNOWN_ELSEWHERE = "known_elsewhere", _("supported by another service already")
    NOT_REACHED = "not_reached", _("the household could not be reached")
    DECLINED = "declined", _("the household does not want it")
    OTHER = "other", _("other")


class MandateEnd(models.TextChoices):
    REACHED = "reached", _("its aim is reached")
    TERM = "term", _("its months are over")
    HANDED_ON = "handed_on", _("another service takes over")
    STOPPED_BY_HOUSEHOLD = "stopped_by_household", _("the household stopped it")
    LOST = "lost", _("the household can no longer be reached")
    OTHER = "other", _("other")


class RenewalState(models.TextChoices):
    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


class ReportKind(models.TextChoices):
    """What the words beside a mandate are for."""

    ORDER = "order", _("What is asked")
    ANSWER = "answer", _("Answer")
    INTERIM = "interim", _("Interim report")
    RENEWAL = "renewal", _("Why a renewal")
    FINAL = "final", _("Final report")


class VisitMeans(models.TextChoices):
    """How the household was met."""

    HOME = "home", _("at its home")
    OFFICE = "office", _("at the service")
    ACCOMPANIED = "accompanied", _("accompanied to an appointment")
    PHONE = "phone", _("by phone")
