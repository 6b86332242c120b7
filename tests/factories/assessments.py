"""A joint assessment, begun by the holder with the partner's social service that the household lets read."""

from palier.assessments import digests, services
from palier.assessments.models import SocialAssessment
from palier.assessments.queries import get_assessment
from palier.cases.models import Case
from palier.platform.context import acting
from tests.factories.support import allow
from tests.factories.world import AT, World


def an_assessment(world: World, case: Case | None = None) -> SocialAssessment:
    if case is None:
        case = world.case()
        allow(world, case)
    adviser = world.actor("adviser")
    with acting(adviser, now=AT):
        return services.begin(actor=adviser, case_id=case.id, partner_service=world.services["support"].id, at=AT)


def write(world: World, key: str, assessment: SocialAssessment, section: str, typed: dict, **how) -> services.Written:
    """What a person types over empty fields, unless `read` says over what."""
    actor = world.actor(key)
    usual = {"read": {}, "at": AT}
    with acting(actor, now=AT):
        return services.write_section(
            actor=actor, assessment_id=assessment.id, section=section, typed=typed, **usual | how
        )


def propose(world: World, key: str, assessment: SocialAssessment, kind: str, why: str = "As agreed.", **how):
    actor = world.actor(key)
    with acting(actor, now=AT):
        return services.propose(actor=actor, assessment_id=assessment.id, kind=kind, why=why, at=AT, **how)


def sign(world: World, key: str, assessment: SocialAssessment, *, at=AT) -> SocialAssessment:
    """Signed as it stands."""
    actor = world.actor(key)
    with acting(actor, now=at):
        read = digests.parts_of(get_assessment(actor, assessment.id))
        return services.sign(actor=actor, assessment_id=assessment.id, read=read, at=at)


def signed_by_both(world: World, assessment: SocialAssessment) -> SocialAssessment:
    write(world, "adviser", assessment, "debts", {"rent_arrears": "yes"})
    propose(world, "adviser", assessment, "supported_lease")
    propose(world, "social_worker", assessment, "sliding_lease")
    sign(world, "adviser", assessment)
    return sign(world, "social_worker", assessment)
