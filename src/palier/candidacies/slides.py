"""The slide as a candidacy: the household asks for the lease of the home it lives in, an allocation like another.

The CALEOL decides (CCH L442-8-3 and R441-1) and answers as for any home; the signature is the slide itself
(`tenancies.slides`), in one transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.candidacies import policies
from palier.candidacies.enums import CandidacyKind
from palier.candidacies.models import Candidacy, SlideFile
from palier.candidacies.queries import visible_to
from palier.candidacies.services import Agreed, allocations_of, open_candidacy
from palier.candidacies.states import LIVE
from palier.cases.facts import Identifier
from palier.cases.queries import rows_visible_to
from palier.cases.sharing import in_the_name_of_holder
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.due import Among
from palier.platform.errors import Conflict, Invalid
from palier.platform.ids import new_id
from palier.platform.policy import require
from palier.tenancies import reviews
from palier.tenancies.enums import ReviewOutcome, TenancyKind
from palier.tenancies.models import AgreedCriterion, Review, Tenancy
from palier.tenancies.queries import get_tenancy
from palier.tenancies.slides import NO_REQUEST, living_request, running_sublease

ONE_RUNS = _("The household asked for this slide already: follow that candidacy, or withdraw it.")


@transaction.atomic
def put_forward_slide(
    *,
    actor: Actor,
    sublease_id: UUID,
    agreed: Agreed,
    rent: Decimal | None = None,
    charges: Decimal | None = None,
    despite_disagreement: bool = False,
    at: datetime,
) -> Candidacy:
    """Put the slide of a sub-lease to the CALEOL; its account and last review go with it, frozen as they are today.

    `rent` and `charges` of the lease it asks for, in euros a month; those of the sub-lease where nobody says others.

    Raises Missing for a title that is no sub-lease she reads; Conflict once it has ended, or where the slide was asked
    for already; Invalid where the three have not said what they look at, before a review, without an HLM request alive
    today, or where the review did not end on a lease unless `despite_disagreement`.
    """
    case = get_tenancy(actor, sublease_id).case
    sublease = running_sublease(case, sublease_id, lock=True)
    require(policies.may_put_forward(actor, case), case=case.id)
    if again := Candidacy.objects.filter(id=agreed.id, case=case).first():
        return again
    if running(case.id, sublease.id):
        raise Conflict(ONE_RUNS)
    today = at.astimezone(clock.PARIS).date()
    criteria = sorted(AgreedCriterion.objects.filter(tenancy=sublease).values_list("criterion", flat=True))
    review = Review.objects.filter(tenancy=sublease).order_by("number").last()
    request = living_request(case, today)
    refuse_unready(criteria, review, request, despite_disagreement=despite_disagreement)
    home = sublease.place.home
    asked = Candidacy(kind=CandidacyKind.SLIDE, sublease=sublease, home=home, provider=allocations_of(home))
    candidacy = open_candidacy(actor, case, asked, agreed, at)
    cost = (sublease.rent if rent is None else rent, sublease.charges if charges is None else charges)
    _keep_file(candidacy, sublease, criteria, review, request, today, cost)
    return candidacy


def refuse_unready(
    criteria: list[str], review: Review | None, request: Identifier | None, *, despite_disagreement: bool
) -> None:
    """Raises Invalid with everything that is missing, and how to have it."""
    missing = []
    if not criteria:
        missing.append(_("The three have not said what they look at before a slide: record it on the sub-lease first."))
    if review is None:
        missing.append(_("The sub-lease was never reviewed (CCH L442-8-3): hold the review first."))
    if request is None:
        missing.append(NO_REQUEST)
    if missing:
        raise Invalid(" ".join(str(words) for words in missing))
    if review.outcome != ReviewOutcome.LEASE and not despite_disagreement:
        words = _(
            "The last review did not end on a lease. Say that the CALEOL reads the disagreement, or review again."
        )
        raise Invalid(fields={"despite_disagreement": words})


def _keep_file(
    candidacy: Candidacy,
    sublease: Tenancy,
    criteria: list[str],
    review: Review,
    request: Identifier,
    today: date,
    cost: tuple[Decimal, Decimal],
) -> None:
    positions = review.positions.order_by("party").values("party", "wants", "words")
    SlideFile.objects.create(
        id=new_id(),
        case_id=candidacy.case_id,
        candidacy=candidacy,
        criteria=criteria,
        review_number=review.number,
        reviewed_on=review.held_on,
        positions=list(positions),
        agreed=review.outcome == ReviewOutcome.LEASE,
        why_not=review.why_not,
        prepared=reviews.prepare(sublease, today),
        sublet_on=sublease.begins_on,
        rent=cost[0],
        charges=cost[1],
        request_number=request.number,
    )


def cost_asked(actor: Actor, candidacy: Candidacy) -> tuple[Decimal, Decimal] | None:
    """Rent and charges a month of the lease that a slide asks for, in euros; None where nobody said them.

    For whoever signs it: the file closed to the landlord when its CALEOL decided, the price of its own home did not.
    """
    if candidacy.sublease_id is None or not policies.may_decide(actor, candidacy):
        return None
    with acting(in_the_name_of_holder(candidacy.case)):
        found = SlideFile.objects.filter(candidacy=candidacy, rent__isnull=False).first()
    return (found.rent, found.charges) if found else None


def running(case: UUID, sublease: UUID) -> bool:
    """Whether a candidacy for this slide may still be signed."""
    return Candidacy.objects.filter(case=case, sublease=sublease, state__in=LIVE).exists()


def slides_of(actor: Actor, tenancies: Iterable[UUID]) -> dict[UUID, list[Candidacy]]:
    """By sub-lease, its candidacies that she may read, the latest first."""
    found: dict[UUID, list[Candidacy]] = {}
    for one in visible_to(actor).filter(sublease__in=list(tenancies)):
        found.setdefault(one.sublease_id, []).append(one)
    return found


def to_ask(actor: Actor, among: Among) -> Iterable[Review]:
    """The last reviews of the sub-leases her service follows that ended on a lease nobody has asked for yet."""
    mine = among.of(rows_visible_to(actor, Tenancy)).filter(case__holder=actor.service, ends_on=None)
    sublet = mine.filter(kind=TenancyKind.SUBLEASE).values("id")
    rows = Review.objects.filter(tenancy__in=sublet).select_related("tenancy__case", "tenancy__place")
    last = {review.tenancy_id: review for review in rows.order_by("number")}
    if not last:
        return []
    asked = set(Candidacy.objects.filter(sublease__in=last, state__in=LIVE).values_list("sublease", flat=True))
    return [
        review for tenancy, review in last.items() if review.outcome == ReviewOutcome.LEASE and tenancy not in asked
    ]
