"""The support mandate: its dates and parties in the envelope, its words in the social audience."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.organisations.models import Service
from palier.support.enums import (
    MandateEnd,
    MandatePurpose,
    MandateRefusal,
    MandateState,
    RenewalState,
    ReportKind,
    VisitMeans,
)
from palier.support.states import LIVE

USER = settings.AUTH_USER_MODEL

# Practice of the housing body: four to eight months at a time, up to twenty-four in all (practitioner's note A14).
LONGEST = 24
USUAL = 8


class SupportMandate(CaseBound):
    """A prescriber asks an operator to support a household for so many months, and pays for it.

    `ends_on` is the last day, renewals included. Only an accepted mandate has days of its own.
    """

    AUDIENCE = Audience.ENVELOPE

    prescriber = models.ForeignKey(Service, models.PROTECT, related_name="+")
    operator = models.ForeignKey(Service, models.PROTECT, related_name="+")
    purpose = models.CharField(_("what for"), max_length=20, choices=MandatePurpose.choices)
    months = models.PositiveSmallIntegerField(_("months"))
    financing_line = models.CharField(_("financing line"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MandateState.choices, default=MandateState.ORDERED)
    ordered_on = models.DateField(_("ordered on"))
    ordered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    refusal = models.CharField(_("why not"), max_length=20, choices=MandateRefusal.choices, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing = models.CharField(_("how it ended"), max_length=20, choices=MandateEnd.choices, blank=True)

    class Meta:
        db_table = "support_mandate"
        ordering: ClassVar = ["-ordered_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["operator", "state"], name="mandates_of_operator"),
            models.Index(fields=["prescriber", "state"], name="mandates_of_prescriber"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "operator"], condition=Q(state__in=LIVE), name="one_live_mandate_an_operator"
            ),
            models.CheckConstraint(condition=Q(state__in=MandateState.values), name="mandate_state_known"),
            models.CheckConstraint(condition=~Q(prescriber=F("operator")), name="mandate_between_two_services"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=LONGEST), name="mandate_months_in_bounds"),
            models.CheckConstraint(
                condition=Q(state__in=["ordered", "withdrawn"], answered_on=None, refusal="")
                | Q(state="refused", answered_on__isnull=False) & ~Q(refusal="")
                | Q(state__in=["accepted", "closed"], answered_on__isnull=False, refusal=""),
                name="mandate_answered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "closed"], starts_on__isnull=False, ends_on__gt=F("starts_on"))
                | Q(starts_on=None, ends_on=None) & ~Q(state__in=["accepted", "closed"]),
                name="mandate_accepted_has_days",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) & ~Q(closing="")
                | Q(closed_on=None, closing="") & ~Q(state="closed"),
                name="mandate_closed_with_a_reason",
            ),
        ]


class MandateRenewal(CaseBound):
    """The operator asks for more months; the prescriber decides."""

    AUDIENCE = Audience.ENVELOPE

    mandate = models.ForeignKey(SupportMandate, models.CASCADE, related_name="renewals")
    months = models.PositiveSmallIntegerField(_("months more"))
    state = models.CharField(max_length=10, choices=RenewalState.choices, default=RenewalState.ASKED)
    asked_on = models.DateField(_("asked on"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        db_table = "mandate_renewal"
        ordering: ClassVar = ["asked_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mandate"], condition=Q(state="asked"), name="one_renewal_asked_at_a_time"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=LONGEST), name="renewal_months_in_bounds"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_on=None)
                | Q(state__in=["granted", "refused"], decided_on__gte=F("asked_on")),
                name="renewal_decided_has_a_day",
            ),
        ]


class MandateReport(CaseBound):
    """What the two services write to each other about the support, readable by the household on demand."""

    AUDIENCE = Audience.SOCIAL

    mandate = models.ForeignKey(SupportMandate, models.CASCADE, related_name="reports")
    kind = models.CharField(_("what it is"), max_length=10, choices=ReportKind.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        db_table = "mandate_report"
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(body=""), name="mandate_report_says_something")]


class SupportVisit(CaseBound):
    """A day on which the operator met the household, or was to and did not. Its words are notes' and reports'."""

    AUDIENCE = Audience.SOCIAL

    mandate = models.ForeignKey(SupportMandate, models.CASCADE, related_name="visits")
    on = models.DateField(_("on"))
    means = models.CharField(_("how"), max_length=12, choices=VisitMeans.choices)
    kept = models.BooleanField(_("the household was there"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "support_visit"
        ordering: ClassVar = ["-on", "means"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mandate", "on", "means"], name="visit_once"),
            models.CheckConstraint(condition=Q(means__in=VisitMeans.values), name="visited_somehow"),
        ]
