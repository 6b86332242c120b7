"""The rows of the file beyond the people: incomes, debts, aids, employers, numbers elsewhere, papers; how it ended."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from palier.cases.enums import (
    AidAnswer,
    AidKind,
    AidRefusal,
    Audience,
    Contribution,
    DebtKind,
    Destination,
    IncomeKind,
    IncomeSource,
    PaperKind,
    StruckFor,
    System,
)
from palier.cases.models import CaseBound, Fact, Person
from palier.organisations.models import Service
from palier.platform.models import Identified


class Income(Fact):
    """What somebody receives each month, from a day to a day, both included; empty means no end is known."""

    AUDIENCE = Audience.FILE

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("income"), max_length=20, choices=IncomeKind.choices)
    monthly = models.DecimalField(_("amount a month"), max_digits=9, decimal_places=2)
    begins_on = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("how it is known"), max_length=20, choices=IncomeSource.choices)
    seen_on = models.DateField(_("paper seen on"), null=True, blank=True)

    class Meta:
        db_table = "income"
        ordering: ClassVar = ["kind", "begins_on", "id"]
        indexes: ClassVar = [models.Index(fields=["case"], name="income_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(monthly__gte=0), name="income_not_negative"),
            models.CheckConstraint(
                condition=Q(begins_on=None) | Q(until=None) | Q(until__gte=F("begins_on")),
                name="income_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(kind__in=IncomeKind.values), name="income_kind_known"),
        ]

    def runs_on(self, day: date) -> bool:
        return (self.begins_on is None or self.begins_on <= day) and (self.until is None or day <= self.until)

    def meets(self, other: "Income") -> bool:
        """Whether the two are the same income of the same person on a same day."""
        same = (self.person_id, self.kind) == (other.person_id, other.kind)
        return same and not _before(self, other) and not _before(other, self)


def _before(one: Income, other: Income) -> bool:
    return one.until is not None and other.begins_on is not None and one.until < other.begins_on


class Debt(Fact):
    """Who is owed what. The candidate file holds three coded facts of it (`Household`), never the creditors."""

    AUDIENCE = Audience.SOCIAL

    creditor = models.CharField(_("creditor"), max_length=120)
    kind = models.CharField(_("debt"), max_length=20, choices=DebtKind.choices)
    balance = models.DecimalField(_("still owed"), max_digits=10, decimal_places=2)
    monthly_payment = models.DecimalField(_("paid a month"), max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        db_table = "debt"
        ordering: ClassVar = ["-balance", "id"]
        indexes: ClassVar = [models.Index(fields=["case"], name="debt_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(balance__gte=0) & (Q(monthly_payment=None) | Q(monthly_payment__gte=0)),
                name="debt_not_negative",
            ),
        ]


# Of one decision; the database holds to it.
MOST_NIGHTS = 366


class Aid(Fact):
    """An aid that was asked for, and the answer: awaited, granted or refused on a day.

    Social: whoever gives homes never reads who was helped. `amount`: euros, of what is granted; a guarantee has none.
    `nights`: of a hotel, from `first_night_on`.
    """

    AUDIENCE = Audience.SOCIAL

    kind = models.CharField(_("aid"), max_length=20, choices=AidKind.choices)
    answer = models.CharField(_("answer"), max_length=10, choices=AidAnswer.choices)
    giver = models.CharField(_("who gives it"), max_length=120, blank=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2, null=True, blank=True)
    nights = models.PositiveSmallIntegerField(_("nights"), null=True, blank=True)
    first_night_on = models.DateField(_("first night"), null=True, blank=True)
    refusal = models.CharField(_("refused because"), max_length=20, choices=AidRefusal.choices, blank=True)

    class Meta:
        db_table = "aid"
        ordering: ClassVar = [F("decided_on").desc(nulls_first=True), "id"]
        indexes: ClassVar = [models.Index(fields=["case"], name="aid_of_case")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=AidKind.values), name="aid_kind_known"),
            models.CheckConstraint(
                condition=Q(answer="awaited", decided_on=None)
                | Q(answer__in=["granted", "refused"], decided_on__isnull=False),
                name="aid_answered_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(asked_on=None) | Q(decided_on=None) | Q(decided_on__gte=F("asked_on")),
                name="aid_decided_after_it_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(answer="granted", amount__gt=0), name="aid_amount_of_what_is_granted"
            ),
            models.CheckConstraint(
                condition=Q(nights=None, first_night_on=None) & ~Q(kind="hotel_nights", answer="granted")
                | Q(
                    kind="hotel_nights",
                    answer="granted",
                    nights__gte=1,
                    nights__lte=MOST_NIGHTS,
                    first_night_on__isnull=False,
                ),
                name="aid_nights_of_a_hotel",
            ),
            models.CheckConstraint(
                condition=Q(answer="refused", refusal__in=AidRefusal.values) | ~Q(answer="refused") & Q(refusal=""),
                name="aid_refused_for_a_reason",
            ),
        ]

    @property
    def until(self) -> date | None:
        """The first day without: the last night paid is the one before it."""
        return self.first_night_on and self.first_night_on + timedelta(days=self.nights)


class Employer(Identified):
    """Reference data of the whole installation: never a member, never told, never listed with people.

    A name that somebody typed is offered to nobody else before it has been checked: a private person who employs
    someone at home is an employer too.
    """

    name = models.CharField(_("employer"), max_length=120)
    key = models.CharField(max_length=130, unique=True)
    contributes = models.CharField(
        _("contribution to housing"), max_length=12, choices=Contribution.choices, default=Contribution.NOT_CHECKED
    )
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "employer"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(contributes="not_checked", checked_on=None)
                | Q(contributes__in=["yes", "no"], checked_on__isnull=False),
                name="employer_checked_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(siren="") | Q(siren__regex=r"^[0-9]{9}$"), name="siren_has_nine_figures"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(Fact):
    """The household's number in another system. Nothing is asked of that system: somebody looks, and says when.

    `struck_on`: an HLM request (NUR) is alive no more from that day; another one begins without its age.
    """

    AUDIENCE = Audience.FILE

    system = models.CharField(_("where"), max_length=20, choices=System.choices)
    number = models.CharField(_("number"), max_length=40)
    obtained_on = models.DateField(_("obtained on"), null=True, blank=True)
    renewed_on = models.DateField(_("last renewed on"), null=True, blank=True)
    last_checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    struck_on = models.DateField(_("struck off on"), null=True, blank=True)
    struck_for = models.CharField(_("struck off because"), max_length=12, choices=StruckFor.choices, blank=True)

    class Meta:
        db_table = "identifier"
        ordering: ClassVar = ["system", "obtained_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "system", "number"], condition=Q(removed_at=None), name="identifier_once"
            ),
            models.CheckConstraint(
                condition=Q(renewed_on=None) | Q(obtained_on=None) | Q(renewed_on__gte=F("obtained_on")),
                name="renewed_after_it_was_obtained",
            ),
            models.CheckConstraint(
                condition=Q(struck_on=None, struck_for="")
                | Q(struck_on__isnull=False, struck_for__in=StruckFor.values, system="nur"),
                name="only_an_hlm_request_is_struck_off",
            ),
        ]


class Paper(Fact):
    """A paper for a destination: asked for, seen, good until a day. The paper itself stays where it belongs.

    What was wrong with one stays while another is asked for: the household is told why.
    """

    AUDIENCE = Audience.FILE

    destination = models.CharField(_("for"), max_length=20, choices=Destination.choices)
    kind = models.CharField(_("paper"), max_length=20, choices=PaperKind.choices)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    asked_by = models.ForeignKey(Service, models.PROTECT, null=True, editable=False, related_name="+")
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    expires_on = models.DateField(_("good until"), null=True, blank=True)
    not_conforming = models.CharField(_("what is wrong with it"), max_length=200, blank=True)

    class Meta:
        db_table = "paper"
        ordering: ClassVar = ["destination", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "destination", "kind"], condition=Q(removed_at=None), name="paper_once_a_destination"
            ),
            models.CheckConstraint(
                condition=Q(asked_on=None, asked_by=None) | Q(asked_on__isnull=False, asked_by__isnull=False),
                name="paper_asked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(seen_on__isnull=False)
                | Q(expires_on=None) & (Q(not_conforming="") | Q(asked_on__isnull=False)),
                name="paper_judged_once_seen",
            ),
        ]


class Closing(CaseBound):
    """Why a case was closed and where the household was sent, in words; the outcome is the case's own."""

    AUDIENCE = Audience.SOCIAL

    reason = models.CharField(_("why"), max_length=500)
    sent_to = models.CharField(_("sent to"), max_length=200, blank=True)

    class Meta:
        db_table = "closing"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], name="one_closing_a_case"),
            models.CheckConstraint(condition=~Q(reason=""), name="closing_says_why"),
        ]
