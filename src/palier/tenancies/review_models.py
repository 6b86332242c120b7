"""What a sub-lease goes through: its two accounts, its reviews, the slide."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience
from palier.homes.enums import Reserver
from palier.homes.models import Place
from palier.organisations.models import Organisation
from palier.tenancies.enums import (
    LineFault,
    LineKind,
    Payer,
    ReviewOutcome,
    ReviewParty,
    SlideCriterion,
    UnpaidCause,
    Wanted,
)
from palier.tenancies.models import OfTitle, Tenancy


class AccountLine(OfTitle):
    """A line of one of the two accounts of a sub-lease, for a month: called, paid, housing benefit received.

    On the account of the `association` it owes the landlord; on that of the `household` it owes the association, to
    which the benefit goes. `cause`: why a called month is not paid, as somebody said. Taken back, it counts no more
    and stays, with who did and why.
    `landlord` and `place`, on the association's account only: debt recovery reads that one, and nothing of the case.
    """

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="lines")
    payer = models.CharField(_("account of"), max_length=12, choices=Payer.choices)
    landlord = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("line"), max_length=10, choices=LineKind.choices)
    month = models.DateField(_("month"))
    on = models.DateField(_("on"))
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    cause = models.CharField(_("why not paid"), max_length=16, choices=UnpaidCause.choices, blank=True)
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_back_for = models.CharField(_("why"), max_length=10, choices=LineFault.choices, blank=True)

    class Meta:
        db_table = "account_line"
        ordering: ClassVar = ["month", "on", "kind", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(payer__in=Payer.values), name="line_payer_known"),
            models.CheckConstraint(condition=Q(kind__in=LineKind.values), name="line_kind_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="line_of_something"),
            models.CheckConstraint(condition=Q(month__day=1), name="line_of_a_month"),
            models.CheckConstraint(
                condition=Q(
                    payer="association", landlord__isnull=False, place__isnull=False, kind__in=["called", "paid"]
                )
                | Q(payer="household", landlord=None, place=None),
                name="benefit_goes_to_the_household_account",
            ),
            models.CheckConstraint(
                condition=Q(cause="") | Q(cause__in=UnpaidCause.values, kind="called"), name="only_a_called_month_waits"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_for="")
                | Q(taken_back_at__isnull=False, taken_back_for__in=LineFault.values),
                name="line_taken_back_for_a_reason",
            ),
            # The same file twice is once.
            models.UniqueConstraint(
                fields=["tenancy", "payer", "kind", "month", "on", "amount", "reference"],
                condition=Q(taken_back_at=None),
                name="line_once",
            ),
        ]


class AgreedCriterion(OfTitle):
    """What the three agreed to look at before the lease slides."""

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="criteria")
    criterion = models.CharField(_("criterion"), max_length=16, choices=SlideCriterion.choices)
    agreed_on = models.DateField(_("agreed on"))

    class Meta:
        db_table = "agreed_criterion"
        ordering: ClassVar = ["criterion"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenancy", "criterion"], name="criterion_agreed_once"),
            models.CheckConstraint(condition=Q(criterion__in=SlideCriterion.values), name="criterion_known"),
        ]


class Review(OfTitle):
    """The home and the household looked at together at each period of a sub-lease (CCH L442-8-3).

    `prepared`: what was known on the day, in codes and cents. The landlord tells the préfet, at every period, whether
    it proposes a lease and, if not, why.
    """

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="reviews")
    number = models.PositiveSmallIntegerField(_("period"))
    period_ends_on = models.DateField(_("the period ends on"))
    statement_due_on = models.DateField(_("the préfet is told by"))
    held_on = models.DateField(_("held on"))
    prepared = models.JSONField(default=dict)
    told_on = models.DateField(_("the préfet was told on"), null=True)
    proposes_lease = models.BooleanField(_("a lease is proposed"), null=True)
    why_not = models.TextField(_("why not"), blank=True)
    outcome = models.CharField(_("what follows"), max_length=20, choices=ReviewOutcome.choices, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)

    class Meta:
        db_table = "review"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenancy", "number"], name="one_review_a_period"),
            models.CheckConstraint(condition=Q(number__gte=1), name="periods_from_one"),
            models.CheckConstraint(
                condition=Q(told_on=None, proposes_lease=None, why_not="")
                | Q(told_on__isnull=False, proposes_lease__isnull=False, proposes_lease=True, why_not="")
                | Q(told_on__isnull=False, proposes_lease__isnull=False, proposes_lease=False) & ~Q(why_not=""),
                name="prefet_told_yes_or_no_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_on=None)
                | Q(outcome__in=ReviewOutcome.values, decided_on__isnull=False, decided_on__gte=F("held_on")),
                name="review_decided_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="lease") | Q(proposes_lease__isnull=False, proposes_lease=True),
                name="no_slide_the_landlord_did_not_propose",
            ),
        ]


class ReviewPosition(OfTitle):
    """What one of the three said at a review, kept beside the others'; absent, with the reason."""

    AUDIENCE = Audience.TENANCY
    TITLE = "review__tenancy_id"

    review = models.ForeignKey(Review, models.PROTECT, related_name="positions")
    party = models.CharField(_("who"), max_length=12, choices=ReviewParty.choices)
    wants = models.CharField(_("wants"), max_length=12, choices=Wanted.choices)
    words = models.TextField(_("in its words"), blank=True)

    class Meta:
        db_table = "review_position"
        ordering: ClassVar = ["party"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "party"], name="one_position_a_party"),
            models.CheckConstraint(condition=Q(party__in=ReviewParty.values), name="position_party_known"),
            models.CheckConstraint(condition=Q(wants__in=Wanted.values), name="position_known"),
            models.CheckConstraint(condition=~Q(wants="absent") | ~Q(words=""), name="absent_for_a_reason"),
        ]


class Slide(OfTitle):
    """A sub-lease that became the household's own lease, on the first of a month, for the benefit is monthly.

    `committee_on`: the CALEOL that gave the household the home; what it decided is its candidacy's, and the database
    refuses a slide without one. The HLM request is struck off that day, counted on a reserver.
    """

    AUDIENCE = Audience.TENANCY
    TITLE = "sublease_id"

    sublease = models.OneToOneField(Tenancy, models.PROTECT, related_name="slide")
    lease = models.OneToOneField(Tenancy, models.PROTECT, related_name="slid_by")
    committee_on = models.DateField(_("CALEOL of"))
    slid_on = models.DateField(_("slid on"))
    request_number = models.CharField(_("request struck off"), max_length=40)
    counted_for = models.CharField(_("counted for"), max_length=20, choices=Reserver.choices)

    class Meta:
        db_table = "slide"
        ordering: ClassVar = ["slid_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(slid_on__day=1, slid_on__gte=F("committee_on")), name="slid_on_the_first_after_the_caleol"
            ),
            models.CheckConstraint(
                condition=Q(counted_for__in=Reserver.values) & ~Q(request_number=""), name="slid_with_its_request"
            ),
        ]
