"""The two append-only tables that are the memory, and the visible state of long work.

They hold ids, not foreign keys: nothing below may point up, and what happened outlives what it happened to.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palier.platform.ids import IdField, new_id


class Identified(models.Model):
    """Ids are made in Python: `INSERT … RETURNING` of a row not yet visible is refused by the second wall."""

    id = IdField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class Recorded(Identified):
    """Who did something, for which service, when. Written once, never changed: a trigger sees to it."""

    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    system = models.CharField(max_length=40, blank=True)
    organisation_id = models.UUIDField(null=True)
    service_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


class Event(Recorded):
    """What changed. The story, the audit of writes, the source of indicators and the outbox are this one table."""

    kind = models.CharField(max_length=60)
    audience = models.CharField(max_length=20, default="envelope")
    subject_id = models.UUIDField(null=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)

    class Meta:
        db_table = "event"
        indexes: ClassVar = [
            models.Index(fields=["case_id", "at"], name="event_case_at"),
            models.Index(fields=["organisation_id", "at"], name="event_organisation_at"),
        ]


class Access(Recorded):
    """Who opened which case, searched, exported or was refused, and why."""

    class Action(models.TextChoices):
        OPENED = "opened", _("Opened")
        SEARCHED = "searched", _("Searched")
        EXPORTED = "exported", _("Exported")
        REFUSED = "refused", _("Refused")

    action = models.CharField(max_length=10, choices=Action.choices)
    purpose = models.CharField(max_length=40, blank=True)
    route = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "access"
        indexes: ClassVar = [
            models.Index(fields=["case_id", "at"], name="access_case_at"),
            models.Index(fields=["organisation_id", "at"], name="access_organisation_at"),
        ]


class Seal(Identified):
    """A link of the chain that one organisation's record makes: what it closes can no more be changed unseen.

    `digest` is of the former one and of every row it closes; `number` counts from 1 without a gap.
    """

    organisation_id = models.UUIDField(null=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "seal"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "number"], name="seal_once", nulls_distinct=False),
            models.CheckConstraint(condition=models.Q(number__gte=1, rows__gte=1), name="seal_of_something"),
        ]


class Sealed(models.Model):
    """Which seal closes a row of the record: an event or an access."""

    record_id = models.UUIDField(primary_key=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="closed")

    class Meta:
        db_table = "sealed"


class Delivery(models.Model):
    """A handler runs once per event."""

    event_id = models.UUIDField()
    handler = models.CharField(max_length=80)

    class Meta:
        db_table = "event_delivery"
        constraints: ClassVar = [models.UniqueConstraint(fields=["event_id", "handler"], name="delivered_once")]


class JobRun(Identified):
    """Long work as its owner sees it: what, who, since when, how far, what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    kind = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    user_id = models.UUIDField()
    organisation_id = models.UUIDField()
    service_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    stop_asked = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job_run"
        ordering: ClassVar = ["-asked_at"]

    @property
    def over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.STOPPED}
