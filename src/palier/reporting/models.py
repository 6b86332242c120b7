"""A report and its figures. Households are in no figure; those behind one are rows of their own, behind both walls."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.cases.queries import Opened
from palier.organisations.models import Agreement
from palier.platform.actor import Actor
from palier.platform.models import Identified
from palier.reporting.enums import PERSONAL, FigureKind

# Fewer, and somebody could be recognised (practitioner's note B12).
FEWEST = 5


class Report(Identified):
    """The figures of an agreement from a day to the day before `until`, as they stood on `counted_on`.

    Counted again each night, until it is frozen for a steering committee: nobody changes it then, and the next night
    begins another.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reports")
    starts_on = models.DateField()
    until = models.DateField()
    counted_on = models.DateField()
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "report"
        ordering: ClassVar = ["-starts_on", F("frozen_at").desc(nulls_first=True)]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "starts_on"], condition=Q(frozen_at=None), name="one_running_report_a_period"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("starts_on")), name="report_lasts_a_day"),
            models.CheckConstraint(condition=Q(counted_on__gte=F("starts_on")), name="counted_once_begun"),
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by=None) | Q(frozen_at__isnull=False, frozen_by__isnull=False),
                name="frozen_by_somebody",
            ),
        ]


class Figure(Identified):
    """`code` is a value of what `kind` counts, `across` of a second one in a table of two; both empty for a total.

    `value` is empty where nothing in Palier says it yet, or where it is `hidden`: too few, or one could compute one
    that is. The database refuses a personal one that is not.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=12, choices=FigureKind.choices)
    code = models.CharField(max_length=40, blank=True)
    across = models.CharField(max_length=40, blank=True)
    value = models.PositiveBigIntegerField(null=True)
    out_of = models.PositiveIntegerField(null=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        db_table = "figure"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "kind", "code", "across"], name="figure_once"),
            models.CheckConstraint(condition=Q(kind__in=FigureKind.values), name="figure_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in PERSONAL])
                | Q(code="", across="")
                | Q(value=None)
                | Q(value=0)
                | Q(value__gte=FEWEST),
                name="no_personal_figure_under_five",
            ),
            models.CheckConstraint(condition=Q(hidden=False) | Q(value=None), name="hidden_figure_is_not_kept"),
        ]


class CountedCase(CaseBound):
    """A case that a figure counts: the list behind it, for those who may open the envelope.

    `social`: being in the list tells what is social of the case, and only who reads that of it reads the row.
    """

    AUDIENCE = Audience.ENVELOPE

    figure = models.ForeignKey(Figure, models.CASCADE, related_name="counted")
    social = models.BooleanField(default=False)

    class Meta:
        db_table = "counted_case"
        constraints: ClassVar = [models.UniqueConstraint(fields=["figure", "case"], name="counted_once")]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return Q(social=False) | Q(Opened(actor, None, F("case_id"), Value(Audience.SOCIAL.value)))
