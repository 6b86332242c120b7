"""The review of a sub-lease at each period, what the landlord tells the préfet, and what follows (CCH L442-8-3).

The days are those of `rules.deadlines.review`, counted from the signature; a person says what follows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Conflict, Invalid
from palier.rules import deadlines
from palier.support.queries import count_visits
from palier.tenancies import accounts, keeping
from palier.tenancies.enums import (
    Payer,
    ReviewOutcome,
    ReviewParty,
    SlideCriterion,
    TenancyKind,
    Wanted,
)
from palier.tenancies.models import AgreedCriterion, Review, ReviewPosition, Tenancy


@dataclass(frozen=True, kw_only=True)
class Position:
    """What a party wants, of `Wanted`, in its words; `absent` needs the reason in them."""

    wants: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Period:
    """A period of a sub-lease: its number, its end, and the last day to tell the préfet."""

    number: int
    ends_on: date
    statement_due_on: date


def period(signed_on: date, number: int) -> Period | None:
    """The n-th period of a sub-lease signed on a day, by the law in force; None where no figure is known."""
    found = deadlines.review(signed_on, number)
    told = found.due_on and deadlines.landlord_notice(found.due_on).due_on
    return Period(number=number, ends_on=found.due_on, statement_due_on=told) if found.due_on and told else None


def next_period(tenancy: Tenancy, reviews: Iterable[Review]) -> Period | None:
    """The period whose review comes next; None for a title that has ended or is no sub-lease."""
    if tenancy.kind != TenancyKind.SUBLEASE or tenancy.ends_on:
        return None
    return period(tenancy.signed_on, max((review.number for review in reviews), default=0) + 1)


def awaited_period(tenancy: Tenancy) -> Period | None:
    """The period that the préfet is still to be told of: the last reviewed one, else that whose review comes next."""
    reviews = tenancy.reviews.all()
    last = max(reviews, key=lambda one: one.number, default=None)
    if last and last.told_on is None:
        return period(tenancy.signed_on, last.number)
    return next_period(tenancy, reviews)


@transaction.atomic
def agree_criteria(*, actor: Actor, tenancy_id: UUID, criteria: Iterable[str], agreed_on: date) -> None:
    """What the three agreed to look at before a slide; said again, the list is replaced."""
    tenancy = _sublease(actor, tenancy_id)
    wanted = set(criteria)
    if not wanted or wanted - set(SlideCriterion.values):
        raise Invalid(fields={"criteria": _("Choose at least one criterion of the list.")})
    AgreedCriterion.objects.filter(tenancy=tenancy).exclude(criterion__in=wanted).delete()
    known = set(AgreedCriterion.objects.filter(tenancy=tenancy).values_list("criterion", flat=True))
    AgreedCriterion.objects.bulk_create(
        AgreedCriterion(case_id=tenancy.case_id, tenancy=tenancy, criterion=one, agreed_on=agreed_on)
        for one in sorted(wanted - known)
    )
    keeping.record("review.criteria_agreed", tenancy, agreed_on=agreed_on)


def prepare(tenancy: Tenancy, upto: date) -> dict[str, Any]:
    """What is known of the household's account and insurance on a day: counts, cents and codes.

    Also how often it was met since the last review, where the three agreed to look at its support.
    """
    account = [one for one in accounts.months(accounts.lines_of(tenancy, Payer.HOUSEHOLD)) if one.month <= upto]
    paid, called = accounts.paid_of_called(account)
    return {
        "paid": paid,
        "called": called,
        "owed": sum(month.owed for month in account),
        "causes": sorted({month.cause for month in account if month.owed > 0 and month.cause}),
        "insured_until": tenancy.insured_until.isoformat() if tenancy.insured_until else "",
        **_support(tenancy, upto),
    }


def _support(tenancy: Tenancy, upto: date) -> dict[str, int]:
    if not tenancy.criteria.filter(criterion=SlideCriterion.SUPPORT_KEPT).exists():
        return {}
    last = tenancy.reviews.filter(held_on__lt=upto).order_by("held_on").last()
    since = last.held_on + timedelta(days=1) if last else tenancy.begins_on
    met, missed = count_visits(tenancy.case, since, upto)
    return {"met": met, "missed": missed}


@transaction.atomic
def hold(*, actor: Actor, tenancy_id: UUID, held_on: date, positions: Mapping[str, Position], at: datetime) -> Review:
    """The three met, or one was absent for a reason: what each wants is kept as it was said.

    Raises Invalid unless each of the three has a position or a reason for its absence; Conflict while what follows the
    last review is not said.
    """
    tenancy = _sublease(actor, tenancy_id)
    held = list(Review.objects.filter(tenancy=tenancy).order_by("number"))
    if held and not held[-1].outcome:
        raise Conflict(_("Say first what followed the last review."))
    coming = next_period(tenancy, held)
    if coming is None:
        raise Conflict(_("The law in force says no period: look at the page of the law."))
    _refuse_positions(positions)
    keeping.not_to_come(held_on, at, "held_on")
    if held_on < tenancy.begins_on:
        raise Invalid(fields={"held_on": _("A review comes after the sub-lease begins: check the year.")})
    review = Review.objects.create(
        case_id=tenancy.case_id,
        tenancy=tenancy,
        number=coming.number,
        period_ends_on=coming.ends_on,
        statement_due_on=coming.statement_due_on,
        held_on=held_on,
        prepared=prepare(tenancy, held_on),
    )
    ReviewPosition.objects.bulk_create(
        ReviewPosition(case_id=tenancy.case_id, review=review, party=party, wants=said.wants, words=said.words.strip())
        for party, said in positions.items()
    )
    keeping.record("review.held", tenancy, held_on=held_on, period_ends_on=coming.ends_on)
    return review


def _refuse_positions(positions: Mapping[str, Position]) -> None:
    fields = {}
    for party in ReviewParty:
        said = positions.get(party)
        if said is None or said.wants not in Wanted.values:
            fields[f"{party}_wants"] = _("Say what it wants, or that it was absent and why.")
        elif said.wants == Wanted.ABSENT and not said.words.strip():
            fields[f"{party}_words"] = _("Say why it was absent.")
    if fields or set(positions) - set(ReviewParty.values):
        raise Invalid(fields=fields)


@transaction.atomic
def tell_prefet(
    *, actor: Actor, tenancy_id: UUID, told_on: date, proposes_lease: bool, why_not: str = "", at: datetime
) -> Review:
    """The landlord told the préfet whether it proposes a lease and, if not, why: at every period, whatever follows.

    Told late, it is recorded all the same. Raises Invalid for a no without reasons; Conflict before the review.
    """
    tenancy = _sublease(actor, tenancy_id)
    review = _last(tenancy)
    if review.outcome:
        raise Conflict(_("What follows this review is said already: the préfet is told before."))
    reasons = why_not.strip()
    if proposes_lease == bool(reasons):
        raise Invalid(fields={"why_not": _("Give the reasons where no lease is proposed, and then only.")})
    keeping.not_to_come(told_on, at, "told_on")
    review.told_on, review.proposes_lease, review.why_not = told_on, proposes_lease, reasons
    review.save(update_fields=["told_on", "proposes_lease", "why_not"])
    keeping.record("review.prefet_told", tenancy, "lease" if proposes_lease else "no_lease", told_on=told_on)
    return review


@transaction.atomic
def conclude(*, actor: Actor, tenancy_id: UUID, outcome: str, at: datetime) -> Review:
    """What follows the last review. An end of the right to stay ends nothing by itself: its day is said apart.

    Raises Conflict before the préfet was told; Invalid for a slide that the landlord did not propose.
    """
    tenancy = _sublease(actor, tenancy_id)
    review = _last(tenancy)
    if review.told_on is None:
        raise Conflict(_("The landlord tells the préfet first, whether it proposes a lease or not."))
    if outcome not in ReviewOutcome.values or (outcome == ReviewOutcome.LEASE and not review.proposes_lease):
        raise Invalid(
            fields={"outcome": _("Choose what follows; a slide, only where the landlord proposed the lease.")}
        )
    review.outcome, review.decided_on = outcome, at.astimezone(clock.PARIS).date()
    review.save(update_fields=["outcome", "decided_on"])
    keeping.record("review.concluded", tenancy, outcome)
    return review


def _last(tenancy: Tenancy) -> Review:
    review = Review.objects.filter(tenancy=tenancy).order_by("-number").first()
    if review is None:
        raise Conflict(_("Hold the review first: what each of the three wants."))
    return review


def _sublease(actor: Actor, tenancy_id: UUID) -> Tenancy:
    tenancy = keeping.kept(actor, tenancy_id)
    if tenancy.kind != TenancyKind.SUBLEASE:
        raise Invalid(_("Only a sub-lease is reviewed."))
    return tenancy
