"""The mandates an actor may read, and those that wait for her service."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.cases.models import Case
from palier.cases.queries import rows_visible_to
from palier.cases.sharing import in_the_name_of_holder, may_receive
from palier.organisations.enums import ServiceKind
from palier.organisations.models import Service
from palier.platform.actor import Actor
from palier.platform.context import acting
from palier.platform.errors import Missing
from palier.support.enums import MandateState, RenewalState
from palier.support.models import MandateRenewal, SupportMandate, SupportVisit


def mandates_of(actor: Actor, case: Case) -> QuerySet[SupportMandate]:
    """Those of a case, the latest first, with their services."""
    return (
        rows_visible_to(actor, SupportMandate)
        .filter(case=case)
        .select_related("prescriber__organisation", "operator__organisation", "ordered_by")
    )


def get_mandate(actor: Actor, mandate_id: UUID, *, lock: bool = False) -> SupportMandate:
    """The mandate, under lock on demand. Raises Missing for one that is not there or not hers: the same answer."""
    mandates = rows_visible_to(actor, SupportMandate).select_related("prescriber", "operator", "case")
    found = (mandates.select_for_update(of=("self",)) if lock else mandates).filter(id=mandate_id).first()
    if found is None:
        raise Missing
    return found


def waiting(actor: Actor) -> QuerySet[SupportMandate]:
    """What waits for the actor's service: orders to answer, renewals to decide."""
    asked = MandateRenewal.objects.filter(mandate=OuterRef("id"), state=RenewalState.ASKED)
    to_answer = Q(state=MandateState.ORDERED, operator_id=actor.service)
    to_decide = Q(Exists(asked), state=MandateState.ACCEPTED, prescriber_id=actor.service)
    return (
        rows_visible_to(actor, SupportMandate)
        .filter(to_answer | to_decide)
        .select_related("case", "operator", "prescriber__organisation")
        .prefetch_related("renewals")
        .order_by("ordered_on", "id")
    )


def ending(actor: Actor, *, until: date) -> QuerySet[SupportMandate]:
    """The accepted mandates of the actor's service, as prescriber or operator, whose last day comes by then."""
    mine = Q(operator_id=actor.service) | Q(prescriber_id=actor.service)
    return (
        rows_visible_to(actor, SupportMandate)
        .filter(mine, state=MandateState.ACCEPTED, ends_on__lte=until)
        .select_related("case", "operator")
    )


def visits_of(actor: Actor, case: Case) -> QuerySet[SupportVisit]:
    return rows_visible_to(actor, SupportVisit).filter(case=case)


def count_visits(case: Case, first: date, last: date) -> tuple[int, int]:
    """How often a household was met from a day to another, both included, and how often it did not come.

    In the name of the holder: visits are social, these two counts are what a review agreed to look at.
    """
    with acting(in_the_name_of_holder(case)):
        kept = list(SupportVisit.objects.filter(case=case, on__range=(first, last)).values_list("kept", flat=True))
    return sum(kept), len(kept) - sum(kept)


def may_operate(actor: Actor) -> QuerySet[Service]:
    """The services one may order a mandate from: the social ones of the partners."""
    return may_receive(actor).filter(kind=ServiceKind.SOCIAL)
