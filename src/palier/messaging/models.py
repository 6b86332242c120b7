"""Somebody named in a note, and when each person last looked. A mention has the audience of its note."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from palier.cases.enums import Audience
from palier.cases.models import CaseBound, Note
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
