"""A candidacy for a place of a residence: its days and states, in the envelope."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.candidacies.enums import HomeRefusal, WithdrawalReason, WithdrawnBy
from palier.candidacies.place_enums import PlaceCandidacyState, PlaceRefusal
from palier.candidacies.place_states import ENDED, ONCE_OFFERED, ONCE_RECEIVED, TAKEN
from palier.candidacies.sight import of_her_service
from palier.cases.enums import Audience, Means
from palier.cases.models import CaseBound
from palier.homes.enums import ResidenceKind
from palier.homes.models import Place, PlaceUse, Residence
from palier.organisations.models import Service
from palier.platform.actor import Actor


class PlaceCandidacy(CaseBound):
    """A household asks for a place of a residence, through the SIAO where the kind of residence wants it.

    In a residence of a partner, or outside: nobody of it is in Palier, and the referent records what it says.
    `provider`: the service that admits, none outside. `waiting_until`: a rank on a waiting list, or a deferral, holds
    until a day. `hold`: the place on offer is kept in its calendar.
    `refusal_sent_on`: the reasoned refusal went back to the SIAO that had directed the household. Several run at once,
    and beside those for a home: one may need a bed on Monday and a lease in six weeks.
    """

    AUDIENCE = Audience.ENVELOPE

    residence = models.ForeignKey(Residence, models.PROTECT, null=True, related_name="+")
    outside_residence = models.CharField(_("residence"), max_length=120, blank=True)
    outside_kind = models.CharField(_("kind"), max_length=24, choices=ResidenceKind.choices, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    provider = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=16, choices=PlaceCandidacyState.choices, default=PlaceCandidacyState.AGREED
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_by = models.UUIDField(_("who agreed"))
    agreed_on = models.DateField(_("agreed on"))
    agreed_means = models.CharField(_("how"), max_length=10, choices=Means.choices)
    siao_number = models.CharField(_("number at the SIAO"), max_length=40, blank=True)
    siao_requested_on = models.DateField(_("asked of the SIAO on"), null=True)
    siao_oriented_on = models.DateField(_("directed by the SIAO on"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    visited_on = models.DateField(_("visited on"), null=True)
    decided_on = models.DateField(_("decided on"), null=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    waiting_until = models.DateField(_("holds until"), null=True)
    refusal = models.CharField(_("why not"), max_length=16, choices=PlaceRefusal.choices, blank=True)
    refusal_sent_on = models.DateField(_("refusal sent to the SIAO on"), null=True)
    hold = models.OneToOneField(PlaceUse, models.PROTECT, null=True, related_name="+")
    offered_on = models.DateField(_("place offered on"), null=True)
    offered_until = models.DateField(_("answer awaited until"), null=True)
    answered_on = models.DateField(_("answered on"), null=True)
    decline = models.CharField(_("why not"), max_length=16, choices=HomeRefusal.choices, blank=True)
    signed_on = models.DateField(_("contract signed on"), null=True)
    arrived_on = models.DateField(_("arrived on"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=10, choices=WithdrawnBy.choices, blank=True)
    withdrawn_for = models.CharField(_("why"), max_length=20, choices=WithdrawalReason.choices, blank=True)

    class Meta:
        db_table = "place_candidacy"
        verbose_name_plural = "place candidacies"
        ordering: ClassVar = ["-agreed_on", "id"]
        indexes: ClassVar = [models.Index(fields=["provider", "state"], name="place_candidacies_of_provider")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "residence"], condition=~Q(state__in=ENDED), name="one_live_candidacy_a_residence"
            ),
            models.UniqueConstraint(fields=["place"], condition=Q(state__in=TAKEN), name="one_accepted_a_place"),
            models.CheckConstraint(
                condition=Q(state__in=PlaceCandidacyState.values), name="place_candidacy_state_known"
            ),
            models.CheckConstraint(
                condition=Q(residence__isnull=False, provider__isnull=False, outside_residence="", outside_kind="")
                | Q(residence=None, provider=None, place=None, outside_kind__in=ResidenceKind.values)
                & ~Q(outside_residence=""),
                name="place_asked_here_or_outside",
            ),
            models.CheckConstraint(
                condition=Q(siao_requested_on=None, siao_number="", siao_oriented_on=None)
                | Q(siao_requested_on__isnull=False) & ~Q(siao_number=""),
                name="asked_of_the_siao_under_a_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["siao_requested", "siao_oriented"]) | Q(siao_requested_on__isnull=False),
                name="siao_request_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(siao_oriented_on=None) & ~Q(state="siao_oriented")
                | Q(siao_oriented_on__gte=F("siao_requested_on")),
                name="directed_after_it_was_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ONCE_RECEIVED) | Q(received_on__gte=F("agreed_on"), received_on__isnull=False),
                name="received_after_the_household_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "siao_requested", "siao_oriented", "received", "withdrawn"])
                | Q(visited_on__gte=F("received_on"), visited_on__isnull=False),
                name="visited_before_the_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*ONCE_OFFERED, "admitted", "waiting_list", "deferred", "refused"])
                | Q(decided_on__gte=F("visited_on"), decided_on__isnull=False),
                name="admission_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting_list") | Q(rank__gte=1, waiting_until__gt=F("decided_on")),
                name="waiting_with_a_rank_until_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | Q(waiting_until__gt=F("decided_on")), name="deferred_until_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state="refused", refusal__in=PlaceRefusal.values) | ~Q(state="refused") & Q(refusal=""),
                name="residence_refuses_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused", siao_oriented_on__isnull=False) | Q(refusal_sent_on__isnull=False),
                name="refusal_goes_back_to_the_siao",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ONCE_OFFERED)
                | Q(offered_on__gte=F("decided_on"), offered_until__gte=F("offered_on"))
                & (Q(place__isnull=False) | Q(residence=None)),
                name="place_offered_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="declined", decline__in=HomeRefusal.values) | ~Q(state="declined") & Q(decline=""),
                name="place_declined_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined", "contract_signed", "arrived"])
                | Q(answered_on__gte=F("offered_on")),
                name="place_answered_after_the_offer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["contract_signed", "arrived"]) | Q(signed_on__gte=F("answered_on")),
                name="contract_signed_after_the_answer",
            ),
            models.CheckConstraint(
                condition=Q(state="arrived", arrived_on__gte=F("signed_on")) | ~Q(state="arrived") & Q(arrived_on=None),
                name="arrived_after_the_contract",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_on__isnull=False) | ~Q(state__in=ENDED) & Q(ended_on=None),
                name="place_candidacy_ends_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_by__in=WithdrawnBy.values)
                & Q(withdrawn_for__in=WithdrawalReason.values)
                | ~Q(state="withdrawn") & Q(withdrawn_by="", withdrawn_for=""),
                name="place_candidacy_withdrawn_by_somebody",
            ),
        ]

    @property
    def where(self) -> str:
        return self.residence.name if self.residence else self.outside_residence

    @property
    def kind(self) -> ResidenceKind:
        return ResidenceKind(self.residence.kind if self.residence else self.outside_kind)

    @classmethod
    def narrowed(cls, actor: Actor) -> Q:
        return of_her_service(actor, "provider")
