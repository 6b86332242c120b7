"""What a landlord says besides its stock: its weekly notices."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import ImportState
from palier.organisations.models import Organisation
from palier.platform.models import Identified


class NoticeFile(Identified):
    """The landlord's weekly list of homes that come free, between its reading and its end.

    `content` is the file as it was sent, forgotten with its end. `counts` holds rows, new, changed, known, unknown and
    refused; `report` the faults, in codes, and the references of homes that are not in the stock.
    """

    landlord = models.ForeignKey(Organisation, models.PROTECT, related_name="notice_files")
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.CHECKED)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("brought in"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        db_table = "notice_file"
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["landlord", "asked_at"], name="notice_file_of_landlord")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="checked", ended_at=None, content__isnull=False)
                | Q(state__in=["applied", "refused", "dropped"], ended_at__isnull=False, content=None),
                name="notice_file_is_forgotten_with_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
