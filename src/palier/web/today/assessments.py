"""Joint assessments that the other service has signed."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from palier.assessments.queries import to_sign
from palier.cases import access
from palier.cases.models import Case, Person
from palier.cases.queries import applicants
from palier.platform.actor import Actor
from palier.web.today.line import Line


def assessment_lines(actor: Actor) -> Iterable[Line]:
    if not actor.has(*access.SOCIAL_ROLES):
        return
    waiting = list(to_sign(actor))
    theirs = applicants(actor, [assessment.case for assessment in waiting])
    for assessment in waiting:
        other = assessment.partner if assessment.holder_id == actor.service else assessment.holder
        why = _("Joint assessment signed by %(service)s") % {"service": other}
        what = _("Read it, then sign or leave your divergence.")
        url = reverse("assessment", args=[assessment.id])
        yield Line(assessment.begun_on, _name(assessment.case, theirs), why, what, url, since=True)


def _name(case: Case, names: dict[UUID, Person]) -> str:
    return str(names[case.id]) if case.id in names else case.reference
