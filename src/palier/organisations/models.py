from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.matching.grid import MOST_POINTS
from palier.organisations.enums import AccreditationKind, AgreementStatus, GridCode, OrganisationKind, Role, ServiceKind
from palier.platform.models import Identified


class Organisation(Identified):
    """A housing body, a landlord or an association. The employer is never one."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)

    class Meta:
        db_table = "organisation"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(Identified):
    """A part of an organisation. What a person tells to one service is not told to the next."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="services")
    kind = models.CharField(_("kind"), max_length=20, choices=ServiceKind.choices)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        db_table = "service"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "name"], name="service_name_once"),
            models.CheckConstraint(condition=Q(kind__in=ServiceKind.values), name="service_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Accreditation(Identified):
    """The State lets an association do this, from a day to a day, both included (CCH L365-2 to L365-4)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="accreditations")
    kind = models.CharField(_("what for"), max_length=20, choices=AccreditationKind.choices)
    begins_on = models.DateField(_("from"))
    until = models.DateField(_("until"))

    class Meta:
        db_table = "accreditation"
        ordering: ClassVar = ["-begins_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind", "begins_on"], name="accredited_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=AccreditationKind.values), name="accreditation_kind_known"),
            models.CheckConstraint(condition=Q(until__gte=F("begins_on")), name="accreditation_ends_after_start"),
        ]


class Membership(Identified):
    """A person's role in a service, from a day to a day; ended, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    service = models.ForeignKey(Service, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "membership"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "service", "role"], condition=Q(ended_on=None), name="role_held_once"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="membership_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Invitation(Identified):
    """An e-mail address called to a role. The link holds a secret of which only the digest is kept."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="invitations")
    role = models.CharField(_("role"), max_length=24, choices=Role.choices)
    email = models.EmailField(_("e-mail"))
    digest = models.CharField(max_length=64, unique=True)
    # Nobody invites the first administrator of an installation.
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitation"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]


class JoinRequest(Identified):
    """A signed-in person asks to join an organisation; its administrator chooses service and role, or refuses."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="join_requests")
    message = models.CharField(_("message"), max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "join_request"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(state="asked"), name="one_open_join_request"
            ),
        ]


class Agreement(Identified):
    """The three-year convention between the parties."""

    name = models.CharField(_("name"), max_length=160)
    territory = models.CharField(_("territory"), max_length=160, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=AgreementStatus.choices, default="draft")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    parties = models.ManyToManyField(Organisation, through="Party", related_name="agreements")

    class Meta:
        db_table = "agreement"
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="agreement_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(signed_on__isnull=False), name="agreement_signed_has_a_day"
            ),
            models.CheckConstraint(condition=Q(status__in=AgreementStatus.values), name="agreement_status_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Party(Identified):
    """An organisation's place in an agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="places")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places")

    class Meta:
        db_table = "party"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="party_once"),
        ]


class Commitment(Identified):
    """A promise of one party: so many of an indicator in a period."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="commitments")
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="commitments")
    indicator = models.CharField(_("indicator"), max_length=60)
    title = models.CharField(_("promise"), max_length=200)
    target = models.PositiveIntegerField(_("target"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    class Meta:
        db_table = "commitment"
        ordering: ClassVar = ["owner__name", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="commitment_ends_after_start"),
        ]


class Grid(Identified):
    """A version of how the agreement ranks households: weights, the day they were decided, the day they hold from.

    The first version comes with the agreement and nobody decided it. The database changes and removes none.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="grids")
    version = models.PositiveSmallIntegerField(_("version"))
    starts_on = models.DateField(_("in force from"))
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "grid"
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "version"], name="grid_version_once"),
            models.UniqueConstraint(fields=["agreement", "starts_on"], name="one_grid_a_day"),
            models.CheckConstraint(
                condition=Q(version=1, decided_on=None, published_at=None, published_by=None)
                | Q(version__gt=1, decided_on__isnull=False, published_at__isnull=False, published_by__isnull=False),
                name="grid_published_by_somebody",
            ),
        ]


class GridLine(Identified):
    """Points for one fact of a household: once, or for each month up to a cap."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("what counts"), max_length=24, choices=GridCode.choices)
    points = models.PositiveIntegerField(_("points"))
    per = models.CharField(max_length=5, blank=True)
    cap = models.PositiveIntegerField(_("at most"), null=True, blank=True)

    class Meta:
        db_table = "grid_line"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grid", "code"], name="grid_code_once"),
            models.CheckConstraint(condition=Q(code__in=GridCode.values), name="grid_code_known"),
            models.CheckConstraint(condition=Q(points__lte=MOST_POINTS), name="grid_points_counted"),
            models.CheckConstraint(
                condition=Q(code="waiting", per="month") | ~Q(code="waiting") & Q(per="", cap=None),
                name="grid_counts_months_of_waiting",
            ),
            models.CheckConstraint(
                condition=Q(cap=None) | Q(cap__gte=F("points"), cap__lte=MOST_POINTS), name="grid_cap_above_points"
            ),
        ]


class Letterhead(Identified):
    """What an organisation's letters carry: the name it signs under, its address, its phone, the line at the foot."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="letterhead")
    name = models.CharField(_("name on letters"), max_length=160)
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    footer = models.CharField(_("line at the foot"), max_length=300, blank=True)

    class Meta:
        db_table = "letterhead"
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="letterhead_has_a_name")]
