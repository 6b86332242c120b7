"""May this actor write, propose, sign? On top of her role, it takes her service's place in the assessment."""

from django.utils.translation import gettext_lazy as _

from palier.assessments.models import Diagnosis, SocialAssessment
from palier.assessments.sections import Section, Side
from palier.cases import access
from palier.cases import policies as of_case
from palier.cases.models import Case
from palier.platform.actor import Actor
from palier.platform.policy import Allowed, Decision, Denied, allowed_if

ASK_EITHER = _("Only the two services of the assessment write in it. Ask one of them.")
ASK_THE_OWNER = _("This section is your partner's: leave a remark beside it.")
OWN_SECTION = _("This section is your own: write in it.")


def side_of(actor: Actor, assessment: SocialAssessment) -> Side | None:
    return {assessment.holder_id: Side.HOLDER, assessment.partner_id: Side.PARTNER}.get(actor.service)


def may_diagnose(actor: Actor, case: Case) -> Decision:
    """Also orient in an emergency, and begin a joint assessment: the service that holds the case answers for it."""
    return of_case.may_write_file(actor, case)


def may_sign_diagnosis(actor: Actor, diagnosis: Diagnosis) -> Decision:
    return allowed_if(actor.user == diagnosis.author_id, _("Its author signs a diagnosis. Ask her, or write it again."))


def may_take_part(actor: Actor, assessment: SocialAssessment) -> Decision:
    """Propose an orientation, leave a remark, record the household's reading, sign."""
    if side_of(actor, assessment) is None or not actor.has(*access.SOCIAL_ROLES):
        return Denied(ASK_EITHER)
    return Allowed()


def may_write(actor: Actor, assessment: SocialAssessment, section: Section) -> Decision:
    taking_part = may_take_part(actor, assessment)
    return allowed_if(side_of(actor, assessment) == section.owner, ASK_THE_OWNER) if taking_part else taking_part


def may_remark(actor: Actor, assessment: SocialAssessment, section: Section) -> Decision:
    taking_part = may_take_part(actor, assessment)
    return allowed_if(side_of(actor, assessment) != section.owner, OWN_SECTION) if taking_part else taking_part
