"""A partner meeting: its agenda, who is in the room, what is decided and who does it.

What the room sees of a household is a line of the agenda, which carries a reference and a composition and no id of a
case; the way from the line to the case is apart, behind the wall of the case (`AgendaCase`). The rest is walled by
seat: a service reads the meetings it was asked to. Once a meeting is closed the database changes nothing of its record.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palier.candidacies.meeting_enums import AgendaKind, AgendaReason, DecisionKind
from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.homes.models import Vacancy
from palier.organisations.models import Agreement, Service
from palier.platform.models import Identified

USER = settings.AUTH_USER_MODEL
LONGEST_WHY = 1000


class PartnerMeeting(Identified):
    """The parties of an agreement around its cases and homes, on a day. `digest`: of its record, once closed.

    `erased_digest`: of what is left of that record since a household was erased, on so many lines (`meeting_record`).
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="+", verbose_name=_("agreement"))
    convener = models.ForeignKey(Service, models.PROTECT, related_name="+")
    convened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    held_on = models.DateField(_("held on"))
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    erased_digest = models.CharField(max_length=64, blank=True)
    erased_lines = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "partner_meeting"
        ordering: ClassVar = ["-held_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, digest="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(digest=""),
                name="meeting_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(erased_digest="", erased_lines=0)
                | ~Q(erased_digest="") & Q(erased_lines__gt=0) & ~Q(digest=""),
                name="meeting_erased_once_closed",
            ),
        ]


class MeetingSeat(models.Model):
    """A service that was asked to the meeting. Names no household: the walls of the other tables read it."""

    meeting = models.ForeignKey(PartnerMeeting, models.CASCADE, related_name="seats")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")

    class Meta:
        db_table = "meeting_seat"
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "service"], name="one_seat_a_service")]


class OfMeeting(Identified):
    """A row that the services with a seat read."""

    meeting = models.ForeignKey(PartnerMeeting, models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Attendance(OfMeeting):
    """Who is in the room, for which service."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "attendance"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "user"], name="attends_once"),
        ]


class AgendaLine(OfMeeting):
    """A subject of the meeting, in words that the whole room may read.

    `reference`, `adults` and `children` are copied from the case by the service that holds it. `put_off`: not today.
    """

    kind = models.CharField(max_length=10, choices=AgendaKind.choices)
    position = models.PositiveIntegerField()
    reasons = ArrayField(models.CharField(max_length=12, choices=AgendaReason.choices))
    due_on = models.DateField(null=True)
    reference = models.CharField(max_length=12, blank=True)
    adults = models.PositiveSmallIntegerField(null=True)
    children = models.PositiveSmallIntegerField(null=True)
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, null=True, related_name="+")
    topic = models.CharField(_("subject"), max_length=120, blank=True)
    put_off = models.BooleanField(default=False)
    added_by = models.ForeignKey(Service, models.PROTECT, related_name="+")

    class Meta:
        db_table = "agenda_line"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_position_once"),
            models.UniqueConstraint(
                fields=["meeting", "reference"], condition=~Q(reference=""), name="household_once_on_the_agenda"
            ),
            models.UniqueConstraint(fields=["meeting", "vacancy"], name="home_once_on_the_agenda"),
            models.CheckConstraint(
                condition=Q(kind="case", vacancy=None, topic="", adults__isnull=False, children__isnull=False)
                & ~Q(reference="")
                | Q(kind="home", vacancy__isnull=False, reference="", topic="", adults=None, children=None)
                | Q(kind="topic", vacancy=None, reference="", adults=None, children=None) & ~Q(topic=""),
                name="agenda_line_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reasons__len__gt=0, reasons__contained_by=AgendaReason.values), name="agenda_says_why"
            ),
        ]


class AgendaCase(CaseBound):
    """The case behind a line, for those who may open its envelope."""

    AUDIENCE = Audience.ENVELOPE

    line = models.OneToOneField(AgendaLine, models.CASCADE, related_name="behind")

    class Meta:
        db_table = "agenda_case"


class MeetingDecision(OfMeeting):
    """What the room decided on a line, and why, typed once."""

    line = models.ForeignKey(AgendaLine, models.CASCADE, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=12, choices=DecisionKind.choices)
    why = models.TextField(_("why"), max_length=LONGEST_WHY)
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, null=True, related_name="+", verbose_name=_("home"))
    referent = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name=_("referent"))
    decided_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "meeting_decision"
        ordering: ClassVar = ["decided_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="meeting_decision_known"),
            models.CheckConstraint(condition=~Q(why=""), name="meeting_decision_says_why"),
            models.CheckConstraint(
                condition=Q(kind="put_forward", vacancy__isnull=False) | ~Q(kind="put_forward") & Q(vacancy=None),
                name="put_forward_for_a_home",
            ),
            models.CheckConstraint(
                condition=Q(kind="referent", referent__isnull=False) | ~Q(kind="referent") & Q(referent=None),
                name="somebody_is_named_referent",
            ),
        ]


class MeetingTask(OfMeeting):
    """What somebody does after the meeting, and by when. `decision`: it asks the household whether it agrees to it."""

    line = models.ForeignKey(AgendaLine, models.CASCADE, related_name="tasks")
    decision = models.OneToOneField(MeetingDecision, models.CASCADE, null=True, related_name="asked")
    what = models.CharField(_("what is to be done"), max_length=200)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    due_on = models.DateField(_("by when"))
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meeting_task"
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [models.Index(fields=["user", "due_on"], condition=Q(done_at=None), name="task_to_do")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(what=""), name="task_says_what")]


class MeetingCorrection(OfMeeting):
    """What is added to the record of a closed meeting: its lines stay as they are."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    body = models.TextField(_("correction"), max_length=LONGEST_WHY)

    class Meta:
        db_table = "meeting_correction"
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(body=""), name="correction_says_something")]
