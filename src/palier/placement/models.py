"""What the rules say of every household in search for an opened home: without name, case or link.

Before a household agrees to be put forward, its provider sees no more than these lines. They hold no id of a case on
purpose: nothing stored here leads back to one.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from palier.homes.models import Vacancy
from palier.organisations.models import Grid
from palier.platform.models import Identified


class Shortlist(Identified):
    """One opened home against the households in search: as computed at an instant, by the law and grid of a day."""

    vacancy = models.OneToOneField(Vacancy, models.CASCADE, related_name="shortlist")
    computed_at = models.DateTimeField()
    law_on = models.DateField()
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    fits = models.PositiveIntegerField()
    to_complete = models.PositiveIntegerField()
    does_not_fit = models.PositiveIntegerField()

    class Meta:
        db_table = "shortlist"


class ShortlistLine(Identified):
    """A household in the words a provider may read before it is put forward.

    `criteria`: for each criterion, its code and verdict. `lines`: for each line of the grid, its code, its points, and
    whether the fact is known. `best_position`: where it would stand if the missing facts gave all their points.
    """

    class Verdict(models.TextChoices):
        YES = "yes", _("Yes")
        UNKNOWN = "unknown", _("To be completed")
        NO = "no", _("No")

    shortlist = models.ForeignKey(Shortlist, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    persons = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField()
    waiting_since = models.DateField()
    urgency = models.CharField(max_length=2)
    criteria = models.JSONField(default=list)
    points = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    best_position = models.PositiveIntegerField()

    class Meta:
        db_table = "shortlist_line"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shortlist", "position"], name="shortlist_position_once")
        ]
