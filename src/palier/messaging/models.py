"""Somebody named in a note, when each person last looked, dates that were missed, and calendars read from outside."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.cases.enums import Audience
from palier.cases.models import CaseBound, Note
from palier.messaging.enums import AlertTheme, AlertWay, DigestRhythm, LetterKind
from palier.organisations.models import Service
from palier.platform.models import Identified

USER = settings.AUTH_USER_MODEL


class Mention(CaseBound):
    """A person named in a note, for the service in which she may read it; seen when she opens the case.

    `audience` and `service` are the note's: the wall reads them, and an internal note stays with the service that wrote
    it. `reader` is the service of the person named.
    """

    AUDIENCE = None

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reader = models.ForeignKey(Service, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mention"
        ordering: ClassVar = ["-named_at"]
        indexes: ClassVar = [models.Index(fields=["user", "reader"], condition=Q(seen_at=None), name="mention_unseen")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "user", "reader"], name="named_once_in_a_note"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="mention_audience_known"),
        ]


class LastVisit(Identified):
    """When a person last looked at what waits for her in a service, and when on the working day before that.

    What others changed is told since `former_at`: a page opened twice in a morning says the same news twice.
    """

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    former_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "last_visit"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "service"], name="one_last_visit")]


class CalendarLink(Identified):
    """A secret address at which a calendar outside Palier reads the dates of a person in one of her services.

    The secret is shown once; its digest alone is kept. What it opens is asked again at each reading.
    """

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_link"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "service"], condition=Q(ended_at=None), name="one_calendar_link"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="calendar_link_keeps_a_digest"),
        ]


class AlertChoice(Identified):
    """How a person is written to, by theme, and how often her digest comes; without a row, as the defaults say."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="+")
    mentions = models.CharField(max_length=10, choices=AlertWay.choices, default=AlertWay.AT_ONCE)
    asked = models.CharField(max_length=10, choices=AlertWay.choices, default=AlertWay.AT_ONCE)
    cases = models.CharField(max_length=10, choices=AlertWay.choices, default=AlertWay.DIGEST)
    candidacies = models.CharField(max_length=10, choices=AlertWay.choices, default=AlertWay.DIGEST)
    dates = models.CharField(max_length=10, choices=AlertWay.choices, default=AlertWay.AT_ONCE)
    digest = models.CharField(max_length=10, choices=DigestRhythm.choices, default=DigestRhythm.DAILY)

    class Meta:
        db_table = "alert_choice"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(digest__in=DigestRhythm.values, **{f"{name}__in": AlertWay.values for name in AlertTheme}),
                name="alert_choice_known",
            ),
        ]

    def themes(self, way: str) -> list[str]:
        """The themes that are told this way."""
        return [theme.value for theme in AlertTheme if getattr(self, theme.value) == way]


class Alert(CaseBound):
    """That an event concerns a person in one of her services, until an e-mail has counted it; then it is removed.

    `audience` and `service` are the event's, so that the wall reads them: what she may not read is not even counted.
    """

    AUDIENCE = None

    audience = models.CharField(max_length=10, choices=Audience.choices)
    service = models.ForeignKey(Service, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    reader = models.ForeignKey(Service, models.CASCADE, related_name="+")
    theme = models.CharField(max_length=12, choices=AlertTheme.choices)
    event_id = models.UUIDField()
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "alert"
        indexes: ClassVar = [models.Index(fields=["user", "reader"], name="alerts_of_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "user", "reader"], name="alerted_once"),
            models.CheckConstraint(condition=Q(theme__in=AlertTheme.values), name="alert_theme_known"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="alert_audience_known"),
        ]


class Reminder(Identified):
    """That a person was written to on a morning, of her dates and her digest: once, however often the work runs."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        db_table = "reminder"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "service", "on"], name="one_reminder_a_day"),
        ]


class MissedDate(CaseBound):
    """A last day that went by, as the coordinator may know it: which case, which service, never what was due.

    Written by the work of the night, and again each night as long as it is still missed.
    """

    AUDIENCE = Audience.ENVELOPE

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    person = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    noted_on = models.DateField()
    still_on = models.DateField()

    class Meta:
        db_table = "missed_date"
        ordering: ClassVar = ["on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "service", "on"], name="missed_date_once"),
            models.CheckConstraint(
                condition=Q(noted_on__gt=F("on"), still_on__gte=F("noted_on")), name="missed_after_the_day"
            ),
        ]


class Letter(CaseBound):
    """A document made from a case: the values it was made with, and the PDF as it left.

    Nobody changes one; facts that changed make the next version. `about` is what it tells of: a mandate, an offer, or
    the case itself. `template` says with which templates it was made.
    """

    AUDIENCE = None

    audience = models.CharField(max_length=10, choices=Audience.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=LetterKind.choices)
    about = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    values = models.JSONField()
    template = models.CharField(max_length=64)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "letter"
        ordering: ClassVar = ["-made_at", "kind"]
        indexes: ClassVar = [models.Index(fields=["case", "made_at"], name="letter_of_case")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind", "about", "service", "audience", "version"], name="letter_version_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
            models.CheckConstraint(
                condition=Q(audience__in=["envelope", "file", "tenancy", "social"]), name="letter_is_not_internal"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="letter_versions_from_one"),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$", template__regex=r"^[0-9a-f]{64}$"),
                name="letter_keeps_its_digests",
            ),
        ]
