from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentState(models.TextChoices):
    DRAFT = "draft", _("begun, nothing written yet")
    IN_PROGRESS = "in_progress", _("being written")
    AWAITING_SIGNATURES = "awaiting_signatures", _("waiting for a signature")
    SIGNED = "signed", _("signed by both services")
    SUPERSEDED = "superseded", _("replaced by a newer one")


class OrientationKind(models.TextChoices):
    """Where the household should go next."""

    ORDINARY_LEASE = "ordinary_lease", _("a lease of its own")
    SUPPORTED_LEASE = "supported_lease", _("a lease of its own, with support")
    SLIDING_LEASE = "sliding_lease", _("a sub-lease that slides (bail glissant)")
    TEMPORARY = "temporary", _("a temporary place")
    LASTING_ADAPTED = "lasting_adapted", _("a lasting adapted home (pension de famille)")
    SHARED_HOME = "shared_home", _("a shared home")
    KEEP_HOME = "keep_home", _("keep the home it has")


class TemporaryKind(models.TextChoices):
    """Places one leaves. A pension de famille is none of them: it is a place of arrival."""

    YOUNG_WORKERS_RESIDENCE = "young_workers_residence", _("young workers' residence (FJT)")
    RESIDENCE_SOCIALE = "residence_sociale", _("social residence")
    MEDIATED_SUBLEASE = "mediated_sublease", _("home sub-let by an association")
    CHRS = "chrs", _("reintegration shelter (CHRS)")
    ALT = "alt", _("home paid by the temporary housing grant (ALT)")
    HOTEL = "hotel", _("hotel nights")


class UrgentState(models.TextChoices):
    """What became of an urgent orientation; whether its days are over is computed from its last one."""

    RUNNING = "running", _("to be confirmed by the joint assessment")
    CONFIRMED = "confirmed", _("confirmed by the joint assessment")
    CORRECTED = "corrected", _("corrected by the joint assessment")
    LAPSED = "lapsed", _("lapsed, another one was signed")


class RemarkKind(models.TextChoices):
    REMARK = "remark", _("Remark")
    DIVERGENCE = "divergence", _("Divergence")


class ReadingMeans(models.TextChoices):
    """How the household came to know what is written about it."""

    TOGETHER = "together", _("read together, face to face")
    ALONE = "alone", _("read alone, from a copy")
    PHONE = "phone", _("read out on the phone")
    INTERPRETER = "interpreter", _("read out with an interpreter")
