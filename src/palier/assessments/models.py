"""Diagnosis, urgent orientation and joint assessment: social information, all of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.assessments.enums import (
    AssessmentState,
    OrientationKind,
    ReadingMeans,
    RemarkKind,
    TemporaryKind,
    UrgentState,
)
from palier.assessments.states import LIVE
from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.organisations.models import Service

USER = settings.AUTH_USER_MODEL

# Rules of the agreement, not of a law (practitioner's note A13).
VALID_MONTHS = 12
URGENT_DAYS = 30
# A SHA-256 in figures and letters.
DIGEST = 64


class Diagnosis(CaseBound):
    """What the detecting service understands and proposes, alone. Signed, it is never changed: a newer one comes.

    The database refuses to change a signed row (migration 0002): whether one is superseded is read, not written.
    """

    AUDIENCE = Audience.SOCIAL

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    what_happened = models.TextField(_("what happened"), blank=True)
    tried = models.TextField(_("what was tried"), blank=True)
    asked = models.TextField(_("what is asked"), blank=True)
    orientation = models.CharField(_("orientation"), max_length=20, choices=OrientationKind.choices, blank=True)
    why = models.TextField(_("why"), blank=True)
    version = models.PositiveIntegerField(default=1)
    signed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=DIGEST, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )

    class Meta:
        db_table = "diagnosis"
        ordering: ClassVar = ["-written_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "service"], condition=Q(signed_at=None), name="one_draft_diagnosis"
            ),
            models.UniqueConstraint(
                fields=["case", "service"], condition=Q(supersedes=None), name="one_first_diagnosis_a_service"
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, digest="")
                | Q(signed_at__isnull=False) & ~Q(digest="") & ~Q(what_happened="") & ~Q(asked="") & ~Q(orientation=""),
                name="diagnosis_signed_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(orientation__in=["", *OrientationKind.values]), name="diagnosis_orientation_known"
            ),
        ]


class UrgentOrientation(CaseBound):
    """One signature, some days, a temporary place only: for who cannot wait for two signatures."""

    AUDIENCE = Audience.SOCIAL

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(_("which place"), max_length=30, choices=TemporaryKind.choices)
    why = models.TextField(_("why it cannot wait"))
    signed_at = models.DateTimeField()
    signed_on = models.DateField(_("signed on"))
    until = models.DateField(_("valid until"))
    digest = models.CharField(max_length=DIGEST)
    state = models.CharField(max_length=10, choices=UrgentState.choices, default=UrgentState.RUNNING)
    settled_by = models.ForeignKey("SocialAssessment", models.PROTECT, null=True, blank=True, related_name="settled")

    class Meta:
        db_table = "urgent_orientation"
        ordering: ClassVar = ["-signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="running"), name="one_running_urgent_a_case"),
            models.CheckConstraint(condition=Q(kind__in=TemporaryKind.values), name="urgent_place_temporary"),
            models.CheckConstraint(condition=~Q(why=""), name="urgent_says_why"),
            models.CheckConstraint(condition=Q(until__gt=F("signed_on")), name="urgent_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state__in=["running", "lapsed"], settled_by=None)
                | Q(state__in=["confirmed", "corrected"], settled_by__isnull=False),
                name="urgent_settled_by_an_assessment",
            ),
        ]


class SocialAssessment(CaseBound):
    """The joint one: two services, each the owner of its sections, each with its signature."""

    AUDIENCE = Audience.SOCIAL

    holder = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("service that holds the case"))
    partner = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("partner's service"))
    state = models.CharField(_("state"), max_length=20, choices=AssessmentState.choices, default=AssessmentState.DRAFT)
    begun_on = models.DateField(_("begun on"))
    begun_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("replaces")
    )

    class Meta:
        db_table = "social_assessment"
        ordering: ClassVar = ["-begun_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(state__in=LIVE), name="one_live_assessment_a_case"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="signed"), name="one_signed_assessment_a_case"),
            models.CheckConstraint(condition=Q(state__in=AssessmentState.values), name="assessment_state_known"),
            models.CheckConstraint(condition=~Q(holder=F("partner")), name="assessment_between_two_services"),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "superseded"], signed_on__isnull=False, valid_until__gt=F("signed_on"))
                | Q(signed_on=None, valid_until=None) & ~Q(state__in=["signed", "superseded"]),
                name="assessment_signed_has_days",
            ),
        ]


class SectionContent(CaseBound):
    """The words and facts of one section. `values`: a text by field of its definition; an absent one is not known."""

    AUDIENCE = Audience.SOCIAL

    assessment = models.ForeignKey(SocialAssessment, models.CASCADE, related_name="contents")
    section = models.CharField(max_length=20)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "section_content"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "section"], name="one_content_a_section"),
        ]


class Remark(CaseBound):
    """The other service's own words beside a section: it never writes over its partner's."""

    AUDIENCE = Audience.SOCIAL

    assessment = models.ForeignKey(SocialAssessment, models.CASCADE, related_name="remarks")
    section = models.CharField(max_length=20)
    kind = models.CharField(_("what it is"), max_length=10, choices=RemarkKind.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        db_table = "remark"
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(body=""), name="remark_says_something")]


class Orientation(CaseBound):
    """What one of the two services proposes; the other's stands beside it. `suggested`: what was computed that day."""

    AUDIENCE = Audience.SOCIAL

    assessment = models.ForeignKey(SocialAssessment, models.CASCADE, related_name="orientations")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(_("orientation"), max_length=20, choices=OrientationKind.choices)
    why = models.TextField(_("why"), blank=True)
    suggested = ArrayField(models.CharField(max_length=20, choices=OrientationKind.choices), default=list)
    proposed_at = models.DateTimeField()

    class Meta:
        db_table = "orientation"
        ordering: ClassVar = ["proposed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "service"], name="one_orientation_a_service"),
            models.CheckConstraint(condition=Q(kind__in=OrientationKind.values), name="orientation_known"),
            # A pension de famille is no stage: it asks a sentence (practitioner's note A8).
            models.CheckConstraint(condition=~Q(kind="lasting_adapted") | ~Q(why=""), name="lasting_home_says_why"),
        ]


class Signature(CaseBound):
    """A service signed the version it had read. A change afterwards lapses it, and it stays as a trace."""

    AUDIENCE = Audience.SOCIAL

    assessment = models.ForeignKey(SocialAssessment, models.CASCADE, related_name="signatures")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    signer = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=DIGEST)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "signature"
        ordering: ClassVar = ["signed_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment", "service"], condition=Q(lapsed_at=None), name="one_signature_a_service"
            ),
        ]


class HouseholdReading(CaseBound):
    """The household read what is written about it: when, how, what it said, and whether a copy was given."""

    AUDIENCE = Audience.SOCIAL

    assessment = models.ForeignKey(SocialAssessment, models.CASCADE, related_name="readings")
    read_on = models.DateField(_("read on"))
    means = models.CharField(_("how"), max_length=12, choices=ReadingMeans.choices)
    remarks = models.TextField(_("what they said"), blank=True)
    copy_given = models.BooleanField(_("a copy was given"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "household_reading"
        ordering: ClassVar = ["read_on", "id"]
