"""A candidacy for an HLM home: its days and states in the envelope, its note and the landlord's reasons in the file."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from palier.assessments.enums import ReadingMeans
from palier.candidacies.enums import (
    CandidacyKind,
    CandidacyState,
    Decision,
    DecisionReason,
    ExaminationException,
    HomeRefusal,
    NoticeMeans,
    OutsideHomeKind,
    RankEnd,
    WithdrawalReason,
    WithdrawnBy,
)
from palier.candidacies.meeting_models import (  # noqa: F401 — Django finds them here
    AgendaCase,
    AgendaLine,
    Attendance,
    MeetingCorrection,
    MeetingDecision,
    MeetingSeat,
    MeetingTask,
    PartnerMeeting,
)
from palier.candidacies.sight import of_her_service
from palier.candidacies.states import ANSWERED, BEFORE_DECISION, DECIDED_AGAINST, ENDED, OFFERED_ONCE
from palier.cases.enums import Audience, Means, PaperKind
from palier.cases.models import CaseBound
from palier.homes.enums import Reserver
from palier.homes.models import Home, Vacancy
from palier.organisations.models import Service
from palier.platform.actor import Actor
from palier.platform.models import Identified
from palier.tenancies.models import Tenancy
from palier.territory.models import Commune

USER = settings.AUTH_USER_MODEL
LONGEST_NOTE = 1500
AWAY = ["withdrawn", "superseded"]


class Candidacy(CaseBound):
    """A household put forward for a vacancy, for the home it sub-lets (slide of a `sublease`), or an outside home.

    `provider`: the allocation service that decides, none for an outside home, whose officer is not in Palier: the
    referent then records what it says. `answer_by`: the last day to answer, by the law. `held_on`: the household has
    accepted another home since; the candidacy waits until that one is signed or falls through. Rent in euros a month.
    """

    AUDIENCE = Audience.ENVELOPE

    kind = models.CharField(_("for"), max_length=10, choices=CandidacyKind.choices)
    state = models.CharField(
        _("state"), max_length=16, choices=CandidacyState.choices, default=CandidacyState.PUT_FORWARD
    )
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, null=True, related_name="candidacies")
    home = models.ForeignKey(Home, models.PROTECT, null=True, related_name="+")
    outside_provider = models.CharField(_("landlord"), max_length=120, blank=True)
    outside_kind = models.CharField(_("kind"), max_length=12, choices=OutsideHomeKind.choices, blank=True)
    outside_commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    outside_rent = models.DecimalField(_("rent"), max_digits=8, decimal_places=2, null=True)
    outside_free_on = models.DateField(_("free on"), null=True)
    provider = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    reserver = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    sublease = models.ForeignKey(Tenancy, models.PROTECT, null=True, related_name="+")
    put_forward_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    put_forward_on = models.DateField(_("put forward on"))
    agreed_by = models.UUIDField(_("who agreed"))
    agreed_on = models.DateField(_("agreed on"))
    agreed_means = models.CharField(_("how"), max_length=10, choices=Means.choices)
    designated_on = models.DateField(_("designated on"), null=True)
    designated_right = models.CharField(_("on which right"), max_length=20, choices=Reserver.choices, blank=True)
    complete_on = models.DateField(_("file ready on"), null=True)
    gaps = ArrayField(models.CharField(max_length=20, choices=PaperKind.choices), default=list)
    decided_on = models.DateField(_("decided on"), null=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    condition = models.CharField(_("if this paper comes"), max_length=20, choices=PaperKind.choices, blank=True)
    condition_until = models.DateField(_("until"), null=True)
    condition_met_on = models.DateField(_("paper seen on"), null=True)
    notified_on = models.DateField(_("notified on"), null=True)
    notice_means = models.CharField(_("how"), max_length=12, choices=NoticeMeans.choices, blank=True)
    notice_proof = models.CharField(_("proof"), max_length=120, blank=True)
    unclaimed = models.BooleanField(_("returned unclaimed"), default=False)
    answer_by = models.DateField(_("answer awaited until"), null=True)
    answered_on = models.DateField(_("answered on"), null=True)
    refusal = models.CharField(_("why not"), max_length=16, choices=HomeRefusal.choices, blank=True)
    held_on = models.DateField(_("on hold since"), null=True)
    signed_on = models.DateField(_("signed on"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=10, choices=WithdrawnBy.choices, blank=True)
    withdrawn_for = models.CharField(_("why"), max_length=20, choices=WithdrawalReason.choices, blank=True)

    class Meta:
        db_table = "candidacy"
        verbose_name_plural = "candidacies"
        ordering: ClassVar = ["-put_forward_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["provider", "state"], name="candidacies_of_provider"),
            models.Index(fields=["vacancy", "state"], name="candidacies_of_vacancy"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="accepted"), name="one_accepted_a_household"),
            models.UniqueConstraint(
                fields=["vacancy"], condition=Q(state__in=["accepted", "signed"]), name="one_accepted_a_vacancy"
            ),
            models.UniqueConstraint(
                fields=["case", "vacancy"],
                condition=~Q(state__in=ENDED),
                name="one_live_candidacy_a_household_and_vacancy",
            ),
            models.UniqueConstraint(
                fields=["vacancy", "rank"], condition=Q(rank__isnull=False), name="candidacy_rank_once_a_vacancy"
            ),
            models.CheckConstraint(condition=Q(kind__in=CandidacyKind.values), name="candidacy_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CandidacyState.values), name="candidacy_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["lease", "sublease"], vacancy__isnull=False, home__isnull=False)
                & Q(outside_provider="")
                | Q(kind="slide", vacancy=None, home__isnull=False, outside_provider="")
                | Q(kind__in=["lease", "sublease"], vacancy=None, home=None, provider=None)
                & ~Q(outside_provider="")
                & Q(outside_kind__in=OutsideHomeKind.values),
                name="candidacy_for_one_home",
            ),
            models.CheckConstraint(
                condition=Q(kind="slide", sublease__isnull=False) | ~Q(kind="slide") & Q(sublease=None),
                name="only_a_sublease_slides_by_candidacy",
            ),
            models.UniqueConstraint(
                fields=["sublease"],
                condition=Q(sublease__isnull=False) & ~Q(state__in=[end for end in ENDED if end != "signed"]),
                name="one_live_slide_a_sublease",
            ),
            models.CheckConstraint(
                condition=Q(outside_provider="") | Q(outside_commune__isnull=False, outside_rent__gte=0),
                name="outside_home_is_described",
            ),
            models.CheckConstraint(condition=Q(agreed_means__in=Means.values), name="agreed_somehow"),
            models.CheckConstraint(
                condition=Q(agreed_on__lte=F("put_forward_on")), name="agreed_before_it_was_put_forward"
            ),
            models.CheckConstraint(
                condition=Q(designated_on=None, designated_right="")
                | Q(designated_on__gte=F("put_forward_on"), designated_right__in=Reserver.values),
                name="designated_on_a_right",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["put_forward", *AWAY]) | Q(designated_on__isnull=False),
                name="designated_before_what_follows",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["put_forward", "designated", *AWAY])
                | Q(complete_on__gte=F("designated_on"), complete_on__isnull=False),
                name="file_read_before_what_follows",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_DECISION, decided_on=None)
                | Q(state__in=AWAY)
                | Q(decided_on__gte=F("complete_on"), decided_on__isnull=False)
                & ~Q(state__in=BEFORE_DECISION)
                & ~Q(state__in=AWAY),
                name="decided_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(rank=None) & ~Q(state="granted_ranked")
                | Q(rank__gte=1, condition="") & ~Q(state__in=[*BEFORE_DECISION, *DECIDED_AGAINST, "granted"]),
                name="ranked_has_a_rank",
            ),
            models.CheckConstraint(
                condition=Q(condition="", condition_until=None, condition_met_on=None) & ~Q(state="granted_if")
                | ~Q(condition="") & Q(condition_until__gte=F("decided_on")),
                name="conditional_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(condition="") | ~Q(state__in=OFFERED_ONCE) | Q(condition_met_on__isnull=False),
                name="condition_met_before_the_offer",
            ),
            models.CheckConstraint(
                condition=Q(notified_on=None, notice_means="", answer_by=None) & ~Q(state__in=OFFERED_ONCE)
                | Q(notified_on__gte=F("decided_on"), answer_by__gt=F("notified_on"))
                & Q(notice_means__in=NoticeMeans.values)
                & ~Q(notice_proof=""),
                name="offer_notified_with_a_proof",
            ),
            models.CheckConstraint(
                condition=Q(unclaimed=False) | Q(notice_means="registered"), name="only_a_letter_is_returned"
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) & ~Q(state__in=ANSWERED) | Q(answered_on__gte=F("notified_on")),
                name="answered_after_the_offer",
            ),
            models.CheckConstraint(
                condition=Q(state="refused", refusal__in=HomeRefusal.values) | ~Q(state="refused") & Q(refusal=""),
                name="refused_for_a_reason_of_the_household",
            ),
            models.CheckConstraint(
                condition=~Q(state="no_answer") | Q(ended_on__gt=F("answer_by")), name="silence_confirmed_after_its_day"
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_on__gte=F("answered_on")) | ~Q(state="signed") & Q(signed_on=None),
                name="signed_after_the_answer",
            ),
            models.CheckConstraint(
                condition=Q(held_on=None) | ~Q(state__in=["accepted", "signed"]), name="what_is_accepted_is_not_on_hold"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_on__isnull=False) | ~Q(state__in=ENDED) & Q(ended_on=None),
                name="candidacy_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_by__in=WithdrawnBy.values)
                & Q(withdrawn_for__in=WithdrawalReason.values)
                | ~Q(state="withdrawn") & Q(withdrawn_by="", withdrawn_for=""),
                name="candidacy_withdrawn_by_somebody_for_a_reason",
            ),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return of_her_service(actor, "provider", "reserver", sublease="sublease")


class PresentationNote(CaseBound):
    """What the referent writes for the landlord: no health, no violence unless the person wants it; read by her."""

    AUDIENCE = Audience.FILE

    candidacy = models.OneToOneField(Candidacy, models.CASCADE, related_name="note")
    body = models.TextField(_("presentation note"), max_length=LONGEST_NOTE)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_on = models.DateField(_("read and approved on"))
    approved_means = models.CharField(_("how it was read"), max_length=12, choices=ReadingMeans.choices)

    class Meta:
        db_table = "presentation_note"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(body=""), name="presentation_note_says_something"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("body"), LONGEST_NOTE), name="presentation_note_fits_on_half_a_page"
            ),
            models.CheckConstraint(condition=Q(approved_means__in=ReadingMeans.values), name="note_read_somehow"),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return of_her_service(actor, "candidacy__provider", "candidacy__reserver", sublease="candidacy__sublease")


class ProviderDecision(CaseBound):
    """What the CALEOL decided, as its minutes say: they stay the landlord's, in its own tool.

    `outside_requests`: those examined for the home that are not in Palier. `examined`: all of them.
    """

    AUDIENCE = Audience.FILE

    candidacy = models.OneToOneField(Candidacy, models.CASCADE, related_name="decision")
    answer = models.CharField(_("decision"), max_length=16, choices=Decision.choices)
    reasons = ArrayField(models.CharField(max_length=20, choices=DecisionReason.choices), default=list)
    held_on = models.DateField(_("CALEOL of"))
    proof = models.CharField(_("proof"), max_length=120)
    outside_requests = models.PositiveSmallIntegerField(_("requests from outside Palier"))
    examined = models.PositiveSmallIntegerField(_("requests examined"))
    exception = models.CharField(_("exception"), max_length=10, choices=ExaminationException.choices, blank=True)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        db_table = "provider_decision"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer__in=["not_granted", "inadmissible"], reasons__len__gt=0)
                | ~Q(answer__in=["not_granted", "inadmissible"]) & Q(reasons__len=0),
                name="decided_against_for_reasons",
            ),
            models.CheckConstraint(condition=Q(examined__gt=F("outside_requests")), name="this_one_was_examined"),
            models.CheckConstraint(condition=~Q(proof=""), name="decision_has_a_proof"),
        ]

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return of_her_service(actor, "candidacy__provider", "candidacy__reserver", sublease="candidacy__sublease")


class OutsideCandidate(Identified):
    """A candidate for a vacancy who is not in Palier: a number of the landlord's and a rank, without identity."""

    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="outside_candidates")
    number = models.PositiveIntegerField(_("number"))
    rank = models.PositiveSmallIntegerField(_("rank"))
    end = models.CharField(_("what became of it"), max_length=10, choices=RankEnd.choices, blank=True)
    ended_on = models.DateField(_("on"), null=True)

    class Meta:
        db_table = "outside_candidate"
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vacancy", "rank"], name="outside_rank_once_a_vacancy"),
            models.UniqueConstraint(fields=["vacancy", "number"], name="outside_number_once_a_vacancy"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="outside_rank_from_one"),
            models.CheckConstraint(
                condition=Q(end="", ended_on=None) | Q(end__in=RankEnd.values, ended_on__isnull=False),
                name="outside_rank_ends_on_a_day",
            ),
        ]


# What is of a place and not of a home; at the end, for Django to find it.
from palier.candidacies.place_models import PlaceCandidacy  # noqa: E402, F401
from palier.candidacies.slide_models import SlideFile  # noqa: E402, F401
