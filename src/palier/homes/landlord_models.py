"""What a landlord says besides its stock: its notices, the cells it corrected, what charges usually are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import Heating, ImportState
from palier.organisations.models import Organisation
from palier.platform.models import Identified


class StockCorrection(Identified):
    """A cell of a stock file as a person corrected it, beside the file: what was sent is never altered.

    `row` is the line in the file (header = 1), `column` the header as written, `written` what stood there.
    """

    stock_import = models.ForeignKey("homes.StockImport", models.CASCADE, related_name="corrections")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200)
    written = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        db_table = "stock_correction"
        ordering: ClassVar = ["row", "column"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stock_import", "row", "column"], name="cell_corrected_once"),
        ]

    def __str__(self) -> str:
        return f"{self.row}, {self.column}"


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


class ChargesEstimate(Identified):
    """What charges usually are in a landlord's homes, in euros a m² a month, from a day on. Never a figure of a file.

    The one of the last day that has come holds; an earlier one stays, and says what was said then.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="charges_estimates")
    heating = models.CharField(_("heating"), max_length=10, choices=Heating.choices)
    low = models.DecimalField(_("at least"), max_digits=4, decimal_places=2)
    high = models.DecimalField(_("at most"), max_digits=4, decimal_places=2)
    from_day = models.DateField(_("from"))

    class Meta:
        db_table = "charges_estimate"
        ordering: ClassVar = ["heating", "-from_day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "heating", "from_day"], name="one_estimate_a_day"),
            models.CheckConstraint(condition=Q(heating__in=Heating.values), name="estimate_heating_known"),
            models.CheckConstraint(condition=Q(low__gt=0, high__gte=F("low")), name="estimate_is_a_range"),
        ]

    def __str__(self) -> str:
        return f"{self.low}–{self.high}"
