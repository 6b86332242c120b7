"""The certificate that a household is ready for a lease of its own, and what partners agreed to look at for it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience, Means
from palier.cases.models import CaseBound
from palier.organisations.models import Agreement, Service
from palier.platform.models import Identified
from palier.tenancies.models import Tenancy
from palier.tenancies.readiness_enums import (
    CriterionAnswer,
    Evidence,
    ReadinessCriterion,
    ReadinessState,
    WithdrawnReadiness,
)

USER = settings.AUTH_USER_MODEL


class ReadinessTerms(Identified):
    """What the partners of an agreement look at from a day on, and how many months a certificate is good for."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="readiness_terms")
    begins_on = models.DateField(_("from"))
    criteria = ArrayField(models.CharField(max_length=12, choices=ReadinessCriterion.choices))
    months = models.PositiveSmallIntegerField(_("good for, in months"))
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "readiness_terms"
        verbose_name_plural = "readiness terms"
        ordering: ClassVar = ["-begins_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "begins_on"], name="readiness_terms_once_a_day"),
            models.CheckConstraint(
                condition=Q(criteria__len__gt=0, months__range=(1, 24)), name="readiness_terms_of_something"
            ),
        ]


class Readiness(CaseBound):
    """The association says, signed and dated, that a household is ready for a lease of its own, until a day.

    Prepared by `service`, whose referent signs; the household agreed. The database refuses a signature while a
    criterion is unknown or not met. `follows`: the certificate it renewed. `lease`: what it led to.
    """

    AUDIENCE = Audience.FILE

    state = models.CharField(_("state"), max_length=10, choices=ReadinessState.choices, default=ReadinessState.DRAFT)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField(_("good for, in months"))
    begun_on = models.DateField(_("prepared on"))
    agreed_by = models.UUIDField(_("who agreed"), null=True)
    agreed_on = models.DateField(_("agreed on"), null=True)
    agreed_means = models.CharField(_("how"), max_length=10, choices=Means.choices, blank=True)
    signed_on = models.DateField(_("signed on"), null=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    valid_until = models.DateField(_("good until"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)
    withdrawn_for = models.CharField(_("why"), max_length=20, choices=WithdrawnReadiness.choices, blank=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    lease = models.OneToOneField(Tenancy, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "readiness"
        verbose_name_plural = "readiness"
        ordering: ClassVar = ["-begun_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="draft"), name="one_readiness_in_preparation"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="signed"), name="one_readiness_in_force"),
            models.CheckConstraint(condition=Q(state__in=ReadinessState.values), name="readiness_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", signed_on=None, signed_by=None, valid_until=None, agreed_by=None)
                | ~Q(state="draft")
                & Q(signed_on__gte=F("agreed_on"), signed_by__isnull=False, valid_until__gt=F("signed_on"))
                & Q(agreed_by__isnull=False, agreed_means__in=Means.values),
                name="readiness_signed_with_the_household",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signed"], ended_on=None)
                | Q(state__in=["renewed", "withdrawn", "housed"], ended_on__gte=F("signed_on")),
                name="readiness_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_for__in=WithdrawnReadiness.values)
                | ~Q(state="withdrawn") & Q(withdrawn_for=""),
                name="readiness_withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="housed", lease__isnull=False) | ~Q(state="housed") & Q(lease=None),
                name="readiness_led_to_a_lease",
            ),
        ]


class ReadinessAnswer(CaseBound):
    """One criterion of a certificate: the answer, what it rests on, and in words where somebody says so.

    `known`: the fact as Palier knew it, in codes, days and cents.
    """

    AUDIENCE = Audience.FILE

    readiness = models.ForeignKey(Readiness, models.CASCADE, related_name="answers")
    criterion = models.CharField(_("criterion"), max_length=12, choices=ReadinessCriterion.choices)
    answer = models.CharField(_("answer"), max_length=16, choices=CriterionAnswer.choices)
    evidence = models.CharField(_("rests on"), max_length=10, choices=Evidence.choices, blank=True)
    words = models.CharField(_("in words"), max_length=400, blank=True)
    known = models.JSONField(default=dict)

    class Meta:
        db_table = "readiness_answer"
        ordering: ClassVar = ["criterion"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["readiness", "criterion"], name="readiness_answered_once"),
            models.CheckConstraint(
                condition=Q(criterion__in=ReadinessCriterion.values, answer__in=CriterionAnswer.values),
                name="readiness_answer_known",
            ),
            models.CheckConstraint(
                condition=Q(answer="unknown") | Q(evidence__in=Evidence.values), name="readiness_rests_on_something"
            ),
            models.CheckConstraint(
                condition=~Q(words="")
                | ~Q(evidence="seen") & ~Q(answer__in=["not_met", "not_applicable"])
                | Q(answer="unknown"),
                name="readiness_said_in_words",
            ),
        ]
