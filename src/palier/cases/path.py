"""The step a case stands on, computed from what has happened; never typed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import CaseState
from palier.cases.models import Case


class Landing(models.TextChoices):
    """The flight of steps, in order. Several procedures run at once; the landing is the most advanced of them."""

    CALL = "call", _("Call")
    ASSESSMENT = "assessment", _("Assessment")
    CANDIDACY = "candidacy", _("Candidacy")
    OFFER = "offer", _("Offer")
    TEMPORARY = "temporary", _("Temporary place")
    SUBLEASE = "sublease", _("Sub-lease")
    LASTING = "lasting", _("Lasting adapted home")
    LEASE = "lease", _("Own lease")


def flight(here: Landing) -> list[Landing]:
    """The steps to draw for a case that stands `here`: a lasting adapted home is an arrival, nothing comes after it."""
    if here == Landing.LASTING:
        return [Landing.CALL, Landing.ASSESSMENT, Landing.CANDIDACY, Landing.OFFER, Landing.LASTING]
    return [step for step in Landing if step != Landing.LASTING]


def landing(case: Case) -> Landing:
    """By the case alone: a call that was received stands on the first landing; once opened, on its assessment."""
    return Landing.CALL if case.state == CaseState.RECEIVED else Landing.ASSESSMENT
