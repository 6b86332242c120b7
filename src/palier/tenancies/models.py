"""Under which title a household lives where. Amounts in euros a month; days as those of a calendar: `ends_on` is the
first day without, empty while it runs.
"""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience
from palier.cases.models import Case, CaseBound
from palier.homes.models import Place, PlaceUse
from palier.organisations.models import Accreditation, Organisation
from palier.platform.actor import Actor
from palier.tenancies.enums import (
    Advance,
    InventoryKind,
    NextHome,
    OutsideKind,
    Payer,
    Signatory,
    TenancyEnd,
    TenancyKind,
)
from palier.territory.models import Commune

NOT_NEGATIVE = Q(rent__gte=0, charges__gte=0)


def held_by(actor: Actor) -> Exists:
    """Of a row that belongs to a case: her service holds it."""
    return Exists(Case.objects.filter(id=OuterRef("case_id"), holder_id=actor.service))


class Tenancy(CaseBound):
    """The household's title: a contract of occupation, a sub-lease or a lease, from `begins_on`.

    In a place that the agreement knows (then a period of its calendar goes with it), or outside. `follows`: the
    sub-lease that slid into this lease; the database holds that one begins the very day the other ends. `rent` is the
    fee of a contract of occupation. A notice is a date: it ends nothing by itself. `titled_to`: the adults whom the
    paper names, for those who let and manage, who no longer read the file once it is signed.
    """

    AUDIENCE = Audience.TENANCY

    kind = models.CharField(_("title"), max_length=20, choices=TenancyKind.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    place_use = models.OneToOneField(PlaceUse, models.PROTECT, null=True, related_name="+")
    provider = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    outside_provider = models.CharField(_("let by"), max_length=120, blank=True)
    outside_kind = models.CharField(_("kind"), max_length=16, choices=OutsideKind.choices, blank=True)
    outside_commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    titled_to = models.CharField(_("in the name of"), max_length=400, blank=True)
    signed_on = models.DateField(_("signed on"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True)
    ending = models.CharField(_("how it ended"), max_length=12, choices=TenancyEnd.choices, blank=True)
    next_home = models.CharField(_("gone to"), max_length=12, choices=NextHome.choices, blank=True)
    planned_until = models.DateField(_("planned until"), null=True)
    notice_on = models.DateField(_("notice given on"), null=True)
    leaves_on = models.DateField(_("leaves on"), null=True)
    rent = models.DecimalField(_("rent"), max_digits=8, decimal_places=2)
    charges = models.DecimalField(_("charges"), max_digits=8, decimal_places=2)
    insured_until = models.DateField(_("insured until"), null=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")

    class Meta:
        db_table = "tenancy"
        ordering: ClassVar = ["-begins_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=TenancyKind.values), name="tenancy_kind_known"),
            models.CheckConstraint(
                condition=Q(
                    place__isnull=False,
                    place_use__isnull=False,
                    provider__isnull=False,
                    outside_provider="",
                    outside_kind="",
                    outside_commune=None,
                )
                | Q(place=None, place_use=None, provider=None, outside_kind__in=OutsideKind.values)
                & ~Q(outside_provider=""),
                name="tenancy_here_or_outside",
            ),
            models.CheckConstraint(
                condition=~Q(kind="sublease") | Q(place__isnull=False), name="sublease_of_a_home_of_the_stock"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None, ending="")
                | Q(ends_on__isnull=False, ends_on__gt=F("begins_on"), ending__in=TenancyEnd.values),
                name="tenancy_ends_after_its_first_day",
            ),
            models.CheckConstraint(condition=~Q(ending="slid") | Q(kind="sublease"), name="only_a_sublease_slides"),
            models.CheckConstraint(condition=Q(follows=None) | Q(kind="lease"), name="only_a_lease_follows"),
            models.CheckConstraint(condition=NOT_NEGATIVE, name="tenancy_amounts_not_negative"),
            # No day with two titles. A contract of occupation may run beside: its notice is a date.
            ExclusionConstraint(
                name="one_lease_or_sublease_at_a_time",
                expressions=[
                    (F("case"), "="),
                    (Func("begins_on", "ends_on", Value("[)"), function="daterange"), "&&"),
                ],
                condition=Q(kind__in=["sublease", "lease"]),
            ),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """For who holds the case, and for who lets or sub-lets under this title: never under another of the case."""
        sublet = HeadLease.objects.filter(sublease_id=OuterRef("id"), association_id=actor.organisation)
        return Q(provider_id=actor.organisation) | Q(held_by(actor)) | Q(Exists(sublet))

    @property
    def running(self) -> bool:
        return self.ends_on is None


class OfTitle(CaseBound):
    """What hangs on a title is read by who reads the title. `TITLE`: the column that says which."""

    TITLE: ClassVar[str] = "tenancy_id"

    class Meta:
        abstract = True

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return Q(Exists(Tenancy.objects.filter(Tenancy.narrowed(actor), id=OuterRef(cls.TITLE))))


class HeadLease(CaseBound):
    """The landlord's lease to the association, which sub-lets: allocated to the association by the committee.

    `landlord`: the partner that lets to it, as the title says; none for a landlord outside. The walls of a title ask
    the head lease who sub-lets, so it says by itself who reads it.

    The database refuses one without an accreditation of L365-4 of the association, valid on the day it is signed.
    """

    AUDIENCE = Audience.TENANCY

    sublease = models.OneToOneField(Tenancy, models.PROTECT, related_name="head_lease")
    landlord = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    association = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    accreditation = models.ForeignKey(Accreditation, models.PROTECT, related_name="+")
    committee_on = models.DateField(_("allocated on"))
    signed_on = models.DateField(_("signed on"))
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("ended on"), null=True)
    rent = models.DecimalField(_("rent"), max_digits=8, decimal_places=2)
    charges = models.DecimalField(_("charges"), max_digits=8, decimal_places=2)

    class Meta:
        db_table = "head_lease"
        ordering: ClassVar = ["-begins_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("begins_on")), name="head_lease_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__gte=F("committee_on")), name="head_lease_signed_after_the_committee"
            ),
            models.CheckConstraint(condition=NOT_NEGATIVE, name="head_lease_amounts_not_negative"),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """As its sub-lease is read."""
        parties = Q(landlord_id=actor.organisation) | Q(association_id=actor.organisation)
        return parties | Q(held_by(actor))


class Deposit(OfTitle):
    """Kept against the state of the home: who paid it, in how many instalments, what was given back.

    `advanced_by`: who put it up at once; the instalments are then what the household pays that body back in.
    """

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="deposits")
    payer = models.CharField(_("paid by"), max_length=12, choices=Payer.choices)
    amount = models.DecimalField(_("deposit"), max_digits=8, decimal_places=2)
    instalments = models.PositiveSmallIntegerField(_("in how many payments"), default=1)
    advanced_by = models.CharField(_("put up by"), max_length=12, choices=Advance.choices, blank=True)
    returned_on = models.DateField(_("returned on"), null=True)
    returned = models.DecimalField(_("returned"), max_digits=8, decimal_places=2, null=True)

    class Meta:
        db_table = "deposit"
        ordering: ClassVar = ["payer"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenancy", "payer"], name="one_deposit_a_payer"),
            models.CheckConstraint(condition=Q(payer__in=Payer.values), name="deposit_payer_known"),
            models.CheckConstraint(
                condition=Q(advanced_by="") | Q(advanced_by__in=Advance.values, payer="household"),
                name="deposit_put_up_for_the_household",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0, instalments__range=(1, 36)), name="deposit_of_something"),
            models.CheckConstraint(
                condition=Q(returned_on=None, returned=None)
                | Q(returned_on__isnull=False, returned__isnull=False, returned__gte=0, returned__lte=F("amount")),
                name="deposit_returned_on_a_day",
            ),
        ]


class Inventory(OfTitle):
    """The home's condition was looked at, both sides there."""

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="inventories")
    kind = models.CharField(_("inventory"), max_length=16, choices=InventoryKind.choices)
    held_on = models.DateField(_("held on"))

    class Meta:
        db_table = "inventory"
        ordering: ClassVar = ["held_on", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenancy", "kind"], name="one_inventory_of_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=InventoryKind.values), name="inventory_kind_known"),
        ]


class AgreementSignature(OfTitle):
    """Who signed the agreement of the three that is annexed to a sub-lease: every adult signs for herself."""

    AUDIENCE = Audience.TENANCY

    tenancy = models.ForeignKey(Tenancy, models.PROTECT, related_name="signatures")
    signatory = models.CharField(_("signed by"), max_length=12, choices=Signatory.choices)
    person_id = models.UUIDField(null=True)
    signed_on = models.DateField(_("signed on"))

    class Meta:
        db_table = "agreement_signature"
        ordering: ClassVar = ["signatory"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenancy", "signatory", "person_id"], nulls_distinct=False, name="signed_once"
            ),
            models.CheckConstraint(
                condition=Q(signatory="adult", person_id__isnull=False)
                | Q(signatory__in=["landlord", "association"], person_id=None),
                name="an_adult_signs_for_herself",
            ),
        ]


# What a sub-lease goes through and what comes after; Django finds the models of an app through this module.
from palier.tenancies.entry_models import EntryAct, EntrySupport, News  # noqa: E402, F401
from palier.tenancies.readiness_models import Readiness, ReadinessAnswer, ReadinessTerms  # noqa: E402, F401
from palier.tenancies.review_models import (  # noqa: E402, F401
    AccountLine,
    AgreedCriterion,
    Review,
    ReviewPosition,
    Slide,
)
