"""What the rules say of opened homes and of households in search, in both directions, as the worker last computed it.

A shortlist is the provider's, without name, case or link: before a household agrees to be put forward, its provider
sees no more than these lines, and nothing in them leads back to a case. A home list is the case's, behind its walls.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from palier.candidacies.meeting_models import AgendaLine, MeetingDecision, PartnerMeeting
from palier.candidacies.sight import of_whoever_follows
from palier.cases.enums import Audience
from palier.cases.models import CaseBound
from palier.homes.models import Vacancy
from palier.organisations.models import Agreement, Grid
from palier.platform.actor import Actor
from palier.platform.many_json import ManyJsonField
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
    criteria = ManyJsonField(default=list)
    points = models.PositiveIntegerField()
    lines = ManyJsonField(default=list)
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
    found = ManyJsonField()

    class Meta:
        db_table = "home_line"
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "position"], name="home_position_once"),
            models.UniqueConstraint(fields=["case", "vacancy"], name="home_once_a_case"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="home_answer_known"),
        ]


class MatchingRun(Identified):
    """The ranks of an agreement as computed once: by which law, grid and version of Palier, with the digest of it all.

    `stamp`: the last event it knew of. `law_digest`: SHA-256 of the parameters of the law. Its facts are apart.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="+")
    computed_at = models.DateTimeField()
    law_on = models.DateField()
    law_digest = models.CharField(max_length=64)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="+")
    engine = models.CharField(max_length=20)
    stamp = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "matching_run"
        ordering: ClassVar = ["-computed_at", "id"]
        indexes: ClassVar = [models.Index(fields=["agreement", "computed_at"], name="runs_of_an_agreement")]


class MatchingFacts(models.Model):
    """The columns a run was made with, a household a number: for the worker alone, to compute the same again."""

    run = models.OneToOneField(MatchingRun, models.CASCADE, primary_key=True, related_name="facts")
    columns = models.JSONField()

    class Meta:
        db_table = "matching_facts"


class MatchingRank(CaseBound):
    """Where the household of a case stood in a run, before each home: what can be read again, and contested.

    `number`: its number in the facts. `ranks`: for each home it fits or might, a line of `runs.found_home`.
    """

    AUDIENCE = Audience.FILE

    run = models.ForeignKey(MatchingRun, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    ranks = ManyJsonField()

    class Meta:
        db_table = "matching_rank"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "case"], name="one_rank_row_a_case_and_run"),
            models.UniqueConstraint(fields=["run", "number"], name="one_number_a_household_and_run"),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        """Before each home of each landlord: whoever houses would learn of the homes of others."""
        return of_whoever_follows(actor)


class BoardPair(Identified):
    """A household of an agenda before a home of it, in the words a shortlist tells: answer, urgency, points.

    Only those that fit or might. By line, without an id of a case: the services with a seat read it.
    """

    meeting = models.ForeignKey(PartnerMeeting, models.CASCADE, related_name="+")
    line = models.ForeignKey(AgendaLine, models.CASCADE, related_name="+")
    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    tier = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField()

    class Meta:
        db_table = "board_pair"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "vacancy"], name="once_on_the_board"),
            models.CheckConstraint(condition=Q(verdict__in=["yes", "unknown"]), name="board_fits_or_might"),
        ]


class Override(Identified):
    """A decision that departs from the best use of the homes together: its cost, and whose the home would have been.

    The reason is the decision's. `change`: by goal of the allocation. `moves`: line, from a vacancy, to a vacancy.
    """

    meeting = models.ForeignKey(PartnerMeeting, models.CASCADE, related_name="+")
    decision = models.OneToOneField(MeetingDecision, models.CASCADE, related_name="override")
    instead = models.ForeignKey(AgendaLine, models.CASCADE, null=True, related_name="+")
    change = models.JSONField()
    moves = models.JSONField()

    class Meta:
        db_table = "placement_override"
