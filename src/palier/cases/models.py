"""A household's path. Fixed facts sit in a table per audience; rows of text carry theirs as a column.

Every model here says its audience in `AUDIENCE` (None: the row has its own); a test holds the walls to it.
"""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import (
    Audience,
    CaseState,
    Cause,
    Ground,
    HousingKind,
    Means,
    Origin,
    Outcome,
    OverIndebtedness,
    PersonKind,
    Sheet,
    TransmissionGround,
    TransmissionMeans,
    Urgency,
    UrgencyReason,
    WaitingFor,
    WaitingOn,
)
from palier.organisations.models import Agreement, Organisation, Service
from palier.platform.actor import Actor
from palier.platform.models import Identified
from palier.rules.category import age_on
from palier.territory.models import Commune

USER = settings.AUTH_USER_MODEL


class Case(Identified):
    """One household's path under one agreement: its envelope."""

    AUDIENCE = Audience.ENVELOPE

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="cases")
    origin = models.CharField(_("origin"), max_length=30, choices=Origin.choices)
    holder = models.ForeignKey(Service, models.PROTECT, related_name="held_cases")
    referent = models.ForeignKey(USER, models.PROTECT, related_name="referred_cases")
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices, default=CaseState.RECEIVED)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome.choices, blank=True)
    urgency = models.CharField(_("urgency"), max_length=2, choices=Urgency.choices)
    waiting_on = models.CharField(_("waiting on"), max_length=20, choices=WaitingOn.choices, default=WaitingOn.HOLDER)
    waiting_since = models.DateField()
    waiting_for = models.CharField(_("what is awaited"), max_length=20, choices=WaitingFor.choices, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    former = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    received_on = models.DateField(_("received on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "case"
        indexes: ClassVar = [models.Index(fields=["holder", "urgency", "waiting_since", "id"], name="caseload")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(state="closed", closed_on__isnull=False) & ~Q(outcome="")
                    | ~Q(state="closed") & Q(closed_on=None, outcome="")
                ),
                name="case_closed_with_an_outcome",
            ),
            models.CheckConstraint(condition=Q(state__in=CaseState.values), name="case_state_known"),
            models.CheckConstraint(condition=Q(urgency__in=Urgency.values), name="case_urgency_known"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseBound(Identified):
    """A row that belongs to a case, behind the second wall."""

    AUDIENCE: ClassVar[Audience | None]

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Which of the rows that a share opens the actor reads: all of them, unless a model says fewer."""
        return Q()


class Kept(models.Manager[Any]):
    """The rows that have not been taken out."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(removed_at=None)


class Fact(CaseBound):
    """One of several rows of a file, that is added, corrected and taken out; for a day, taking it out can be undone."""

    removed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = Kept()
    everything = models.Manager["Fact"]()

    class Meta:
        abstract = True


class Share(CaseBound):
    """What both walls read: a case, opened to a service or an organisation for an audience, until a time."""

    AUDIENCE = None

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    purpose = models.CharField(max_length=40)
    ground = models.CharField(max_length=20, choices=Ground.choices)
    begins_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granter = models.ForeignKey(Service, models.PROTECT, related_name="+")
    authorisation = models.ForeignKey("SharingAuthorisation", models.PROTECT, null=True, related_name="shares")

    class Meta:
        db_table = "share"
        indexes: ClassVar = [
            models.Index(fields=["case", "audience", "organisation", "service"], name="share_opens"),
            models.Index(fields=["organisation", "service", "audience"], name="share_of_service"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(audience__in=["social", "internal"]) | Q(service__isnull=False),
                name="secrecy_stops_at_the_service",
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="share_audience_known"),
        ]


class SharingAuthorisation(CaseBound):
    """An adult lets one service, named to her, receive what is ticked, until a day or until she withdraws it."""

    AUDIENCE = Audience.ENVELOPE

    person_id = models.UUIDField()
    recipient = models.ForeignKey(Service, models.PROTECT, related_name="+")
    audiences = ArrayField(models.CharField(max_length=10, choices=Audience.choices))
    until = models.DateField()
    oral_at = models.DateTimeField(null=True)
    written_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sharing_authorisation"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(oral_at__isnull=False) | Q(written_on__isnull=False), name="authorised_somehow"
            ),
        ]


class Information(CaseBound):
    """The notice an adult was given before anything was kept (GDPR articles 13 and 14)."""

    AUDIENCE = Audience.ENVELOPE

    person_id = models.UUIDField()
    given_at = models.DateTimeField()
    means = models.CharField(max_length=10, choices=Means.choices)

    class Meta:
        db_table = "information"


class Household(CaseBound):
    """What the candidate file says of the household as a whole. Empty means not known, never zero."""

    AUDIENCE = Audience.FILE

    couple = models.BooleanField(_("lives as a couple"), null=True, blank=True)
    reference_tax_income = models.DecimalField(
        _("reference tax income"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    tax_year = models.PositiveSmallIntegerField(_("tax year of the notice"), null=True, blank=True)
    monthly_resources = models.DecimalField(
        _("monthly resources"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    yearly_resources = models.DecimalField(
        _("resources of the last twelve months"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    max_rent = models.DecimalField(
        _("highest rent with charges"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    needs_accessible = models.BooleanField(_("needs an accessible home"), null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    # The same, in the installation's list; the words above stay as they were typed.
    known_employer = models.ForeignKey("Employer", models.PROTECT, null=True, blank=True, related_name="+")
    # All that those who give homes may know of debts; who is owed what is social (`Debt`).
    rent_debt = models.BooleanField(_("owes rent"), null=True, blank=True)
    rent_plan = models.BooleanField(_("keeps to a plan for the rent"), null=True, blank=True)
    over_indebtedness = models.CharField(
        _("over-indebtedness file"), max_length=20, choices=OverIndebtedness.choices, blank=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "household"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], name="one_household_a_case"),
            models.CheckConstraint(
                condition=Q(reference_tax_income=None) | Q(reference_tax_income__gte=0), name="tax_income_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(monthly_resources=None) | Q(monthly_resources__gte=0), name="resources_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(yearly_resources=None) | Q(yearly_resources__gte=0), name="yearly_resources_not_negative"
            ),
            models.CheckConstraint(condition=Q(max_rent=None) | Q(max_rent__gt=0), name="max_rent_positive"),
            models.CheckConstraint(
                condition=Q(over_indebtedness__in=["", *OverIndebtedness.values]), name="over_indebtedness_known"
            ),
        ]


class Person(Fact):
    """A member of the household. An age said on the phone is kept with its day until the birth date is known."""

    AUDIENCE = Audience.FILE

    kind = models.CharField(_("place in the household"), max_length=10, choices=PersonKind.choices)
    position = models.PositiveSmallIntegerField()
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("name"), max_length=80, blank=True)
    search_key = models.CharField(max_length=170, blank=True)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    stated_age = models.PositiveSmallIntegerField(null=True, blank=True)
    stated_on = models.DateField(null=True, blank=True)
    alternating = models.BooleanField(_("lives with each parent in turn"), default=False)

    class Meta:
        db_table = "person"
        ordering: ClassVar = ["position"]
        indexes: ClassVar = [models.Index(fields=["search_key"], name="person_search", opclasses=["text_pattern_ops"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "position"], name="person_position_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="applicant", removed_at=None), name="one_applicant_a_case"
            ),
            models.CheckConstraint(
                condition=Q(kind="child") | Q(alternating=False), name="only_children_live_with_each_parent"
            ),
            models.CheckConstraint(
                condition=Q(stated_age=None, stated_on=None) | Q(stated_age__isnull=False, stated_on__isnull=False),
                name="stated_age_has_a_day",
            ),
            models.CheckConstraint(condition=~Q(kind="applicant") | ~Q(last_name=""), name="applicant_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.last_name.upper()} {self.first_name}".strip()

    def age_on(self, day: date) -> int | None:
        """Whole years, at least: those since the day an age was said on, where the birth date is not known."""
        if self.born_on:
            return age_on(self.born_on, day)
        if self.stated_age is None or self.stated_on is None:
            return None
        return self.stated_age + age_on(self.stated_on, day)


class Here(models.Manager[Any]):
    """The homes that nobody has left."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(left_on=None)


class CurrentHousing(CaseBound):
    """Where they sleep tonight and until when; those they have left are kept, as they were.

    `since`: empty for the home of the call. `title`: the tenancy under which they live there, which says by itself
    until when; empty for who has none.
    """

    AUDIENCE = Audience.FILE

    kind = models.CharField(_("where they sleep tonight"), max_length=20, choices=HousingKind.choices)
    until = models.DateField(_("until"), null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    title = models.UUIDField(null=True, editable=False)

    objects = Here()
    everything = models.Manager["CurrentHousing"]()

    class Meta:
        db_table = "current_housing"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(left_on=None), name="one_current_housing_a_case"),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(since=None) | Q(left_on__gte=F("since")), name="home_left_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(title=None) | Q(since__isnull=False, until=None), name="a_title_says_its_own_days"
            ),
        ]


class Wish(CaseBound):
    """A commune or an arrondissement the household wishes for: Lyon 8e stays Lyon 8e. The first comes first."""

    AUDIENCE = Audience.FILE

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "wish"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "commune"], name="wish_once")]


class Contact(CaseBound):
    """How to reach the household safely."""

    AUDIENCE = Audience.SOCIAL

    phone = models.CharField(_("safe phone"), max_length=30)
    digits = models.CharField(max_length=20, db_index=True)
    may_leave_message = models.BooleanField(_("a message may be left"))

    class Meta:
        db_table = "contact"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="one_contact_a_case")]


class Situation(CaseBound):
    """What happened, in codes, and why the urgency is what it is.

    `over_indebtedness_on`: when the file at the Banque de France reached the stage that the household's row says.
    """

    AUDIENCE = Audience.SOCIAL

    causes = ArrayField(models.CharField(max_length=20, choices=Cause.choices))
    urgency_reason = models.CharField(max_length=12, choices=UrgencyReason.choices)
    over_indebtedness_on = models.DateField(_("stage reached on"), null=True, blank=True)

    class Meta:
        db_table = "situation"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="one_situation_a_case")]


class Note(CaseBound):
    """Words written to be read by the person they are about; their audience is chosen before typing."""

    AUDIENCE = None

    audience = models.CharField(max_length=10, choices=Audience.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = models.TextField()
    # Its author took it back: the story says so, and shows the words to nobody.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "note"
        ordering: ClassVar = ["-written_at"]
        indexes: ClassVar = [models.Index(fields=["case", "written_at"], name="note_of_case")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(body=""), name="note_says_something")]


class Transmission(CaseBound):
    """A sheet that left Palier: which, to whom, on which ground. What it said is in the events of the facts."""

    AUDIENCE = Audience.SOCIAL

    sheet = models.CharField(_("sheet"), max_length=20, choices=Sheet.choices)
    recipient = models.CharField(_("sent to"), max_length=120)
    sent_on = models.DateField(_("sent on"))
    means = models.CharField(_("how"), max_length=10, choices=TransmissionMeans.choices)
    ground = models.CharField(_("on which ground"), max_length=20, choices=TransmissionGround.choices)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "transmission"
        ordering: ClassVar = ["-sent_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(recipient=""), name="transmission_has_a_recipient"),
            models.CheckConstraint(condition=Q(sheet__in=Sheet.values), name="transmission_sheet_known"),
        ]


class Cover(Identified):
    """A colleague answers for somebody's cases while she is away. It opens nothing that her service does not open.

    From `begins_on` to `until`, both included; `ended_at`: taken back before.
    """

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    substitute = models.ForeignKey(USER, models.PROTECT, related_name="+")
    begins_on = models.DateField(_("from"))
    until = models.DateField(_("until"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "cover"
        ordering: ClassVar = ["begins_on"]
        indexes: ClassVar = [models.Index(fields=["service", "substitute"], name="cover_by_substitute")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(substitute=F("user")), name="cover_by_another"),
            models.CheckConstraint(condition=Q(until__gte=F("begins_on")), name="cover_ends_after_start"),
            ExclusionConstraint(
                name="one_cover_at_a_time",
                expressions=[
                    (F("user"), "="),
                    (F("service"), "="),
                    (Func("begins_on", "until", Value("[]"), function="daterange"), "&&"),
                ],
                condition=Q(ended_at=None),
            ),
        ]


class SavedView(Identified):
    """A list of cases one comes back to, by its filters: codes, never a name. Her own, or her service's."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    name = models.CharField(_("name of the view"), max_length=60)
    filters = models.JSONField(default=dict)
    shared = models.BooleanField(_("for the whole service"), default=False)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saved_view"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "owner", "name"], condition=Q(removed_at=None), name="view_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="view_has_a_name"),
        ]


# The rows of the file and the follow-up table of a service have modules of their own, which point at what is above;
# Django finds the models of an app through this one.
from palier.cases import facts  # noqa: E402, F401
from palier.cases.follow_up.models import FollowUpFile, FollowUpMapping  # noqa: E402, F401
