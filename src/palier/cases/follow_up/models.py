"""What is kept of a follow-up table between its sending and its end: one service's own, behind the second wall."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Origin
from palier.homes.enums import ImportState
from palier.organisations.models import Agreement, Service
from palier.platform.models import Identified


class FollowUpFile(Identified):
    """A follow-up table sent by a service. Its content is forgotten with its end, and after thirty days anyway.

    `targets`: where each column goes, in their order; `meanings`: by place, what each word of a coded column means.
    `wanted`: the rows that look like a known household and are brought in all the same. `report`: what was done, row by
    row, and what each refused row said: forgotten after thirty days too; `counts` stay.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(_("origin"), max_length=30, choices=Origin.choices, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    header_digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.RECEIVED)
    targets = models.JSONField(default=list)
    meanings = models.JSONField(default=dict)
    wanted = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("brought in"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    job_id = models.UUIDField(null=True)

    class Meta:
        db_table = "follow_up_file"
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["service", "asked_at"], name="follow_up_file_of_service")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "checked"], ended_at=None, content__isnull=False)
                | Q(state__in=["applied", "dropped"], ended_at__isnull=False, content=None),
                name="follow_up_file_is_forgotten_with_its_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "applied"]) | Q(agreement__isnull=False) & ~Q(origin=""),
                name="follow_up_file_has_an_agreement",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def meanings_at(self) -> dict[int, dict[str, str]]:
        """By place: JSON keeps keys as texts."""
        return {int(place): found for place, found in self.meanings.items()}


class FollowUpMapping(Identified):
    """What a service said of the columns and words of its table, for next month's: by its header row.

    `targets`: in the order of the columns, each header as a search key and where it goes. `meanings`: by field, the
    code of each word, empty for none; a word stands there under a mark of it (`mapping.mark_of`), since it may be a
    person's name.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    header_digest = models.CharField(max_length=64)
    targets = models.JSONField(default=list)
    meanings = models.JSONField(default=dict)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+")
    origin = models.CharField(_("origin"), max_length=30, choices=Origin.choices)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "follow_up_mapping"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "header_digest"], name="follow_up_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.header_digest
