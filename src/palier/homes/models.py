"""What there is to live in, what is free, and the files it came from.

Not case-bound, hence without row-level security: `queries.visible_to` says who sees what.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.homes.enums import (
    Ceiling,
    Construction,
    Financing,
    ImportState,
    Layout,
    Occupation,
    PastQuota,
    Purpose,
    Reserver,
    VacancyState,
    Withdrawal,
)
from palier.homes.states import ENDED, LIVE, SHOWN
from palier.organisations.models import Agreement, Organisation
from palier.platform.models import Identified
from palier.territory.models import Commune


class StockImport(Identified):
    """A landlord's file brought in: what it would change, or has changed, and what is wrong with it.

    `counts` holds rows, new, changed, unchanged, missing, refused and errors_total; `report` the faults, in codes, and
    the columns left aside. `job_id` is the last job that reads or applies it.
    """

    landlord = models.ForeignKey(Organisation, models.PROTECT, related_name="stock_imports")
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices, default=Layout.RPLS)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.RECEIVED)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("brought in"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    job_id = models.UUIDField(null=True)

    class Meta:
        db_table = "stock_import"
        ordering: ClassVar = ["-asked_at"]
        indexes: ClassVar = [models.Index(fields=["landlord", "asked_at"], name="stock_import_of_landlord")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="stock_import_state_known"),
            models.CheckConstraint(condition=Q(layout__in=Layout.values), name="stock_import_layout_known"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "refused", "dropped"], ended_at__isnull=False)
                | ~Q(state__in=["applied", "refused", "dropped"]) & Q(ended_at=None),
                name="stock_import_ends_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class StockImportPart(models.Model):
    """A piece of the file, kept until it is applied, refused or given up."""

    stock_import = models.ForeignKey(StockImport, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "stock_import_part"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["stock_import", "position"], name="part_once")]


class Home(Identified):
    """A landlord's home, as its last file says. Empty is not known, never zero and never *no*.

    `surface` in m²; rents in euros a month, without charges; `register` what else the file says, by name.
    """

    landlord = models.ForeignKey(Organisation, models.PROTECT, related_name="homes")
    internal_id = models.CharField(_("landlord's reference"), max_length=100)
    register_id = models.CharField(_("identifier in the register"), max_length=10, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    address = models.CharField(_("address"), max_length=155, blank=True)
    residence = models.CharField(_("residence"), max_length=100, blank=True)
    building = models.CharField(_("building"), max_length=60, blank=True)
    entrance = models.CharField(_("entrance"), max_length=20, blank=True)
    staircase = models.CharField(_("staircase"), max_length=20, blank=True)
    floor = models.CharField(_("floor"), max_length=20, blank=True)
    flat = models.CharField(_("flat"), max_length=20, blank=True)
    construction = models.CharField(_("construction"), max_length=1, choices=Construction.choices, blank=True)
    rooms = models.PositiveSmallIntegerField(_("main rooms"), null=True)
    surface = models.DecimalField(_("living surface"), max_digits=5, decimal_places=2, null=True)
    built_year = models.PositiveSmallIntegerField(_("built in"), null=True)
    financing = models.CharField(_("financing"), max_length=2, choices=Financing.choices, blank=True)
    ceiling = models.CharField(_("income ceilings"), max_length=4, choices=Ceiling.choices, blank=True)
    rent = models.DecimalField(_("rent"), max_digits=8, decimal_places=2, null=True)
    annex_rent = models.DecimalField(_("rent of the annexes"), max_digits=8, decimal_places=2, null=True)
    max_rent = models.DecimalField(_("highest rent allowed"), max_digits=8, decimal_places=2, null=True)
    energy_label = models.CharField(_("energy label"), max_length=1, blank=True)
    benefit_agreement = models.BooleanField(_("agreement for housing benefit"), null=True)
    occupation = models.CharField(_("on 1 January"), max_length=1, choices=Occupation.choices, blank=True)
    past_quota = models.CharField(_("former quota"), max_length=1, choices=PastQuota.choices, blank=True)
    priority_area = models.BooleanField(_("priority urban area"), null=True)
    accessible = models.BooleanField(_("accessible"), null=True)
    register = models.JSONField(default=dict)
    search_key = models.TextField()
    digest = models.CharField(max_length=32, blank=True)
    left_on = models.DateField(_("left the stock on"), null=True)
    missing_from = models.ForeignKey(StockImport, models.PROTECT, null=True, related_name="missing_homes")
    first_import = models.ForeignKey(StockImport, models.PROTECT, null=True, related_name="+")
    last_import = models.ForeignKey(StockImport, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "home"
        ordering: ClassVar = ["commune__name", "address", "internal_id"]
        indexes: ClassVar = [models.Index(fields=["landlord", "commune", "rooms"], name="home_of_landlord")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["landlord", "internal_id"], name="home_once"),
            models.CheckConstraint(condition=~Q(internal_id=""), name="home_has_a_reference"),
            models.CheckConstraint(condition=Q(rooms=None) | Q(rooms__range=(1, 20)), name="rooms_1_to_20"),
            models.CheckConstraint(condition=Q(surface=None) | Q(surface__range=(5, 999)), name="surface_5_to_999"),
            models.CheckConstraint(
                condition=Q(Q(rent=None) | Q(rent__gte=0), Q(annex_rent=None) | Q(annex_rent__gte=0))
                & (Q(max_rent=None) | Q(max_rent__gte=0)),
                name="rents_not_negative",
            ),
            models.CheckConstraint(condition=Q(ceiling__in=["", *Ceiling.values]), name="ceiling_known"),
            models.CheckConstraint(condition=Q(financing__in=["", *Financing.values]), name="financing_known"),
            models.CheckConstraint(condition=Q(energy_label__in=["", *"ABCDEFG"]), name="energy_label_known"),
        ]

    def __str__(self) -> str:
        return self.address or self.internal_id

    @property
    def live_vacancy(self) -> "Vacancy | None":
        """The vacancy that runs; one query less where `vacancies` is prefetched."""
        return next((vacancy for vacancy in self.vacancies.all() if vacancy.state in LIVE), None)


class Vacancy(Identified):
    """A home that is, or will be, free. The register never opens one: it is the state of 1 January.

    `charges` in euros a month, when the landlord knows them. The right to designate belongs here, not to the home.
    Each state has its day; an end keeps those of the states before it, so that it can be taken back.
    """

    home = models.ForeignKey(Home, models.PROTECT, related_name="vacancies")
    state = models.CharField(_("state"), max_length=24, choices=VacancyState.choices, default=VacancyState.ANNOUNCED)
    announced_on = models.DateField(_("announced on"))
    free_on = models.DateField(_("free on"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    directed_to = models.CharField(_("directed to"), max_length=20, choices=Reserver.choices, blank=True)
    directed_on = models.DateField(_("directed on"), null=True)
    candidates_due_on = models.DateField(_("candidates due on"), null=True)
    candidates_sent_on = models.DateField(_("candidates sent on"), null=True)
    committee_on = models.DateField(_("committee on"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)
    withdrawn_for = models.CharField(_("withdrawn for"), max_length=20, choices=Withdrawal.choices, blank=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="vacancies")
    charges = models.DecimalField(_("charges"), max_digits=8, decimal_places=2, null=True)
    opened_at = models.DateTimeField(_("opened"), null=True)

    class Meta:
        db_table = "vacancy"
        ordering: ClassVar = ["free_on"]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "state"], condition=Q(state__in=SHOWN), name="vacancy_shown"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["home"], condition=Q(state__in=LIVE), name="one_live_vacancy_a_home"),
            models.CheckConstraint(
                condition=~Q(state__in=SHOWN) | Q(agreement__isnull=False, opened_at__isnull=False),
                name="open_to_an_agreement",
            ),
            models.CheckConstraint(condition=Q(state__in=VacancyState.values), name="vacancy_state_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="vacancy_purpose_known"),
            models.CheckConstraint(condition=Q(directed_to__in=["", *Reserver.values]), name="vacancy_reserver_known"),
            models.CheckConstraint(condition=Q(charges=None) | Q(charges__gte=0), name="vacancy_charges_not_negative"),
            models.CheckConstraint(
                condition=Q(candidates_due_on=None) | Q(candidates_due_on__gte=F("announced_on")),
                name="candidates_due_after_the_announcement",
            ),
            models.CheckConstraint(
                condition=Q(directed_to="", directed_on=None) | ~Q(directed_to="") & Q(directed_on__isnull=False),
                name="directed_to_somebody_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=VacancyState.DIRECTED) | Q(directed_on__isnull=False), name="directed_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["announced", "directed", "open_to_agreement"])
                | Q(candidates_sent_on=None, committee_on=None),
                name="no_candidates_before_they_are_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["candidates_sent", "committee", "filled"])
                | Q(candidates_sent_on__isnull=False),
                name="candidates_sent_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="candidates_sent") | Q(committee_on=None), name="no_committee_before_its_day_is_set"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["committee", "filled"]) | Q(committee_on__isnull=False),
                name="committee_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_on__isnull=False) | ~Q(state__in=ENDED) & Q(ended_on=None),
                name="vacancy_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_for__in=Withdrawal.values)
                | ~Q(state="withdrawn") & Q(withdrawn_for=""),
                name="withdrawn_for_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(directed_on=None) | Q(directed_on__gte=F("announced_on")))
                & (Q(candidates_sent_on=None) | Q(candidates_sent_on__gte=F("announced_on")))
                & (Q(committee_on=None) | Q(committee_on__gte=F("candidates_sent_on")))
                & (Q(ended_on=None) | Q(ended_on__gte=F("announced_on"))),
                name="vacancy_days_follow_one_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="filled") | Q(ended_on__gte=F("committee_on")), name="filled_after_the_committee"
            ),
        ]


# What belongs to the landlord besides its homes; at the end, since it points at them.
from palier.homes.landlord_models import NoticeFile  # noqa: E402, F401
