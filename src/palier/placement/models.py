"""What the rules say of opened homes and of households in search, in both directions, as the worker last computed it.

A shortlist is the provider's, without name, case or link: before a household agrees to be put forward, its provider
sees no more than these lines, and nothing in them leads back to a case. A home list is the case's, behind its walls.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.homes.models import Vacancy
from palier.organisations.models import Grid
from palier.platform.models import Identified


class Verdict(models.TextChoices):
    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("To be completed")
    NO = "no", _("No")


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


class HomeList(CaseBound):
    """The homes opened to the agreement of a case, judged for its household at an instant, by the law of a day."""

    AUDIENCE = Audience.FILE

    computed_at = models.DateTimeField()
    law_on = models.DateField()
    fits = models.PositiveIntegerField()
    to_complete = models.PositiveIntegerField()
    does_not_fit = models.PositiveIntegerField()

    class Meta:
        db_table = "home_list"
        constraints: ClassVar = [models.UniqueConstraint(fields=["case"], name="one_home_list_a_case")]


class HomeLine(CaseBound):
    """One home for the household. `found`: verdicts, figures, law and what would unlock it (`eligibility.kept`)."""

    AUDIENCE = Audience.FILE

    list = models.ForeignKey(HomeList, models.CASCADE, related_name="lines")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    found = models.JSONField()

    class Meta:
        db_table = "home_line"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "position"], name="home_position_once"),
            models.UniqueConstraint(fields=["case", "vacancy"], name="home_once_a_case"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="home_answer_known"),
        ]
