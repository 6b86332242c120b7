"""The diagnoses, urgent orientations and joint assessments that an actor may read."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from palier.assessments.enums import AssessmentState, UrgentState
from palier.assessments.models import Diagnosis, SocialAssessment, UrgentOrientation
from palier.cases import access
from palier.cases.enums import Audience, CaseState
from palier.cases.models import Case, Share
from palier.cases.queries import rows_visible_to
from palier.organisations.models import Service
from palier.platform import clock
from palier.platform.actor import Actor
from palier.platform.errors import Missing

WITH = (
    "contents__updated_by",
    "remarks__author",
    "remarks__service",
    "orientations__author",
    "orientations__service__organisation",
    "signatures__signer",
    "signatures__service__organisation",
    "readings__recorded_by",
    "readings__service",
)


def diagnoses_of(actor: Actor, case: Case) -> QuerySet[Diagnosis]:
    """Those of a case, the latest first."""
    return (
        rows_visible_to(actor, Diagnosis)
        .filter(case=case)
        .select_related("service__organisation", "author", "superseded_by")
    )


def signed_diagnosis(actor: Actor, case: Case) -> Diagnosis | None:
    """The one in force: signed, and not replaced by another signed one."""
    signed = diagnoses_of(actor, case).filter(signed_at__isnull=False)
    return signed.filter(Q(superseded_by=None) | Q(superseded_by__signed_at=None)).first()


def urgent_orientations_of(actor: Actor, case: Case) -> QuerySet[UrgentOrientation]:
    return rows_visible_to(actor, UrgentOrientation).filter(case=case).select_related("service__organisation", "author")


def urgent_to_confirm(actor: Actor) -> QuerySet[UrgentOrientation]:
    """Those that run in the caseload of the actor's service, the first to end first."""
    ours = rows_visible_to(actor, UrgentOrientation).filter(case__holder=actor.service)
    running = ours.filter(state=UrgentState.RUNNING).exclude(case__state=CaseState.CLOSED)
    return running.select_related("case").order_by("until", "id")


def to_sign(actor: Actor) -> QuerySet[SocialAssessment]:
    """Those that the other service has signed and the actor's has not, the oldest first."""
    from palier.assessments.models import Signature

    mine = Signature.objects.filter(assessment=OuterRef("id"), service_id=actor.service, lapsed_at=None)
    waiting = rows_visible_to(actor, SocialAssessment).filter(
        Q(holder_id=actor.service) | Q(partner_id=actor.service), state=AssessmentState.AWAITING_SIGNATURES
    )
    return waiting.filter(~Exists(mine)).select_related("case", "holder", "partner").order_by("begun_on", "id")


def assessments_of(actor: Actor, case: Case) -> QuerySet[SocialAssessment]:
    """Those of a case, the latest first, with all that is written in them."""
    return (
        rows_visible_to(actor, SocialAssessment)
        .filter(case=case)
        .select_related("holder__organisation", "partner__organisation", "supersedes")
        .prefetch_related(*WITH)
    )


def get_assessment(actor: Actor, assessment_id: UUID, *, lock: bool = False) -> SocialAssessment:
    """The assessment, under lock on demand. Raises Missing for one that is not there or not hers: the same answer."""
    found = rows_visible_to(actor, SocialAssessment).filter(id=assessment_id)
    if lock:
        # The lock first, what is written in it afterwards: a second writer reads what the first has written.
        found.select_for_update(of=("self",)).first()
    assessment = (
        found.select_related("case", "holder__organisation", "partner__organisation").prefetch_related(*WITH).first()
    )
    if assessment is None:
        raise Missing
    return assessment


def followers(actor: Actor, case: Case, *, at: datetime | None = None) -> QuerySet[Service]:
    """The partners' services that the household lets receive the social part of the case: one may assess with them."""
    at = at or clock.now()
    shares = Share.objects.filter(
        Q(until=None) | Q(until__gt=at), case=case, service=OuterRef("id"), audience=Audience.SOCIAL, begins_at__lte=at
    )
    others = Service.objects.filter(Exists(shares), kind__in=access.SUPPORTING).exclude(id=case.holder_id)
    return others.select_related("organisation").order_by("organisation__name", "name")


def lapsed(urgent: UrgentOrientation, on: date) -> bool:
    """Its last day is over and no joint assessment has confirmed or corrected it."""
    return urgent.state == UrgentState.RUNNING and urgent.until < on
