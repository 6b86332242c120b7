from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReadinessState(models.TextChoices):
    """A certificate that is ready to access; past its last day it has lapsed, which is a date and no state."""

    DRAFT = "draft", pgettext_lazy("a certificate", "being prepared")
    SIGNED = "signed", pgettext_lazy("a certificate", "signed")
    RENEWED = "renewed", pgettext_lazy("a certificate", "renewed")
    WITHDRAWN = "withdrawn", pgettext_lazy("a certificate", "withdrawn")
    HOUSED = "housed", pgettext_lazy("a certificate", "led to a lease")


class ReadinessCriterion(models.TextChoices):
    """What the partners look at before they say that a household is ready for a lease of its own."""

    PAYMENTS = "payments", _("pays what it owes, on time")
    RESOURCES = "resources", _("its resources are steady and bear a rent")
    PAPERS = "papers", _("its papers are there and in date")
    RIGHTS = "rights", _("its rights are open: HLM request, benefits")
    OCCUPANCY = "occupancy", _("keeps its home and its neighbours' peace")
    WISH = "wish", _("wants a home of its own and knows what it costs")


class CriterionAnswer(models.TextChoices):
    MET = "met", pgettext_lazy("a criterion", "yes")
    NOT_MET = "not_met", pgettext_lazy("a criterion", "no")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("a criterion", "does not apply")
    UNKNOWN = "unknown", pgettext_lazy("a criterion", "not known yet")


class Evidence(models.TextChoices):
    """What an answer rests on: a fact that Palier knows, a paper, or what the referent saw and says in words."""

    ACCOUNT = "account", _("the household's account")
    REVIEW = "review", _("the last review")
    TITLE = "title", _("its occupancy")
    PAPERS = "papers", _("papers seen")
    REQUEST = "request", _("its HLM request (NUR)")
    SEEN = "seen", _("what the referent saw")


class WithdrawnReadiness(models.TextChoices):
    """Why a certificate is taken back before its last day."""

    CHANGED = "changed", _("resources or household have changed")
    PAYMENTS = "payments", _("payments have stopped")
    NO_LONGER_WANTED = "no_longer_wanted", _("the household no longer wants it")
    NO_CONTACT = "no_contact", _("the household cannot be reached")
    MISTAKE = "mistake", _("signed by mistake")


class EntryReason(models.TextChoices):
    """Why the landlord promised more than a lease to this household."""

    READY = "ready", _("signalled as ready")
    SLID = "slid", _("slid from its sub-lease")


class EntryActKind(models.TextChoices):
    """What the landlord does for a household that comes in (its promise, not a law)."""

    WELCOME_VISIT = "welcome_visit", _("welcome visit")
    CALL = "call", _("call after three months")
    MISSED_PAYMENT = "missed_payment", _("phone call at the first missed payment, before any letter")


class EntryObstacle(models.TextChoices):
    """Why it was not done."""

    NO_CONTACT = "no_contact", _("the household cannot be reached")
    DECLINED = "declined", _("the household does not want it")
    STAFF = "staff", _("nobody was there to do it")
    PAID = "paid", _("it was paid meanwhile")


class NewsSituation(models.TextChoices):
    """What one learns of a household some months after it came in."""

    THERE = "there", _("still there")
    MOVED = "moved", _("moved")
    LOST_TOUCH = "lost_touch", _("lost touch")
