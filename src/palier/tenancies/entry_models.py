"""After a household came in: what the landlord promised to do, and the news of three, six and twelve months."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.platform.actor import Actor
from palier.tenancies.models import OfTitle, Tenancy, held_by
from palier.tenancies.readiness_enums import EntryActKind, EntryObstacle, EntryReason, NewsSituation

NEWS_MONTHS = (3, 6, 12)


class EntrySupport(OfTitle):
    """The landlord supports a ready or slid household as it comes in: somebody named, a day of payment that suits."""

    AUDIENCE = Audience.TENANCY

    tenancy = models.OneToOneField(Tenancy, models.PROTECT, related_name="entry")
    because = models.CharField(_("why"), max_length=8, choices=EntryReason.choices)
    contact = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    payment_day = models.PositiveSmallIntegerField(_("pays on the"), null=True)

    class Meta:
        db_table = "entry_support"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(because__in=EntryReason.values), name="entry_supported_for_a_reason"),
            models.CheckConstraint(
                condition=Q(payment_day=None) | Q(payment_day__range=(1, 28)), name="payment_day_of_every_month"
            ),
        ]


class EntryAct(OfTitle):
    """One act of that support: by when, and done on a day or not done for a reason."""

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="entry_acts")
    kind = models.CharField(_("what"), max_length=16, choices=EntryActKind.choices)
    since = models.DateField(_("since"))
    due_on = models.DateField(_("by"))
    done_on = models.DateField(_("done on"), null=True)
    not_done = models.CharField(_("why not done"), max_length=12, choices=EntryObstacle.choices, blank=True)
    words = models.CharField(_("in words"), max_length=400, blank=True)

    class Meta:
        db_table = "entry_act"
        ordering: ClassVar = ["due_on", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenancy", "kind"], name="entry_act_once"),
            models.CheckConstraint(condition=Q(kind__in=EntryActKind.values), name="entry_act_known"),
            models.CheckConstraint(condition=Q(due_on__gt=F("since")), name="entry_act_due_after_it_began"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(not_done="", done_on__gte=F("since")), name="entry_act_done_or_not"
            ),
        ]


class News(CaseBound):
    """What was learnt of a household so many months after it came in, or after it kept its home.

    `since`: the first day of the lease, or the day the case was closed as kept. `pays`: unknown where nobody said.
    """

    AUDIENCE = Audience.TENANCY

    since = models.DateField(_("since"))
    months = models.PositiveSmallIntegerField(_("months after"))
    told_on = models.DateField(_("told on"))
    situation = models.CharField(_("situation"), max_length=12, choices=NewsSituation.choices)
    pays = models.BooleanField(_("pays"), null=True)
    asks_help = models.BooleanField(_("asks for help"), default=False)
    words = models.CharField(_("in words"), max_length=400, blank=True)

    class Meta:
        db_table = "news"
        verbose_name_plural = "news"
        ordering: ClassVar = ["since", "months"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "since", "months"], name="news_once_a_term"),
            models.CheckConstraint(condition=Q(months__in=NEWS_MONTHS), name="news_of_a_term"),
            models.CheckConstraint(condition=Q(told_on__gte=F("since")), name="news_after_the_entry"),
            models.CheckConstraint(
                condition=Q(situation="there") | Q(situation__in=NewsSituation.values, pays=None),
                name="news_of_a_situation",
            ),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """For who holds the case, and for who reads the title that the household came in under."""
        came_in = Tenancy.objects.filter(
            Tenancy.narrowed(actor), case_id=OuterRef("case_id"), begins_on=OuterRef("since")
        )
        return Q(held_by(actor)) | Q(Exists(came_in))
