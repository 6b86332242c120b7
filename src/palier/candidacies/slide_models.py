"""What the CALEOL reads of a slide, as it was known the day the household asked for the lease of its home."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palier.candidacies.models import Candidacy
from palier.candidacies.sight import of_her_service
from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.platform.actor import Actor
from palier.tenancies.enums import SlideCriterion


class SlideFile(CaseBound):
    """The sub-lease as its last review and its account say it: the landlord's officer reads no tenancy.

    `prepared`: months paid of called, cents owed, causes, insurance (`tenancies.reviews.prepare`). `positions`: what
    each of the three wanted, as it was said. `agreed`: the review ended on a lease; else the household asks all the
    same, and the disagreement is read with it.
    """

    AUDIENCE = Audience.FILE

    candidacy = models.OneToOneField(Candidacy, models.CASCADE, related_name="slide_file")
    criteria = ArrayField(models.CharField(max_length=16, choices=SlideCriterion.choices))
    review_number = models.PositiveSmallIntegerField(_("period"))
    reviewed_on = models.DateField(_("reviewed on"))
    positions = models.JSONField(default=list)
    agreed = models.BooleanField(_("the review ended on a lease"))
    why_not = models.TextField(_("why the landlord proposed none"), blank=True)
    prepared = models.JSONField(default=dict)
    sublet_on = models.DateField(_("sub-let since"))
    # Of the lease it asks for, in euros a month.
    rent = models.DecimalField(_("rent"), max_digits=8, decimal_places=2, null=True)
    charges = models.DecimalField(_("charges"), max_digits=8, decimal_places=2, null=True)
    request_number = models.CharField(_("HLM request (NUR)"), max_length=40)

    class Meta:
        db_table = "slide_file"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(criteria__len__gt=0), name="slide_looked_at_by_criteria"),
            models.CheckConstraint(
                condition=Q(rent=None, charges=None) | Q(rent__gte=0, charges__gte=0), name="slide_costs_both"
            ),
            models.CheckConstraint(condition=~Q(request_number=""), name="slide_asked_under_a_request"),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return of_her_service(actor, "candidacy__provider", "candidacy__reserver", sublease="candidacy__sublease")
