"""Residences and their places, as the association's last list says, and the place of a landlord's home that somebody
lives in under the agreement; never who lives there.
"""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import OutOfService, PlaceUseKind, ResidenceKind
from palier.homes.models import Home, StockImport
from palier.organisations.models import Organisation
from palier.platform.models import Identified
from palier.territory.models import Commune


class Residence(Identified):
    """Places under one name and of one kind: two kinds under one roof have two agreements, and are two residences."""

    landlord = models.ForeignKey(Organisation, models.PROTECT, related_name="residences")
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=24, choices=ResidenceKind.choices)
    # What its own project plans; where it says nothing, nothing is past.
    months = models.PositiveSmallIntegerField(_("planned duration, in months"), null=True)

    class Meta:
        db_table = "residence"
        ordering: ClassVar = ["name", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["landlord", "name", "kind"], name="residence_once"),
            models.CheckConstraint(condition=~Q(name=""), name="residence_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=ResidenceKind.values), name="residence_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Place(Identified):
    """What one person or one household lives in: a room, a bed, a flat of its own. Empty is not known.

    In a residence, or a landlord's whole home: that one is made when something first takes it (`places.of_home`).
    `internal_id`, residence and label in one, tells places apart from one list to the next. `surface` in m²; `fee`
    (redevance) in euros a month, `services` the part of it that is neither rent nor charges and that no benefit helps
    with (meals, laundry); `agreement_on` the day of the agreement it stands under.
    """

    landlord = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    residence = models.ForeignKey(Residence, models.PROTECT, null=True, related_name="places")
    home = models.OneToOneField(Home, models.PROTECT, null=True, related_name="place")
    internal_id = models.CharField(max_length=203)
    label = models.CharField(_("place"), max_length=100)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    address = models.CharField(_("address"), max_length=155, blank=True)
    surface = models.DecimalField(_("living surface"), max_digits=5, decimal_places=2, null=True)
    fee = models.DecimalField(_("fee"), max_digits=8, decimal_places=2, null=True)
    services = models.DecimalField(_("services in the fee"), max_digits=8, decimal_places=2, null=True)
    agreement_on = models.DateField(_("agreement of"), null=True)
    search_key = models.TextField()
    digest = models.CharField(max_length=32, blank=True)
    left_on = models.DateField(_("left the stock on"), null=True)
    missing_from = models.ForeignKey(StockImport, models.PROTECT, null=True, related_name="+")
    first_import = models.ForeignKey(StockImport, models.PROTECT, null=True, related_name="+")
    last_import = models.ForeignKey(StockImport, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "place"
        ordering: ClassVar = ["residence__name", "label"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["landlord", "internal_id"], name="place_once"),
            models.UniqueConstraint(fields=["residence", "label"], name="label_once_a_residence"),
            models.CheckConstraint(condition=~Q(label=""), name="place_has_a_label"),
            models.CheckConstraint(
                condition=Q(residence__isnull=False, home=None) | Q(residence=None, home__isnull=False),
                name="place_of_a_residence_or_a_home",
            ),
            models.CheckConstraint(condition=Q(surface=None) | Q(surface__range=(5, 999)), name="place_5_to_999_m2"),
            models.CheckConstraint(condition=Q(fee=None) | Q(fee__gte=0), name="fee_not_negative"),
            models.CheckConstraint(
                condition=Q(services=None) | Q(fee__isnull=False, services__range=(0, F("fee"))),
                name="services_within_the_fee",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PlaceUse(Identified):
    """Days for which a place is taken: from `arrival` to the day before `departure`, or until somebody says so.

    One leaves and another arrives on the same day. What is cancelled never was, and stays to be taken back. `titled`:
    somebody's title fills these days and they end with it; nobody changes them by hand.
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="uses")
    kind = models.CharField(_("kind"), max_length=12, choices=PlaceUseKind.choices)
    reason = models.CharField(_("reason"), max_length=16, choices=OutOfService.choices, blank=True)
    arrival = models.DateField(_("from"))
    departure = models.DateField(_("free again on"), null=True)
    cancelled_at = models.DateTimeField(null=True)
    titled = models.BooleanField(default=False)

    class Meta:
        db_table = "place_use"
        ordering: ClassVar = ["arrival"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=PlaceUseKind.values), name="place_use_kind_known"),
            models.CheckConstraint(
                condition=Q(departure=None) | Q(departure__gt=F("arrival")), name="place_use_lasts_a_day"
            ),
            models.CheckConstraint(
                condition=Q(kind="works", reason__in=OutOfService.values) | ~Q(kind="works") & Q(reason=""),
                name="out_of_service_for_a_reason",
            ),
            ExclusionConstraint(
                name="one_use_at_a_time",
                expressions=[
                    (F("place"), "="),
                    (Func("arrival", "departure", Value("[)"), function="daterange"), "&&"),
                ],
                condition=Q(cancelled_at=None),
            ),
        ]
